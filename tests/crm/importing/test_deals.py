"""A list of deals: found again by their ids, tied to whom they are with, placed in stages that are there."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from crm.companies import create_company
from crm.contacts import create_contact
from crm.deals import move_deal
from crm.importing.deals.stages import key_of
from crm.importing.drafts import start_draft
from crm.importing.options import NEW_STAGE, Kind, Options
from crm.models import Company, Contact, Deal, ExternalId, Import, Note, Stage, StageChange
from crm.pipelines import ensure_default
from quotahit.accounts.models import Organization, User
from quotahit.workflow.models import Run
from tests.crm.helpers import events
from tests.crm.importing.lists import counts, errors, keep, run_list, table

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("America/New_York")  # where the organization is
HUBSPOT = [
    *("Record ID", "Deal Name", "Deal Stage", "Pipeline", "Amount", "Currency", "Close Date", "Create Date"),
    *("Deal owner", "Associated Contact IDs", "Associated Contact", "Associated Company IDs", "Associated Company"),
    *("Closed Lost Reason", "Priority"),
]
ROBOTS = {
    "Record ID": "9001",
    "Deal Name": "Robots for Initech",
    "Deal Stage": "Qualified",
    "Pipeline": "Sales",
    "Amount": "12.500,50",
    "Currency": "EUR",
    "Close Date": "15 Apr, 2031 00:03:00",
    "Create Date": "2021-01-05 10:00",
    "Associated Contact IDs": "501;502",
    "Associated Company IDs": "77",
    "Associated Company": "Initech",
    "Priority": "high",
}
WON = {"Record ID": "9002", "Deal Name": "Pilot", "Deal Stage": "Closed Won", "Close Date": "3/4/2021 9:14 PM"}
LOST = {
    "Record ID": "9003",
    "Deal Name": "Second try",
    "Deal Stage": "closedlost",
    "Amount": "$5k",
    "Close Date": "2021-06-01",
    "Closed Lost Reason": "Too dear",
    "Associated Contact": "Erin Evans (erin@initech.example)",
}


@pytest.fixture
def initech(acme: Organization, alice: User) -> Company:
    company = create_company(acme, "Initech", actor=alice)
    ExternalId.objects.create(organization=acme, company=company, system="hubspot", value="77")
    return company


@pytest.fixture
def erin(acme: Organization, alice: User, initech: Company) -> Contact:
    return create_contact(
        acme, actor=alice, first_name="Erin", last_name="Evans", company=initech, emails=["erin@initech.example"],
        external=("hubspot", "502"), owner=alice,
    )  # fmt: skip


def deals(acme: Organization, path: Path, by: User | None = None, **options: object) -> Import:
    return run_list(acme, path, Kind.DEALS, by=by, options=Options(kind=Kind.DEALS, **options))  # type: ignore[arg-type]


def test_deals_are_recognised_and_tied_to_whom_they_are_with(
    acme: Organization, erin: Contact, initech: Company, tmp_path: Path
) -> None:
    path = keep(tmp_path, table(HUBSPOT, ROBOTS, WON, LOST))
    draft = start_draft(acme, path, path.name, by=None, kind=None)
    assert Options.model_validate(draft.options).kind == Kind.DEALS
    assert draft.mapping["Associated Contact IDs"] == "external_id.hubspot"
    job = deals(acme, path)
    assert counts(job) == (3, 0, 0, 0)
    robots, pilot, second = Deal.objects.order_by("pk")
    assert (robots.contact, robots.company, robots.owner) == (erin, initech, erin.owner)
    assert (robots.amount, robots.currency, robots.stage.name) == (Decimal("12500.50"), "EUR", "Qualified")
    assert (robots.expected_close, robots.closed_at) == (date(2031, 4, 15), None)
    assert robots.created_at == datetime(2021, 1, 5, 10, tzinfo=HERE)
    assert robots.custom == {"priority": "high"}
    assert (pilot.stage.name, pilot.closed_at) == ("Won", datetime(2021, 3, 4, 21, 14, tzinfo=HERE))
    assert (second.stage.name, second.lost_reason, second.contact) == ("Lost", "Too dear", erin)
    assert ExternalId.objects.filter(system="hubspot", deal=robots, value="9001").exists()
    assert StageChange.objects.get(deal=pilot).at == pilot.closed_at
    assert Deal.history.filter(history_change_reason=job.source, history_type="+").count() == 3


def test_what_was_won_long_ago_is_told_of_as_imported_and_starts_nothing(
    acme: Organization, erin: Contact, tmp_path: Path
) -> None:
    before = Run.objects.count()
    deals(acme, keep(tmp_path, table(HUBSPOT, WON | {"Associated Contact IDs": "502"})))
    assert len(events("deal.imported")) == 1
    assert not events("deal.won", "deal.created")
    assert Run.objects.count() == before


def test_the_same_list_again_changes_nothing_and_a_newer_one_what_it_says(
    acme: Organization, erin: Contact, alice: User, tmp_path: Path
) -> None:
    path = keep(tmp_path, table(HUBSPOT, ROBOTS, WON, LOST))
    deals(acme, path)
    assert counts(deals(acme, path)) == (0, 0, 3, 0)
    newer = ROBOTS | {"Deal Stage": "Proposal", "Amount": "14000"}
    assert counts(deals(acme, keep(tmp_path, table(HUBSPOT, newer, WON)))) == (0, 1, 1, 0)
    robots = Deal.objects.get(name="Robots for Initech")
    assert (robots.stage.name, robots.amount) == ("Proposal", 14000)
    assert list(robots.stage_changes.order_by("pk").values_list("before__name", "after__name")) == [
        (None, "Qualified"),
        ("Qualified", "Proposal"),
    ]
    move_deal(robots, Stage.objects.get(name="Negotiation"), actor=alice)
    again = deals(acme, path)
    assert "was moved here and stays" in errors(again)[0]["reason"]
    robots.refresh_from_db()
    assert robots.stage.name == "Negotiation"


def test_without_ids_a_deal_is_known_by_its_name_and_whose_it_is(acme: Organization, tmp_path: Path) -> None:
    headers = ["Opportunity Name", "Account Name", "Stage", "Amount"]
    create_company(acme, "Initech", actor="system:test")
    rows = [["Upsell", "Initech", "New", "100"], ["Upsell", "Initech", "New", "200"], ["Upsell", "", "New", "300"]]
    path = keep(tmp_path, table(headers, *rows))
    assert counts(deals(acme, path)) == (3, 0, 0, 0)
    assert counts(deals(acme, path)) == (0, 0, 3, 0)
    assert sorted(Deal.objects.values_list("amount", flat=True)) == [100, 200, 300]


def test_a_short_number_of_another_list_means_another_deal(acme: Organization, tmp_path: Path) -> None:
    headers = ["Deal ID", "Deal Name", "Stage"]
    deals(acme, keep(tmp_path, table(headers, ["17", "Robots", "New"])))
    assert counts(deals(acme, keep(tmp_path, table(headers, ["17", "Another", "New"])))) == (1, 0, 0, 0)
    assert counts(deals(acme, keep(tmp_path, table(headers, ["17", "Robots", "New"])))) == (0, 0, 1, 0)


def test_whom_nobody_knows_is_said_and_the_deal_is_kept(acme: Organization, tmp_path: Path) -> None:
    for name in ("Erin", "Erin"):
        create_contact(acme, actor="system:test", first_name=name, last_name="Evans")
    rows = [ROBOTS, {"Deal Name": "Twins", "Deal Stage": "New", "Associated Contact": "Erin Evans"}]
    job = deals(acme, keep(tmp_path, table(HUBSPOT, *rows)))
    assert counts(job) == (2, 0, 0, 0)
    first, second = (line["reason"] for line in errors(job))
    assert "there is no company “Initech”" in first
    assert "there is no contact with the id 501" in first
    assert "several contacts are called “erin evans”" in second
    assert not Company.objects.exists()


def test_an_unknown_stage_is_refused_mapped_or_made_as_is_chosen(acme: Organization, tmp_path: Path) -> None:
    rows = [{"Record ID": "1", "Deal Name": "A", "Deal Stage": "Legal check"}]
    path = keep(tmp_path, table(HUBSPOT, *rows))
    job = deals(acme, path)
    assert counts(job) == (0, 0, 0, 1)
    assert "the stage “Legal check” is none of the pipeline “Sales”" in errors(job)[0]["reason"]
    assert not Stage.objects.filter(name="Legal check").exists()
    proposal = Stage.objects.get(name="Proposal")
    assert counts(deals(acme, path, stages={key_of("", "Legal check"): str(proposal.pk)})) == (1, 0, 0, 0)
    assert Deal.objects.get().stage == proposal
    Deal.objects.all().delete()
    assert counts(deals(acme, path, stages={key_of("", "Legal check"): NEW_STAGE})) == (1, 0, 0, 0)
    assert Deal.objects.get().stage.name == "Legal check"
    other = keep(tmp_path, table(HUBSPOT, rows[0] | {"Record ID": "2", "Pipeline": "Partners"}))
    assert "there is no pipeline “Partners”" in errors(deals(acme, other))[0]["reason"]
    assert counts(deals(acme, other, new_stages=True)) == (1, 0, 0, 0)
    assert Deal.objects.latest("pk").stage.pipeline.name == "Partners"


def test_a_stage_that_asks_for_fields_takes_no_deal_without_them(acme: Organization, tmp_path: Path) -> None:
    ensure_default(acme)
    Stage.objects.filter(name="Proposal").update(required=["amount"])
    rows = [{"Deal Name": "A", "Deal Stage": "Proposal"}, {"Deal Name": "B", "Deal Stage": "Proposal", "Amount": "5"}]
    job = deals(acme, keep(tmp_path, table(HUBSPOT, *rows)))
    assert counts(job) == (1, 0, 0, 1)
    assert "need amount, which the row has not" in errors(job)[0]["reason"]


def test_pipedrive_says_won_in_a_column_of_its_own(acme: Organization, tmp_path: Path) -> None:
    headers = ["Deal - ID", "Deal - Title", "Deal - Stage", "Deal - Status", "Deal - Won time", "Deal - Value"]
    row = ["55123", "Robots", "Proposal", "Won", "2022-03-04 10:00:00", "-5"]
    job = deals(acme, keep(tmp_path, table(headers, row)))
    assert counts(job) == (1, 0, 0, 0)
    deal = Deal.objects.get()
    assert (deal.stage.name, deal.closed_at, deal.amount) == ("Won", datetime(2022, 3, 4, 10, tzinfo=HERE), None)
    assert "is no amount of a deal" in errors(job)[0]["reason"]


def test_a_note_of_a_deal_comes_once(acme: Organization, tmp_path: Path) -> None:
    path = keep(tmp_path, table(["Deal Name", "Deal Stage", "Description"], ["A", "New", "Likes robots"]))
    deals(acme, path)
    deals(acme, path)
    assert Note.objects.get().deal == Deal.objects.get()


def test_the_command_imports_deals(
    acme: Organization, erin: Contact, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = keep(tmp_path, table(HUBSPOT, ROBOTS))
    call_command("import_contacts", path, "--kind", "deals", "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out)["created"] == 1
    assert not Deal.objects.exists()
    call_command("import_contacts", path, "--kind", "deals", "--json")
    assert json.loads(capsys.readouterr().out)["mapping"]["Deal Stage"] == "deal.stage"
    assert Deal.objects.get().contact == erin
