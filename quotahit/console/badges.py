"""The small numbers and labels of the menu and the header, and which lines of the menu a reader has."""

from django.http import HttpRequest
from django.utils.translation import gettext

from agents.models import Offer
from crm.models import Conversation, DuplicatePair, Notification, Task
from quotahit.accounts.admin_access import may, seen_by
from quotahit.accounts.choices import Role
from quotahit.together import count_together
from quotahit.workflow.models import Approval

MOST = 99  # what is more is "99+"


def approvals(request: HttpRequest) -> str:
    """How many approvals wait for the reader."""
    return _shown(_counts(request).get("approvals", 0))


def inbox(request: HttpRequest) -> str:
    """How many conversations are open and unread."""
    return _shown(_counts(request).get("inbox", 0))


def offers(request: HttpRequest) -> str:
    """How many leads wait for the reader's answer."""
    return _shown(_counts(request).get("offers", 0))


def tasks(request: HttpRequest) -> str:
    """How many tasks are open."""
    return _shown(_counts(request).get("tasks", 0))


def duplicates(request: HttpRequest) -> str:
    """How many pairs of records look like one."""
    return _shown(_counts(request).get("duplicates", 0))


def unread(request: HttpRequest) -> int:
    """How many notifications the signed-in person has not read, up to a hundred."""
    return _counts(request).get("unread", 0)


def _counts(request: HttpRequest) -> dict[str, int]:
    """All the numbers of the frame, counted once for a request."""
    organization = getattr(request, "organization", None)
    if organization is None:
        return {}
    if not hasattr(request, "_badges"):
        rows = {
            "approvals": Approval.objects.waiting().answerable_by(request.membership),  # type: ignore[attr-defined]
            "inbox": seen_by(request, Conversation.objects.for_organization(organization)).unread(),
            "offers": Offer.objects.for_organization(organization).open().filter(rep__user=request.user),
            "tasks": seen_by(request, Task.objects.for_organization(organization).filter(done_at=None)),
            "duplicates": seen_by(request, DuplicatePair.objects.for_organization(organization).open()),
            "unread": Notification.objects.filter(organization=organization, user=request.user, read_at=None),
        }
        request._badges = count_together(**{name: some[: MOST + 1] for name, some in rows.items()})  # type: ignore[attr-defined]
    return request._badges  # type: ignore[attr-defined, no-any-return]


def _shown(number: int) -> str:
    return f"{MOST}+" if number > MOST else str(number or "")


def for_reps(request: HttpRequest) -> bool:
    """Whether the reader may do what reps do."""
    return may(request, Role.REP)


def for_managers(request: HttpRequest) -> bool:
    """Whether the reader may do what managers do."""
    return may(request, Role.MANAGER)


def environment(request: HttpRequest) -> tuple[str, str] | None:
    """The label beside the header: a demo says so on every page."""
    organization = getattr(request, "organization", None)
    return (gettext("Demo: invented people"), "warning") if organization and organization.is_demo else None
