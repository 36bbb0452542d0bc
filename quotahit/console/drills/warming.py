"""What a process of the product loads or compiles when it first needs it; a nursery does it once for all copies."""

from outreach.channels.registry import PROVIDERS, provider
from outreach.inbound.interpret import interpret
from outreach.inbound.receive import wants_out
from quotahit.console.drills.peers.people import ANSWERS


def warm_up() -> None:
    """Read one mail of each kind, which compiles the lexicons, and load all providers. Else a process that lives for a
    second or two would never come to read a mail."""
    for text in ANSWERS.values():
        wants_out(interpret(f"From: pat@firm.example\nSubject: Re: hello\n\n{text}".encode()))
    for transport in PROVIDERS:
        provider(transport)
