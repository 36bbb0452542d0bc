"""The emails and phone numbers of a contact: added, made primary, and marked as working or not."""

from django.db import transaction
from django.utils.translation import gettext

from compliance.addresses import email_key, linkedin_key, phone_key
from compliance.erasure import erased_among
from crm.choices import Validity
from crm.errors import AddressTakenError, BadAddressError, ErasedError
from crm.journal import enter
from crm.models import Contact, ContactEmail, ContactPhone
from quotahit.accounts.models import Organization

Reachable = ContactEmail | ContactPhone


def add_email(contact: Contact, address: str, *, actor: object, type: str = "work") -> ContactEmail:
    """Give a contact one more address; the first is the primary. One that the contact has already stays as it is.

    Raises BadAddressError for text that is no address, AddressTakenError when another contact has it, ErasedError.
    """
    with transaction.atomic():
        row = attach_email(contact, address, type=type)
        _changed(row, actor)
    return row


def add_phone(contact: Contact, number: str, *, actor: object, type: str = "work") -> ContactPhone:
    """Give a contact one more number, read by the contact's country where it has no prefix; the first is the primary.

    Raises BadAddressError for text that nobody could dial, ErasedError.
    """
    with transaction.atomic():
        row = attach_phone(contact, number, type=type)
        _changed(row, actor)
    return row


def attach_email(contact: Contact, address: str, *, type: str = "work") -> ContactEmail:
    """The row of an address, new or the contact's own; a part of a verb that makes the event. Raises as `add_email`."""
    key = email_key(address)
    if not key:
        raise BadAddressError(gettext("“{address}” is no email address.").format(address=address))
    known = ContactEmail.objects.filter(organization=contact.organization_id, key=key).first()
    if known and known.contact_id != contact.pk:
        raise AddressTakenError(
            gettext("{address} belongs to another contact, number {contact_id}.").format(
                address=address, contact_id=known.contact_id
            )
        )
    if known is None:
        refuse_erased(contact.organization_id, "email", key)
    row = known or ContactEmail(contact=contact, address=address.strip(), key=key, type=type)
    _attach(row)
    return row


def attach_phone(contact: Contact, number: str, *, type: str = "work") -> ContactPhone:
    """The row of a number, new or the contact's own; a part of a verb that makes the event. Raises as `add_phone`."""
    key = phone_key(number, contact.country)
    if not key:
        raise BadAddressError(
            gettext("“{number}” is no phone number; write it with the country's prefix, such as +1.").format(
                number=number
            )
        )
    known = contact.phones.filter(number=key).first()
    if known is None:
        refuse_erased(contact.organization_id, "phone", key)
    row = known or ContactPhone(contact=contact, number=key, type=type)
    _attach(row)
    return row


def make_primary(row: Reachable, *, actor: object) -> None:
    """Make this address the one that is written to or called first."""
    with transaction.atomic():
        type(row).objects.filter(contact=row.contact_id, is_primary=True).update(is_primary=False)
        row.is_primary = True
        row.save(update_fields=["is_primary"])
        _changed(row, actor)


def settle_primary(contact: Contact) -> None:
    """Let the first address of each kind be the primary where none was chosen; a part of a verb with its event."""
    for rows in (contact.emails, contact.phones):
        first = rows.first()
        if first and not first.is_primary:
            rows.filter(pk=first.pk).update(is_primary=True)


def set_validity(row: Reachable, validity: str, *, actor: object) -> bool:
    """Say whether an address works, as a bounce or a check has shown; False when that was known."""
    if row.validity == validity:
        return False
    with transaction.atomic():
        row.validity = validity
        row.save(update_fields=["validity"])
        _changed(row, actor)
    return True


def invalidate_email(organization: Organization, address: str, *, actor: object) -> ContactEmail | None:
    """Mark the address as one that bounces, whoever's it is; None when nobody has it."""
    row = ContactEmail.objects.filter(organization=organization, key=email_key(address)).first()
    if row:
        set_validity(row, Validity.INVALID, actor=actor)
    return row


def profile_address(text: str) -> str:
    """A LinkedIn profile in the one form that is kept and compared; "" stays "".

    Raises BadAddressError for text that is no such profile.
    """
    if not text.strip():
        return ""
    key = linkedin_key(text)
    if not key:
        raise BadAddressError(
            gettext("“{text}” is no LinkedIn profile; it looks like linkedin.com/in/name.").format(text=text)
        )
    return f"https://www.linkedin.com/{key}"


def refuse_erased(organization_id: int, kind: str, key: str) -> None:
    """Raise ErasedError for an address whose holder has asked to be erased: nobody takes them in again by the way."""
    if erased_among(organization_id, [(kind, key)]):
        raise ErasedError(gettext("This belongs to somebody who has asked to be erased (ERASED_SUPPRESSED)."))


def _attach(row: Reachable) -> None:
    if row.pk:
        return
    row.organization_id = row.contact.organization_id
    row.is_primary = not type(row).objects.filter(contact=row.contact_id, is_primary=True).exists()
    row.save()


def _changed(row: Reachable, actor: object) -> None:
    field = "emails" if isinstance(row, ContactEmail) else "phones"
    enter(row.contact.organization, "contact.updated", row.contact, actor=actor, payload={"fields": [field]})
