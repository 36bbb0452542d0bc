"""Every page of the console opens for whom it is meant, and for nobody else."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from agents.models import LeadSearch, Offer
from crm.models import (
    Attachment,
    BulkJob,
    Company,
    Contact,
    Deal,
    Import,
    ImportGroup,
    Interaction,
    Merge,
    Notification,
    Segment,
    Task,
)
from outreach.models import ChatWidget, Delivery, Mailbox, SegmentEnrollment, Thread
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization, User
from quotahit.console.urls import PAGES
from quotahit.workflow.models import Approval

pytestmark = pytest.mark.django_db


def in_role(organization: Organization, role: Role) -> Client:
    user = User.objects.create_user(f"{role}@members.example", first_name=str(role.label), is_staff=True)
    Membership.objects.create(organization=organization, user=user, role=role)
    client = Client()
    client.force_login(user)
    return client


def console_paths(organization: Organization) -> Iterator[tuple[str, str]]:
    """Name and path of each of the console's own pages, about rows of this organization."""
    mine = {"organization": organization}
    ids = {
        "contact_id": Contact.objects.filter(**mine).first(),
        "thread_id": Thread.objects.filter(**mine).first(),
        "import_id": Import.objects.filter(**mine).first(),
        "group_id": ImportGroup.objects.filter(**mine).first(),
        "approval_id": Approval.objects.filter(**mine).first(),
        "delivery_id": Delivery.objects.filter(**mine).first(),
        "job_id": BulkJob.objects.filter(**mine).first(),
        "segment_id": Segment.objects.filter(**mine).first(),
        "segment_enrollment_id": SegmentEnrollment.objects.filter(**mine).first(),
        "deal_id": Deal.objects.filter(**mine).first(),
        "company_id": Company.objects.filter(**mine).first(),
        "attachment_id": Attachment.objects.filter(**mine).first(),
        "interaction_id": Interaction.objects.filter(**mine).first(),
        "task_id": Task.objects.filter(**mine).first(),
        "mailbox_id": Mailbox.objects.filter(**mine).first(),
        "merge_id": Merge.objects.filter(**mine).first(),
        "offer_id": Offer.objects.filter(**mine).first(),
        "search_id": LeadSearch.objects.filter(**mine).first(),
        "widget_id": ChatWidget.objects.filter(**mine).first(),
        "notification_id": Notification.objects.filter(**mine).first(),
    }
    for page in PAGES:
        wanted: dict[str, object] = {name: row.pk for name, row in ids.items() if f"<int:{name}>" in page.path}
        wanted |= {"vendor": "openai"} if "<slug:vendor>" in page.path else {}
        wanted |= {"rule": "new-contact"} if "<slug:rule>" in page.path else {}
        yield page.name, reverse(f"admin:{page.name}", kwargs=wanted)


@pytest.mark.parametrize("role", Role)
def test_the_main_pages_open_for_everybody(ours, role: Role) -> None:
    """Every other page, and that none tells of others, is walked in tests/walls."""
    client = in_role(ours, role)
    for name in ("index", "console_approvals", "console_sandbox", "console_setup", "console_notifications"):
        assert client.get(reverse(f"admin:{name}")).status_code == 200


def test_a_viewer_changes_nothing(ours) -> None:
    client = in_role(ours, Role.VIEWER)
    paths = dict(console_paths(ours))
    for page in PAGES:
        if page.least.rank > Role.VIEWER.rank:
            assert client.post(paths[page.name]).status_code == 403, page.name


def test_a_visitor_is_asked_to_sign_in(client: Client, ours) -> None:
    for name, path in console_paths(ours):
        assert client.get(path).status_code == 302, name
