"""Which vendor carries a mailbox's mail: the one table. Vendors are loaded by name, so that nobody imports one."""

from functools import cache

from django.utils.module_loading import import_string

from outreach.channels.contract import Provider
from outreach.choices import Transport
from outreach.models import Mailbox

PROVIDERS = {
    Transport.SANDBOX: "outreach.channels.providers.sandbox.Sandbox",
    Transport.SMTP: "outreach.channels.providers.smtp.Smtp",
    Transport.ANYMAIL: "outreach.channels.providers.anymail_.Anymail",
}


def provider_of(mailbox: Mailbox) -> Provider:
    return provider(Transport(mailbox.transport))


@cache
def provider(transport: Transport) -> Provider:
    return import_string(PROVIDERS[transport])()
