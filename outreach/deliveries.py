"""What a person may do with one delivery, and what ends many: row, event and log in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext

from crm.models import Contact
from outreach.channels import fates
from outreach.channels.asking import withdraw_questions
from outreach.choices import DOUBT, SILENCED, StopReason
from outreach.errors import NotSendable
from outreach.models import Delivery
from outreach.reasons import explained_for_all
from outreach.recipients import lock_contacts
from quotahit import clock
from quotahit.audit.log import actor_name
from quotahit.workflow.approvals import withdraw_about
from quotahit.workflow.outgoing import Fate

STILL_HERE = (Fate.WAITING, Fate.PLANNED)
MAY_HAVE_LEFT = (Fate.UNKNOWN, Fate.PLANNED)
SENT_IN_VAIN = (Fate.UNKNOWN, Fate.FAILED, Fate.BLOCKED)


def release(delivery: Delivery, *, actor: object, subject: str = "", body: str = "") -> Delivery:
    """Let a waiting delivery go, with its text as it was shown or as the person has changed it."""

    def write(row: Delivery) -> None:
        row.subject, row.body = subject or row.subject, body or row.body
        row.released_by = actor_name(actor)
        fates.again(row, max(row.not_before, clock.now()))
        fates.save([row], (*fates.FATE, *fates.TEXT, "released_by"))

    return _change(delivery, (Fate.WAITING,), write, "email.released", actor)


def cancel(delivery: Delivery, *, actor: object, reason: str = "CANCELLED") -> Delivery:
    """Drop a delivery that has not left; one that may have is unknown from here on."""

    def write(row: Delivery) -> None:
        _drop([row], reason, explained_for_all(reason))

    return _change(delivery, STILL_HERE, write, "email.cancelled", actor)


def send_again(delivery: Delivery, *, actor: object) -> Delivery:
    """Try once more what was unknown, failed or blocked, on this person's word. The gate is asked as ever."""

    def write(row: Delivery) -> None:
        row.released_by = actor_name(actor)
        row.attempts, row.handed_at, row.settled_at = 0, None, None
        fates.again(row, clock.now())
        fates.save([row], (*fates.FATE, "released_by"))

    return _change(delivery, SENT_IN_VAIN, write, "email.sent_again", actor)


def mark_sent(delivery: Delivery, *, actor: object) -> Delivery:
    """A person has looked: the unknown one did leave."""

    def write(row: Delivery) -> None:
        fates.sent([row], at=row.handed_at)

    return _change(delivery, (Fate.UNKNOWN,), write, "email.marked_sent", actor)


def prove_sent(delivery: Delivery, *, actor: object) -> bool:
    """Its recipient has answered it: so it left, whatever became of our call. False when that was known."""
    if delivery.handed_at is None or delivery.status not in MAY_HAVE_LEFT:
        return False

    def write(row: Delivery) -> None:
        fates.sent([row], at=row.handed_at)

    with suppress(NotSendable):  # somebody was quicker
        _change(delivery, MAY_HAVE_LEFT, write, "email.proved_sent", actor)
    return True


def cancel_sequence_mail(contact_ids: Iterable[int], reason: StopReason, *, actor: object) -> int:
    """Cancel all that sequences still hold for these contacts, in the caller's transaction; returns how many.

    What a dispatcher has claimed already is asked once more by it before it leaves; what may have left is unknown.
    """
    planned = Delivery.objects.filter(contact__in=set(contact_ids), enrollment__isnull=False, status__in=STILL_HERE)
    rows = list(planned.order_by("pk").select_for_update(of=("self",)))
    dropped = _drop(rows, reason, explained_for_all("STOPPED"))
    fates.announce(dropped, "email.cancelled", actor=actor_name(actor))
    withdraw_questions([row.pk for row in rows], actor=actor, why=reason.label)
    return len(rows)


def take_back(contact_ids: Iterable[int], reason: StopReason, *, actor: object) -> None:
    """Cancel what waits for a person's word about these contacts, drafted answers and other questions alike, in the
    caller's transaction."""
    ids = set(contact_ids)
    waiting = Delivery.objects.filter(contact__in=ids, status=Fate.WAITING).order_by("pk")
    rows = list(waiting.select_for_update(of=("self",)))
    fates.announce(
        _drop(rows, reason, explained_for_all("TAKEN_BACK", str(reason.label))),
        "email.cancelled",
        actor=actor_name(actor),
    )
    withdraw_questions([row.pk for row in rows], actor=actor, why=reason.label)
    spared = () if reason in SILENCED else (DOUBT,)  # who may have asked us to stop is not forgotten with the deal
    withdraw_about(Contact._meta.label_lower, ids, actor=actor, why=reason.label, spare=spared)


def cancel_all(contact_ids: Iterable[int], reason: StopReason, *, actor: object) -> int:
    """Cancel whatever waits to be sent to these contacts, in the caller's transaction, by a few statements however many
    they are; returns how many. Who holds the contacts' locks may call it."""
    waiting = Delivery.objects.filter(contact__one_of=sorted(set(contact_ids)), status__in=STILL_HERE).order_by("pk")
    rows = list(waiting.select_for_update(of=("self",)))
    dropped = _drop(rows, reason, explained_for_all("STOPPED"))
    fates.announce(dropped, "email.cancelled", actor=actor_name(actor))
    withdraw_questions([row.pk for row in rows], actor=actor, why=reason.label)
    return len(rows)


def _drop(rows: Sequence[Delivery], reason: str, explanation: str) -> list[Delivery]:
    """Cancel those that were never handed over, and return them; nobody knows of the others whether they left."""
    here = [row for row in rows if row.handed_at is None]
    for row in here:
        fates.settle(row, Fate.CANCELLED, reason, explanation)
    fates.save(here, fates.FATE)
    fates.unknown([row for row in rows if row.handed_at is not None], "UNKNOWN_FATE")
    return here


def _change(
    delivery: Delivery, allowed: Iterable[Fate], write: Callable[[Delivery], None], type: str, actor: object
) -> Delivery:
    """Do `write` to the row as it is now, under the contact's lock, if it is in one of the allowed states."""
    with transaction.atomic():
        lock_contacts([delivery.contact_id])
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.status not in allowed:
            raise NotSendable(
                gettext("This message is {status} by now.").format(status=row.get_status_display().lower())
            )
        write(row)
        fates.announce([row], type, actor=actor_name(actor))
        withdraw_questions([row.pk], actor=actor)
    delivery.refresh_from_db()
    return row
