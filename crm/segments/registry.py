"""Everything that a segment may ask about: the records' columns, and what rooms register beside them.

A room above brings a field with `register_segment_field(SegmentField(…))` when it starts: who it is asked of, what it
holds, and a function that turns one plain question (crm.segments.operators.Ask) into a condition on the noun's rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from crm.choices import Noun
from crm.segments.operators import Ask, Kind, Scope
from quotahit.accounts.models import Organization

Options = Callable[[Organization], Sequence[tuple[str, str]]]
Where = Callable[[Ask, Scope], Q]


def _none(organization: Organization) -> Sequence[tuple[str, str]]:
    return ()


@dataclass(frozen=True)
class SegmentField:
    """`code` is for good, for saved segments name it. `where` must be true or false for every row, never unknown,
    or be built from lookups that Django negates as such. `options`: value and label of what a choice may be."""

    code: str
    label: str
    group: str
    kind: Kind
    where: Where
    options: Options = _none
    noun: str = Noun.CONTACT


REGISTERED: dict[tuple[str, str], SegmentField] = {}


def register_segment_field(*fields: SegmentField) -> None:
    """Let segments ask about these."""
    for field in fields:
        REGISTERED[field.noun, field.code] = field


def registered(noun: str) -> dict[str, SegmentField]:
    """What is registered for a noun, by code, in the order in which it was."""
    return {code: field for (owner, code), field in REGISTERED.items() if owner == noun}
