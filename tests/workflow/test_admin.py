"""The run page shows every step, and its buttons do what they say, for those who may."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from crm.models import Contact
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.workflow import approvals
from quotahit.workflow.context import Context
from quotahit.workflow.errors import Permanent
from quotahit.workflow.models import Run, RunStep
from quotahit.workflow.results import Ask, Sleep, WaitFor
from quotahit.workflow.runs import pause_runs
from tests.workflow.conftest import settle


@pytest.fixture
def stuck(build: Any, happen: Any) -> Run:
    """A run whose first step cost two cents, whose second failed, and whose third is still to come."""

    def enrich(context: Context) -> dict[str, int]:
        return {"found": 3}

    def score(context: Context) -> None:
        raise Permanent("no_profile")

    def greet(context: Context) -> None: ...

    build(enrich, score, greet)
    run = settle(happen())
    RunStep.objects.filter(name="enrich").update(cost=Decimal("0.02"))
    return run


def page_of(client: Client, run: Run) -> str:
    return client.get(f"/workflow/run/{run.pk}/change/").content.decode()


def press(client: Client, run: Run, button: str) -> Any:
    return client.post(f"/workflow/run/{run.pk}/do/{button}/", follow=True)


def test_the_page_shows_what_each_step_did_and_what_is_to_come(as_alice: Client, stuck: Run, dana: Contact) -> None:
    page = page_of(as_alice, stuck)
    for shown in (
        "enrich",
        "{&quot;found&quot;: 3}",
        "0.02",
        "score",
        "no_profile",
        "greet",
        "Still to come",
        "Failed",
    ):
        assert shown in page
    assert f'href="/crm/contact/{dana.pk}/change/"' in page


def test_the_page_names_whom_a_run_is_about_and_the_step_it_failed_at(
    as_alice: Client, stuck: Run, dana: Contact
) -> None:
    shown = page_of(as_alice, stuck)
    assert f">{dana}</a>" in shown
    assert re.search(r"Next step.*?>\s*score\s*<", shown, re.DOTALL)


def test_the_page_says_what_a_run_waits_for(as_alice: Client, build: Any, happen: Any, acme: Organization) -> None:
    def ask(context: Context) -> Ask:
        return Ask(approvals.request(acme, kind="test", title="Give a discount?", content={}, actor="agent:test"))

    moment = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
    for does, shown in (
        (lambda context: WaitFor("reply.received", timeout=moment - clock.now()), "reply received, until 1 March 2027"),
        (lambda context: WaitFor("deal.won"), "deal won"),
        (ask, ">Give a discount?</a>"),
        (lambda context: Sleep(moment), "the time: 1 March 2027"),
    ):
        build(does, name=f"test.{shown}", on=(f"test.{shown}",))
        assert shown in page_of(as_alice, settle(happen(f"test.{shown}")))


def test_try_again_goes_through_the_verb(client: Client, bob: User, stuck: Run) -> None:
    client.force_login(bob)
    assert "Try again" in page_of(client, stuck)
    assert "The step is tried again." in press(client, stuck, "retry").content.decode()
    stuck.refresh_from_db()
    assert stuck.status == "ready"
    assert AuditEntry.objects.get(action="run.retried").actor == f"user:{bob.pk}"


def test_every_button_does_what_it_says(client: Client, bob: User, build: Any, happen: Any, dana: Contact) -> None:
    client.force_login(bob)
    build(lambda context: WaitFor("test.never"), lambda context: WaitFor("test.never"), lambda context: None)
    run = settle(happen())
    press(client, run, "skip")
    assert settle(run).position == 1
    pause_runs(("crm.contact", dana.pk), actor=bob)
    assert "Paused by a person" in page_of(client, run)
    press(client, run, "resume")
    run.refresh_from_db()
    assert run.paused_at is None
    press(client, run, "cancel")
    run.refresh_from_db()
    assert run.status == "cancelled"


def test_a_button_that_came_too_late_says_so(client: Client, bob: User, stuck: Run) -> None:
    client.force_login(bob)
    press(client, stuck, "retry")
    assert "Only a step that has failed can be tried again." in press(client, stuck, "retry").content.decode()


def test_a_viewer_looks_and_touches_nothing(client: Client, victor: User, stuck: Run) -> None:
    client.force_login(victor)
    page = page_of(client, stuck)
    assert "no_profile" in page
    assert "Try again" not in page
    assert press(client, stuck, "retry").status_code == 403
    stuck.refresh_from_db()
    assert stuck.status == "failed"


def test_another_organization_sees_nothing_of_it(client: Client, charlie: User, stuck: Run) -> None:
    client.force_login(charlie)
    assert f"/workflow/run/{stuck.pk}/" not in client.get("/workflow/run/").content.decode()
    assert press(client, stuck, "retry").status_code == 404


@pytest.mark.parametrize(
    ("state", "shown"), [("person", True), ("over", True), ("working", False), ("waiting", False), ("paused", False)]
)
def test_the_list_is_filtered_in_human_words(as_alice: Client, stuck: Run, state: str, shown: bool) -> None:
    page = as_alice.get("/workflow/run/", {"state": state, "chain": "test.chain"}).content.decode()
    assert (f"/workflow/run/{stuck.pk}/change/" in page) is shown


@pytest.mark.parametrize(("term", "found"), [("{dana}", True), ("999999", False), ("Dana", False)])
def test_runs_are_found_by_what_they_are_about(
    as_alice: Client, stuck: Run, dana: Contact, term: str, found: bool
) -> None:
    page = as_alice.get("/workflow/run/", {"q": term.format(dana=dana.pk)}).content.decode()
    assert (f"/workflow/run/{stuck.pk}/change/" in page) is found


def test_the_list_asks_the_same_for_one_run_and_for_many(
    as_alice: Client, stuck: Run, happen: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        settle(happen())
    with django_assert_max_num_queries(14):
        as_alice.get("/workflow/run/")


def test_approvals_can_be_looked_at(as_alice: Client, acme: Organization, dana: Contact) -> None:
    approvals.request(acme, kind="test", title="Give a discount?", content={}, actor="agent:test", subject=dana)
    taken = approvals.request(acme, kind="test", title="Call her?", content={}, actor="agent:test", subject=dana)
    approvals.withdraw(taken, actor=User.objects.get(email="alice@acme.example"), why="Deal lost")
    page = as_alice.get("/workflow/approval/").content.decode()
    for shown in ("Give a discount?", "Agent test", "Deal lost", ">Alice"):
        assert shown in page
    assert "Waiting for an answer" in page
