"""Whom a message goes to, with all that writing and judging it needs, in two queries for any number of people."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from crm.choices import Validity
from crm.models import Contact, ContactEmail


class Recipient(NamedTuple):
    """A contact as the sender sees it; `address` is "" when there is none that may work."""

    id: int
    organization_id: int
    first_name: str
    last_name: str
    title: str
    city: str
    state: str
    zip: str
    country: str
    zone: str
    custom: dict[str, Any]
    owner_id: int | None
    engagement_score: int | None
    engagement_trend: str
    company_name: str | None
    company_industry: str | None
    company_city: str | None
    company_domain: str | None
    company_state: str | None
    company_zip: str | None
    company_country: str | None
    company_custom: dict[str, Any] | None
    address: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def place(self) -> tuple[str, str, str]:
        """Country, state and ZIP: the person's own where the country is known, else the company's."""
        if self.country:
            return self.country, self.state, self.zip
        return self.company_country or "", self.company_state or "", self.company_zip or ""


COLUMNS = tuple(name.replace("company_", "company__") for name in Recipient._fields[:-1])


def load_recipients(contact_ids: Collection[int], *, lock: bool = False, wait: bool = True) -> dict[int, Recipient]:
    """Recipients by contact id. With `lock` their rows stay locked until the transaction ends, always in one order;
    where it does not `wait`, those whom somebody else has locked are missing."""
    contacts = Contact.objects.filter(pk__one_of=contact_ids)
    if lock:
        contacts = contacts.select_for_update(of=("self",), no_key=True, skip_locked=not wait)
    addresses = primary_addresses(contact_ids)
    return {
        row[0]: Recipient._make((*row, addresses.get(row[0], "")))
        for row in contacts.order_by("pk").values_list(*COLUMNS)
    }


def as_recipient(contact: Contact, emails: Iterable[ContactEmail]) -> Recipient:
    """The recipient that a contact is, where the row, its company and its addresses are at hand."""
    usable = [email for email in emails if email.validity != Validity.INVALID]
    address = max(usable, key=lambda email: (email.is_primary, -email.pk)).address if usable else ""
    return Recipient._make((*(_read(contact, name) for name in Recipient._fields[:-1]), address))


def _read(contact: Contact, name: str) -> Any:
    if not name.startswith("company_"):
        return getattr(contact, name)
    return getattr(contact.company, name.removeprefix("company_")) if contact.company else None


def lock_contacts(contact_ids: Collection[int]) -> None:
    """Lock these contacts until the transaction ends. Whoever changes what is sent to people takes this lock first."""
    rows = Contact.objects.filter(pk__one_of=contact_ids).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk"))


def primary_addresses(contact_ids: Collection[int]) -> dict[int, str]:
    """The address to write to: the primary one, else the oldest, of those that are not known to be dead."""
    usable = ContactEmail.objects.filter(contact__one_of=contact_ids).exclude(validity=Validity.INVALID)
    rows = usable.order_by("is_primary", "-pk").values_list("contact_id", "address")
    return dict(rows)
