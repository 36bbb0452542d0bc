"""Who is meant: one person as one organization's records know them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q

from quotahit.accounts.models import Organization
from quotahit.accounts.subjects.mentions import Mentions

Reference = tuple[str, int]  # "crm.contact", its id


@dataclass(frozen=True)
class Subject:
    """A person: their addresses as (kind, comparable form), every name they have had, and the rows that are theirs.

    `shared` are addresses that others have too, such as a switchboard's number: those are neither closed nor taken out
    of other people's rows. Nor are `namesakes`, the names that others bear as well.
    """

    organization: Organization
    addresses: frozenset[tuple[str, str]] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()  # first and last
    shared: frozenset[tuple[str, str]] = frozenset()
    namesakes: frozenset[tuple[str, str]] = frozenset()
    references: frozenset[Reference] = frozenset()

    def ids(self, label: str) -> list[int]:
        """The ids of this person's rows of one model."""
        return sorted(row_id for model, row_id in self.references if model == label)

    def with_rows(self, label: str, ids: Iterable[int]) -> "Subject":
        """The same person, known by these rows too."""
        return replace(self, references=self.references | {(label, row_id) for row_id in ids})

    def about(self) -> Q:
        """The condition for rows that name their subject by type and id to be about this person."""
        condition = Q(pk__in=[])
        for label in {model for model, _ in self.references}:
            condition |= Q(subject_type=label, subject_id__in=self.ids(label))
        return condition

    @property
    def own(self) -> frozenset[tuple[str, str]]:
        """The addresses that are this person's alone."""
        return self.addresses - self.shared

    @cached_property
    def mentions(self) -> Mentions:
        """How the person is recognised in other people's rows: by an address of their own or by their full name."""
        return Mentions(self.own, self.names - self.namesakes)

    @cached_property
    def calls(self) -> Mentions:
        """How they are recognised in rows that are about them: by each of their names too."""
        return Mentions(self.own, self.names, by_part=True)
