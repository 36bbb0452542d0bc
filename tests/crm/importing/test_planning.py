"""What is shown before an import starts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from compliance.models import Consent, Decision
from compliance.reasons import Reason
from crm.choices import Lifecycle
from crm.contacts import update_contact
from crm.deals import create_deal
from crm.errors import UnreadableFileError
from crm.importing import drafts
from crm.importing.drafts import preview_rows, propose_mapping, set_options, start_draft
from crm.importing.options import ConsentEvidence, Options
from crm.importing.planning import plan_import
from crm.models import Company, Contact, Import
from quotahit.accounts.models import Organization, User
from tests.crm.importing.lists import ERIN, FRED, apollo, bring_in, counts, draft, keep, table

pytestmark = pytest.mark.django_db
HEADERS = ["Name", "Email", "Country", "Unsubscribed"]
ROWS = [
    ["Erin Evans", "erin@a.example", "US", ""],
    ["Fred Fuchs", "fred@a.example", "Germany", ""],
    ["Gil Gray", "gil@a.example", "US", "yes"],
    ["Hal Hill", "john at nowhere", "US", ""],
    ["Dana Diaz", "dana@globex.example", "US", ""],
    ["", "", "US", ""],
    ["Erin Evans", "ERIN@a.example", "US", "no"],
]
AGREED = ConsentEvidence(
    text="Send me news about your product.", given_at=datetime(2026, 3, 1, tzinfo=UTC), source="trade fair"
)


def test_the_plan_says_who_would_be_new_scored_and_written_to(
    acme: Organization, dana: Contact, tmp_path: Path
) -> None:
    plan = plan_import(draft(acme, keep(tmp_path, table(HEADERS, *ROWS))))
    assert (plan.rows, plan.read, plan.new, plan.updates, plan.unchanged, plan.bad) == (7, 7, 4, 0, 2, 1)
    assert (plan.scored, plan.writable, plan.is_sample) == (4, 2, False)
    assert plan.reasons == {Reason.CONSENT_MISSING: 1, Reason.SUPPRESSED: 1, Reason.BAD_NUMBER: 1}
    assert sum(plan.reasons.values()) + plan.writable == 5  # people, though six rows name them
    assert plan.labelled_reasons()[0][2] == 1


def test_the_plan_tells_whom_agents_leave_alone_though_the_gate_would_not(
    acme: Organization, alice: User, tmp_path: Path
) -> None:
    people = ["Cora", "Dan", "Eli", "Flo"]
    path = keep(tmp_path, table(HEADERS[:3], *([name, f"{name}@a.example".lower(), "US"] for name in people)))
    assert plan_import(draft(acme, path)).left_alone == 0
    bring_in(acme, path)
    cora, dan, eli, _ = (Contact.objects.get(first_name=name) for name in people)
    update_contact(cora, actor=alice, lifecycle=Lifecycle.CUSTOMER)
    create_deal(acme, actor=alice, name="Open", contact=dan)
    update_contact(eli, actor=alice, lifecycle=Lifecycle.LOST)
    plan = plan_import(draft(acme, path))
    assert (plan.writable, plan.left_alone) == (4, 3)


def test_the_plan_writes_nothing(acme: Organization, tmp_path: Path) -> None:
    job = draft(acme, keep(tmp_path, table(HEADERS, *ROWS)))
    plan_import(job)
    assert not Contact.objects.exists()
    assert not Company.objects.exists()
    assert not Decision.objects.exists()


def test_evidence_of_consent_for_the_file_clears_those_who_lacked_it(acme: Organization, tmp_path: Path) -> None:
    path = keep(tmp_path, table(HEADERS, *ROWS))
    job = draft(acme, path)
    set_options(job, Options(consent=AGREED))
    plan = plan_import(job)
    assert (plan.writable, plan.with_consent) == (3, 1)
    assert plan.reasons == {Reason.SUPPRESSED: 1, Reason.BAD_NUMBER: 1}
    done = bring_in(acme, path, options=Options(consent=AGREED))
    consent = Consent.objects.select_related("text").first()
    assert consent is not None
    assert (consent.source, consent.given_at, consent.text and consent.text.text) == (
        *("trade fair", AGREED.given_at, AGREED.text),
    )
    assert Consent.objects.count() == 3  # not for the one who opted out
    assert counts(done) == (5, 0, 1, 1)
    assert plan_import(draft(acme, path)).writable == 3


def test_a_large_file_is_planned_from_its_first_rows_and_the_plan_admits_it(acme: Organization, tmp_path: Path) -> None:
    rows = [[f"Lead {n}", f"lead{n}@a.example", "US", ""] for n in range(2500)]
    plan = plan_import(draft(acme, keep(tmp_path, table(HEADERS, *rows))), most_rows=1000)
    assert (plan.rows, plan.read, plan.new, plan.is_sample) == (2500, 1000, 1000, True)


def test_the_preview_shows_the_rows_as_they_would_be_read(acme: Organization, tmp_path: Path) -> None:
    job = draft(acme, keep(tmp_path, apollo(ERIN, {**FRED, "Email": "john at nowhere"}, {})))
    erin, fred, nobody = preview_rows(job)
    assert erin.values["Company"] == "Initech, Inc."
    assert erin.values["Number of employees"] == "125"
    assert erin.values["Email 2"] == "erin@home.example"
    assert erin.values["Custom field “keywords”"] == "crm, pipeline"
    assert "john at nowhere" in fred.remarks[0]
    assert (erin.number, nobody.number, nobody.failure[:12]) == (2, 4, "names nobody")


def test_the_proposal_shows_how_sure_it_is_and_what_it_saw(acme: Organization, tmp_path: Path) -> None:
    job = draft(acme, keep(tmp_path, table(["Email", "Foo"], ["e@a.example", "bar"])))
    email, foo = propose_mapping(job)
    assert (email.field, email.confidence > 0.9, email.samples, email.label) == (
        "email",
        True,
        ("e@a.example",),
        "Email",
    )
    assert (foo.field, foo.confidence) == ("custom.foo", 0.5)


def test_an_uploaded_file_is_kept_under_a_name_of_ours(acme: Organization, alice: User) -> None:
    upload = SimpleUploadedFile("../../etc/leads.csv", apollo(ERIN).encode())
    job = start_draft(acme, upload, "../../etc/leads.csv", by=alice)
    assert (job.file_name, job.total, job.encoding, job.delimiter) == ("leads.csv", 1, "utf-8-sig", ",")
    assert job.file.read_bytes() == apollo(ERIN).encode()
    assert job.file.name == "list.csv"


def test_a_file_that_is_too_big_or_no_list_is_refused_and_not_kept(
    acme: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MAX_BYTES", 10)
    with pytest.raises(UnreadableFileError, match="larger than"):
        start_draft(acme, keep(tmp_path, apollo(ERIN)), "leads.csv", by=None)
    with pytest.raises(UnreadableFileError, match="empty"):
        start_draft(acme, keep(tmp_path, b""), "leads.csv", by=None)
    assert not Import.objects.exists()
