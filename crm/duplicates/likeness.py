"""Whether two records are one: precise rather than complete, for a wrong pair costs a person's trust, a missed one
little. Every judgement is a number from 0 (two records) to 100."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from crm.names import fold

_COMMON = tomllib.loads((Path(__file__).parent / "common.toml").read_text("utf-8"))
ROLES = frozenset(_COMMON["roles"].split())
SHARED_DOMAINS = frozenset(_COMMON["shared_domains"].split())
SHARERS = 3  # people who may have one number; of more it is a switchboard's
_CALLED = {name: frozenset(called.split()) for name, called in _COMMON["short_names"].items()}
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A contact as far as it can tell whether two are one."""

    id: int
    first_name: str
    last_name: str
    name_key: str
    linkedin: str = ""
    company_id: int | None = None
    company_domain: str = ""
    switchboard: str = ""  # the company's own number
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Firm:
    """A company as far as it can tell whether two are one."""

    id: int
    name_key: str
    domain: str = ""
    country: str = ""

    @property
    def words(self) -> frozenset[str]:
        return frozenset(self.name_key.split())


def same_mailbox(one: Somebody, other: Somebody) -> int:
    """Two that have one mailbox, in two spellings; with two names it is a mailbox that people share."""
    if not (one.name_key and other.name_key):
        return 85
    return 95 if names_alike(one, other) else 0


def same_phone(one: Somebody, other: Somebody, *, is_switchboard: bool) -> int:
    """Two that have one number. A firm's own number, or one that many have, says nothing about who answers it."""
    if _have_two_profiles(one, other):
        return 0
    if one.name_key and one.name_key == other.name_key:
        return 90
    return 75 if not is_switchboard and names_alike(one, other) else 0


def same_name_and_company(one: Somebody, other: Somebody) -> int:
    """Two of one full name in one firm; large firms do have two of a name, and number their mailboxes."""
    if _have_two_profiles(one, other) or not (one.first_name and one.last_name):
        return 0
    if one.company_id != other.company_id and _differ(one.company_domain, other.company_domain):
        return 0
    mine, theirs = (_locals(some.emails) for some in (one, other))
    for domain in mine.keys() & theirs.keys():
        if _numbered(mine[domain], theirs[domain]):
            return 0
        return 65
    return 85


def same_domain(one: Firm, other: Firm) -> int:
    """Two firms at one domain: parts of a group have names of their own, and share a word at least."""
    if one.name_key == other.name_key:
        return 95
    shorter, longer = sorted((one.words, other.words), key=len)
    return 75 if shorter and shorter <= longer else 50


def same_company_name(one: Firm, other: Firm) -> int:
    """Two firms of one name, which neither domain nor country may contradict."""
    if _differ(one.domain, other.domain) or _differ(one.country, other.country):
        return 0
    return 80


def names_alike(one: Somebody, other: Somebody) -> bool:
    """Whether two names may be one person's: the same words, an initial, a short form, or a slip in the last name."""
    mine, theirs = one.name_key.split(), other.name_key.split()
    if not mine or not theirs:
        return False
    if sorted(mine) == sorted(theirs):
        return True
    first, last = fold(one.first_name), fold(one.last_name)
    their_first, their_last = fold(other.first_name), fold(other.last_name)
    if not (first and last and their_first and their_last):
        return False
    if last == their_last:
        return _initial(first, their_first) or _short_form(first, their_first)
    return first == their_first and min(len(last), len(their_last)) > 4 and _one_slip(last, their_last)


def _initial(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) == 1 and longer.startswith(shorter)


def _short_form(one: str, other: str) -> bool:
    return other in _CALLED.get(one, ()) or one in _CALLED.get(other, ())


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter was left out, put in, replaced or swapped with its neighbour."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, their_rest = one[at:], other[at:]
    swapped = rest[:2] == their_rest[1::-1] and rest[2:] == their_rest[2:]
    return swapped or rest[1:] == their_rest[1:] or rest[1:] == their_rest or rest == their_rest[1:]


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _have_two_profiles(one: Somebody, other: Somebody) -> bool:
    return _differ(one.linkedin, other.linkedin)


def _locals(emails: tuple[str, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for email in emails:
        local, _, domain = email.rpartition("@")
        found.setdefault(domain, set()).add(local)
    return found


def _numbered(mine: set[str], theirs: set[str]) -> bool:
    """Whether two mailboxes differ by a number alone: the firm itself tells the two apart."""
    return any(a != b and _DIGITS.sub("", a) == _DIGITS.sub("", b) for a in mine for b in theirs)
