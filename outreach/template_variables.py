"""What a template may speak of: the one list that the editor shows, the checker knows and the renderer fills."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.models import SellerProfile
from outreach.choices import MailboxKind
from outreach.models import Mailbox
from outreach.recipients import Recipient
from quotahit.accounts.models import Organization

VARIABLES = {
    "contact.first_name": "First name",
    "contact.last_name": "Last name",
    "contact.name": "Full name",
    "contact.title": "Job title",
    "contact.city": "City",
    "contact.country": "Country, two letters",
    "contact.custom.…": "Any custom field, by its name",
    "company.name": "Name of the contact's company",
    "company.industry": "Industry",
    "company.city": "City of the company",
    "company.domain": "Domain of the company",
    "sender.name": "Name of the mailbox that writes",
    "sender.first_name": "First word of that name",
    "sender.email": "Address of the mailbox that writes",
    "sender.role": "“an AI assistant” where the mailbox is an agent's; not defined where it is a person's",
    "seller.name": "Your organization",
    "seller.product": "What you sell, from the seller profile",
    "seller.description": "What it does, from the seller profile",
    "seller.website": "Your website",
    "seller.calendar_link": "Where to book a meeting",
}
OPEN_GROUP = "contact.custom."


class Group(dict[str, Any]):
    """Known values of one group of variables; `label` is how a template calls the group."""

    def __init__(self, label: str, values: Mapping[str, Any]) -> None:
        known = {name: value for name, value in values.items() if isinstance(value, Group) or _is_known(value)}
        super().__init__(known)
        self.label = label


def _is_known(value: object) -> bool:
    """Nothing, blank text and empty lists are unknown; zero and False are answers."""
    return value is not None and value != "" and value != [] and value != {}


@dataclass(frozen=True)
class Writer:
    """Who speaks in a message; the same for all messages of one mailbox."""

    sender: Group
    seller: Group


def writer(organization: Organization, profile: SellerProfile | None, mailbox: Mailbox) -> Writer:
    profile = profile or SellerProfile()
    seller = {
        "name": organization.name,
        "product": profile.product,
        "description": profile.description,
        "website": profile.website or organization.website,
        "calendar_link": profile.calendar_link,
    }
    sender = {
        "name": mailbox.name,
        "first_name": mailbox.name.split(" ")[0],
        "email": mailbox.address,
        "role": "an AI assistant" if mailbox.kind == MailboxKind.AGENT else "",
    }
    return Writer(Group("sender", sender), Group("seller", seller))


def variables(recipient: Recipient, writer: Writer) -> dict[str, Group]:
    """All values of one message. What is blank is left out, so that a strict template notices."""
    contact = {
        "first_name": recipient.first_name,
        "last_name": recipient.last_name,
        "name": recipient.name,
        "title": recipient.title,
        "city": recipient.city,
        "country": recipient.country,
        "custom": Group("contact.custom", recipient.custom or {}),
    }
    company = {
        "name": recipient.company_name,
        "industry": recipient.company_industry,
        "city": recipient.company_city,
        "domain": recipient.company_domain,
    }
    return {
        "contact": Group("contact", contact),
        "company": Group("company", company),
        "sender": writer.sender,
        "seller": writer.seller,
    }
