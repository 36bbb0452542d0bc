"""Who wrote: a machine or a person? Points for both, from headers, subject and words.

A person's mail is human whatever its headers look like, and an automatic one may come without any header. So neither
decides alone: words that answer us outweigh a header, formal words of a notice need none.
"""

import re
from dataclasses import dataclass

from outreach.inbound.folding import fold
from outreach.inbound.headers import sender_of
from outreach.inbound.lexicon import load, matches, patterns
from outreach.inbound.mime import Mail
from outreach.inbound.quoting import Reply

WEIGHTS = {"demand": 8, "telling": 4, "likely": 2, "hint": 1}
MOST_SENTENCES = 400  # more is no letter, and each is looked at for itself
KINDS = ("challenges", "left", "away", "receipts")  # the earlier wins a tie
SUBJECT_POINTS = 3
MACHINE_SUBJECT_POINTS = 6
MACHINE_SENDER_POINTS = 4
SELF_AS_OTHER_POINTS = 4
QUOTES_US_POINTS = 2
GREETS_US_POINTS = 3
TERSE_POINTS, TERSE_WORDS = 2, 8  # no machine is that brief and says nothing of itself
CALENDAR_POINTS = 4  # somebody pressed accept or decline, or invites us
HEADERS_AT_MOST = 6
NEEDED = 2  # by how much a machine must lead
CLEAR_PERSON = 6  # more than one phrase that a notice might hold by chance
CLEARER_PERSON = 8  # against a header that says outright that the mail is automatic
OUTRIGHT = 4
TITLE = r"(frau|herr|mr\.?|mrs\.?|ms\.?|mme|madame|monsieur|m\.)"
DATE_STOPS = re.compile(r"(?<=\d)\.(?=\d|\s+[a-z])")  # "vom 16.11. bis 1. Dezember" is one statement
OF_ONESELF = r"\b(is|has|will|was|ist|hat|wird|war|befindet|est|a|ne|n'|sera|absent|no longer|nicht mehr)\b"


@dataclass(frozen=True)
class Evidence:
    """Points for a machine by its headers and by all else, for a person, and for each kind of automatic mail."""

    headers: int
    machine: int
    person: int
    kinds: dict[str, int]

    @property
    def automatic(self) -> bool:
        """Clear words of a person stand against a header, unless a notice speaks as clearly."""
        clear = CLEAR_PERSON if self.headers < OUTRIGHT else CLEARER_PERSON
        if self.person >= max(clear, self.machine):
            return False
        return self.headers + self.machine - self.person >= NEEDED


def weigh(mail: Mail, reply: Reply, said: str) -> Evidence:
    """`said` is the new part as folded sentences."""
    said = DATE_STOPS.sub("/", said)
    subject = fold(mail.fields.get("subject")).strip()
    kinds = {kind: _notice_points(said, kind) + SUBJECT_POINTS * matches(subject, "subjects", kind) for kind in KINDS}
    machine = (
        _notice_points(said, "automatic")
        + MACHINE_SENDER_POINTS * matches(sender_of(mail.fields)[0], "senders", "machine")
        + MACHINE_SUBJECT_POINTS * matches(subject, "subjects", "machine")
        + SELF_AS_OTHER_POINTS * _speaks_of_sender(mail, said)
        + max(kinds.values())
    )
    person = (
        _answer_points(_without_urgent(said))
        + _header_points(mail, "person")
        + QUOTES_US_POINTS * bool(reply.quoted and reply.text)
        + TERSE_POINTS * (not machine and len(said.split()) <= TERSE_WORDS)
        + CALENDAR_POINTS * ("METHOD:" in mail.calendar.upper())
    )
    if kinds["receipts"] < max(kinds.values()) or not kinds["receipts"]:  # receipts greet us by name too
        person += GREETS_US_POINTS * _greets_us(mail, said)
    return Evidence(min(_header_points(mail, "machine"), HEADERS_AT_MOST), machine, person, kinds)


def _notice_points(said: str, lexicon: str) -> int:
    """The sum over the patterns of a lexicon; what one phrase says counts once, by its strongest pattern."""
    taken: list[tuple[int, int]] = []
    points = 0
    for strength, weight in WEIGHTS.items():
        for pattern in patterns(lexicon, strength):
            fresh = (found.span() for found in pattern.finditer(said) if _is_apart(found.span(), taken))
            if span := next(fresh, None):
                taken.append(span)
                points += weight
    return points


def _answer_points(said: str) -> int:
    """The sum over all signs of a person: the more ways in which a phrase answers us, the surer."""
    return sum(
        weight * sum(1 for one in patterns("person", strength) if one.search(said))
        for strength, weight in WEIGHTS.items()
    )


def _is_apart(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return all(span[1] <= start or span[0] >= end for start, end in taken)


def _header_points(mail: Mail, side: str) -> int:
    return sum(
        rule["points"]
        for rule in load("headers")[side]
        if any(re.search(rule["value"], value, re.IGNORECASE) for value in mail.fields.all(rule["field"]))
        and not mail.fields.has(rule.get("unless", ""))
    )


def _speaks_of_sender(mail: Mail, said: str) -> bool:
    """ "Anna Schmidt is away" from Anna Schmidt: nobody writes so of oneself."""
    _, name = sender_of(mail.fields)
    words = [re.escape(word) for word in re.findall(r"\w{2,}", fold(name))][:4]
    if len(words) < 2:
        return False
    first, last = words[0], words[-1]
    named = rf"({first} {last}|{last},? {first}|{TITLE} ({last}|{first}))"
    return bool(re.search(rf"{named} (\S+ )?{OF_ONESELF}", said))


def _greets_us(mail: Mail, said: str) -> bool:
    """The first line calls us by the name that the mail was sent to."""
    names = re.findall(r"[^\W\d_]{3,}", fold(mail.fields.get("to").partition("@")[0]))
    first = said.partition("\n")[0][:60]
    return any(re.match(rf"\W*(\w+ ){{0,4}}{re.escape(name)}\b", first) for name in names[:4])


def _without_urgent(said: str) -> str:
    """Without the sentences that say what to do in an urgent case: notices speak to the reader there."""
    parts = re.split(r"(?<=[.!?\n])\s*", said, maxsplit=MOST_SENTENCES)[:MOST_SENTENCES]
    return "\n".join(part for part in parts if not matches(part, "person", "urgent"))
