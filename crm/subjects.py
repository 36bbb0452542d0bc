"""Who is meant by an address in any spelling, a telephone number or a contact's id: the person behind a request."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from compliance.addresses import address_hash, email_key, linkedin_key, phone_key
from compliance.erasure import bare_mailbox
from crm.errors import UnknownPersonError
from crm.merging.aliases import former_ids
from crm.models import Contact, ContactEmail, ContactPhone
from crm.names import fold, person_key
from quotahit.accounts.models import Organization, User
from quotahit.accounts.subjects.subject import Subject
from quotahit.ids import id_in

CONTACT = "crm.contact"
Address = tuple[str, str]


def find_subject(organization: Organization, text: str) -> Subject:
    """The person whom `text` names; where no contact has that address, whoever else it belongs to.

    Raises UnknownPersonError for an id that no contact has, for text that is neither, and for an address that several
    people share: then only an id says who is meant.
    """
    text = text.strip()
    contacts = Contact.objects.for_organization(organization)
    if contact := contacts.filter(pk=id_in(text)).first():
        return subject_of(contact)
    asked = _address(organization, text)
    found = _holders(organization, asked)
    contact = contacts.filter(pk__in=found).order_by("pk").first()
    if contact is None:
        return Subject(organization, frozenset([asked]))
    subject = subject_of(contact, asked)
    if not found.issubset(subject.ids(CONTACT)):
        ids = ", ".join(map(str, sorted(found)))
        raise UnknownPersonError(
            gettext("Several contacts have this address: {ids}. Say which by its id.").format(ids=ids)
        )
    return subject


def subject_of(contact: Contact, *asked: Address) -> Subject:
    """The person behind a contact, by all addresses and names that they have, or had before.

    Who is on record twice, with two spellings of one mailbox, is one person, and so is who was merged into them.
    """
    people = _same_person(contact)
    former = former_ids("contact", [one.pk for one in people])  # records that were made one with these
    earlier = Contact.history.filter(id__in=[*(one.pk for one in people), *former])
    versions = [*people, *earlier]
    addresses = frozenset({*asked, *(pair for one in people for pair in _addresses(one)), *_profiles(versions)})
    names = frozenset(name for row in versions for name in _spellings(row.first_name, row.last_name))
    others = Contact.objects.for_organization(contact.organization).exclude(pk__in=[one.pk for one in people])
    return Subject(
        contact.organization,
        addresses,
        names,
        shared=frozenset(_shared(people, others, addresses)),
        namesakes=frozenset(_borne_by_others(contact.organization, others, names)),
        references=frozenset((CONTACT, pk) for pk in (*(one.pk for one in people), *former)),
    )


def _same_person(contact: Contact) -> list[Contact]:
    """The contact and those that have a mailbox of theirs in another spelling, or with a tag behind it."""
    ids = {contact.pk}
    for row in contact.emails.all():
        ids |= _holders(contact.organization, ("email", row.key))
    return list(Contact.objects.filter(pk__in=ids).select_related("company", "organization").order_by("pk"))


def _addresses(contact: Contact) -> list[Address]:
    emails, phones = contact.emails.all(), contact.phones.all()
    return [("email", row.key) for row in emails] + [("phone", row.number) for row in phones]


def _profiles(versions: Iterable[Any]) -> set[Address]:
    return {("linkedin", key) for row in versions if (key := linkedin_key(row.linkedin))}


def _spellings(first: str, last: str) -> set[tuple[str, str]]:
    """A name as it is written and in its plain letters."""
    return {(first.strip(), last.strip()), (fold(first), fold(last))} - {("", "")}


def _borne_by_others(
    organization: Organization, others: QuerySet[Contact], names: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """The names that another contact or a member bears too."""
    members = User.objects.filter(memberships__organization=organization)
    taken = {fold(member.get_full_name()) for member in members}
    keys = {name: person_key(*name) for name in names}
    taken |= set(others.filter(name_key__in=keys.values()).values_list("name_key", flat=True))
    return {name for name, key in keys.items() if key in taken}


def _address(organization: Organization, text: str) -> Address:
    candidates = (
        ("email", email_key(text)),
        ("linkedin", linkedin_key(text)),
        ("phone", phone_key(text, organization.country) or phone_key(f"+{text}")),
    )
    for kind, key in candidates:
        if key:
            return kind, key
    raise UnknownPersonError(
        gettext("“{text}” is no email address, no telephone number and no id of a contact.").format(text=text)
    )


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
    alike = [row for row in rows.filter(_may_be_same(key)) if _mailbox(row.key) == _mailbox(key)]
    # Who has a mailbox has all its tags; a tag does not make its holder that of the mailbox, if both are here.
    is_tagged = key != bare_mailbox("email", key)
    same = {
        row.contact_id for row in alike if not is_tagged or address_hash("email", row.key) == address_hash("email", key)
    }
    return exact | same or {row.contact_id for row in alike}


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


def _shared(people: Sequence[Contact], others: QuerySet[Contact], addresses: Iterable[Address]) -> set[Address]:
    """The numbers that another contact or the person's firm has too, and the mailboxes that others have tags of."""
    numbers = {key for kind, key in addresses if kind == "phone"}
    shared = set(ContactPhone.objects.filter(contact__in=others, number__in=numbers).values_list("number", flat=True))
    for firm in (one.company for one in people if one.company and one.company.phone):
        shared |= {phone_key(firm.phone, firm.country)} & numbers
    tagged = {key for kind, key in addresses if kind == "email" and key != bare_mailbox(kind, key)}
    mailboxes = {
        bare_mailbox("email", key)
        for key in tagged
        for row in ContactEmail.objects.filter(_may_be_same(key), contact__in=others)
        if _mailbox(row.key) == _mailbox(key)
    }
    return {("phone", number) for number in shared} | {("email", mailbox) for mailbox in mailboxes}
