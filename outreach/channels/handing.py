"""Handing one claimed delivery to its provider: asked once more, called outside any transaction, its fate written.

A crash before `handed_at` is set loses nothing, since no call was made. After it, only a provider that knows
idempotency keys may be called again.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.db import transaction

from outreach.channels import fates
from outreach.channels.claiming import LEASE, Claimed, refuse
from outreach.channels.clearing import clear
from outreach.channels.parties import parties_of
from outreach.channels.registry import provider_of
from outreach.compose import Mail, compose
from outreach.errors import FateUnknown, PermanentFailure, SendFailed, TemporaryFailure
from outreach.models import Delivery, Mailbox
from outreach.recipients import load_recipients, lock_contacts
from quotahit import clock
from quotahit.workflow.outgoing import Fate

FRESH = timedelta(seconds=60)  # how long the gate's ALLOW may be used while nobody revokes anything
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
Write = Callable[[Delivery], None]


def hand_over(claimed: Delivery) -> Fate:
    """Send one claimed delivery; returns what it is now."""
    taken = take(claimed)
    if taken is not None:
        delivery, mailbox, mail = taken
        write = call(mailbox, mail)
        _settle(delivery, write)
    return Fate(Delivery.objects.values_list("status", flat=True).get(pk=claimed.pk))


def take(claimed: Delivery) -> tuple[Delivery, Mailbox, Mail] | None:
    """Ask again under the contact's lock, and note that the call is about to be made; None when it must not be."""
    with transaction.atomic():
        recipients = load_recipients([claimed.contact_id], lock=True)
        delivery = _ours(claimed)
        if delivery is None:
            return None
        parties = parties_of([delivery], recipients=recipients)
        is_stale = delivery.decided_at is None or clock.now() - delivery.decided_at > FRESH
        (against,) = clear([delivery], parties, ask_gate=is_stale)
        if against is not None:
            refuse([(delivery, against)], Claimed())
            return None
        delivery.handed_at = delivery.handed_at or clock.now()
        delivery.claimed_until = clock.now() + LEASE
        delivery.attempts += 1
        delivery.save(update_fields=["handed_at", "claimed_until", "attempts", "decision_id", "decided_at"])
        mailbox = parties.mailboxes[delivery.mailbox_id or 0]
        return delivery, mailbox, compose(delivery, mailbox, parties.organization(delivery))


def call(mailbox: Mailbox, mail: Mail) -> Write:
    """Call the provider; returns how its answer is to be written down."""
    provider = provider_of(mailbox)
    try:
        provider_id = provider.send(mailbox, mail)
    except PermanentFailure as error:
        return partial(_refused, error=error)
    except TemporaryFailure as error:
        return partial(_later, error=error, is_open=False)
    except FateUnknown as error:
        return partial(_later, error=error, is_open=True) if provider.key_lifetime(mailbox) else _lost
    return partial(_taken, provider_id=provider_id)


def _settle(delivery: Delivery, write: Write) -> None:
    with transaction.atomic():
        lock_contacts([delivery.contact_id])
        ours = _ours(delivery)
        if ours is not None:  # else a person, or the recovery of lost claims, has settled it meanwhile
            write(ours)


def _ours(delivery: Delivery) -> Delivery | None:
    """The row as it is now, locked, while our claim on it holds."""
    held = Delivery.objects.select_for_update().filter(pk=delivery.pk, status=Fate.CLAIMED, claim=delivery.claim)
    return held.first()


def _taken(delivery: Delivery, provider_id: str) -> None:
    delivery.provider_id = provider_id
    _note_trouble(delivery, "")
    fates.sent([delivery])


def _refused(delivery: Delivery, error: SendFailed) -> None:
    fates.failed(delivery, error.code, str(error))


def _later(delivery: Delivery, error: SendFailed, is_open: bool) -> None:
    """Try again after a pause that grows; `is_open`: the call may have worked, which the key will tell."""
    if delivery.attempts > len(BACK_OFF):
        return fates.unknown([delivery], error.code) if is_open else fates.failed(delivery, error.code, str(error))
    pause = getattr(error, "retry_after", None) or BACK_OFF[delivery.attempts - 1]
    delivery.handed_at = delivery.handed_at if is_open else None
    _note_trouble(delivery, str(error))
    fates.again(delivery, clock.now() + pause, error.code, str(error))
    fates.save([delivery], fates.FATE)


def _lost(delivery: Delivery) -> None:
    fates.unknown([delivery], "UNKNOWN_FATE")


def _note_trouble(delivery: Delivery, words: str) -> None:
    """What the mailbox's page and the set-up page show."""
    Mailbox.objects.filter(pk=delivery.mailbox_id).exclude(sending_trouble=words).update(sending_trouble=words)
