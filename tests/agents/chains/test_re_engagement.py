"""Lost deals come back once a month: not for those who said no, and not for ever."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from agents.models import AgentDecision
from agents.orchestrator.chains.returning import WHY_NOT
from crm.choices import Channel, Direction, StageKind
from crm.deals import create_deal, move_deal
from crm.interactions import log_interaction
from crm.models import Contact, LostReason
from crm.pipelines import ensure_default
from outreach.models import Delivery, Enrollment
from outreach.unsubscribe import unsubscribe
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.workflow.models import Run
from tests.agents.chains.conftest import later
from tests.console.loop import answer, work

pytestmark = pytest.mark.django_db
Lose = Callable[..., Run]


@pytest.fixture
def lose(office: Organization, dana: Contact, alice: User) -> Lose:
    """Lose a deal with Dana; returns the run that rests for a month."""

    def lose(reason: str = "Price") -> Run:
        deal = create_deal(office, actor=alice, name="Globex", contact=dana)
        lost = ensure_default(office).stages.get(kind=StageKind.LOST)
        move_deal(deal, lost, actor=alice, lost_reason=reason)
        work()
        return Run.objects.get(chain="re-engagement")

    return lose


def codes() -> list[str]:
    return list(Enrollment.objects.order_by("pk").values_list("sequence__code", flat=True))


def why_not() -> str:
    return str(AgentDecision.objects.get(kind="end_returning").after).upper()


def test_it_rests_for_a_month_and_then_writes_once(lose: Lose, dana: Contact) -> None:
    run = lose()
    assert (run.status, run.step_name) == ("sleeping", "rest")
    assert later(run, days=29).step_name == "rest"
    assert codes() == []
    run = later(run, days=31)
    assert (run.step_name, codes()) == ("outreach.listen", ["re-engage-1"])
    dana.refresh_from_db()
    assert dana.lifecycle == "lead"


def test_it_comes_three_times_each_with_other_words_and_then_never_again(lose: Lose, dana: Contact) -> None:
    first = lose()
    for days in (31, 46, 77, 92, 123, 138, 200, 300):
        later(first, days=days)
    assert codes() == ["re-engage-1", "re-engage-2", "re-engage-3"]
    assert list(Run.objects.filter(chain="re-engagement").values_list("status", flat=True)) == ["finished"] * 3
    dana.refresh_from_db()
    assert dana.lifecycle == "lost"


def test_any_answer_ends_it(lose: Lose, dana: Contact) -> None:
    run = later(lose(), days=33)
    with clock.stopped(run.created_at + timedelta(days=34)):
        answer(Delivery.objects.get(contact=dana, status="sent"), "Perhaps next year, we are still comparing.")
    later(run, days=120)
    assert codes() == ["re-engage-1"]
    assert Run.objects.filter(chain="re-engagement").count() == 1


def test_a_reason_that_forbids_it_is_obeyed_also_where_it_was_given_afterwards(
    lose: Lose, office: Organization, dana: Contact
) -> None:
    LostReason.objects.create(organization=office, name="Not a fit", comes_back=False)
    run = lose("")
    dana.deals.update(lost_reason="not a fit")
    assert later(run, days=31).status == "finished"
    assert (codes(), why_not()) == ([], "LOST_FOR_GOOD")


def test_who_opted_out_is_left_in_peace(lose: Lose, office: Organization, dana: Contact) -> None:
    run = lose()
    unsubscribe(office, dana, "dana@globex.example", source="page", actor="system:test")
    assert later(run, days=31).status == "cancelled"
    assert codes() == []


def test_who_wrote_in_the_meantime_is_in_a_conversation(lose: Lose, office: Organization, dana: Contact) -> None:
    run = lose()
    with clock.stopped(run.created_at + timedelta(days=3)):
        log_interaction(
            office, dana, channel=Channel.EMAIL, direction=Direction.INBOUND, actor="test", body="Tell me more."
        )
    later(run, days=31)
    assert (codes(), why_not()) == ([], "ANSWERED")


def test_a_new_deal_ends_it(lose: Lose, office: Organization, dana: Contact, alice: User) -> None:
    run = lose()
    create_deal(office, actor=alice, name="Again", contact=dana)
    later(run, days=31)
    assert (codes(), why_not()) == ([], "DEAL_OPEN")


def test_every_reason_has_its_words() -> None:
    assert all(str(words).endswith(".") for words in WHY_NOT.values())
