"""Where an endpoint may stand: an https address that is not plainly a private one."""

import ipaddress

import httpx2
from django.conf import settings
from django.utils.translation import gettext

from quotahit.events.errors import BadEndpoint
from quotahit.public_line import is_public

LONGEST = 500


def checked_url(url: str) -> str:
    """The address as it will be asked. Raises BadEndpoint.

    What a name stands for is seen when a line is made to it, each time anew: see quotahit/public_line.py.
    """
    try:
        address = httpx2.URL(url.strip() if len(url.strip()) <= LONGEST else "")
    except (httpx2.InvalidURL, ValueError) as problem:
        raise BadEndpoint(gettext("This is no address.")) from problem
    private = settings.WEBHOOKS_PRIVATE_ADDRESSES
    if not address.host or address.scheme not in ("https", "http") or not 0 < (address.port or 443) < 65_536:
        raise BadEndpoint(gettext("Write the whole address: https://example.com/hook."))
    if address.scheme == "http" and not private:
        raise BadEndpoint(gettext("The address must begin with https://."))
    if address.userinfo or address.fragment:
        raise BadEndpoint(gettext("The address must hold no password and no #."))
    if not private and _is_inside(address.host):
        raise BadEndpoint(gettext("This address is a private one: it can be reached from your own network only."))
    return str(address)


def _is_inside(host: str) -> bool:
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return not is_public(ipaddress.ip_address(host))
    except ValueError:  # a name
        return False
