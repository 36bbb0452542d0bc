"""Records that share a key, found by the database: set-based, whether one record is asked about or all of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Case, CharField, F, Max, Min, QuerySet, Value, When
from django.db.models.functions import Concat, Replace, StrIndex, Substr

CHUNK = 2000
MOST = 8  # members of a group who are compared with each other; of more each is compared with the oldest
Key = tuple[Any, ...]


def groups(rows: QuerySet[Any], keys: Sequence[str], member: str) -> Iterator[tuple[Key, list[int]]]:
    """The keys that several members have, each with its members in the order of their ids.

    The database aggregates by hash; the members of what few keys are left are read in chunks.
    """
    found = shared_keys(rows, keys, member)
    for start in range(0, len(found), CHUNK):
        yield from members_of(rows, keys, member, found[start : start + CHUNK])


def shared_keys(rows: QuerySet[Any], keys: Sequence[str], member: str) -> list[Key]:
    """The keys that several members have."""
    shared = rows.order_by().values(*keys).annotate(first=Min(member), last=Max(member)).filter(first__lt=F("last"))
    return list(shared.values_list(*keys))


def couples(members: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The pairs to compare, the smaller id first."""
    heads = members if len(members) <= MOST else members[:1]
    yield from ((one, other) for at, one in enumerate(heads) for other in members[at + 1 :])


def with_mailbox(emails: QuerySet[Any]) -> QuerySet[Any]:
    """Emails with `mailbox`: without the tag behind a plus, and for Gmail without dots; `local` is what stands before
    the tag."""
    at, plus = StrIndex("key", Value("@")), StrIndex("key", Value("+"))
    text = CharField()
    emails = emails.annotate(
        domain=Substr("key", at + 1, output_field=text),
        local=Case(
            When(key__contains="+", then=Substr("key", 1, plus - 1)),
            default=Substr("key", 1, at - 1),
            output_field=text,
        ),
    )
    gmail = Concat(Replace("local", Value("."), Value("")), Value("@gmail.com"), output_field=text)
    return emails.annotate(
        mailbox=Case(
            When(domain__in=("gmail.com", "googlemail.com"), then=gmail),
            default=Concat("local", Value("@"), "domain", output_field=text),
            output_field=text,
        )
    )


def members_of(
    rows: QuerySet[Any], keys: Sequence[str], member: str, wanted: list[Key]
) -> Iterator[tuple[Key, list[int]]]:
    """These keys, at most `CHUNK` of them, with the members of each that has several."""
    among = {f"{name}__in": {key[at] for key in wanted} for at, name in enumerate(keys)}
    members: dict[Key, set[int]] = defaultdict(set)
    for *key, pk in rows.filter(**among).order_by().values_list(*keys, member):
        members[tuple(key)].add(pk)
    for key in wanted:
        if len(members.get(key, ())) > 1:
            yield key, sorted(members[key])
