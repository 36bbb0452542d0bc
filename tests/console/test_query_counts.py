"""Pages ask the database a known number of questions, whatever the number of rows."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse

from agents.models import LeadSearch, Offer
from crm.contacts import create_contact
from crm.holds import take_over
from crm.models import BulkJob, Company, Contact, Deal, Import, ImportGroup, Interaction, Segment
from crm.segments.conditions import Group
from crm.segments.defining import create_segment
from crm.todo import add_note, create_task
from outreach.models import SegmentEnrollment, Sequence, Thread
from quotahit import estimates
from quotahit.accounts.models import Organization
from quotahit.console.views.duplicates import merge_link
from quotahit.workflow.approvals import request
from tests.console.counting import dearer_than_recorded, queries_of
from tests.console.loop import work

pytestmark = pytest.mark.django_db
MOST = 12  # queries of a page of the console's own; what takes more is fetched together, or after the page is there
MOST_TO_LOOK_AHEAD = 20  # the gate is asked, holds, threads and mailboxes
GROWING = ("index", "console_approvals", "console_sandbox", "crm_contact_changelist")


@pytest.fixture
def owner(client: Client, ours: Organization) -> Client:
    client.force_login(ours.memberships.order_by("pk")[0].user)
    return client


def test_the_consoles_own_pages_are_cheap(owner, ours) -> None:
    mine = {"organization": ours}
    contact, thread = Contact.objects.get(**mine), Thread.objects.filter(**mine)[0]
    job, segment = Import.objects.get(**mine, group=None), Segment.objects.get(**mine)
    sequence, enrolled = Sequence.objects.filter(**mine)[0], SegmentEnrollment.objects.get(**mine)
    group = ImportGroup.objects.get(**mine)
    pages = {
        "overview": reverse("admin:index"),
        "approvals": reverse("admin:console_approvals"),
        "notifications": reverse("admin:console_notifications"),
        "notification settings": reverse("admin:console_notification_settings"),
        "sandbox": reverse("admin:console_sandbox"),
        "conversation": reverse("admin:console_sandbox_conversation", args=[thread.pk]),
        "contact": reverse("admin:console_contact", args=[contact.pk]),
        "company": reverse("admin:console_company", args=[contact.company_id]),
        "deal": reverse("admin:console_deal", args=[Deal.objects.get(**mine).pk]),
        "mail": reverse("admin:console_mail", args=[Interaction.objects.filter(**mine, channel="email")[0].pk]),
        "duplicates": reverse("admin:console_duplicates"),
        "duplicates of companies": f"{reverse('admin:console_duplicates')}?kind=company",
        "merge": merge_link("company", *Company.objects.filter(**mine).order_by("pk").values_list("pk", flat=True)[:2]),
        "chains": reverse("admin:console_chains"),
        "flow": reverse("admin:console_flow"),
        "offers": reverse("admin:console_offers"),
        "offer": reverse("admin:console_offer", args=[Offer.objects.filter(**mine)[0].pk]),
        "scout": reverse("admin:console_scout"),
        "leads found": reverse("admin:console_scout_search", args=[LeadSearch.objects.get(**mine).pk]),
        "research": reverse("admin:console_research"),
        "setup": reverse("admin:console_setup"),
        "import": reverse("admin:console_import"),
        "import mapping": reverse("admin:console_import_mapping", args=[job.pk]),
        "import plan": reverse("admin:console_import_plan", args=[job.pk]),
        "import files": reverse("admin:console_import_files", args=[group.pk]),
        "import files progress": reverse("admin:console_import_files_progress", args=[group.pk]),
        "segments": reverse("admin:console_segments"),
        "segment": reverse("admin:console_segment", args=[segment.pk]),
        "segment enrol": f"{reverse('admin:console_segment_enroll', args=[segment.pk])}?sequence={sequence.pk}",
        "segment enrolled": reverse("admin:console_segment_enrollment", args=[enrolled.pk]),
    }
    pages |= {
        "bulk acts": reverse("admin:console_bulk_jobs"),
        "bulk result": reverse("admin:console_bulk", args=[BulkJob.objects.get(**mine).pk]),
        "pinned views": reverse("admin:crm_contact_view_pinned"),
    }
    counts = {name: queries_of(owner, path) for name, path in pages.items()}
    assert dearer_than_recorded(counts) == {}
    assert max(counts.values()) <= MOST, counts


def test_who_would_begin_is_looked_up_in_as_many_questions_for_any_number(owner, ours) -> None:
    everybody = create_segment(ours, "Everybody", "contact", Group(), actor="system:test")
    sequence = Sequence.objects.filter(organization=ours)[0]
    part = f"{reverse('admin:console_segment_outlook', args=[everybody.pk])}?sequence={sequence.pk}"
    newcomers(ours, range(2))
    before = queries_of(owner, part)
    newcomers(ours, range(2, 12))
    assert queries_of(owner, part) == before <= MOST_TO_LOOK_AHEAD


def test_a_contact_on_whom_everybody_has_worked_is_no_dearer(owner, ours) -> None:
    contact, person = Contact.objects.filter(organization=ours)[0], ours.memberships.order_by("pk")[0].user
    add_note(ours, "Called, will call again.", contact=contact, actor=person)
    create_task(ours, title="Call", contact=contact, actor=person, assignee=person)
    take_over(contact, by=person)
    assert queries_of(owner, reverse("admin:console_contact", args=[contact.pk])) <= MOST


def test_an_overview_of_more_than_can_be_counted_is_no_dearer(owner, ours, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "COUNTED", 0)
    assert queries_of(owner, reverse("admin:index")) <= MOST
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


def newcomers(organization: Organization, numbers: range) -> list[Contact]:
    """Leads who may be written to."""
    return [
        create_contact(
            organization,
            actor="import:1",
            first_name=f"Lee{number}",
            country="US",
            state="NY",
            emails=[f"lee{number}@firm{number}.example"],
            company_name=f"Firm {number}",
        )
        for number in numbers
    ]


def populate(organization: Organization, numbers: range) -> None:
    """Leads who were written to, with a question about each."""
    for number, contact in zip(numbers, newcomers(organization, numbers), strict=True):
        content = {"contact_id": contact.pk, "name": f"Deal {number}"}
        title = f"Deal {number}?"
        request(organization, kind="deal.open", title=title, content=content, actor="agent:sales", subject=contact)
    work()
