"""Whose lines stand in one timeline: a contact's, or those of a company's or a deal's people, with what is its own.

A company has the people who work there and their deals; a deal has its contact and whoever spoke about it. Of a
company with very many people those who were active last speak for it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet

from crm.models import Company, Contact, ContactEmail, ContactPhone, Deal
from crm.names import called
from quotahit.together import fetch_together, prefetch_together

MOST_PEOPLE = 500
MOST_DEALS = 500
OF_A_CONTACT = ("emails", "phones", "deals")
Seen = Callable[["QuerySet[Any]"], "QuerySet[Any]"]  # narrows rows to those that the reader sees


def everything(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """For who has been let in already, or sees all."""
    return rows


@dataclass(frozen=True)
class Scope:
    """The people by id, with their names where there can be several, the deals, and the company itself."""

    organization_id: int
    people: dict[int, str]
    deals: frozenset[int]
    company_id: int | None = None
    is_of_deal: bool = False
    has_more_people: bool = False
    known_hashes: dict[str, int] | None = field(default=None, repr=False)

    @property
    def of_people(self) -> Q:
        """The rows whose contact is one of the people: of a single one as such, so that an index gives their order."""
        (one,) = self.people if len(self.people) == 1 else (None,)
        return Q(contact=one) if one else Q(contact__one_of=self.people)

    @property
    def of_deals(self) -> Q:
        """The rows whose deal is one of these."""
        return Q(deal__one_of=self.deals)

    def about(self, *nouns: str) -> Q:
        """The rows that name one of these in a column of these nouns. A deal's timeline leaves out what its people
        have to do with other deals."""
        theirs = self.of_people
        if self.is_of_deal and "deal" in nouns:
            theirs &= Q(deal=None) | self.of_deals
        found = [theirs]
        if "deal" in nouns and self.deals:
            found.append(self.of_deals)
        if "company" in nouns and self.company_id:
            found.append(Q(company=self.company_id))
        return Q(*found, _connector=Q.OR)

    @cached_property
    def hashes(self) -> dict[str, int]:
        """The hashes of the people's addresses, and whose each is."""
        if self.known_hashes is not None:
            return self.known_hashes
        both = [
            model.objects.filter(self.of_people, organization=self.organization_id).values_list(
                "address_hash", "contact"
            )
            for model in _ADDRESSES
        ]
        fetch_together(*both)
        return {hashed: contact_id for rows in both for hashed, contact_id in rows if hashed}


_ADDRESSES: tuple[Any, ...] = (ContactEmail, ContactPhone)


def scope_of(record: Contact | Company | Deal, seen: Seen = everything) -> Scope:
    """The scope of a record that the reader sees; other rows are narrowed by `seen`."""
    if isinstance(record, Contact):
        return _of_contact(record)
    return _of_company(record, seen) if isinstance(record, Company) else _of_deal(record, seen)


def _of_contact(contact: Contact) -> Scope:
    """Who sees a contact sees all of their deals."""
    known = getattr(contact, "_prefetched_objects_cache", {})
    if missing := [name for name in OF_A_CONTACT if name not in known]:
        prefetch_together(contact, *missing)
    rows = [*contact.emails.all(), *contact.phones.all()]
    return Scope(
        contact.organization_id,
        {contact.pk: ""},
        frozenset(deal.pk for deal in contact.deals.all()),
        known_hashes={row.address_hash: contact.pk for row in rows if row.address_hash},
    )


def _of_company(company: Company, seen: Seen) -> Scope:
    mine = {"organization": company.organization_id}
    people = _names(seen(Contact.objects.filter(**mine, company=company)))
    deals = [seen(Deal.objects.filter(**mine, **of)) for of in ({"company": company}, {"contact__company": company})]
    ids = [rows.order_by("-pk").values_list("pk")[:MOST_DEALS] for rows in deals]
    fetch_together(people, *ids)
    return Scope(
        company.organization_id,
        _named(people[:MOST_PEOPLE]),
        frozenset(deal_id for rows in ids for (deal_id,) in rows),
        company.pk,
        has_more_people=len(people) > MOST_PEOPLE,
    )


def _of_deal(deal: Deal, seen: Seen) -> Scope:
    everybody = seen(Contact.objects.filter(organization=deal.organization_id))
    people = [_names(everybody.filter(pk=deal.contact_id)), _names(everybody.filter(interactions__deal=deal))]
    fetch_together(*people)
    return Scope(
        deal.organization_id,
        _named(row for rows in people for row in rows),
        frozenset({deal.pk}),
        is_of_deal=True,
    )


def _names(people: "QuerySet[Contact]") -> "QuerySet[Any]":
    last_first = people.order_by(F("last_activity__at").desc(nulls_last=True), "-pk").distinct()
    return last_first.values_list("pk", "first_name", "last_name", "last_activity__at")[: MOST_PEOPLE + 1]


def _named(people: Iterable[Sequence[Any]]) -> dict[int, str]:
    return {pk: called(first, last, pk) for pk, first, last, _ in people}
