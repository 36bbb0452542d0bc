"""The end of a question: answered once, for exactly what was shown; withdrawn; or expired."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from quotahit import clock
from quotahit.accounts.models import Membership, User
from quotahit.audit.log import actor_name, append
from quotahit.events.record import record
from quotahit.workflow.choices import ApprovalStatus, RunStatus
from quotahit.workflow.errors import ApprovalClosed, ApprovalConflict, ChoiceUnknown, NotYours
from quotahit.workflow.hints import look_soon
from quotahit.workflow.models import Approval, Run
from quotahit.workflow.models.approvals import ApprovalQuerySet

LONGEST_REMARK = 500
log = logging.getLogger(__name__)
Resolver = Callable[[Approval], None]
SubjectLock = Callable[[Collection[int]], object]
_resolvers: dict[str, Resolver] = {}
_subject_locks: dict[str, SubjectLock] = {}


def register_resolver(kind: str, resolver: Resolver) -> None:
    """Call `resolver(approval)` when one of this kind is answered, has expired or was withdrawn, in that transaction:
    `approval.choice` is the answer, "expired" or "withdrawn"."""
    _resolvers[kind] = resolver


def register_subject_lock(model: str, lock: SubjectLock) -> None:
    """Call `lock(ids)` before a question about a row of this model is locked, in that transaction.

    Verbs about people lock the person first and then take questions back. Whoever answers one goes the same way, else
    the two wait for each other.
    """
    _subject_locks[model] = lock


def resolve(
    approval: Approval,
    choice: str,
    *,
    actor: User | str,
    fingerprint: str,
    edits: Mapping[str, Any] | None = None,
    via: str = "console",
    member: User | None = None,
    remark: str = "",
) -> Approval:
    """Answer for the content with this fingerprint, as it was shown; `edits` are changed and approved in the same act,
    `remark` says why, for who learns from answers.
    Where the actor is a key, `member` is whom it acts as, and has to be one who may answer.

    Records `approval.resolved`, wakes the run that asked and calls the kind's resolver. ApprovalConflict when the
    content has changed since, ApprovalClosed when it is no longer open, NotYours, ChoiceUnknown.
    """
    with locked(approval) as row:
        _check(row, choice, member or actor, fingerprint)
        if edits:
            _edit(row, edits)
        row.remark = remark.strip()[:LONGEST_REMARK]
        _settle(row, ApprovalStatus.RESOLVED, choice, actor, via)
    return row


def withdraw(approval: Approval, *, actor: object, why: str = "") -> Approval:
    """Take a question back that has lost its point; `why` is told to whoever comes to answer it. ApprovalClosed when
    it is answered already."""
    with locked(approval, even_late=True) as row:
        row.why = why
        _settle(row, ApprovalStatus.WITHDRAWN, ApprovalStatus.WITHDRAWN.value, actor, "")
    return row


def withdraw_about(
    model: str, ids: Collection[int], *, actor: object, why: str = "", spare: Collection[str] = ()
) -> None:
    """Take back what is still being asked about these rows of a model such as "crm.contact", but for some kinds."""
    asked = Approval.objects.waiting().filter(subject_type=model, subject_id__in=ids).exclude(kind__in=spare)
    for approval in asked.order_by("pk"):
        with suppress(ApprovalClosed):  # it was just answered
            withdraw(approval, actor=actor, why=why)


def expire(limit: int = 200) -> int:
    """Close the questions whose time is over; returns how many. One that cannot be closed does not stop the others."""
    expired = 0
    due = Approval.objects.waiting().filter(expires_at__lte=clock.now()).order_by("expires_at")
    for approval in due[:limit]:
        try:
            with locked(approval, even_late=True) as row:
                _settle(row, ApprovalStatus.EXPIRED, ApprovalStatus.EXPIRED.value, "system:workflow", "")
            expired += 1
        except ApprovalClosed:
            continue  # answered while this loop was under way
        except Exception:  # a resolver is another room's code
            log.exception("Approval %s could not be expired", approval.pk)
    return expired


@contextmanager
def locked(approval: Approval, *, even_late: bool = False) -> Iterator[Approval]:
    """The approval as it is now, open and locked after what it is about; ApprovalClosed when it is settled, or its time
    is over."""
    with transaction.atomic():
        row = lock_questions(Approval.objects.filter(pk=approval.pk)).get()
        if row.status != ApprovalStatus.WAITING:
            raise ApprovalClosed(_why_closed(row))
        if not even_late and row.expires_at is not None and row.expires_at <= clock.now():
            raise ApprovalClosed(gettext("The time to answer is over."))
        yield row


def lock_questions(approvals: ApprovalQuerySet) -> ApprovalQuerySet:
    """These approvals with a lock, once what they are about is locked: subject, question, run, in this order."""
    for model, number in approvals.order_by("subject_type", "subject_id").values_list("subject_type", "subject_id"):
        if model in _subject_locks:
            _subject_locks[model]([number])
    return approvals.order_by("pk").select_for_update()


def _why_closed(row: Approval) -> str:
    """What a person who comes late is shown: why it was settled, or by whom where it was no machine."""
    kind, _, number = row.resolved_by.partition(":")
    user = User.objects.filter(pk=number).first() if kind == "user" else None
    if row.why:
        words = gettext("{status} already: {why}.")
    elif user:
        words = gettext("{status} already, by {user}.")
    else:
        words = gettext("{status} already.")
    return words.format(status=row.get_status_display(), why=row.why, user=user)


def tell(approval: Approval, type: str, actor: object, **payload: str) -> None:
    """Record what happened to the approval, as an event and in the log."""
    payload = {"approval_id": approval.pk, **payload}  # type: ignore[dict-item]
    append(approval.organization_id, actor, type, approval, why=payload)
    record(approval.organization_id, type, subject=approval.subject, payload=payload, source=actor_name(actor))


def _check(row: Approval, choice: str, actor: User | str, fingerprint: str) -> None:
    mine = Membership.objects.filter(organization=row.organization_id)
    membership = mine.filter(user=actor).first() if isinstance(actor, User) else None
    if membership is None or not row.may_be_answered_by(membership):
        raise NotYours(gettext("Somebody else has to answer this."))
    if choice not in [code for code, _ in row.choices]:
        raise ChoiceUnknown(gettext("{choice} is not one of the choices.").format(choice=choice))
    if fingerprint != row.fingerprint:
        raise ApprovalConflict(gettext("This has changed since it was shown. Look at it again, then answer."))


def _edit(row: Approval, edits: Mapping[str, Any]) -> None:
    try:
        content = row.load().edited(edits)
    except ValueError as problem:
        raise ChoiceUnknown(str(problem)) from problem
    row.content, row.fingerprint, row.edits = content.stored(), content.fingerprint(), dict(edits)


def _settle(row: Approval, status: ApprovalStatus, choice: str, actor: object, via: str) -> None:
    row.status, row.choice, row.via = status, choice, via
    row.resolved_by, row.resolved_at = actor_name(actor), clock.now()
    row.save()
    tell(row, "approval.resolved", actor, choice=choice)
    if row.kind in _resolvers:
        _resolvers[row.kind](row)
    if Run.objects.filter(pk=row.run_id, status=RunStatus.ASKING).update(wake_at=clock.now()):
        look_soon()
