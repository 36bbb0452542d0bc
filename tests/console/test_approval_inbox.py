"""The approval inbox: Alice answers exactly what she was shown."""

import html
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from crm.contacts import create_contact
from crm.deals import create_deal
from crm.models import Contact, Deal
from outreach.choices import DOUBT
from outreach.inbound.doubts import CHOICES, Doubt
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization
from quotahit.console import badges
from quotahit.console.views.approvals import LISTED
from quotahit.workflow.approvals import forget, request, revise, withdraw
from quotahit.workflow.models import Approval

pytestmark = pytest.mark.django_db
INBOX = "admin:console_approvals"


def ask(acme: Organization, dana: Contact, name: str = "Globex") -> Approval:
    content = {"contact_id": dana.pk, "name": name, "amount": "100", "why": "She asked for a demo."}
    title = f"Open a deal for {name}?"
    return request(acme, kind="deal.open", title=title, content=content, actor="agent:orchestrator", subject=dana)


def answer(client: Client, approval: Approval, choice: str, **form: str) -> str:
    """Press a button below the approval; returns what the inbox then says."""
    form = {"choice": choice, "fingerprint": approval.fingerprint, **form}
    said = client.post(reverse("admin:console_approval", args=[approval.pk]), form)
    if said.status_code == 302:
        assert said.url == reverse(INBOX)
        return " ".join(str(message) for message in get_messages(said.wsgi_request))
    return html.unescape(said.content.decode())


def test_the_inbox_shows_what_would_happen(as_alice, acme, dana) -> None:
    ask(acme, dana)
    page = as_alice.get(reverse(INBOX)).content.decode()
    assert "Open a deal for Globex?" in page
    assert "She asked for a demo." in page
    assert reverse("admin:console_contact", args=[dana.pk]) in page


def test_a_reply_in_doubt_is_shown_as_it_was_written_with_the_way_to_all_of_it(as_alice, acme, dana) -> None:
    content = Doubt(inbound_id=77, text="Meh.\nNot for us <now>.")
    title, choices = "Does Dana want to be left alone?", CHOICES
    request(acme, kind=DOUBT, title=title, content=content, choices=choices, actor="system:inbound", subject=dana)
    page = as_alice.get(reverse(INBOX)).content.decode()
    assert '<div class="qh-mail qh-mail-inbound">Meh.\nNot for us &lt;now&gt;.</div>' in page
    assert reverse("admin:outreach_inboundmessage_change", args=[77]) in page
    assert "Inbound id" not in page


def test_approving_does_what_was_shown(as_alice, acme, dana) -> None:
    approval = ask(acme, dana)
    assert "Approved." in answer(as_alice, approval, "approve", **{"edit-name": "Globex", "edit-amount": "100"})
    approval.refresh_from_db()
    assert approval.edits == {}
    assert (Deal.objects.get().name, Deal.objects.get().amount) == ("Globex", 100)


def test_an_edit_is_approved_in_the_same_act(as_alice, acme, dana) -> None:
    answer(as_alice, ask(acme, dana), "approve", **{"edit-name": "Globex, west", "edit-amount": "250"})
    assert (Deal.objects.get().name, Deal.objects.get().amount) == ("Globex, west", 250)


def test_an_edit_that_makes_no_sense_is_refused_with_a_sentence(as_alice, acme, dana) -> None:
    said = answer(as_alice, ask(acme, dana), "approve", **{"edit-amount": "a lot"})
    assert "amount" in said.lower()
    assert Approval.objects.waiting().exists()


def test_rejecting_leaves_everything_as_it_is(as_alice, acme, dana) -> None:
    answer(as_alice, ask(acme, dana), "reject")
    assert not Deal.objects.exists()
    assert not Approval.objects.waiting().exists()


def test_what_has_changed_since_it_was_shown_is_not_approved(as_alice, acme, dana) -> None:
    shown = ask(acme, dana)
    changed = {"contact_id": dana.pk, "name": "Globex", "amount": "9000"}
    revise(Approval.objects.get(pk=shown.pk), changed, actor="agent:orchestrator")
    assert "Approved." not in answer(as_alice, shown, "approve")
    assert Approval.objects.waiting().exists()
    assert not Deal.objects.exists()


def test_the_second_answer_is_told_that_it_comes_late(as_alice, acme, dana) -> None:
    approval = ask(acme, dana)
    answer(as_alice, approval, "reject")
    assert "Answered already, by Alice" in answer(as_alice, approval, "approve")
    assert not Deal.objects.exists()


def test_words_that_were_refused_are_not_lost(as_alice, acme, dana) -> None:
    page = answer(as_alice, ask(acme, dana), "approve", **{"edit-name": "Globex, west", "edit-amount": "a lot"})
    assert 'value="Globex, west"' in page
    assert 'value="a lot"' in page
    assert "data-unsaved" in page  # so that the live line leaves it alone


def test_words_about_what_has_changed_stand_beside_what_it_says_now(as_alice, acme, dana) -> None:
    shown = ask(acme, dana)
    changed = {"contact_id": dana.pk, "name": "Globex, east", "amount": "100"}
    revise(Approval.objects.get(pk=shown.pk), changed, actor="agent:orchestrator")
    page = answer(as_alice, shown, "approve", **{"edit-name": "Globex, west", "edit-amount": "100"})
    assert "Open a deal for Globex? This has changed since it was shown." in page
    assert 'value="Globex, east"' in page
    assert "as you had written it" in page
    assert page.count("Globex, west") == 1


@pytest.mark.parametrize("choice", ["approve", "reject"])
def test_words_about_what_was_taken_back_meanwhile_can_be_copied(as_alice, acme, dana, choice: str) -> None:
    shown = ask(acme, dana)
    withdraw(Approval.objects.get(), actor="agent:orchestrator", why="Deal lost")
    page = answer(as_alice, shown, choice, **{"edit-name": "Globex, west", "edit-amount": "100"})
    assert "Withdrawn already: Deal lost." in page
    assert page.count("Name, as you had written it") == page.count("Globex, west") == 1
    assert "Amount, as you had written it" not in page


def test_who_wrote_nothing_is_only_told_that_they_come_late(as_alice, acme, dana) -> None:
    shown = ask(acme, dana)
    withdraw(Approval.objects.get(), actor="agent:orchestrator", why="Deal lost")
    assert "Nothing came of what you had written" not in answer(as_alice, shown, "approve", **{"edit-name": "Globex"})


def test_words_about_what_was_erased_meanwhile_are_refused_with_a_sentence(as_alice, acme, dana) -> None:
    shown = ask(acme, dana)
    withdraw(Approval.objects.get(), actor="system:erasure")
    forget(("crm.contact", dana.pk))
    assert "Withdrawn already" in answer(as_alice, shown, "approve", **{"edit-name": "Globex, west"})


def test_words_about_a_question_that_the_page_has_no_room_for_stay_in_its_card(as_alice, acme, dana) -> None:
    older = [ask(acme, dana, f"Number {number}") for number in range(LISTED)]
    Approval.objects.filter(pk__in=[one.pk for one in older]).update(created_at=clock.now() - timedelta(days=1))
    page = answer(as_alice, ask(acme, dana), "approve", **{"edit-name": "Globex, west", "edit-amount": "a lot"})
    assert 'value="Globex, west"' in page
    assert "Nothing came of what you had written" not in page


def test_a_proposal_that_somebody_has_carried_out_by_hand_is_not_said_to_be_approved(
    as_alice, acme, alice, dana
) -> None:
    approval = ask(acme, dana)
    create_deal(acme, actor=alice, name="By hand", contact=dana)
    assert "“By hand” is open with them already" in answer(as_alice, approval, "approve")
    assert Approval.objects.waiting().exists()
    assert Deal.objects.count() == 1


def test_each_member_sees_and_counts_what_they_may_answer(client, acme, alice, bob, victor, dana) -> None:
    ask(acme, dana, "For anybody who sells")
    content = {"contact_id": dana.pk, "name": "x"}
    for title, more in {"For Alice": {"assignee": alice}, "For managers": {"role": Role.MANAGER}}.items():
        request(acme, kind="deal.open", title=title, content=content, actor="agent:orchestrator", **more)
    for user, count in ((alice, 3), (bob, 1), (victor, 0)):
        membership = Membership.objects.get(user=user)
        waiting = Approval.objects.waiting()
        allowed = {one.pk for one in waiting if one.may_be_answered_by(membership)}
        assert {one.pk for one in waiting.answerable_by(membership)} == allowed
        assert len(allowed) == count
        client.force_login(user)
        page = client.get(reverse(INBOX))
        assert len(page.context["questions"]) == count
        assert badges.approvals(page.wsgi_request) == str(count or "")
        today = {one["label"]: one["number"].value for one in client.get("/").context["need_numbers"]}
        assert today.get("Approvals", 0) == count


def test_many_at_once_stop_at_none_that_cannot_be_approved(as_alice, acme, dana) -> None:
    eve = create_contact(acme, actor="test", first_name="Eve")
    first, second, third = ask(acme, dana, "One"), ask(acme, dana, "Two"), ask(acme, eve, "Three")
    changed = {"contact_id": dana.pk, "name": "Two and a half"}
    checked = [f"{one.pk}:{one.fingerprint}" for one in (first, second, third)]
    revise(second, changed, actor="agent:orchestrator")
    said = as_alice.post(reverse("admin:console_approvals_many"), {"checked": [*checked, "x:y", "99999:z"]})
    assert "2 approved." in [str(message) for message in get_messages(said.wsgi_request)]
    assert list(Approval.objects.waiting()) == [second]


def test_who_rejects_may_say_why_and_it_is_remembered(as_alice: Client, acme: Organization, dana: Contact) -> None:
    asked = request(
        acme,
        kind="deal.open",
        title="Open a deal?",
        content={"name": "Globex", "contact_id": dana.pk, "why": ""},
        subject=dana,
        actor="agent:orchestrator",
    )
    said = {"choice": "reject", "fingerprint": asked.fingerprint, "remark": "They only asked for the price."}
    as_alice.post(f"/approvals/{asked.pk}/", said)
    asked.refresh_from_db()
    assert (asked.choice, asked.remark) == ("reject", "They only asked for the price.")
    assert "They only asked for the price." in as_alice.get("/workflow/approval/").content.decode()
