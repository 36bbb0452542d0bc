"""Which vendor carries a mailbox's mail: the one table. Vendors are loaded by name, so that nobody imports one."""

from datetime import datetime
from functools import cache

from django.utils.module_loading import import_string

from outreach.channels.contract import Provider
from outreach.choices import Transport
from outreach.models import Delivery, Mailbox

PROVIDERS = {
    Transport.SANDBOX: "outreach.channels.providers.sandbox.Sandbox",
    Transport.SMTP: "outreach.channels.providers.smtp.Smtp",
    Transport.ANYMAIL: "outreach.channels.providers.anymail_.Anymail",
    Transport.CHAT: "outreach.channels.providers.chat.Chat",
}


def provider_of(mailbox: Mailbox) -> Provider:
    return provider(Transport(mailbox.transport))


def may_repeat(delivery: Delivery, mailbox: Mailbox | None, at: datetime) -> bool:
    """Whether it may be handed over at this time: it never was, or its key still tells the vendor that it is one."""
    if delivery.handed_at is None:
        return True
    return mailbox is not None and at - delivery.handed_at < provider_of(mailbox).key_lifetime(mailbox)


@cache
def provider(transport: Transport) -> Provider:
    return import_string(PROVIDERS[transport])()
