"""Addresses that we put into mails: signed, so that nobody can make one, and dated, so that they end one day.

A token holds the delivery and nothing about the person; a tracking token also holds the one address it leads to.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext

from outreach.errors import BadLink
from outreach.models import Delivery
from quotahit import clock

DAY = 86_400
LIFETIME = timedelta(days=3 * 366)  # the law asks for 30 to 60 days; a mail may be opened years later
UNSUBSCRIBE, CLICK, OPEN = "outreach.unsubscribe", "outreach.click", "outreach.open"


@dataclass(frozen=True)
class Link:
    delivery_id: int
    url: str = ""


def unsubscribe_url(delivery: Delivery) -> str:
    return f"{base_url()}/u/{_token(UNSUBSCRIBE, delivery)}"


def click_url(delivery: Delivery, url: str) -> str:
    """An address that counts the click and leads to `url`."""
    return f"{base_url()}/t/{_token(CLICK, delivery, u=url)}"


def open_url(delivery: Delivery) -> str:
    return f"{base_url()}/o/{_token(OPEN, delivery)}"


def read_link(kind: str, token: str) -> Link:
    """What a token says. Raises BadLink for one that is forged, damaged, of another kind or too old."""
    try:
        held = _signer(kind).unsign_object(token)
    except (BadSignature, ValueError) as error:
        raise BadLink(gettext("This link is not complete, or it was changed on its way.")) from error
    if clock.now() > datetime.fromtimestamp(held["t"] * DAY, UTC) + LIFETIME:
        raise BadLink(gettext("This link has run out."))
    link = Link(held["d"], held.get("u", ""))
    if kind == CLICK and not link.url.startswith(("https://", "http://")):
        raise BadLink(gettext("This link leads to no website."))
    return link


def base_url() -> str:
    """Where the world reaches us; without PUBLIC_URL only this machine does, which is enough for the sandbox."""
    return settings.PUBLIC_URL or f"http://localhost:{settings.PORT}"


def is_public() -> bool:
    """Whether links work for recipients, as live mail demands."""
    return settings.PUBLIC_URL.startswith("https://")


def _token(kind: str, delivery: Delivery, **more: Any) -> str:
    """The day is that of the delivery, not of this call: a mail that is handed over again is the same mail."""
    day = int(delivery.created_at.timestamp() // DAY)
    return _signer(kind).sign_object({"d": delivery.pk, "t": day, **more}, compress=bool(more))


def _signer(kind: str) -> Signer:
    return Signer(salt=kind, sep=".")
