"""What a row says about a person, put into the person's record.

The first row about a person may correct what was known before; a further row of the same file only fills in what is
still blank. So the order of a list never decides twice, and a file imported again changes nothing. Nor does it bring
back what a person decided against when two records became one.
"""

from typing import Any

from django.utils.translation import gettext

from crm.choices import Lifecycle, Validity
from crm.importing.leads import Lead
from crm.importing.people import People, Person, Reach
from crm.models import Company
from crm.names import person_key
from quotahit import clock

NAMES = frozenset({"first_name", "last_name"})
# Ours to decide once it is set: where the contact came from first, and whose it is.
KEPT = frozenset({"source", "owner_id"})
_STAGES = [Lifecycle.LEAD.value, Lifecycle.ENGAGED.value, Lifecycle.QUALIFIED.value, Lifecycle.CUSTOMER.value]


def merge(lead: Lead, person: Person, company: Company | None, people: People) -> tuple[set[str], list[str]]:
    """Put the row into the record; returns the names of what changed, and remarks on what could not be taken over."""
    remarks: list[str] = []
    changed = _merge_fields(lead, person, people, remarks)
    is_decided = (person.is_seen and _has_company(person)) or (
        company is not None and person.rejected.has("company_id", company.pk)
    )
    if company and not person.works_at(company) and not is_decided:
        person.contact.company = company
        changed.add("company")
    if _merge_custom(lead, person):
        changed.add("custom")
    if _merge_emails(lead, person, people, remarks):
        changed.add("emails")
    if _merge_phones(lead, person):
        changed.add("phones")
    if _merge_external(lead, person, people, remarks):
        changed.add("external_ids")
    changed |= _merge_gathered(lead, person)
    person.changed |= changed
    person.is_seen = True
    people.index(person)
    return changed, remarks


def _merge_fields(lead: Lead, person: Person, people: People, remarks: list[str]) -> set[str]:
    contact, changed = person.contact, set()
    # The same name parted otherwise ("Erin Evans" in one cell) must not replace one half of it.
    parted = NAMES if lead.name_key == contact.name_key and not lead.fields.keys() >= NAMES else frozenset()
    for name, value in lead.fields.items():
        before = getattr(contact, name)
        if name in parted or before == value or not _may_set(name, before, value, person):
            continue
        if person.rejected.has(name, value):
            continue
        if name == "linkedin" and people.by_linkedin.get(value, person) is not person:
            remarks.append(
                gettext("the LinkedIn profile {value} belongs to another contact and was left out").format(value=value)
            )
            continue
        setattr(contact, name, value)
        changed.add(name)
    if changed & NAMES:
        contact.name_key = person_key(contact.first_name, contact.last_name)
    return changed


def _may_set(name: str, before: Any, value: Any, person: Person) -> bool:
    if name == "lifecycle":
        # A file never takes a lead back to an earlier stage than the one it has reached with us.
        return before in _STAGES and _STAGES.index(value) > _STAGES.index(before)
    return before in (None, "") or not (person.is_seen or name in KEPT)


def _has_company(person: Person) -> bool:
    return person.contact.company_id is not None or person.contact.company is not None


def _merge_custom(lead: Lead, person: Person) -> bool:
    custom = person.contact.custom
    news = {
        name: value
        for name, value in lead.custom.items()
        if custom.get(name) != value
        and (not person.is_seen or custom.get(name) in (None, ""))
        and not person.rejected.has_custom(name, value)
    }
    if news:
        person.contact.custom = {**custom, **news}
    return bool(news)


def _merge_emails(lead: Lead, person: Person, people: People, remarks: list[str]) -> bool:
    changed = False
    for email in lead.emails:
        owner = people.by_email.get(email.key)
        if owner is None:
            is_first = not person.emails
            person.emails[email.key] = Reach(
                email.key, email.text[:254], email.type.value, email.validity.value, is_primary=is_first
            )
            people.by_email[email.key] = person
            changed = True
        elif owner is not person:
            remarks.append(gettext("the email {key} belongs to another contact and was left out").format(key=email.key))
        elif _is_news(person.emails[email.key], email.validity, person):
            row = person.emails[email.key]
            row.was_valid, row.validity = row.was_valid or row.validity, email.validity.value
            row.is_changed = changed = True
    return _lead_with_primary(lead, person) or changed


def _is_news(row: Reach, validity: Validity, person: Person) -> bool:
    """Whether a verifier's word changes what we know; a bounce that we saw ourselves outweighs it."""
    is_word = validity not in (Validity.UNKNOWN, row.validity) and row.validity != Validity.INVALID
    return is_word and (row.validity == Validity.UNKNOWN or not person.is_seen)


def _lead_with_primary(lead: Lead, person: Person) -> bool:
    """Make the row's email the one that is written to, when the row is the first of this import about the person."""
    primary = person.emails.get(lead.primary_email)
    if person.is_seen or primary is None or primary.is_primary:
        return False
    if person.rejected.has("primary_email", lead.primary_email):
        return False
    for row in person.emails.values():
        row.was_primary |= row.is_primary
        row.is_changed |= row.is_primary != (row is primary)
        row.is_primary = row is primary
    return True


def _merge_phones(lead: Lead, person: Person) -> bool:
    news = [phone for phone in lead.phones if phone.key not in person.phones]
    for phone in news:
        is_first = not person.phones
        person.phones[phone.key] = Reach(
            phone.key, phone.key, phone.type.value, phone.validity.value, is_primary=is_first
        )
    return bool(news)


def _merge_external(lead: Lead, person: Person, people: People, remarks: list[str]) -> bool:
    changed = False
    for key in lead.external:
        owner = people.by_external.get(key)
        if owner is None:
            person.external.add(key)
            person.gained.append(key)
            people.by_external[key] = person
            changed = True
        elif owner is not person:
            remarks.append(
                gettext("the {key} id {key2} belongs to another contact and was left out").format(
                    key=key[0], key2=key[1]
                )
            )
    return changed


def _merge_gathered(lead: Lead, person: Person) -> set[str]:
    """What only ever grows: tags, notes and the latest activity."""
    changed = set()
    if not person.tags.issuperset(lead.tags):
        person.gained_tags |= set(lead.tags) - person.tags
        person.tags |= set(lead.tags)
        changed.add("tags")
    if news := [note for note in lead.notes if note not in person.known_notes]:
        person.notes += news
        person.known_notes.update(news)
        changed.add("notes")
    at, before = lead.last_activity, person.active_at or person.active_before
    if at and at <= clock.now() and (before is None or at > before):
        person.active_at = at
        changed.add("last_activity_at")
    return changed
