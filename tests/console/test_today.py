"""Today: what needs Bob now, in order and with its why; and numbers that lead to exactly what they count."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from crm.choices import Direction
from crm.contacts import create_contact
from crm.deals import create_deal, move_deal
from crm.interactions import log_interaction
from crm.models import Contact, Deal, Goal, Stage, Task
from crm.organizations import set_up_organization
from crm.todo import add_note, create_task
from outreach.models import Mailbox
from quotahit import clock
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User
from quotahit.llm.models import ModelCall
from quotahit.workflow.approvals import request as ask

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def as_bob(client: Client, bob: User, acme: Organization) -> Client:
    set_up_organization(acme)
    client.force_login(bob)
    return client


@pytest.fixture(autouse=True)
def at_noon():
    with clock.stopped(NOON):
        yield


def today(client: Client):
    return client.get(reverse("admin:console_overview_part")).context


def needs(client: Client) -> list[str]:
    return [need.title for need in today(client)["needs"]]


def wrote(acme: Organization, contact: Contact) -> None:
    log_interaction(
        acme, contact, channel="email", direction=Direction.INBOUND, actor=f"contact:{contact.pk}", body="Hi"
    )


def stale(acme: Organization, owner: User | None, name: str) -> Deal:
    deal = create_deal(acme, actor="system:test", name=name, owner=owner)
    Stage.objects.filter(pk=deal.stage_id).update(stale_after=5)
    Deal.objects.filter(pk=deal.pk).update(stage_since=NOON - timedelta(days=6))
    return deal


def test_what_needs_somebody_stands_in_the_order_that_is_told(as_bob, acme, alice, bob, dana) -> None:
    Membership.objects.filter(user=bob).update(role="manager")
    stale(acme, bob, "Yearly plan")
    add_note(acme, "What do you think, @Bob?", actor=alice, contact=dana)
    for title, due, whose in (
        ("Nobody's", None, None),
        ("This evening", timedelta(hours=3), bob),
        ("Late by a day", timedelta(days=-1), bob),
        ("Late by a week", timedelta(days=-7), bob),
        ("Tomorrow", timedelta(days=1), bob),
        ("Alice's", timedelta(days=-1), alice),
    ):
        create_task(acme, title=title, actor=alice, assignee=whose, due_at=due and NOON + due)
    ask(acme, kind="deal.open", title="Open a deal?", content={"contact_id": dana.pk, "name": "x"}, actor="agent:sales")
    wrote(acme, dana)
    Mailbox.objects.create(
        organization=acme, name="Sales", address="s@acme.example", transport="smtp", sending_trouble="Password refused."
    )
    found = today(as_bob)["needs"]
    assert [need.title for need in found] == [
        "Sales <s@acme.example>",
        "Dana Diaz",
        "Open a deal?",
        "Late by a week",
        "Late by a day",
        "This evening",
        "Nobody's",
        "Alice mentions you in a note about Dana Diaz",
        "Yearly plan",
    ]
    assert found[0].why == "Password refused."
    assert found[-1].why == "6 days in New, where 5 are usual."
    page = as_bob.get(reverse("admin:index")).content.decode()
    assert "First what stops the work" in page
    links = {str(one["label"]): one["link"] for one in today(as_bob)["need_numbers"]}
    assert rows_of(as_bob, links["Broken mailboxes"]) == 1
    named = as_bob.get(links["Mentions"]).context["notifications"]
    assert [one.title for one in named] == ["Alice mentions you in a note about Dana Diaz"]
    assert "Dana Diaz" in as_bob.get(links["Unread"]).content.decode()


def test_a_conversation_is_not_told_beside_its_own_question(as_bob, acme, bob, dana) -> None:
    wrote(acme, dana)
    assert needs(as_bob) == ["Dana Diaz"]
    content = {"contact_id": dana.pk, "name": "x"}
    ask(acme, kind="deal.open", title="A deal with Dana?", content=content, actor="agent:sales", subject=dana)
    assert needs(as_bob) == ["A deal with Dana?"]


def test_what_another_sees_to_needs_nobody_else(as_bob, acme, alice, bob, dana) -> None:
    wrote(acme, dana)
    dana.conversations.update(assignee=alice)
    stale(acme, alice, "Hers")
    assert needs(as_bob) == []
    dana.conversations.update(assignee=bob)
    assert needs(as_bob) == ["Dana Diaz"]


def test_a_narrow_view_is_not_told_of_others_records(as_bob, acme, alice, bob, dana) -> None:
    Contact.objects.filter(pk=dana.pk).update(owner=alice)
    wrote(acme, dana)
    stale(acme, None, "Nobody's deal")
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    context = today(as_bob)
    assert context["needs"] == []
    assert context["need_numbers"] == []
    assert not context["leads"]["total"]


def test_a_task_is_ticked_off_where_it_stands(as_bob, acme, bob) -> None:
    create_task(acme, title="Call", actor=bob, assignee=bob, due_at=NOON)
    task = Task.objects.get()
    (need,) = today(as_bob)["needs"]
    assert need.done == reverse("admin:console_task_done", args=[task.pk])
    assert "Done: Call" in as_bob.post(need.done, headers={"HX-Request": "true"}).content.decode()
    assert needs(as_bob) == []


def test_every_number_leads_to_a_list_of_so_many(as_bob, acme, alice, bob, dana) -> None:
    """Looked up in the lists themselves: how many rows each of them says it holds."""
    for number in range(3):
        stale(acme, bob, f"Old {number}")
        create_task(acme, title=f"Late {number}", actor=alice, assignee=bob, due_at=NOON - timedelta(days=1))
        create_task(acme, title=f"Loose {number}", actor=alice)
    create_task(acme, title="Later today", actor=alice, assignee=bob, due_at=NOON + timedelta(hours=1))
    create_deal(acme, actor=bob, name="Fresh", owner=bob)
    won = Stage.objects.get(organization=acme, kind="won")
    for owner in (alice, bob, bob):
        move_deal(create_deal(acme, actor=bob, name="Sold", owner=owner, amount=Decimal(700)), won, actor=bob)
    with clock.stopped(NOON - timedelta(days=120)):
        move_deal(create_deal(acme, actor=bob, name="Sold in winter", owner=bob, amount=Decimal(9)), won, actor=bob)
    for age in (0, 3):
        at = NOON - timedelta(days=age)
        ModelCall.objects.create(organization=acme, prompt="p", vendor="v", model="m", at=at, cost=Decimal("1.5"))
    context = today(as_bob)
    expected = {one["link"]: one["number"].value for one in context["need_numbers"]}
    assert sorted(expected.values()) == [3, 3, 3, 4]  # stale, late, nobody's; due today with what is late
    expected |= {link: one.won for _, one, link in context["quotas"]}
    expected |= {row["link"]: row["number"] for row in context["pipeline"]["rows"]}
    expected |= {context["leads"]["link"]: 1, context["cost"]["today_link"]: 1, context["cost"]["month_link"]: 2}
    expected |= {context["replies"]["sent_link"]: 0, context["replies"]["replies_link"]: 0}
    assert {link: rows_of(as_bob, link) for link in expected} == expected
    assert (context["cost"]["today"], context["cost"]["month"]) == (Decimal("1.5"), Decimal(3))


def rows_of(client: Client, link: str) -> int:
    return client.get(link).context["cl"].result_count


def test_quota_is_told_of_the_reader_and_of_everybody(as_bob, acme, alice, bob) -> None:
    won = Stage.objects.get(organization=acme, kind="won")
    for owner, amount in ((alice, 300), (bob, 500)):
        Goal.objects.create(organization=acme, user=owner, year=2026, quarter=2, amount=1000, currency="USD")
        move_deal(create_deal(acme, actor=bob, name="Sold", owner=owner, amount=Decimal(amount)), won, actor=bob)
    mine, everybody = today(as_bob)["quotas"]
    assert (mine[0], mine[1].amount, mine[1].goal, mine[1].share) == ("Mine", 500, 1000, 50)
    assert (everybody[0], everybody[1].amount, everybody[1].goal, everybody[1].share) == ("All together", 800, 2000, 40)
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    assert [label for label, _, _ in today(as_bob)["quotas"]] == ["Mine"]


def test_the_reply_rate_says_of_what_and_of_which_days(as_bob, acme) -> None:
    assert today(as_bob)["replies"]["rate"] is None
    page = as_bob.get(reverse("admin:console_overview_part")).content.decode()
    assert re.search(r"0 replies</a> · <a [^>]*>0 messages sent</a> · the last 14 days", unescape(page))


def test_a_page_of_everything_lists_the_first_and_counts_all(as_bob, acme, bob) -> None:
    for number in range(30):
        create_task(acme, title=f"Call {number}", actor=bob, assignee=bob, due_at=NOON - timedelta(hours=number + 1))
        wrote(acme, create_contact(acme, actor=bob, first_name=f"Lee{number}"))
    context = today(as_bob)
    assert len(context["needs"]) == 16
    assert {one["label"]: one["number"].value for one in context["need_numbers"]} == {
        "Unread": 30,
        "Late": 30,
        "Due today, with what is late": 30,
    }


def test_a_deal_is_stale_by_the_same_rule_in_a_list_and_alone(acme) -> None:
    set_up_organization(acme)
    deal = stale(acme, None, "Old")
    for days, is_stale in ((5, False), (6, True), (7, True)):
        Deal.objects.filter(pk=deal.pk).update(stage_since=NOON - timedelta(days=days))
        assert Deal.objects.stale().filter(pk=deal.pk).exists() is is_stale
        assert Deal.objects.get(pk=deal.pk).is_stale is is_stale
    Stage.objects.update(stale_after=None)
    assert not Deal.objects.stale().exists()
