"""Header fields of a mail or of a report part: unfolded, decoded, never raising."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from outreach.inbound.encoded_words import readable

LONGEST = 8_000  # characters of one field that are looked at
MOST = 500
FIRST_YEAR, LAST_YEAR = 1990, 2200  # a mail of another time has a date to trip over, and is read without it
ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]{1,128}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
ANGLE = re.compile(r"<([^<>\s]{0,254})>")
MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")


class Fields:
    """An ordered list of header fields, asked for by name in any case."""

    def __init__(self, items: Iterable[tuple[str, object]] = ()) -> None:
        self._items = [(name.lower(), readable(str(value)[:LONGEST])) for name, value in list(items)[:MOST]]

    def __bool__(self) -> bool:
        return bool(self._items)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def get(self, name: str) -> str:
        """The first value of a field, "" when it is absent."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self._items if key == name.lower()]

    def has(self, name: str) -> bool:
        return any(key == name.lower() for key, _ in self._items)

    def addresses(self, *names: str) -> tuple[str, ...]:
        """Every address in the named fields, lower case, once each."""
        found = (address for name in names for value in self.all(name) for address in addresses_in(value))
        return tuple(dict.fromkeys(found))

    def message_ids(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(found for value in self.all(name) for found in MESSAGE_ID.findall(value)))


def addresses_in(text: str) -> list[str]:
    """Mail addresses in a text, lower case, in order."""
    return [found.strip(".'").lower() for found in ADDRESS.findall(text)]


def sender_of(fields: Fields) -> tuple[str, str]:
    """Address and display name of who the mail says it is from."""
    value = fields.get("from") or fields.get("sender")
    angle = ANGLE.search(value)
    address = next(iter(addresses_in(angle.group(1) if angle else value)), "")
    name = ANGLE.sub("", value)
    name = "" if addresses_in(name) else name
    return address, " ".join(name.strip(" \"'()").split())[:200]


def date_of(fields: Fields) -> datetime | None:
    """When the mail was written by its Date field, else when a server first had it. Without a zone it counts as UTC."""
    received = [value.rpartition(";")[2] for value in reversed(fields.all("received"))]
    for value in [fields.get("date"), *received, fields.get("delivery-date")]:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if FIRST_YEAR <= moment.year <= LAST_YEAR:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
