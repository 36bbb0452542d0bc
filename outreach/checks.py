"""Numbered system checks of written outreach."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from outreach.channels.contract import Provider
from outreach.channels.registry import PROVIDERS, provider
from outreach.choices import Transport
from outreach.links import is_public


@register()
def the_public_address_is_https(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """outreach.W001: links of live mail must be https (RFC 8058), so live mail is held back."""
    if not settings.PUBLIC_URL or is_public():
        return []
    message = f"PUBLIC_URL is {settings.PUBLIC_URL}, which is not https: no live mailbox will send."
    return [Warning(message, hint="Put the server behind https and set PUBLIC_URL to it.", id="outreach.W001")]


@register()
def every_transport_has_its_provider(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """outreach.E001: a transport without a provider, or one whose provider cannot be loaded."""
    problems: list[CheckMessage] = []
    for transport in Transport:
        try:
            found = provider(transport)
        except (KeyError, ImportError, TypeError) as problem:
            words = f"The transport {transport.value} has no provider that can be loaded: {problem!r}"
            problems.append(Error(words, hint="See docs/how-to/add-a-channel.md.", id="outreach.E001"))
            continue
        if not isinstance(found, Provider):
            words = f"{PROVIDERS[transport]} is no {Provider.__qualname__}."
            problems.append(Error(words, hint="See docs/how-to/add-a-channel.md.", id="outreach.E001"))
    return problems
