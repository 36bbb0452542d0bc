"""Which contact, company or deal a row belongs to: by the other system's id, by email or domain, by a name of one.

A name that two records have means neither, nor does one whose record has another id in the system that the row names.
An id whose system the file does not say, or that was kept without one, counts where one record of that kind has it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext

from crm.importing.leads import ExternalKey, Firm
from crm.importing.people import NAMELESS_SYSTEMS, OWN_NUMBERING
from crm.importing.relating.announced import NOTHING, Announced
from crm.importing.relating.reference import Reference
from crm.models import Company, Contact, ContactEmail, Deal, ExternalId

NOUNS = ("contact", "company", "deal")
# Systems that a header names without saying whose they are.
NAMELESS = NAMELESS_SYSTEMS | {"other", "deal", "activity", "opportunity"}


@dataclass(frozen=True, slots=True)
class Found:
    """`pk` is the record's; `is_coming`: none is here yet, but another file of the same run brings it. `problem` says
    why a record that the row names is not found."""

    pk: int | None = None
    is_coming: bool = False
    problem: str = ""

    def __bool__(self) -> bool:
        return self.pk is not None or self.is_coming


NOBODY = Found()


class Relations:
    """Finds the records of one organization that the rows of a batch name, in a handful of statements."""

    def __init__(self, organization_id: int, announced: Announced = NOTHING) -> None:
        self.organization_id = organization_id
        self.announced = announced
        self._forget()

    def _forget(self) -> None:
        self.by_value: dict[str, dict[str, list[tuple[str, int]]]] = {noun: defaultdict(list) for noun in NOUNS}
        self.by_email: dict[str, int] = {}
        self.by_name: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
        self.firms_by_name: dict[str, list[int]] = defaultdict(list)
        self.firms_by_domain: dict[str, list[int]] = defaultdict(list)
        self.deals_by_name: dict[str, list[tuple[int, int | None, int | None]]] = defaultdict(list)
        self.numbered: set[tuple[str, int, str]] = set()  # noun, record, system that it has an id in
        self.of_contact: dict[int, tuple[int | None, int | None]] = {}  # company and owner
        self.of_deal: dict[int, tuple[int | None, int | None]] = {}  # contact and company

    def load(self, references: Sequence[Reference]) -> None:
        """Read what these references may mean, in place of what was read before."""
        self._forget()
        firms = [reference.firm for reference in references if reference.firm]
        self._load_ids(references, firms)
        mine = {"organization_id": self.organization_id}
        emails = {email for reference in references for email in reference.emails}
        self.by_email = dict(ContactEmail.objects.filter(**mine, key__in=emails).values_list("key", "contact_id"))
        names = {name for reference in references for name in reference.names}
        for pk, name, company_id in _rows(Contact, mine, Q(name_key__in=names), "pk", "name_key", "company_id"):
            self.by_name[name].append((pk, company_id))
        keys, domains = {firm.key for firm in firms} - {""}, {firm.domain for firm in firms} - {""}
        either = Q(name_key__in=keys) | Q(domain__in=domains)
        for pk, name, domain in _rows(Company, mine, either, "pk", "name_key", "domain"):
            self.firms_by_name[name].append(pk)
            self.firms_by_domain[domain].append(pk)
        titles = {reference.deal_name for reference in references} - {""}
        for pk, name, *whose in _rows(Deal, mine, Q(name__in=titles), "pk", "name", "contact_id", "company_id"):
            self.deals_by_name[name].append((pk, *whose))
        self._load_whose()

    def _load_ids(self, references: Sequence[Reference], firms: Sequence[Firm]) -> None:
        values = {value for each in references for _, value in (*each.people, *each.deals)}
        values |= {value for each in references for value in each.anything}
        values |= {firm.external[1] for firm in firms if firm.external}
        rows = ExternalId.objects.filter(organization_id=self.organization_id, value__in=values)
        for system, value, *ids in rows.values_list("system", "value", "contact_id", "company_id", "deal_id"):
            for noun, pk in zip(NOUNS, ids, strict=True):
                if pk is not None:
                    self.by_value[noun][value].append((system, pk))

    def _load_whose(self) -> None:
        """To whom the contacts and deals belong that were found by any key."""
        contacts = {pk for found in self.by_value["contact"].values() for _, pk in found} | {*self.by_email.values()}
        contacts |= {pk for found in self.by_name.values() for pk, _ in found}
        rows = Contact.objects.filter(pk__in=contacts).values_list("pk", "company_id", "owner_id")
        self.of_contact = {pk: (company_id, owner_id) for pk, company_id, owner_id in rows}
        deals = {pk for found in self.by_value["deal"].values() for _, pk in found}
        deals |= {pk for found in self.deals_by_name.values() for pk, *_ in found}
        whose = Deal.objects.filter(pk__in=deals).values_list("pk", "contact_id", "company_id")
        self.of_deal = {pk: (contact_id, company_id) for pk, contact_id, company_id in whose}
        self._load_numbered()

    def _load_numbered(self) -> None:
        """In which systems those have ids that are known by their name."""
        people = {pk for found in self.by_name.values() for pk, _ in found}
        firms = {pk for found in self.firms_by_name.values() for pk in found}
        rows = ExternalId.objects.filter(Q(contact__in=people) | Q(company__in=firms))
        for contact_id, company_id, system in rows.values_list("contact_id", "company_id", "system"):
            self.numbered.add(("contact", contact_id, system) if contact_id else ("company", company_id, system))

    def _is_another(self, noun: str, pk: int, keys: Iterable[ExternalKey]) -> bool:
        return any((noun, pk, system) in self.numbered for system, _ in keys)

    def company(self, reference: Reference) -> Found:
        """The company that the row names, by id, domain or name."""
        firm = reference.firm
        by_id = self._by_ids("company", [firm.external] if firm and firm.external else [])
        by_id = by_id or self._by_ids("company", [("other", value) for value in reference.anything])
        if by_id or firm is None:
            return by_id
        ids = [firm.external] if firm.external else []
        for key, known in ((firm.domain, self.firms_by_domain), (firm.key, self.firms_by_name)):
            if key and len(known.get(key, ())) == 1 and not self._is_another("company", known[key][0], ids):
                return Found(known[key][0])
        if self.announced.has_firm(firm):
            return Found(is_coming=True)
        if firm.name and len(self.firms_by_name.get(firm.key, ())) > 1:
            return Found(problem=gettext("several companies are called “{name}”").format(name=firm.name))
        named = (
            f"“{firm.name}”"
            if firm.name
            else gettext("with the id {external}").format(external=firm.external[1])
            if firm.external
            else firm.domain
        )
        return Found(problem=gettext("there is no company {named}").format(named=named))

    def contact(self, reference: Reference, company_id: int | None) -> Found:
        """The contact that the row names: by id, by email, or by a name that is one contact's, in this company if it is
        known."""
        found = self._by_ids("contact", reference.people)
        found = found or self._by_ids("contact", [("id", value) for value in reference.anything])
        if found:
            return found
        for email in reference.emails:
            if email in self.by_email:
                return Found(self.by_email[email])
        if self.announced.has_person(reference):
            return Found(is_coming=True)
        if reference.emails or not reference.names:
            return Found(problem=_unknown_person(reference)) if reference.names_person else NOBODY
        return self._by_name(reference, company_id)

    def _by_name(self, reference: Reference, company_id: int | None) -> Found:
        for name in reference.names:
            every = [
                row for row in self.by_name.get(name, []) if not self._is_another("contact", row[0], reference.people)
            ]
            here = [pk for pk, works_at in every if company_id is not None and works_at == company_id]
            if len(here) == 1 or len(every) == 1:
                return Found(here[0] if len(here) == 1 else every[0][0])
            if len(every) > 1:
                return Found(
                    problem=gettext("several contacts are called “{name}”, and the row does not say which").format(
                        name=name
                    )
                )
        if self.announced.has_name(reference):
            return Found(is_coming=True)
        return Found(problem=_unknown_person(reference))

    def deal(self, reference: Reference, contact_id: int | None, company_id: int | None) -> Found:
        """The deal that the row names, by id, or by a name that is one deal's, of these people if they are known."""
        found = self._by_ids("deal", reference.deals)
        found = found or self._by_ids("deal", [("deal", value) for value in reference.anything])
        if found or not reference.names_deal:
            return found
        every = self.deals_by_name.get(reference.deal_name, [])
        theirs = [
            row for row in every if (contact_id and row[1] == contact_id) or (company_id and row[2] == company_id)
        ]
        if len(theirs) == 1 or len(every) == 1:
            return Found((theirs if len(theirs) == 1 else every)[0][0])
        if self.announced.has_deal(reference):
            return Found(is_coming=True)
        named = (
            f"“{reference.deal_name}”"
            if reference.deal_name
            else gettext("with the id {deals}").format(deals=reference.deals[0][1])
        )
        return Found(
            problem=gettext("several deals are called {named}").format(named=named)
            if every
            else gettext("there is no deal {named}").format(named=named)
        )

    def _by_ids(self, noun: str, keys: Iterable[ExternalKey]) -> Found:
        for system, value in keys:
            every = self.by_value[noun].get(value, ())
            exact = [pk for known, pk in every if known == system]
            alike = {pk for known, pk in every if known in NAMELESS or system in NAMELESS}
            if exact or len(alike) == 1:
                return Found(exact[0] if exact else alike.pop())
            if self.announced.has_id(noun, value):
                return Found(is_coming=True)
        return NOBODY


def is_unique(key: ExternalKey) -> bool:
    """Whether the id means one record, whatever list it stands in: a short number without a system may be a row's."""
    system, value = key
    return system not in NAMELESS or not OWN_NUMBERING.fullmatch(value)


def _rows(model: type[Contact | Company | Deal], mine: dict[str, int], which: Q, *names: str) -> Iterable[tuple]:
    return model._base_manager.filter(**mine).filter(which).order_by("pk").values_list(*names)


def _unknown_person(reference: Reference) -> str:
    """Named by the id or the email, for the name may be somebody else's."""
    if reference.people:
        return gettext("there is no contact with the id {people}").format(people=reference.people[0][1])
    return f"there is no contact {reference.emails[0] if reference.emails else f'“{reference.names[0]}”'}"
