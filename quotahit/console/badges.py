"""The small numbers and labels of the menu and the header, and which lines of the menu a reader has."""

from django.http import HttpRequest

from crm.models import Task
from quotahit.accounts.admin_access import may
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership
from quotahit.workflow.models import Approval


def approvals(request: HttpRequest) -> str:
    """How many approvals wait for somebody of this organization."""
    return _count(request, Approval.objects.waiting())


def tasks(request: HttpRequest) -> str:
    """How many tasks are open."""
    return _count(request, Task.objects.filter(done_at=None))


def _count(request: HttpRequest, rows: object) -> str:
    if request.organization is None:  # type: ignore[attr-defined]
        return ""
    number = rows.filter(organization=request.organization)[:100].count()  # type: ignore[attr-defined]
    return "99+" if number > 99 else str(number or "")


def for_reps(request: HttpRequest) -> bool:
    """Whether the reader may do what reps do."""
    return may(request, Role.REP)


def for_managers(request: HttpRequest) -> bool:
    """Whether the reader may do what managers do."""
    return may(request, Role.MANAGER)


def environment(request: HttpRequest) -> tuple[str, str] | None:
    """The label beside the header: a demo says so on every page."""
    organization = getattr(request, "organization", None)
    return ("Demo: invented people", "warning") if organization and organization.is_demo else None


def memberships(request: HttpRequest) -> list[Membership]:
    """Where the signed-in person belongs, for the switch in the header."""
    if not request.user.is_authenticated:
        return []
    mine = Membership.objects.filter(user=request.user).select_related("organization")
    return list(mine.order_by("organization__is_demo", "organization__name"))
