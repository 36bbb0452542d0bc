"""How many attempts a second the gate decides, beside the bare writing of the very rows that its decisions leave.

Attempts come in batches, as the tick asks them: what is on record about their addresses is loaded, each is decided,
and a row is written for each. Mail and AI calls are measured apart, for calls ask for much more. The other side is
bare: the same rows into equal tables, by COPY on PostgreSQL and by prepared statements on SQLite, with no evidence
and no decision at all. `pure` is the decision alone, of calls that are all different, with no database.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection

from compliance.consents import grant_consents
from compliance.decision import decide
from compliance.evidence import gather
from compliance.gate import Attempt, check
from compliance.live import live_facts, target
from compliance.models import Decision, Grounds, LoggedAttempt, RegistryCopy
from compliance.place_rulings import confirm_hours
from compliance.rules import current
from compliance.suppressions import suppress_many
from quotahit.accounts.models import Organization
from quotahit.accounts.organizations import create_organization
from quotahit.console.benches.bare_tables import fill_bare, last_id, make_bare, rows_after
from quotahit.console.benches.busyness import Busyness
from quotahit.console.benches.own_database import own_database

ATTEMPTS, BATCH, ROUNDS, ACTOR = 20_000, 1000, 3, "system:bench"
NOON = datetime(2027, 2, 3, 19, 30, tzinfo=UTC)  # a Wednesday, 14:30 in New York and 11:30 in Los Angeles
FRESH = NOON + timedelta(days=365)  # copies of the registries that no round will find too old
WRITTEN = (Grounds, Decision, LoggedAttempt)
OUR_SIDE = frozenset({"postal", "one_click", "dmarc"})
CALL = frozenset({"ai_disc", "rec", "rec_notice"})
COUNTRIES = ("US", "US", "US", "DE", "GB", "CA")
CONSENT_DAYS = 40  # people agreed on so many different days
_days = count(1)


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--attempts", type=int, default=ATTEMPTS, help=f"Of each kind; the default is {ATTEMPTS}.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Decide `attempts` mails and as many calls in each of `rounds` rounds; the ratio is of both kinds together.

    `other_cpu` is what other programs took meanwhile, in cores: above 0.1 the absolute figures say little.
    """
    with own_database("bench_gate"):
        return measure(options["attempts"], options["rounds"] or ROUNDS, options["say"])


def measure(attempts: int, rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """The same in the database at hand."""
    organization = create_organization("Bench", slug="bench", country="US")
    mails, calls = mails_to(organization, attempts), calls_to(organization, attempts)
    _put_on_record(organization, mails, calls)
    for model in WRITTEN:
        make_bare(model)
    busyness, measured = Busyness(), []
    for number in range(rounds):
        measured.append(_round(mails, calls))
        told = "Round {}: mail {:.0f}/s, calls {:.0f}/s, both {:.0f}/s, bare rows {:.0f}/s"
        say(told.format(number + 1, *measured[-1]))
    pure = {"pure_per_second": round(_pure(calls[: 2 * BATCH]))}
    return _summary(attempts, measured) | pure | {"other_cpu": busyness.others()}


def mails_to(organization: Organization, attempts: int) -> list[Attempt]:
    return [
        Attempt(
            organization_id=organization.pk,
            subject=("crm.contact", number),
            address=f"lead{number}@c{number // 4}.example",
            channel="email",
            purpose="marketing",
            at=NOON,
            country=COUNTRIES[number % len(COUNTRIES)],
            traits=OUR_SIDE,
        )
        for number in range(attempts)
    ]


def calls_to(organization: Organization, attempts: int) -> list[Attempt]:
    """AI calls to all states; some of them are shut, at cap or waiting for a list, as in life."""
    codes = sorted(code for code, row in current().area_codes.items() if row.country == "US" and row.zones)
    return [
        Attempt(
            organization_id=organization.pk,
            subject=("crm.contact", number),
            address=f"+1{codes[number % len(codes)]}{555 + number // 10_000}{number % 10_000:04d}",
            channel="voice",
            purpose="marketing",
            at=NOON,
            country="US",
            state=current().area_codes[codes[number % len(codes)]].places[0].partition("-")[2],
            traits=CALL,
        )
        for number in range(attempts)
    ]


def _put_on_record(organization: Organization, mails: Sequence[Attempt], calls: Sequence[Attempt]) -> None:
    """Consents of many days, suppressions of every twentieth, and a copy of every registry."""
    for day in range(CONSENT_DAYS):
        people = [call.address for call in calls[day::CONSENT_DAYS]]
        abroad = [mail.address for mail in mails[day::CONSENT_DAYS] if mail.country != "US"]
        for channel, type_, addresses in (("voice_ai", "pewc", people), ("email", "email_sub", abroad)):
            grant_consents(
                organization,
                channel,
                addresses,
                type=type_,
                text="I agree.",
                text_version="1",
                source="bench",
                at=NOON - timedelta(days=day + 1),
                actor=ACTOR,
            )
    unwanted = [(each.channel, each.address) for each in (*mails[::20], *calls[::20])]
    suppress_many(organization, unwanted, reason="unsubscribed", source="bench", actor=ACTOR)
    lists = [place.code for place in current().places.values() if place.own_list]
    RegistryCopy.objects.bulk_create(
        RegistryCopy(organization=organization, registry=name, copied_at=FRESH, completed_at=NOON, imported_by=ACTOR)
        for name in ("US", *lists)
    )
    for place in current().places.values():
        if place.is_low:
            confirm_hours(organization, place.code, why="bench", actor=ACTOR)


def _round(mails: Sequence[Attempt], calls: Sequence[Attempt]) -> tuple[float, float, float, float]:
    """Decisions per second of mail, of calls and of both, and rows of as many decisions per second."""
    before = {model: last_id(model) for model in WRITTEN}
    later = timedelta(days=next(_days) * 7)  # past every cap, at the same hour of the week
    mail, call = _seconds(mails, later), _seconds(calls, later)
    written = [(model, rows_after(model, row_id)) for model, row_id in before.items()]
    started = time.perf_counter()
    for model, rows in written:
        fill_bare(model, rows)
    bare = time.perf_counter() - started
    both = len(mails) + len(calls)
    return len(mails) / mail, len(calls) / call, both / (mail + call), both / bare


def _seconds(attempts: Sequence[Attempt], later: timedelta) -> float:
    started = time.perf_counter()
    for first in range(0, len(attempts), BATCH):
        check([replace(attempt, at=attempt.at + later) for attempt in attempts[first : first + BATCH]])
    return time.perf_counter() - started


def _pure(calls: Sequence[Attempt]) -> float:
    """Decisions per second, each of another second of the day, so that none can be remembered."""
    targets = [target(replace(call, at=call.at + timedelta(seconds=number))) for number, call in enumerate(calls)]
    addresses = [each.address for each in targets]
    evidence = gather(addresses, addresses, NOON)
    facts = [live_facts(each, evidence, current()) for each in targets]
    started = time.perf_counter()
    for each in facts:
        decide(each)
    return len(facts) / (time.perf_counter() - started)


def _summary(attempts: int, rounds: Sequence[tuple[float, float, float, float]]) -> dict[str, Any]:
    mail, call, both, bare = (round(statistics.median(side)) for side in zip(*rounds, strict=True))
    ratios = [ours / theirs for _, _, ours, theirs in rounds]
    return {
        "database": connection.vendor,
        "attempts": attempts,
        "batch": BATCH,
        "rounds": len(rounds),
        "decisions_per_second": both,
        "mail_per_second": mail,
        "calls_per_second": call,
        "bare_per_second": bare,
        "ratio": round(statistics.median(ratios), 3),
        "range": [round(min(ratios), 3), round(max(ratios), 3)],
    }
