"""A file with the same columns as one before is read as that one was, until a person says otherwise."""

from pathlib import Path

import pytest
from django.core.management import call_command

from crm.importing.drafts import propose_anew, saved_mapping, set_mapping
from crm.models import Contact, SavedMapping
from quotahit.accounts.models import Organization
from tests.crm.importing.lists import bring_in, draft, errors, keep, table

pytestmark = pytest.mark.django_db
HEADERS = ["Name", "Email", "Zielgruppe", "Fax"]
ERIN = ["Erin Evans", "erin@a.example", "Retail", "12"]
CHOSEN = {"Zielgruppe": "company.industry", "Fax": "ignore"}


def test_the_mapping_that_was_used_last_is_proposed_and_said_to_be(acme: Organization, tmp_path: Path) -> None:
    first = draft(acme, keep(tmp_path, table(HEADERS, ERIN)))
    assert saved_mapping(first) is None
    bring_in(acme, keep(tmp_path, table(HEADERS, ERIN)), mapping=CHOSEN)
    again = draft(acme, keep(tmp_path, table(["FAX", "email", "Zielgruppe ", "Name"], ["12", "f@a.example", "x", "F"])))
    assert again.mapping == {"email": "email", "Zielgruppe": "company.industry", "Name": "full_name"}
    assert saved_mapping(again) is not None
    set_mapping(again, {**again.mapping, "Zielgruppe": "tags"})
    assert saved_mapping(again) is None  # it is the person's own now
    propose_anew(again)
    assert again.mapping["Zielgruppe"] == "custom.zielgruppe"


def test_the_last_use_counts_and_a_draft_is_none(acme: Organization, tmp_path: Path) -> None:
    bring_in(acme, keep(tmp_path, table(HEADERS, ERIN)), mapping=CHOSEN)
    bring_in(acme, keep(tmp_path, table(HEADERS, ERIN)), mapping={"Zielgruppe": "tags"})
    draft(acme, keep(tmp_path, table(HEADERS, ERIN)), mapping={"Zielgruppe": "notes"})
    assert draft(acme, keep(tmp_path, table(HEADERS, ERIN))).mapping["Zielgruppe"] == "tags"
    assert SavedMapping.objects.for_organization(acme).count() == 1


def test_another_organization_and_other_columns_begin_anew(
    acme: Organization, rival: Organization, tmp_path: Path
) -> None:
    bring_in(acme, keep(tmp_path, table(HEADERS, ERIN)), mapping=CHOSEN)
    assert draft(rival, keep(tmp_path, table(HEADERS, ERIN))).mapping["Zielgruppe"] == "custom.zielgruppe"
    wider = draft(acme, keep(tmp_path, table([*HEADERS, "City"], [*ERIN, "Rome"])))
    assert wider.mapping["Zielgruppe"] == "custom.zielgruppe"


def test_columns_without_headers_are_read_by_their_cells_each_time(acme: Organization, tmp_path: Path) -> None:
    bring_in(acme, keep(tmp_path, "Erin Evans,erin@a.example\n"), mapping={"Column 1": "tags"})
    assert not SavedMapping.objects.exists()
    assert draft(acme, keep(tmp_path, "fred@a.example,+4917112345678\n")).mapping["Column 1"] == "email"


def test_what_is_asked_for_now_goes_before_what_was_asked_for_then(acme: Organization, tmp_path: Path) -> None:
    bring_in(acme, keep(tmp_path, table(HEADERS, ERIN)), mapping={"Zielgruppe": "title"})
    path = keep(tmp_path, table(HEADERS, ERIN))
    call_command("import_contacts", path, organization=acme.slug, map=["Fax=title"])
    assert Contact.objects.get().title == "12"
    call_command("import_contacts", path, organization=acme.slug, anew=True)
    assert Contact.objects.get().custom["fax"] == "12"


def test_the_error_file_of_a_list_is_read_as_the_list_was(acme: Organization, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, table(HEADERS, ERIN, ["", "", "x", "1"])), mapping=CHOSEN)
    assert len(errors(job)) == 1
    assert job.error_file
    again = draft(acme, job.error_file)
    assert again.mapping["Zielgruppe"] == "company.industry"
    assert not {"row", "result", "reason", "Fax"} & again.mapping.keys()
