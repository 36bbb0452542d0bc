"""Contacts: made, changed and found."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from compliance.addresses import email_key, linkedin_key, phone_key
from crm.addresses import attach_email, attach_phone, profile_address, refuse_erased
from crm.changes import apply_changes, check_fields
from crm.choices import Noun
from crm.companies import find_or_create_company
from crm.errors import AddressTakenError
from crm.journal import enter, same_organization, sign
from crm.marking import tags_named
from crm.merging.aliases import contacts_known_as
from crm.merging.rejected import NOTHING, rejected_of
from crm.models import Company, Contact, ExternalId
from crm.names import person_key
from crm.own_fields.schema import validate_values
from crm.provenance import note_word
from quotahit import clock
from quotahit.accounts.models import Organization

EDITABLE = frozenset(
    (
        *("first_name", "last_name", "title", "seniority", "department", "company", "linkedin", "owner", "source"),
        *("city", "state", "zip", "country", "zone", "language", "lifecycle", "lead_status", "custom"),
    )
)


def create_contact(
    organization: Organization,
    *,
    actor: object,
    emails: Iterable[str] = (),
    phones: Iterable[str] = (),
    company: Company | None = None,
    company_name: str = "",
    tags: Collection[str] = (),
    external: tuple[str, str] | None = None,
    **fields: Any,
) -> Contact:
    """Make a contact with its addresses, the first of each being the primary; `external` is (system, id there).

    Raises UnknownFieldError, BadValueError (by a field of your own), BadAddressError, AddressTakenError or ErasedError,
    and then nothing is written.
    """
    check_fields("contact", fields, EDITABLE)
    same_organization(organization, company)
    with transaction.atomic():
        if company is None and company_name:
            company = find_or_create_company(organization, company_name, actor=actor)
        contact = Contact(organization=organization, company=company, **_cleaned(organization, fields))
        save_contact(contact, actor)
        for address in emails:
            attach_email(contact, address)
        for number in phones:
            attach_phone(contact, number)
        if tags:
            contact.tags.set(tags_named(organization, tags))
        if external:
            ExternalId.objects.create(organization=organization, contact=contact, system=external[0], value=external[1])
        contact_created(contact, actor=actor)
    return contact


def contact_created(contact: Contact, *, actor: object) -> None:
    """Record a contact that was just saved."""
    enter(contact.organization, "contact.created", contact, actor=actor)


def update_contact(contact: Contact, *, actor: object, **changes: Any) -> list[str]:
    """Change fields; `custom` is merged key by key. Returns the names of those that did change.

    Raises UnknownFieldError, BadValueError, BadAddressError, AddressTakenError or ErasedError (for a LinkedIn profile).
    """
    return _update(contact, changes, actor, "contact.updated", "fields")


def enrich_contact(contact: Contact, *, actor: object, **found: Any) -> list[str]:
    """Fill in what was found out where nothing was known, and record `contact.enriched`; returns the names filled.

    What a person decided against while merging is not found out.
    """
    blank = {name: value for name, value in found.items() if name == "custom" or not getattr(contact, name, None)}
    refused = rejected_of("contact", [contact.pk]).get(contact.pk, NOTHING)
    news = {name: value for name, value in blank.items() if not refused.has_field(name, value)}
    if own := news.pop("custom", None):
        news["custom"] = {name: value for name, value in own.items() if not refused.has_custom(name, value)}
    return _update(contact, news, actor, "contact.enriched", "found")


def contact_updated(contact: Contact, fields: list[str], *, actor: object) -> None:
    """Record a change of these fields that was just saved."""
    note_word(contact, fields, actor=actor)
    enter(contact.organization, "contact.updated", contact, actor=actor, payload={"fields": fields})


def find_contact(
    organization: Organization,
    *,
    external: tuple[str, str] | None = None,
    email: str = "",
    linkedin: str = "",
    phone: str = "",
    name: str = "",
    country: str = "",
) -> Contact | None:
    """The contact that the strongest given key names, or None; a phone number counts only with the same name.

    `external` is (system, id there); `country` reads a phone number that has no prefix.
    """
    for contacts in _by_strength(organization, external, email, linkedin, phone_key(phone, country), name):
        if contact := contacts.order_by("pk").first():
            return contact
    return None


def save_contact(contact: Contact, actor: object) -> None:
    """Save the row with what follows from its fields, and sign the history entry; the caller records the act."""
    contact.name_key = person_key(contact.first_name, contact.last_name)
    contact.updated_at = clock.now()
    sign(contact, actor)
    contact.save()


def _update(contact: Contact, changes: dict[str, Any], actor: object, type: str, label: str) -> list[str]:
    check_fields("contact", changes, EDITABLE)
    same_organization(contact.organization, changes.get("company"))
    with transaction.atomic():
        contact.refresh_from_db(from_queryset=Contact.objects.select_for_update(of=("self",)))
        changed = apply_changes(contact, _cleaned(contact.organization, changes, contact.pk))
        if changed:
            save_contact(contact, actor)
            note_word(contact, changed, actor=actor)
            enter(contact.organization, type, contact, actor=actor, payload={label: changed})
    return changed


def _cleaned(organization: Organization, fields: dict[str, Any], contact_id: int | None = None) -> dict[str, Any]:
    if fields.get("custom"):
        fields = {**fields, "custom": validate_values(organization, Noun.CONTACT, fields["custom"])}
    if not fields.get("linkedin"):
        return fields
    profile = profile_address(fields["linkedin"])
    taken = Contact.objects.for_organization(organization).filter(linkedin=profile).exclude(pk=contact_id).first()
    if taken:
        raise AddressTakenError(
            gettext("The LinkedIn profile {profile} belongs to another contact, number {number}.").format(
                profile=profile, number=taken.pk
            )
        )
    refuse_erased(organization.pk, "linkedin", linkedin_key(profile))
    return {**fields, "linkedin": profile}


def _by_strength(
    organization: Organization, external: tuple[str, str] | None, email: str, linkedin: str, number: str, name: str
) -> list[QuerySet[Contact]]:
    contacts = Contact.objects.for_organization(organization)
    found = []
    if external:
        found.append(contacts.filter(external_ids__system=external[0], external_ids__value=external[1]))
    if key := email_key(email):
        found.append(contacts.filter(emails__key=key))
    if linkedin_key(linkedin):
        profile = profile_address(linkedin)
        found.append(contacts.filter(linkedin=profile))
        found.append(contacts_known_as(organization, linkedin=profile))
    if number and (key := person_key(name)):
        found.append(contacts.filter(phones__number=number, name_key=key))
        found.append(contacts_known_as(organization, name_key=key).filter(phones__number=number))
    return found
