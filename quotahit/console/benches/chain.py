"""How fast leads go through the whole inbound pipeline, with the functions that answer when no model is there.

Of every three leads one asks to buy, one has a question and one has said nothing; all are researched, scored, judged
and take their branch: to a person, who never comes, so that it is escalated, or into a sequence, whose answer never
comes. The clock is moved on until every run has ended. `own_ms_per_lead` is what is left of the time when that of the
functions that stand in for a model is taken away. The other side is bare: the very rows that were written, put into
equal tables without foreign keys by COPY or prepared statements; the ratio is taken within each round.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection, models
from django.db.models import Sum

from agents.models import AgentDecision
from agents.orchestrator.chains.starting import start_chain
from crm.choices import Channel, Direction
from crm.contacts import create_contact
from crm.interactions import log_interaction
from crm.models import Notification, Score, Task
from outreach.models import Enrollment
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.members import add_member
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.console.benches.bare_tables import fill_bare, last_id, make_bare, rows_after
from quotahit.console.benches.busyness import Busyness
from quotahit.console.benches.own_database import own_database
from quotahit.events.models import Event
from quotahit.workflow.advance import advance
from quotahit.workflow.models import Run, RunStep, Wait

LEADS, ROUNDS = 600, 3
CHAIN = "inbound-pipeline"
SAID = (
    ("interested", "We have 40,000 dollars set aside for this and want to start in March. Can we see a demo?"),
    ("question", "How does it connect to the CRM that we have?"),
)
# When what the leads wait for is over: an hour, the escalation, its end, and the longest sequence.
LATER = (timedelta(), timedelta(days=2), timedelta(days=7), timedelta(days=70))
WRITTEN: tuple[type[models.Model], ...] = (
    *(Event, Run, RunStep, Wait, AgentDecision, Score, Enrollment, Task, Notification),
)


@dataclass(frozen=True)
class Round:
    """Seconds of one round: ours in all, those of the functions in place of a model, and the bare rows'."""

    seconds: float
    functions: float
    bare: float


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--leads", type=int, default=LEADS, help=f"How many arrive at once; the default is {LEADS}.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Let `leads` arrive in each of `rounds` rounds; figures are medians, the ratio is one with its range."""
    with own_database("bench_chain"):
        return measure(leads=options["leads"], rounds=options["rounds"] or ROUNDS, say=options["say"])


def measure(*, leads: int, rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """The rounds in the database at hand."""
    for model in WRITTEN:
        make_bare(model)
    busyness, timed = Busyness(), []
    for number in range(rounds):
        timed.append(_round(number, leads))
        say(f"Round {number + 1}: {leads / timed[-1].seconds * 60:.0f} leads a minute")
    return _summary(leads, timed) | {"other_cpu": busyness.others()}


def _round(number: int, leads: int) -> Round:
    organization = _office(number)
    contacts = [_lead(organization, lead) for lead in range(leads)]
    while advance():  # what follows from their creation is not what is measured
        pass
    before = {model: last_id(model) for model in WRITTEN}
    seconds = _go(organization, contacts)
    written = [(model, rows_after(model, row_id)) for model, row_id in before.items()]
    external = RunStep.objects.filter(run__chain=CHAIN, run__organization=organization, name__endswith=".read")
    functions = (external.aggregate(sum=Sum("milliseconds"))["sum"] or 0) / 1000
    began = time.perf_counter()
    for model, rows in written:
        if rows:
            fill_bare(model, rows)
    return Round(seconds, functions, time.perf_counter() - began)


def _office(number: int) -> Organization:
    """An organization of its own for each round, with somebody to be told."""
    owner = User.objects.create_user(f"owner{number}@bench.example")
    organization = create_organization(f"Round {number}", slug=f"round-{number}", country="US", postal_address="1 Main")
    add_member(organization, owner, Role.OWNER, actor="system:bench")
    set_up_outreach(organization, actor="system:bench")
    return organization


def _lead(organization: Organization, number: int) -> int:
    contact = create_contact(
        organization,
        actor="system:bench",
        first_name="Pat",
        last_name=f"Lead {number}",
        title="VP Sales",
        country="US",
        state="NY",
        emails=[f"pat{number}@c{number // 4}.example"],
        company_name=f"Company {number // 4}",
    )
    if number % 3 < len(SAID):
        intent, body = SAID[number % 3]
        inbound = {"channel": Channel.EMAIL, "direction": Direction.INBOUND, "actor": "system:bench"}
        log_interaction(organization, contact, body=body, intent=intent, **inbound)  # type: ignore[arg-type]
    return contact.pk


def _go(organization: Organization, contacts: list[int]) -> float:
    """Seconds from their arrival to the end of the last run, moving the clock past what they wait for."""
    arrival, began = clock.now(), time.perf_counter()
    start_chain(organization, contacts, CHAIN, actor="system:bench")
    for later in LATER:
        with clock.stopped(arrival + later + timedelta(minutes=1)):
            while advance():
                pass
    seconds = time.perf_counter() - began
    ended = Run.objects.filter(organization=organization, chain=CHAIN, status="finished").count()
    if ended != len(contacts):
        raise RuntimeError(f"Of {len(contacts)} leads {ended} went through.")
    return seconds


def _summary(leads: int, rounds: list[Round]) -> dict[str, Any]:
    ratios = [one.seconds / one.bare for one in rounds]
    seconds = statistics.median(one.seconds for one in rounds)
    return {
        "database": connection.vendor,
        "leads": leads,
        "rounds": len(rounds),
        "leads_per_minute": round(leads / seconds * 60),
        "ms_per_lead": round(seconds / leads * 1000, 2),
        "own_ms_per_lead": round(statistics.median(one.seconds - one.functions for one in rounds) / leads * 1000, 2),
        "ratio": round(statistics.median(ratios), 1),
        "range": [round(min(ratios), 1), round(max(ratios), 1)],
    }
