"""Every page of the console opens for whom it is meant, and shows one organization alone."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from crm.models import Contact, Import
from outreach.models import Delivery, Thread
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization, User
from quotahit.console.urls import PAGES
from quotahit.workflow.models import Approval
from tests.console.conftest import STRANGER

pytestmark = pytest.mark.django_db
OPENS = {200, 302}


def in_role(organization: Organization, role: Role) -> Client:
    user = User.objects.create_user(f"{role}@members.example", first_name=str(role.label), is_staff=True)
    Membership.objects.create(organization=organization, user=user, role=role)
    client = Client()
    client.force_login(user)
    return client


def rows_of(organization: Organization) -> dict[type[Model], Model]:
    """One row of each registered model, as the organization's owner finds it in the console."""
    request = as_owner(organization)
    return {model: page.get_queryset(request).first() for model, page in admin.site._registry.items()}


def as_owner(organization: Organization) -> HttpRequest:
    request = RequestFactory().get("/")
    request.resolver_match = resolve("/")
    membership = organization.memberships.select_related("user", "organization").order_by("pk")[0]
    request.user, request.membership, request.organization = membership.user, membership, organization
    return request


def console_paths(organization: Organization) -> Iterator[tuple[str, str]]:
    """Name and path of each of the console's own pages, about rows of this organization."""
    mine = {"organization": organization}
    ids = {
        "contact_id": Contact.objects.filter(**mine).first(),
        "thread_id": Thread.objects.filter(**mine).first(),
        "import_id": Import.objects.filter(**mine).first(),
        "approval_id": Approval.objects.filter(**mine).first(),
        "delivery_id": Delivery.objects.filter(**mine).first(),
    }
    for page in PAGES:
        wanted = {name: row.pk for name, row in ids.items() if f"<int:{name}>" in page.path}
        yield page.name, reverse(f"admin:{page.name}", kwargs=wanted)


def admin_paths(row: Model) -> list[str]:
    """List, add form, change form, history and deletion of a row."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    about = [reverse(f"{name}_{act}", args=[row.pk]) for act in ("change", "history", "delete")]
    return [reverse(f"{name}_changelist"), reverse(f"{name}_add"), *about]


@pytest.mark.parametrize("role", Role)
def test_every_page_opens_for_whom_it_is_meant_and_tells_nothing_of_others(ours, theirs, role: Role) -> None:
    client = in_role(ours, role)
    paths = [reverse("admin:index"), *(path for _, path in console_paths(ours))]
    rows = rows_of(ours)
    assert None not in rows.values(), [model for model, row in rows.items() if row is None]
    paths += [path for row in rows.values() for path in admin_paths(row)]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in OPENS | {403, 404, 405}, path
        if not answer.streaming:
            assert STRANGER not in answer.content.decode(), path
    for name in ("index", "console_approvals", "console_sandbox", "console_setup", "console_notifications"):
        assert client.get(reverse(f"admin:{name}")).status_code == 200


def test_pages_about_rows_of_others_are_not_there(ours, theirs) -> None:
    client = in_role(ours, Role.OWNER)
    for name, path in console_paths(theirs):
        if "<int:" in next(page.path for page in PAGES if page.name == name):
            assert client.get(path).status_code in {404, 405}, path
            assert client.post(path).status_code in {404, 405}, path
    for row in rows_of(theirs).values():
        for path in admin_paths(row)[2:]:
            assert client.get(path).status_code in {302, 403, 404}, path
            answer = client.post(path, {"post": "yes"}, follow=True)
            assert answer.status_code in {200, 403, 404}, path
            assert STRANGER not in answer.content.decode(), path
            assert type(row)._base_manager.filter(pk=row.pk).exists(), path


def test_a_viewer_changes_nothing(ours) -> None:
    client = in_role(ours, Role.VIEWER)
    paths = dict(console_paths(ours))
    for page in PAGES:
        if page.least.rank > Role.VIEWER.rank:
            assert client.post(paths[page.name]).status_code == 403, page.name


def test_a_visitor_is_asked_to_sign_in(client: Client, ours) -> None:
    for name, path in console_paths(ours):
        assert client.get(path).status_code == 302, name
