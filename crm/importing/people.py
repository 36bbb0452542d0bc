"""Who is who while an import runs: the contacts behind a batch of rows, found by any key that a row may bring.

Two rows mean one person when they share an id in another system, an email, a LinkedIn profile, or a phone number with
the same name. A number alone says nothing (it may be a switchboard), and two people with different emails stay two.
A contact of whom nothing but name and company is known is meant by a row that says no more: else the same list would
make it anew each time.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from crm.importing.leads import ExternalKey, Lead
from crm.merging.rejected import NOTHING, Rejected
from crm.models import Company, Contact, ContactEmail, ContactPhone, ExternalId, Merge, Note

# Headers that name no system. A number of theirs as short as a row's ("Contact ID" 17) is checked against the name, for
# another list will have the same.
NAMELESS_SYSTEMS = frozenset({"contact", "lead", "id"})
OWN_NUMBERING = re.compile(r"\d{1,5}")


@dataclass(slots=True, eq=False)
class Reach:
    """An email or number of a person, as plain values: rows of models would cost more than all the rest."""

    key: str
    text: str
    type: str
    validity: str
    is_primary: bool
    pk: int | None = None
    is_changed: bool = False
    was_valid: str = ""  # the validity that this import has replaced
    was_primary: bool = False  # it came first until this import


@dataclass(frozen=True, slots=True)
class Alias:
    """Somebody who was merged into a person: by what a row about them may still call them."""

    name_key: str
    linkedin: str
    company_id: int | None
    was_bare: bool


@dataclass(slots=True, eq=False)
class Person:
    """A contact with all that identifies it. `changed` gathers what this batch of rows changed, `rejected` is what a
    merge has decided against."""

    contact: Contact
    emails: dict[str, Reach] = field(default_factory=dict)
    phones: dict[str, Reach] = field(default_factory=dict)
    external: set[ExternalKey] = field(default_factory=set)
    gained: list[ExternalKey] = field(default_factory=list)  # of them, to be added
    tags: set[str] = field(default_factory=set)
    gained_tags: set[str] = field(default_factory=set)
    active_before: datetime | None = None  # the last activity that was known
    active_at: datetime | None = None  # a later one that this import brings
    notes: list[str] = field(default_factory=list)  # to be added
    known_notes: set[str] = field(default_factory=set)
    opted_out: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    is_seen: bool = False  # a row of this import has spoken about this person already
    aliases: list[Alias] = field(default_factory=list)
    rejected: Rejected = NOTHING

    @property
    def is_new(self) -> bool:
        return self.contact.pk is None

    @property
    def is_bare(self) -> bool:
        """Whether nothing is known by which the person could be told from a namesake."""
        return not (self.emails or self.phones or self.external or self.contact.linkedin)

    def works_at(self, company: Company | None) -> bool:
        """Whether this is the person's company; None stands for none."""
        if company is not None and company.pk is not None:
            return self.contact.company_id == company.pk
        return self.contact.company_id is None and self.contact.company is company

    def was_at(self, company: Company | None, name_key: str) -> bool:
        """Whether somebody of whom no more was known than this name and company was merged into this person."""
        company_id = company.pk if company else None
        return any(one.was_bare and one.name_key == name_key and one.company_id == company_id for one in self.aliases)


class People:
    """The persons of one organization that an import has met, by every key."""

    def __init__(self, organization_id: int, *, lock: bool) -> None:
        self.organization_id = organization_id
        self.lock = lock
        self.seen: set[int] = set()
        self.forget()

    def forget(self) -> None:
        """Let go of all persons, of whom the database knows by now, but not of who was seen."""
        self.all: list[Person] = []
        self.by_id: dict[int, Person] = {}
        self.by_external: dict[ExternalKey, Person] = {}
        self.by_email: dict[str, Person] = {}
        self.by_linkedin: dict[str, Person] = {}
        self.by_phone: dict[tuple[str, str], Person] = {}
        self.bare: dict[str, list[Person]] = defaultdict(list)

    def load(self, leads: Sequence[Lead]) -> None:
        """Read the contacts that any key of these rows may mean, locked where the rows are about to change them."""
        ids = set(self._ids(leads)) - self.by_id.keys()
        rows = Contact.objects.filter(pk__in=ids).select_related("last_activity").order_by("pk")
        if self.lock:
            rows = rows.select_for_update(of=("self",))
        loaded = {
            contact.pk: Person(contact, is_seen=contact.pk in self.seen, active_before=contact.last_activity_at)
            for contact in rows
        }
        emails = ContactEmail.objects.filter(contact__in=ids)
        for contact_id, *values in emails.values_list(
            "contact_id", "key", "address", "type", "validity", "is_primary", "pk"
        ):
            loaded[contact_id].emails[values[0]] = Reach(*values)
        phones = ContactPhone.objects.filter(contact__in=ids)
        for contact_id, *values in phones.values_list(
            "contact_id", "number", "number", "type", "validity", "is_primary", "pk"
        ):
            loaded[contact_id].phones[values[0]] = Reach(*values)
        for contact_id, system, value in ExternalId.objects.filter(contact__in=ids).values_list(
            "contact_id", "system", "value"
        ):
            loaded[contact_id].external.add((system, value))
        for contact_id, name in Contact.tags.through.objects.filter(contact__in=ids).values_list(
            "contact_id", "tag__name"
        ):
            loaded[contact_id].tags.add(name)
        self._load_merges(loaded)
        if any(lead.notes for lead in leads):
            for contact_id, body in Note.objects.filter(contact__in=ids).values_list("contact_id", "body"):
                loaded[contact_id].known_notes.add(body)
        for person in loaded.values():
            self.add(person)

    def _load_merges(self, loaded: Mapping[int, Person]) -> None:
        merges = Merge.objects.standing().filter(contact__in=loaded)
        for contact_id, rejected, *alias in merges.values_list(
            "contact_id", "rejected", "name_key", "address", "firm_id", "was_bare"
        ):
            person = loaded[contact_id]
            person.aliases.append(Alias(*alias))
            person.rejected = person.rejected.and_also(Rejected.model_validate(rejected))

    def _ids(self, leads: Sequence[Lead]) -> Iterable[int]:
        mine = {"organization_id": self.organization_id}
        emails = {email.key for lead in leads for email in lead.emails}
        yield from _ids(ContactEmail.objects.filter(**mine, key__in=emails - self.by_email.keys()))
        external = {key for lead in leads for key in lead.external} - self.by_external.keys()
        found = ExternalId.objects.filter(**mine, value__in={value for _, value in external}, contact__isnull=False)
        for contact_id, system, value in found.values_list("contact_id", "system", "value"):
            if (system, value) in external:
                yield contact_id
        profiles = {profile for lead in leads if (profile := lead.fields.get("linkedin"))} - self.by_linkedin.keys()
        yield from Contact.objects.filter(**mine, linkedin__in=profiles).values_list("pk", flat=True)
        numbers = {phone.key for lead in leads for phone in lead.phones}
        names = {lead.name_key for lead in leads if lead.phones}
        yield from _ids(ContactPhone.objects.filter(**mine, number__in=numbers, contact__name_key__in=names))
        namesakes = Contact.objects.filter(**mine, name_key__in={lead.name_key for lead in leads if _says_little(lead)})
        bare = namesakes.filter(emails=None, phones=None, external_ids=None, linkedin="")
        yield from bare.values_list("pk", flat=True)
        names |= {lead.name_key for lead in leads if _says_little(lead)}
        merged = Merge.objects.standing().filter(**mine, contact__isnull=False)
        yield from _ids(merged.filter(Q(name_key__in=names) | Q(address__in=profiles)))

    def add(self, person: Person) -> None:
        """Make a person known by every key it has; an older person keeps a number and name that two share."""
        self.all.append(person)
        if not person.is_new:
            self.by_id[person.contact.pk] = person
        self.index(person)

    def index(self, person: Person) -> None:
        """Make a person known by the keys that it has gained."""
        for key in person.external:
            self.by_external.setdefault(key, person)
        for email in person.emails:
            self.by_email.setdefault(email, person)
        for profile in (person.contact.linkedin, *(alias.linkedin for alias in person.aliases)):
            if profile:
                self.by_linkedin.setdefault(profile, person)
        for number in person.phones:
            for name_key in (person.contact.name_key, *(alias.name_key for alias in person.aliases)):
                self.by_phone.setdefault((number, name_key), person)
        if person.is_bare and person.contact.name_key and person not in self.bare[person.contact.name_key]:
            self.bare[person.contact.name_key].append(person)
        for alias in person.aliases:
            if alias.was_bare and person not in self.bare[alias.name_key]:
                self.bare[alias.name_key].append(person)

    def find(self, lead: Lead, company: Company | None) -> Person | None:
        """The person that a row means, by the strongest key it brings; None when it is somebody new.

        `company` is the one that the row names, if it is known already.
        """
        for key in lead.external:
            person = self.by_external.get(key)
            if person and (_is_unique(key) or _may_be(person, lead)):
                return person
        if person := self._by_address(lead):
            return person
        if person := self.by_linkedin.get(lead.fields.get("linkedin", "")):
            return person
        for phone in lead.phones:
            person = self.by_phone.get((phone.key, lead.name_key))
            if person and not (person.emails and lead.emails):
                return person
        return self._by_name_alone(lead, company) if _says_little(lead) else None

    def _by_name_alone(self, lead: Lead, company: Company | None) -> Person | None:
        """A bare namesake in the same company, where all that the row brings besides belongs to others."""
        if any(email.key not in self.by_email for email in lead.emails):
            return None
        if any(key not in self.by_external for key in lead.external) or (lead.firm and lead.firm.name and not company):
            return None
        namesakes = self.bare[lead.name_key]
        found = next((one for one in namesakes if one.is_bare and one.works_at(company)), None)
        return found or next((one for one in namesakes if one.was_at(company, lead.name_key)), None)

    def _by_address(self, lead: Lead) -> Person | None:
        """By the first email; by a further one, which colleagues may share, only where the name is not another."""
        for email in lead.emails:
            person = self.by_email.get(email.key)
            if person and (email.key == lead.primary_email or lead.name_key in ("", person.contact.name_key)):
                return person
        return None


def _says_little(lead: Lead) -> bool:
    """Whether a row that no key has placed may bring nothing but a name."""
    return not (lead.primary_email or lead.phones or lead.fields.get("linkedin")) and bool(lead.name_key)


def _ids(rows: QuerySet) -> Iterable[int]:
    return rows.values_list("contact_id", flat=True)


def _is_unique(key: ExternalKey) -> bool:
    """Whether the id means one person, whatever list it stands in."""
    system, value = key
    return system not in NAMELESS_SYSTEMS or not OWN_NUMBERING.fullmatch(value)


def _may_be(person: Person, lead: Lead) -> bool:
    """Whether nothing in the row speaks against this person: a shared email or name, or no word of either."""
    if any(email.key in person.emails for email in lead.emails):
        return True
    if lead.name_key:
        return lead.name_key == person.contact.name_key
    return not lead.emails
