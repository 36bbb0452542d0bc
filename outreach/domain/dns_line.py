"""Questions to the DNS, each with a bounded time: the records of a name, or that nobody could say."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import dns.exception
import dns.resolver
from django.conf import settings
from dns.nameserver import Do53Nameserver
from dns.rdtypes.ANY.TXT import TXT

PATIENCE = 3.0  # seconds for one question, all tries and servers together
Question = tuple[str, str]  # a name and a type, such as TXT


class NoAnswer(Exception):
    """The DNS did not say whether there is such a record; the text says why, for a person."""


Answers = dict[Question, list[str] | NoAnswer]


def ask_all(questions: Iterable[Question]) -> Answers:
    """The answer to each, all asked at once; one that cannot be had is a NoAnswer in its place."""
    asked = list(dict.fromkeys(questions))
    with ThreadPoolExecutor(max_workers=max(len(asked), 1), thread_name_prefix="dns") as pool:
        return dict(zip(asked, pool.map(_ask, asked), strict=True))


def _ask(question: Question) -> list[str] | NoAnswer:
    name, kind = question
    try:
        found = _resolver().resolve(f"{name}.", kind, search=False, raise_on_no_answer=False, lifetime=PATIENCE)
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.exception.DNSException, OSError, UnicodeError) as problem:
        return NoAnswer(_words(problem))
    return [_text(record) for record in found.rrset or ()]


def _resolver() -> dns.resolver.Resolver:
    """This machine's own servers, unless a setting names others."""
    servers = settings.DNS_SERVERS
    resolver = dns.resolver.Resolver(configure=not servers)
    if servers:
        resolver.nameservers = [_server(each) for each in servers]
    return resolver


def _server(text: str) -> Do53Nameserver:
    address, _, port = text.rpartition(":")
    return Do53Nameserver(address, int(port)) if address else Do53Nameserver(text, 53)


def _text(record: object) -> str:
    """A record as people write it: the strings of a TXT are one text, names are without their last dot."""
    if isinstance(record, TXT):
        return b"".join(record.strings).decode("utf-8", "replace")
    return str(record).rstrip(".")


def _words(problem: Exception) -> str:
    if isinstance(problem, dns.exception.Timeout):
        return f"No DNS server answered within {PATIENCE:.0f} seconds."
    if isinstance(problem, dns.resolver.NoNameservers):
        return "The domain's DNS servers fail to answer."
    return str(problem) or type(problem).__name__
