"""A DNS server on this machine, over a real socket, that knows what it is given."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = dict[tuple[str, str], list[str]]


@dataclass
class NameServer:
    """Answers from `zone`, which is (name, type) to records; `silent` names are never answered."""

    zone: Zone = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""

    def answer(self, wire: bytes) -> bytes | None:
        query = dns.message.from_wire(wire)
        (question,) = query.question
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if name in self.silent:
            return None
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        if name in self.failing:
            reply.set_rcode(dns.rcode.SERVFAIL)
            return reply.to_wire()
        records = self._records(name, kind, reply)
        if not records and not any(known == name for known, _ in self.zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()

    def _records(self, name: str, kind: str, reply: dns.message.Message) -> list[str]:
        """What there is, through aliases as a resolver follows them."""
        while alias := self.zone.get((name, "CNAME"), [""])[0]:
            reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", f"{alias}."))
            if kind == "CNAME":
                return [alias]
            name = alias
        records = self.zone.get((name, kind), [])
        if records:
            texts = [_strings(text) if kind == "TXT" else f"{text}." for text in records]
            reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, *texts))
        return records


def _strings(text: str) -> str:
    """A text as the strings of a TXT record, of which none has more than 255 characters."""
    return " ".join(f'"{text[at : at + 250]}"' for at in range(0, len(text), 250))


@contextmanager
def name_server() -> Iterator[NameServer]:
    server = NameServer()
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))
    server.address = f"127.0.0.1:{line.getsockname()[1]}"

    def serve() -> None:
        while True:
            wire, who = line.recvfrom(4096)
            if not wire:
                return
            if (reply := server.answer(wire)) is not None:
                line.sendto(reply, who)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", line.getsockname()[1]))
        thread.join(5)
        line.close()
