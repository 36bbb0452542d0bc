"""The gate's evidence in the console: everybody reads it, and only verbs change it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from compliance.do_not_call import record_do_not_call
from compliance.gate import check
from compliance.models import Decision, PlaceRuling, RegistryCopy, Suppression
from compliance.place_rulings import confirm_hours
from compliance.registries import import_registry
from compliance.suppressions import suppress
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from tests.compliance.test_gate import DANA, a_call_to, a_mail_to, agree

PAGES = ("decision", "consent", "suppression", "donotcall", "registrycopy", "placeruling")


def page(model: str, kind: str = "changelist", *args: object) -> str:
    return reverse(f"admin:compliance_{model}_{kind}", args=args)


@pytest.fixture
def evidence(acme: Organization, tmp_path: Path) -> None:
    """One row of everything."""
    (tmp_path / "list.txt").write_text("6465550188")
    import_registry(acme, "US", tmp_path / "list.txt", copied_at=clock.now() - timedelta(days=40), actor="system:x")
    agree(acme, "+16465550188", "sms", "voice_ai", at=clock.now())
    suppress(acme, "email", DANA, reason="manual", source="console", actor="user:1")
    record_do_not_call(acme, "voice", "+16465550189", source="call", actor="user:1")
    confirm_hours(acme, "US-WY", why="Counsel, 2027", actor="user:1")
    check([a_mail_to(DANA, acme), a_call_to("+16465550188", acme)])


@pytest.mark.parametrize("model", PAGES)
def test_every_list_and_every_row_opens(as_alice: Client, evidence: None, model: str) -> None:
    listed = as_alice.get(page(model))
    row = listed.context["cl"].result_list[0]

    assert listed.status_code == 200
    assert as_alice.get(page(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", PAGES)
def test_another_organizations_evidence_is_not_shown(client: Client, charlie: User, evidence: None, model: str) -> None:
    client.force_login(charlie)

    assert len(client.get(page(model)).context["cl"].result_list) == 0


def test_a_decision_shows_its_law_its_clocks_and_what_today_would_say(as_alice: Client, evidence: None) -> None:
    decision = Decision.objects.latest("pk")

    shown = as_alice.get(page("decision", "change", decision.pk)).content.decode()

    assert "No current copy of the do-not-call registry" in shown
    assert "47 CFR 64.1200(c)(2)" in shown
    assert "America/New_York: Wed 2027-02-03 12:30:00" in shown
    assert decision.grounds.rule_version in shown


def test_evidence_is_found_by_typing_the_address(as_alice: Client, evidence: None) -> None:
    def found(text: str) -> int:
        return len(as_alice.get(page("suppression"), {"q": text}).context["cl"].result_list)

    assert found(" Dana@Globex.example") == 1
    assert found("bob@globex.example") == 0


def test_an_old_copy_of_a_registry_is_shown_as_too_old(as_alice: Client, evidence: None) -> None:
    assert RegistryCopy.objects.count() == 1
    assert "Too old" in as_alice.get(page("registrycopy")).content.decode()


def test_a_rep_suppresses_an_address_by_hand(client: Client, bob: User, acme: Organization) -> None:
    client.force_login(bob)

    refused = client.post(page("suppression", "add"), {"channel": "phone", "address": "555"})
    done = client.post(page("suppression", "add"), {"channel": "phone", "address": "+1 646 555 0188"})

    assert "This is no such address" in refused.content.decode()
    assert done.status_code == 302
    assert (Suppression.objects.get().kind, Suppression.objects.get().by) == ("phone", f"user:{bob.pk}")
    assert AuditEntry.objects.filter(subject_type="compliance.suppression").count() == 1


def test_a_manager_lifts_with_a_reason_and_a_rep_may_not(
    client: Client, alice: User, bob: User, evidence: None
) -> None:
    bar = Suppression.objects.get()
    client.force_login(bob)
    assert client.post(page("suppression", "change", bar.pk), {"lifted_why": "I like her"}).status_code == 403

    client.force_login(alice)
    assert (
        "This field is required"
        in client.post(page("suppression", "change", bar.pk), {"lifted_why": ""}).content.decode()
    )
    assert client.post(page("suppression", "change", bar.pk), {"lifted_why": "Misspelt by us"}).status_code == 302

    bar.refresh_from_db()
    assert (bar.lifted_by, bar.lifted_why) == (f"user:{alice.pk}", "Misspelt by us")
    assert AuditEntry.objects.filter(action="address.released").count() == 1


def test_an_unsubscription_cannot_be_lifted_on_the_page(as_alice: Client, acme: Organization) -> None:
    bar = suppress(acme, "email", DANA, reason="unsubscribed", source="link", actor="contact:12")

    assert as_alice.post(page("suppression", "change", bar.pk), {"lifted_why": "Good lead"}).status_code == 403


def test_an_owner_signs_hours_off_and_ends_the_ruling(as_alice: Client, alice: User, acme: Organization) -> None:
    form = {"place": "US-IN", "kind": "hours_confirmed", "why": "Ind. Code read by counsel"}
    assert as_alice.post(page("placeruling", "add"), form).status_code == 302
    ruling = PlaceRuling.objects.get()
    assert (ruling.place, ruling.by) == ("US-IN", f"user:{alice.pk}")

    as_alice.post(page("placeruling"), {"action": "end_selected", "_selected_action": [ruling.pk]})

    ruling.refresh_from_db()
    assert ruling.ended_by == f"user:{alice.pk}"
    assert AuditEntry.objects.filter(subject_type="compliance.placeruling").count() == 2


@pytest.mark.parametrize("model", ["decision", "consent", "donotcall", "registrycopy"])
def test_evidence_cannot_be_added_changed_or_deleted_by_hand(as_alice: Client, evidence: None, model: str) -> None:
    row = as_alice.get(page(model)).context["cl"].result_list[0]

    assert as_alice.get(page(model, "add")).status_code == 403
    assert as_alice.post(page(model, "change", row.pk), {"source": "x"}).status_code == 403
    assert as_alice.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
