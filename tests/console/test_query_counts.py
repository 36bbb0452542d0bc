"""Pages ask the database a known number of questions, whatever the number of rows."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse

from crm.contacts import create_contact
from crm.holds import take_over
from crm.models import Contact, Import
from crm.todo import add_note, create_task
from outreach.models import Thread
from quotahit import estimates
from quotahit.accounts.models import Organization
from quotahit.workflow.approvals import request
from tests.console.counting import dearer_than_recorded, queries_of
from tests.console.loop import work

pytestmark = pytest.mark.django_db
MOST = 25  # queries of a page of the console's own
MOST_OF_A_RICH_PAGE = 12  # everything beside the timeline is fetched together, and so is the timeline
GROWING = ("index", "console_approvals", "console_sandbox", "crm_contact_changelist")


@pytest.fixture
def owner(client: Client, ours: Organization) -> Client:
    client.force_login(ours.memberships.order_by("pk")[0].user)
    return client


def test_the_consoles_own_pages_are_cheap(owner, ours) -> None:
    mine = {"organization": ours}
    contact, thread = Contact.objects.get(**mine), Thread.objects.filter(**mine)[0]
    job = Import.objects.get(**mine)
    pages = {
        "overview": reverse("admin:index"),
        "approvals": reverse("admin:console_approvals"),
        "notifications": reverse("admin:console_notifications"),
        "sandbox": reverse("admin:console_sandbox"),
        "conversation": reverse("admin:console_sandbox_conversation", args=[thread.pk]),
        "contact": reverse("admin:console_contact", args=[contact.pk]),
        "setup": reverse("admin:console_setup"),
        "import": reverse("admin:console_import"),
        "import mapping": reverse("admin:console_import_mapping", args=[job.pk]),
        "import plan": reverse("admin:console_import_plan", args=[job.pk]),
    }
    counts = {name: queries_of(owner, path) for name, path in pages.items()}
    assert dearer_than_recorded(counts) == {}
    assert max(counts.pop("contact"), counts["overview"]) <= MOST_OF_A_RICH_PAGE, counts
    assert max(counts.values()) <= MOST, counts


def test_a_contact_on_whom_everybody_has_worked_is_no_dearer(owner, ours) -> None:
    contact, person = Contact.objects.filter(organization=ours)[0], ours.memberships.order_by("pk")[0].user
    add_note(ours, "Called, will call again.", contact=contact, actor=person)
    create_task(ours, title="Call", contact=contact, actor=person, assignee=person)
    take_over(contact, by=person)
    assert queries_of(owner, reverse("admin:console_contact", args=[contact.pk])) <= MOST_OF_A_RICH_PAGE


def test_an_overview_of_more_than_can_be_counted_is_no_dearer(owner, ours, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "COUNTED", 0)
    assert queries_of(owner, reverse("admin:index")) <= MOST_OF_A_RICH_PAGE
    assert ("about " in owner.get(reverse("admin:index")).content.decode()) == (connection.vendor == "postgresql")


def test_the_lists_of_records_are_cheap(owner) -> None:
    names = {model._meta.label: f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    counts = {label: queries_of(owner, reverse(f"admin:{name}_changelist")) for label, name in names.items()}
    assert dearer_than_recorded(counts) == {}


def test_more_rows_are_no_more_queries(owner, ours) -> None:
    populate(ours, range(5))
    before = {name: queries_of(owner, reverse(f"admin:{name}")) for name in GROWING}
    populate(ours, range(5, 30))
    assert {name: queries_of(owner, reverse(f"admin:{name}")) for name in GROWING} == before


def populate(organization: Organization, numbers: range) -> None:
    """Leads who were written to, with a question about each."""
    for number in numbers:
        contact = create_contact(
            organization,
            actor="import:1",
            first_name=f"Lee{number}",
            country="US",
            state="NY",
            emails=[f"lee{number}@firm{number}.example"],
            company_name=f"Firm {number}",
        )
        content = {"contact_id": contact.pk, "name": f"Deal {number}"}
        title = f"Deal {number}?"
        request(organization, kind="deal.open", title=title, content=content, actor="agent:sales", subject=contact)
    work()
