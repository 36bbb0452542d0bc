"""`route --dry-run` shows what past leads would have met and writes nothing; `route` gives leads out."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.models import AgentDecision, Offer
from agents.orchestrator.routing.anew import route_anew
from agents.orchestrator.routing.rehearsal import rehearse
from crm.choices import Channel, Direction
from crm.contacts import create_contact
from crm.interactions import log_interaction
from quotahit.accounts.commands import WrongUse
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event
from tests.agents.routing.conftest import MIDDAY, answer, give_out, member, the_offer, work

pytestmark = pytest.mark.django_db


def run(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("route", *words, "--json", stdout=out)
    (line,) = out.getvalue().splitlines()
    return json.loads(line)


def past_leads(organization, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        lead = create_contact(organization, actor="import:1", first_name=f"Lee{number}", country="US", language="en")
        log_interaction(
            organization,
            lead,
            channel=Channel.EMAIL,
            direction=Direction.INBOUND,
            actor="system:test",
            at=MIDDAY - timedelta(days=7, minutes=-number),
            body="Tell me more.",
            intent="interested",
        )


def test_a_dry_run_names_the_rep_and_every_part_and_writes_nothing(floor, bob_sells, rita):
    past_leads(floor, 3)
    before = [model.objects.count() for model in (AgentDecision, Offer, Event, AuditEntry)]
    told = run("--dry-run", "--past", "2")
    assert [model.objects.count() for model in (AgentDecision, Offer, Event, AuditEntry)] == before
    assert told["by_way"] == {"autonomous": 0, "rep": 2, "self_service": 0, "nobody": 0}
    for lead in told["leads"]:
        assert lead["way"] == "rep"
        assert lead["reason"].endswith(".")
        assert {each["rep"] for each in lead["reps"]} == {"Bob", "Rita"}
        for each in lead["reps"]:
            assert each["fit"] == sum(part["points"] for part in each["parts"])
            assert {part["code"] for part in each["parts"]} >= {"territory", "wins", "zone"}


def test_equals_take_turns_over_the_past(floor):
    for name in ("Ada", "Ben", "Cleo"):
        member(floor, name, languages=["en"])
    past_leads(floor, 9)
    assert run("--dry-run")["by_rep"] == {"Ada": 3, "Ben": 3, "Cleo": 3}


def test_a_hundred_leads_take_no_more_statements_than_ten(floor, bob_sells, rita):
    past_leads(floor, 10)
    with CaptureQueriesContext(connection) as few:
        rehearse(floor, 100)
    past_leads(floor, 60, first=10)
    with CaptureQueriesContext(connection) as many:
        assert len(rehearse(floor, 100)) == 70
    assert len(many) == len(few) <= 14


def test_without_leads_or_reps_it_says_so(floor):
    assert run("--dry-run")["leads"] == []
    past_leads(floor, 1)
    (lead,) = run("--dry-run")["leads"]
    assert (lead["rep"], lead["reps"]) == (None, [])


def test_leads_that_nobody_took_are_given_out_anew(floor, dana, bob_sells, bob, rita):
    rita.is_active = False
    rita.save()
    give_out(dana)
    answer(the_offer(), "pass", bob)
    told = run()
    assert (told["routed"], told["leads"][0]["contact_id"]) == (1, dana.pk)
    work()
    assert the_offer().rep == bob_sells
    assert run()["routed"] == 0


def test_one_lead_is_given_out_by_its_id(floor, dana, bob_sells):
    assert run("--contact", str(dana.pk))["routed"] == 1
    work()
    assert the_offer().contact == dana
    assert route_anew(dana, actor="system:test") == the_offer().routing


@pytest.mark.parametrize(
    "words", [("--past", "3"), ("--dry-run", "--past", "0"), ("--dry-run", "--contact", "1"), ("--contact", "4000000")]
)
def test_wrong_use_is_told(floor, words):
    with pytest.raises(WrongUse):
        run(*words)
