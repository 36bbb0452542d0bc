"""Each kind of data has its time; what proves what we may do outlives the rest."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from agents.choices import CandidateState
from agents.models import Candidate, LeadSearch
from compliance.consents import grant_consent, revoke_consent
from compliance.models import Consent, Decision, DoNotCall, Grounds, LoggedAttempt, Suppression
from crm.models import Contact, Import, Interaction
from outreach.models import Delivery
from quotahit import clock
from quotahit.accounts.checks import retention_is_lawful
from quotahit.accounts.models import Organization, User
from quotahit.accounts.retention import apply_retention, overdue, periods
from quotahit.audit.models import AuditEntry
from quotahit.audit.verifying import verify
from quotahit.events.models import Event, RawInbound
from quotahit.llm.models import ModelCall
from quotahit.workflow.approvals import withdraw
from quotahit.workflow.models import Approval, Run
from quotahit.workflow.runs import cancel
from tests.console.privacy.commands import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(zelda: Contact, acme: Organization, alice: User) -> Contact:
    """Rows of each kind that has a period, all done with by now."""
    words = {"text": "I agree.", "text_version": "1", "source": "form", "at": clock.now(), "actor": alice}
    grant_consent(acme, ["email"], "erin@hooli.example", type="email_sub", **words)
    revoke_consent(acme, "email", "erin@hooli.example", source="reply", actor=alice)
    for open_run in Run.objects.all().open():
        cancel(open_run, alice)
    for question in Approval.objects.waiting():
        withdraw(question, actor=alice)
    RawInbound.objects.update(status=RawInbound.Status.READ)
    Grounds.objects.create(
        organization=acme,
        channel="email",
        purpose="marketing",
        rule_version="1",
        inputs_hash="x",
        inputs="",
        findings="",
    )
    search = LeadSearch.objects.get(organization=acme)
    Candidate.objects.create(organization=acme, search=search, key="apollo:1", fit=9, state=CandidateState.LEFT_OUT)
    stray = settings.HOME / "files" / str(acme.pk) / "0123.new"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"half")
    return zelda


def after(**time: int) -> Any:
    return clock.stopped(clock.now() + timedelta(**time))


def test_nothing_is_past_its_time_today(zelda: Contact) -> None:
    assert set(overdue().values()) == {0}
    assert set(apply_retention().values()) == {0}


def test_after_ten_years_each_kind_has_gone_and_nothing_else(
    everything: Contact, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    interactions, entries = Interaction.objects.count(), AuditEntry.objects.count()

    with after(days=3653):
        planned = overdue()
        assert [kind for kind, count in planned.items() if not count] == [], "every kind is put to the test here"
        with django_capture_on_commit_callbacks(execute=True):
            gone = apply_retention()
        assert gone | {"grounds": 0} == planned | {"grounds": 0}
        assert gone["grounds"] > planned["grounds"], "decisions that went left theirs behind"
        assert set(overdue().values()) == {0}

    assert [model.objects.count() for model in (Event, RawInbound, Run, Decision, LoggedAttempt, Grounds)] == [0] * 6
    assert not ModelCall.objects.exclude(question="", answer="").exists()
    assert ModelCall.objects.exists()
    assert set(Approval.objects.exclude(resolved_at=None).values_list("title", flat=True)) == {"Erased"}
    assert Contact.objects.filter(pk=everything.pk).exists()
    assert (Interaction.objects.count(), Delivery.objects.exists()) == (interactions, True)
    assert set(Consent.objects.values_list("revoked_at", flat=True)) == {None}
    assert (Suppression.objects.count(), DoNotCall.objects.count()) == (1, 1)
    assert AuditEntry.objects.count() > entries
    assert verify().faults == []


def test_evidence_outlives_the_words(everything: Contact) -> None:
    with after(days=4 * 365):
        apply_retention()

    assert not Event.objects.exists()
    assert Consent.objects.count() == 3
    assert Decision.objects.exists()
    assert LoggedAttempt.objects.exists()


def test_what_goes_is_logged_by_kind_and_count(everything: Contact, acme: Organization) -> None:
    with after(days=200):
        gone = apply_retention()

    logged = AuditEntry.objects.filter(action="data.expired", organization_id=acme.pk)
    assert {"kind": "raw_inbound", "count": gone["raw_inbound"]} in [entry.why for entry in logged]


@pytest.mark.parametrize(("days", "left"), [(90, 1), (91, 0)])
def test_a_period_is_kept_to_the_day(acme: Organization, days: int, left: int) -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    ModelCall.objects.create(organization=acme, at=now, prompt="p", vendor="v", model="m", question="Who?", answer="I.")

    with clock.stopped(now + timedelta(days=days)):
        apply_retention()

    assert ModelCall.objects.exclude(question="").count() == left


def test_an_import_that_still_reads_its_list_keeps_it(
    zelda: Contact, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    draft = Import.objects.get(status="draft")
    Import.objects.filter(pk=draft.pk).update(status=Import.Status.WAITING)

    with after(days=60), django_capture_on_commit_callbacks(execute=True):
        apply_retention()

    assert draft.file.exists()
    assert not Import.objects.get(status="done").error_path.parent.exists()


def test_an_abandoned_draft_goes_with_its_list(
    zelda: Contact, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    draft = Import.objects.get(status="draft")

    with after(days=60), django_capture_on_commit_callbacks(execute=True):
        apply_retention()

    assert not draft.file.exists()
    assert not Import.objects.filter(pk=draft.pk).exists()
    assert Import.objects.get().error_bytes == 0


def test_the_command_says_what_would_go_before_it_does(everything: Contact) -> None:
    with after(days=200):
        planned = run("apply_retention", "--dry-run")
        assert RawInbound.objects.exists()
        done = run("apply_retention")

    assert (planned["dry_run"], done["dry_run"]) == (True, False)
    assert planned["kinds"] == done["kinds"]
    assert done["kinds"]["raw_inbound"]["count"] > 0
    assert done["kinds"]["consents"] == {"days": 1830, "least": 1830, "count": 0}
    out = StringIO()
    call_command("apply_retention", stdout=out)
    assert "raw_inbound (kept for 180 days)" in out.getvalue()


def test_settings_change_a_period_or_keep_for_ever(everything: Contact, settings: Any) -> None:
    settings.RETENTION_DAYS = {"raw_inbound": None, "model_texts": 1}

    with after(days=300):
        gone = apply_retention()

    assert "raw_inbound" not in gone
    assert RawInbound.objects.exists()
    assert gone["model_texts"] > 0


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        ({"consents": 100}, "accounts.E003"),
        ({"decisions": 1829}, "accounts.E003"),
        ({"nonsense": 100}, "accounts.E001"),
        ({"events": "long"}, "accounts.E002"),
        ({"events": -1}, "accounts.E002"),
        ({"events": True}, "accounts.E002"),
    ],
)
def test_a_period_that_cannot_be_is_named(settings: Any, chosen: dict[str, Any], problem: str) -> None:
    settings.RETENTION_DAYS = chosen

    (found,) = retention_is_lawful(None)

    assert found.id == problem
    assert next(iter(chosen)) in found.msg


@pytest.mark.parametrize("chosen", [{}, {"consents": None}, {"decisions": 4000, "events": 0}])
def test_longer_is_always_lawful(settings: Any, chosen: dict[str, Any]) -> None:
    settings.RETENTION_DAYS = chosen

    assert retention_is_lawful(None) == []


def test_every_period_is_documented() -> None:
    page = (settings.BASE_DIR / "docs" / "privacy.md").read_text()

    for period in periods():
        assert f"| `{period.kind}` |" in page, period.kind
        assert f"| {period.days} |" in page


def test_old_copies_go_by_the_time_of_their_making(zelda: Contact) -> None:
    copy = settings.HOME / "backups" / "without.sqlite3"
    old = (datetime.now(UTC) - timedelta(days=31)).timestamp()
    os.utime(copy, (old, old))

    assert apply_retention()["copies"] == 1
    assert not Path(copy).exists()
