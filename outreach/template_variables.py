"""What a template may speak of: the one list that the editor shows, the checker knows and the renderer fills."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.choices import Noun
from crm.memory import Memory
from crm.models import CustomField, SellerProfile
from outreach.choices import MailboxKind
from outreach.models import Mailbox
from outreach.own_words import AS_STORED, OwnWords
from outreach.recipients import Recipient
from outreach.template_memory import MEMORY, SAME_PER_CHANNEL, memory_values
from quotahit.accounts.models import Organization

VARIABLES = {
    "contact.first_name": _("First name"),
    "contact.last_name": _("Last name"),
    "contact.name": _("Full name"),
    "contact.title": _("Job title"),
    "contact.city": _("City"),
    "contact.country": _("Country, two letters"),
    "contact.engagement_score": _("Engagement score, 0 to 100"),
    "contact.engagement_trend": _("Engagement trend: hot, warming, stable, cooling or cold"),
    "contact.custom.…": _("Any custom field, by its name"),
    "company.name": _("Name of the contact's company"),
    "company.industry": _("Industry"),
    "company.city": _("City of the company"),
    "company.domain": _("Domain of the company"),
    "company.custom.…": _("Any custom field of the company, by its name"),
    "sender.name": _("Name of the mailbox that writes"),
    "sender.first_name": _("First word of that name"),
    "sender.email": _("Address of the mailbox that writes"),
    "sender.role": _("“an AI assistant” where the mailbox is an agent's; not defined where it is a person's"),
    "seller.name": _("Your organization"),
    "seller.product": _("What you sell, from the seller profile"),
    "seller.description": _("What it does, from the seller profile"),
    "seller.website": _("Your website"),
    "seller.calendar_link": _("Where to book a meeting"),
    **MEMORY,
}
OPEN_GROUPS = ("contact.custom.", "company.custom.", "interactions_by_channel.")
UNLISTED = frozenset(SAME_PER_CHANNEL)  # the list shows one of each kind
UNKNOWN: tuple[Any, ...] = (None, "", [], {}, ())  # zero and False are answers


def variables_of(organization: Organization) -> dict[str, str]:
    """The list with the organization's own fields in place of the words for any of them."""
    named = dict(VARIABLES)
    for noun in (Noun.CONTACT, Noun.COMPANY):
        fields = CustomField.objects.for_organization(organization).filter(noun=noun).active()
        named |= {
            f"{noun}.custom.{row.key}": gettext("{label} (your own field)").format(label=row.label) for row in fields
        }
    return named


class Group(dict[str, Any]):
    """Known values of one group of variables; `label` is how a template calls the group."""

    def __init__(self, label: str, values: Mapping[str, Any]) -> None:
        super().__init__({name: value for name, value in values.items() if value not in UNKNOWN})
        self.label = label


@dataclass(frozen=True)
class Writer:
    """Who speaks in a message; the same for all messages of one mailbox."""

    sender: Group
    seller: Group
    own: OwnWords = AS_STORED


def writer(
    organization: Organization, profile: SellerProfile | None, mailbox: Mailbox, own: OwnWords = AS_STORED
) -> Writer:
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
        "role": gettext("an AI assistant") if mailbox.kind == MailboxKind.AGENT else "",
    }
    return Writer(Group("sender", sender), Group("seller", seller), own)


def variables(recipient: Recipient, writer: Writer, memory: Memory | None = None) -> dict[str, Any]:
    """All values of one message. What is blank is left out, so that a strict template notices.

    The memory is given where the template speaks of it: see `template_memory.speaks_of_memory`.
    """
    contact = {
        "first_name": recipient.first_name,
        "last_name": recipient.last_name,
        "name": recipient.name,
        "title": recipient.title,
        "city": recipient.city,
        "country": recipient.country,
        "engagement_score": recipient.engagement_score,
        "engagement_trend": recipient.engagement_trend,
    }
    company = {
        "name": recipient.company_name,
        "industry": recipient.company_industry,
        "city": recipient.company_city,
        "domain": recipient.company_domain,
    }
    about, firm = Group("contact", contact), Group("company", company)
    about["custom"] = Group("contact.custom", writer.own.of(Noun.CONTACT, recipient.custom or {}))
    firm["custom"] = Group("company.custom", writer.own.of(Noun.COMPANY, recipient.company_custom or {}))
    return {
        "contact": about,
        "company": firm,
        "sender": writer.sender,
        "seller": writer.seller,
        **(_remembered(memory) if memory else {}),
    }


def _remembered(memory: Memory) -> dict[str, Any]:
    values = {name: value for name, value in memory_values(memory).items() if value not in UNKNOWN}
    groups = ("deal", "interactions_by_channel")
    return values | {name: Group(name, values.get(name, {})) for name in groups}
