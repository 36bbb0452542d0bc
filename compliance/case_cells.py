"""What stands in the cells of a case file. Each reader raises ValueError for what it cannot read."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from compliance.choices import ConsentType, Scope
from compliance.decision.facts import ConsentFact

YEARS = range(1900, 2200)  # what lies outside is a slip of the pen
MOST = 100_000


def split(text: str, separator: str) -> Iterator[str]:
    """The parts that are not blank."""
    return (part.strip() for part in text.split(separator) if part.strip())


def one_of(text: str, *words: str) -> str:
    """The one of these words that the text is, small or large."""
    if text.lower() not in words:
        raise ValueError(f"“{text}” is none of {', '.join(words)}")
    return text.lower()


def instant(text: str) -> datetime:
    """A time in UTC; a bare date is its midnight, which stands for the whole day."""
    if len(text) == len("2026-11-20"):
        moment = datetime.combine(date.fromisoformat(text), time.min, UTC)
    else:
        moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        raise ValueError(f"the year {moment.year} cannot be meant")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def count(text: str) -> int:
    """How many of something there are."""
    return int(_amount(int(text)))


def age(text: str) -> timedelta:
    """An age in days, whole or not."""
    return timedelta(days=_amount(float(text)))


def _amount(number: float) -> float:
    if not 0 <= number <= MOST:  # a negative one would count in our favour
        raise ValueError(f"{number} is no amount")
    return number


def answer(text: str) -> bool | None:
    """Yes, no, or unknown where it is blank; whatever is no plain no stands for yes."""
    return {"": None, "0": False}.get(text, True)


def zones(text: str) -> tuple[str, ...]:
    """Time zones by their names in the zone database."""
    return tuple(ZoneInfo(zone).key for zone in split(text, "|"))


def consents(text: str) -> tuple[ConsentFact, ...]:
    """Records of consent, and of its revocation."""
    return tuple(_consent(record) for record in split(text, ";"))


def _consent(record: str) -> ConsentFact:
    type_, channels, seller, given, *rest = [part.strip() for part in record.split("|")]
    revoked = rest.pop() if rest else ""
    if rest:
        raise ValueError(f"“{record}” has too many parts")
    return ConsentFact(
        type=ConsentType(type_.lower()),
        scopes=frozenset(Scope(channel.lower()) for channel in split(channels, "+")),
        seller=seller,
        given=instant(given) if given else None,
        revoked=instant(revoked) if revoked else None,
    )
