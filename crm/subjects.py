"""Who is meant by an address in any spelling, a telephone number or a contact's id: the person behind a request."""

from collections.abc import Iterable

from django.db.models import Q

from compliance.addresses import address_hash, email_key, linkedin_key, phone_key
from compliance.erasure import bare_mailbox
from crm.errors import UnknownPersonError
from crm.models import Contact, ContactEmail, ContactPhone
from crm.names import fold, person_key
from quotahit.accounts.models import Organization
from quotahit.accounts.subjects.subject import Subject

CONTACT = "crm.contact"
Address = tuple[str, str]


def find_subject(organization: Organization, text: str) -> Subject:
    """The person whom `text` names; where no contact has that address, whoever else it belongs to.

    Raises UnknownPersonError for an id that no contact has, for text that is neither, and for a number that several
    contacts share: then only an id says who is meant.
    """
    text = text.strip()
    contacts = Contact.objects.for_organization(organization)
    if text.isdecimal() and (contact := contacts.filter(pk=int(text) % 2**63).first()):
        return subject_of(contact)
    asked = _address(organization, text)
    found = sorted(_holders(organization, asked))
    if len(found) > 1:
        ids = ", ".join(map(str, found))
        raise UnknownPersonError(f"Several contacts have this address: {ids}. Say which by its id.")
    contact = contacts.filter(pk__in=found).first()
    return subject_of(contact, asked) if contact else Subject(organization, frozenset([asked]))


def subject_of(contact: Contact, *asked: Address) -> Subject:
    """The person behind a contact, by all addresses and names that the contact has, or had before."""
    kept = [("email", row.key) for row in contact.emails.all()] + [
        ("phone", row.number) for row in contact.phones.all()
    ]
    versions = [contact, *contact.history.all()]
    profiles = {("linkedin", key) for row in versions if (key := linkedin_key(row.linkedin))}
    addresses = frozenset({*kept, *asked, *profiles})
    names = frozenset(name for row in versions for name in _spellings(row.first_name, row.last_name))
    return Subject(
        contact.organization,
        addresses,
        names,
        shared=frozenset(_shared(contact, addresses)),
        namesakes=frozenset(name for name in names if _is_borne_by_another(contact, name)),
        references=frozenset([(CONTACT, contact.pk)]),
    )


def _spellings(first: str, last: str) -> set[tuple[str, str]]:
    """A name as it is written and in its plain letters."""
    return {(first.strip(), last.strip()), (fold(first), fold(last))} - {("", "")}


def _is_borne_by_another(contact: Contact, name: tuple[str, str]) -> bool:
    others = Contact.objects.for_organization(contact.organization).exclude(pk=contact.pk)
    return others.filter(name_key=person_key(*name)).exists()


def _address(organization: Organization, text: str) -> Address:
    candidates = (
        ("email", email_key(text)),
        ("linkedin", linkedin_key(text)),
        ("phone", phone_key(text, organization.country) or phone_key(f"+{text}")),
    )
    for kind, key in candidates:
        if key:
            return kind, key
    raise UnknownPersonError(f"“{text}” is no email address, no telephone number and no id of a contact.")


def _holders(organization: Organization, asked: Address) -> set[int]:
    """The contacts that have this address, in whatever spelling of it."""
    kind, key = asked
    mine = Contact.objects.for_organization(organization)
    if kind == "phone":
        return set(mine.filter(phones__number=key).values_list("pk", flat=True))
    if kind == "linkedin":
        profiles = mine.filter(linkedin__icontains="linkedin.com/").filter(linkedin__iendswith=key)
        return set(profiles.values_list("pk", flat=True))
    rows = ContactEmail.objects.for_organization(organization)
    exact = set(rows.filter(key=key).values_list("contact_id", flat=True))
    return exact or {row.contact_id for row in rows.filter(_may_be_same(key)) if _mailbox(row.key) == _mailbox(key)}


def _may_be_same(key: str) -> Q:
    """Addresses that begin and end like this one: what a dot or a tag cannot change."""
    domain = key.rpartition("@")[2]
    domains = ["gmail.com", "googlemail.com"] if domain in ("gmail.com", "googlemail.com") else [domain]
    ends = Q(pk__in=[])
    for each in domains:
        ends |= Q(key__endswith=f"@{each}")
    return Q(key__startswith=key[0]) & ends


def _mailbox(key: str) -> str:
    return address_hash("email", bare_mailbox("email", key))


def _shared(contact: Contact, addresses: Iterable[Address]) -> set[Address]:
    """The numbers that another contact or a company has too."""
    numbers = [key for kind, key in addresses if kind == "phone"]
    others = ContactPhone.objects.for_organization(contact.organization).exclude(contact=contact)
    shared = set(others.filter(number__in=numbers).values_list("number", flat=True))
    if contact.company and contact.company.phone:
        shared.add(phone_key(contact.company.phone, contact.company.country))
    return {("phone", number) for number in shared.intersection(numbers)}
