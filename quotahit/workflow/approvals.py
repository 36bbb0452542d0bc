"""Questions to people: put one, change one; answering, withdrawing and expiry are in `settling`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_noop

from quotahit.accounts.choices import Role
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import actor_name
from quotahit.languages import spoken_to
from quotahit.workflow.contents import Content, content_class, register_content
from quotahit.workflow.models import Approval
from quotahit.workflow.settling import (
    expire,
    locked,
    register_resolver,
    register_subject_lock,
    resolve,
    tell,
    withdraw,
    withdraw_about,
)

__all__ = [
    "expire",
    "forget",
    "register_content",
    "register_resolver",
    "register_subject_lock",
    "request",
    "resolve",
    "revise",
    "withdraw",
    "withdraw_about",
]

# Labels are stored in English, and translated where they are shown.
_LABELS = {"approve": gettext_noop("Approve"), "reject": gettext_noop("Reject")}
LONGEST_TITLE = 200  # a name in it may be longer than anybody wants to read
FORGOTTEN: dict[str, Any] = {"title": "Erased", "content": {}, "edits": {}, "remark": ""}


def request(
    organization: Organization,
    *,
    kind: str,
    title: str,
    content: Content | Mapping[str, Any],
    choices: Sequence[str | tuple[str, str]] = ("approve", "reject"),
    actor: object,
    subject: models.Model | tuple[str, int] | None = None,
    assignee: User | None = None,
    role: Role = Role.REP,
    expires_at: datetime | None = None,
    key: str | None = None,
) -> Approval:
    """Put a question to the assignee, or to whoever has at least `role`; a second request of one `key` is the first.

    A title that is lazy is put in the assignee's language. `choices` are codes, or pairs of code and label. Records
    `approval.requested`; ValidationError when the content does not fit its kind.
    """
    shown = _read(kind, content)
    subject_type, subject_id = _named(subject)
    with spoken_to(assignee):
        title = str(title)[:LONGEST_TITLE]
    fields = {
        "kind": kind,
        "title": title,
        "content": shown.stored(),
        "fingerprint": shown.fingerprint(),
        "choices": [_choice(choice) for choice in choices],
        "subject_type": subject_type,
        "subject_id": subject_id,
        "assignee": assignee,
        "role": role,
        "requested_by": actor_name(actor),
        "expires_at": expires_at,
    }
    with transaction.atomic():
        if key is None:
            approval, is_new = Approval.objects.create(organization=organization, **fields), True
        else:
            approval, is_new = Approval.objects.get_or_create(organization=organization, key=key, defaults=fields)
        if is_new:
            tell(approval, "approval.requested", actor)
    return approval


def revise(approval: Approval, content: Content | Mapping[str, Any], *, actor: object, title: str = "") -> Approval:
    """Show something else from now on: who has seen the old content can no longer answer it. ApprovalClosed when it is
    answered already."""
    with locked(approval) as row:
        shown = _read(row.kind, content)
        row.content, row.fingerprint = shown.stored(), shown.fingerprint()
        row.title = title[:LONGEST_TITLE] or row.title
        row.save(update_fields=["content", "fingerprint", "title"])
        tell(row, "approval.revised", actor)
    return row


def forget(subject: tuple[str, int]) -> int:
    """Empty what approvals about this row showed, for erasure: fingerprints and answers stay. Returns how many."""
    return Approval.objects.about(subject).update(**FORGOTTEN)


def _read(kind: str, content: Content | Mapping[str, Any]) -> Content:
    return content if isinstance(content, Content) else content_class(kind).model_validate(dict(content))


def _named(subject: models.Model | tuple[str, int] | None) -> tuple[str, int | None]:
    if subject is None:
        return "", None
    return (subject._meta.label_lower, subject.pk) if isinstance(subject, models.Model) else subject


def _choice(choice: str | tuple[str, str]) -> list[str]:
    return (
        [choice, _LABELS.get(choice, choice.replace("_", " ").capitalize())]
        if isinstance(choice, str)
        else list(choice)
    )
