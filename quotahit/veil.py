"""Secrets that this process has opened, taken out of whatever it writes down.

Vendors' errors repeat what they were sent, keys and passwords among it. Whoever opens a secret says so here; whatever
keeps or logs words that came from outside asks for them veiled.
"""

import base64
from collections import OrderedDict
from threading import Lock

SHORTEST = 6  # what is shorter is a word of any text, and no secret worth the name
MOST = 4096  # the latest; an old one is remembered anew when it is used again
VEIL = "•••"
_known: "OrderedDict[str, None]" = OrderedDict()
_lock = Lock()


def remember(secret: str) -> str:
    """Take note of a secret, and give it back."""
    if len(secret) >= SHORTEST:
        with _lock:
            for form in (secret, base64.b64encode(secret.encode()).decode()):
                _known[form] = None
                _known.move_to_end(form)
            while len(_known) > MOST:
                _known.popitem(last=False)
    return secret


def veiled(text: str) -> str:
    """The text without any secret that is known here."""
    with _lock:
        known = [secret for secret in _known if secret in text]
    for secret in sorted(known, key=len, reverse=True):
        text = text.replace(secret, VEIL)
    return text
