"""The address of somebody else that an automatic mail names."""

import re
from collections.abc import Iterator

from outreach.inbound.folding import fold
from outreach.inbound.headers import ADDRESS, sender_of
from outreach.inbound.lexicon import matches
from outreach.inbound.mime import Mail
from outreach.inbound.quoting import Reply

LOOKED_AT = 20_000  # characters
BEFORE = 200  # characters before an address that say whose it is
SHORTEST_NAME = 3


def alternate_contact(mail: Mail, reply: Reply) -> str:
    """An address after words such as "contact", else any in the text; never the sender's own, ours or a machine's."""
    led_to = next((address for address, before in _others(mail, reply.own) if _leads(before)), "")
    return led_to or next((address for address, _ in _others(mail, reply.text)), "")


def _leads(before: str) -> bool:
    return matches(before, "alternates", "someone_else")


def _others(mail: Mail, text: str) -> Iterator[tuple[str, str]]:
    """Addresses of others with the folded words before each."""
    own = {*mail.fields.addresses("from", "sender", "reply-to", "return-path", "to", "cc", "delivered-to")}
    own_names = _names(mail)
    for found in ADDRESS.finditer(text[:LOOKED_AT]):
        address = found[0].strip(".'").lower()
        before = fold(text[max(0, found.start() - BEFORE) : found.start()])
        same_person = own_names and own_names <= set(re.split(r"[._-]", address.partition("@")[0]))
        if address in own or same_person or matches(address, "senders", "machine"):
            continue
        if not matches(before.rstrip(" :("), "alternates", "oneself"):
            yield address, before


def _names(mail: Mail) -> set[str]:
    """First and last name of the sender, as they stand in addresses; empty when there are not both."""
    words = [word for word in re.findall(r"\w+", fold(sender_of(mail.fields)[1])) if len(word) >= SHORTEST_NAME]
    return {words[0], words[-1]} if len(words) > 1 else set()
