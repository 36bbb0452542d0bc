"""Every contact stands at one place of the way, and every number of the page leads to exactly whom it counts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agents.choices import OfferState, Way
from agents.flow import WAY, flow_questions
from agents.models import AgentDecision, Offer
from compliance.suppressions import suppress
from crm.choices import LeadVerdict, Lifecycle, StageKind
from crm.deals import create_deal, move_deal
from crm.models import Contact, ContactEmail, LastActivity, Qualification, Rep
from crm.pipelines import ensure_default
from outreach.choices import StopReason
from outreach.enrollments import enroll, stop_enrollments
from outreach.models import Sequence
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.console.views.flow import STILL

pytestmark = pytest.mark.django_db


def person(organization: Organization, name: str, **columns: object) -> Contact:
    contact = Contact.objects.create(organization=organization, first_name=name, country="US", state="NY", **columns)
    address = f"{name.lower()}@firm.example"
    ContactEmail.objects.create(
        organization=organization, contact=contact, address=address, key=address, is_primary=True
    )
    return contact


def judge(contact: Contact, verdict: str) -> None:
    Qualification.objects.create(
        organization=contact.organization, contact=contact, verdict=verdict, code="no_need", reason="?", read_by="test"
    )


def offer(contact: Contact, rep: Rep, state: str) -> None:
    row = {"organization": contact.organization, "agent": "orchestrator", "kind": "route", "rule": "x", "reason": "x"}
    routing, decision = (AgentDecision.objects.create(**row, after=Way.REP) for _ in range(2))
    Offer.objects.create(
        organization=contact.organization,
        contact=contact,
        rep=rep,
        routing=routing,
        decision=decision,
        fit=50,
        state=state,
        due_at=clock.now(),
    )


@pytest.fixture
def crowd(acme: Organization, alice: User) -> dict[str, str]:
    """One person at each place, by their name; all of them scored but the first."""
    set_up_outreach(acme, actor=alice)
    person(acme, "New")
    people = {name: person(acme, name, fit=50) for name in ("Scored", "Nurture", "Sequence", "Deal", "Rep", "Offered")}
    for name, code in (("Nurture", "nurture"), ("Sequence", "engage")):
        enroll(acme, [people[name].pk], Sequence.objects.get(code=code), actor=alice)
    rep = Rep.objects.create(organization=acme, user=alice)
    offer(people["Rep"], rep, OfferState.ACCEPTED)
    offer(people["Offered"], rep, OfferState.OFFERED)
    create_deal(acme, actor=alice, name="Robots", contact=people["Deal"])
    for name, life in (
        ("Talking", Lifecycle.ENGAGED),
        ("Ready", Lifecycle.QUALIFIED),
        ("Gone", Lifecycle.UNREACHABLE),
        ("Lost", Lifecycle.LOST),
        ("Won", Lifecycle.CUSTOMER),
    ):
        person(acme, name, fit=50, lifecycle=life)
    out, barred = person(acme, "Out", fit=50, lifecycle=Lifecycle.ENGAGED), person(acme, "Barred", fit=90)
    judge(out, LeadVerdict.DISQUALIFIED)
    suppress(acme, "email", barred.emails.get().address, reason="unsubscribed", source="page", actor="test")
    return {
        **{"New": "new", "Scored": "scored", "Nurture": "nurture", "Sequence": "sequence", "Deal": "deal"},
        **{"Rep": "with_rep", "Offered": "offered", "Talking": "conversation", "Ready": "qualified"},
        **{"Gone": "unreachable", "Lost": "lost", "Won": "won", "Out": "disqualified", "Barred": "opted_out"},
    }


def standing(organization: Organization) -> dict[str, str]:
    asked = flow_questions(Contact.objects.for_organization(organization), organization.pk)
    pairs = [(name, code) for code, rows in asked.items() for name in rows.values_list("first_name", flat=True)]
    assert len(dict(pairs)) == len(pairs), "Somebody stands at two places."
    return dict(pairs)


def test_everybody_stands_at_one_place(acme: Organization, crowd: dict[str, str]) -> None:
    assert standing(acme) == crowd
    assert set(crowd.values()) == {place.code for place in WAY}


def test_what_happens_moves_them(acme: Organization, crowd: dict[str, str], alice: User) -> None:
    deal = Contact.objects.get(first_name="Deal").deals.get()
    move_deal(deal, ensure_default(acme).stages.get(kind=StageKind.LOST), actor=alice, lost_reason="Price")
    judge(Contact.objects.get(first_name="Out"), LeadVerdict.NURTURE)
    stop_enrollments([Contact.objects.get(first_name="Sequence").pk], StopReason.REPLIED, actor=alice)
    found = standing(acme)
    assert (found["Out"], found["Sequence"]) == ("conversation", "scored")
    assert len(found) == len(crowd)


def test_every_number_leads_to_the_list_of_whom_it_counts(
    as_alice: Client, acme: Organization, crowd: dict[str, str], alice: User
) -> None:
    now = clock.now()
    LastActivity.objects.filter(contact__first_name__in=["Scored", "Talking"]).update(at=now - timedelta(days=8))
    LastActivity.objects.filter(contact__first_name="Nurture").update(at=now - timedelta(days=31))
    page = as_alice.get(reverse("admin:console_flow"))
    assert page.context["total"].value == len(crowd)
    for row in [*page.context["rows"], *page.context["ends"]]:
        assert row.number.value == 1 == as_alice.get(row.link).context["cl"].result_count
        for number, link in row.still:
            assert number.value == as_alice.get(link).context["cl"].result_count
    still = {row.place.code: [number.value for number, _ in row.still] for row in page.context["rows"]}
    assert (len(STILL), still["scored"], still["conversation"], still["nurture"]) == (
        3,
        [1, 0, 0],
        [1, 0, 0],
        [1, 1, 0],
    )


def test_every_leak_says_why_and_leads_to_its_list(
    as_alice: Client, acme: Organization, crowd: dict[str, str], alice: User
) -> None:
    deal = Contact.objects.get(first_name="Deal").deals.get()
    move_deal(deal, ensure_default(acme).stages.get(kind=StageKind.LOST), actor=alice, lost_reason="Price")
    stop_enrollments([Contact.objects.get(first_name="Sequence").pk], StopReason.BOUNCED, actor=alice)
    page = as_alice.get(reverse("admin:console_flow"))
    leaks = [leak for _, leaks in page.context["leaks"] for leak in leaks]
    assert {(leak.reason, leak.number) for leak in leaks} == {
        *(("Bounced", 1), ("no need", 1), ("Price", 1), ("Unsubscribed", 1))
    }
    for leak in leaks:
        listed = as_alice.get(leak.link)
        assert listed.status_code == 200, leak
        assert listed.context["cl"].result_count == leak.number, leak


def test_another_organization_sees_none_of_it(client: Client, crowd: dict[str, str], charlie: User) -> None:
    client.force_login(charlie)
    assert client.get(reverse("admin:console_flow")).context["total"].value == 0
