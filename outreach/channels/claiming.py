"""Taking due deliveries: judged under the contact's lock and marked, in one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from outreach.channels import fates
from outreach.channels.clearing import Objection, clear
from outreach.channels.parties import Parties, parties_of
from outreach.channels.planning import needs_person, place
from outreach.channels.registry import provider_of
from outreach.models import Delivery, SequenceStep
from outreach.pacing import GONE, open_calendars
from outreach.recipients import load_recipients
from outreach.windows import ALWAYS, Window, window_of
from quotahit import clock
from quotahit.workflow.claiming import claim_due
from quotahit.workflow.outgoing import Fate

LEASE = timedelta(minutes=5)


@dataclass
class Claimed:
    """What one round took: those to hand over now, and how many are settled already."""

    to_send: list[Delivery] = field(default_factory=list)
    sent: int = 0
    blocked: int = 0
    postponed: int = 0
    waiting: int = 0
    unknown: int = 0


def lease_due(limit: int) -> list[int]:
    """Ids of due deliveries that are ours for a while; those of paused organizations rest."""
    return claim_due(Delivery.objects.filter(status=Fate.PLANNED), limit, LEASE, due="not_before")


def claim(delivery_ids: Collection[int]) -> Claimed:
    """Judge and mark these deliveries; what the sandbox takes is settled here and now."""
    with transaction.atomic():
        contact_ids = Delivery.objects.filter(pk__one_of=delivery_ids).values_list("contact_id", flat=True)
        recipients = load_recipients(set(contact_ids), lock=True)
        # Whose contact was made one with another while we waited for the lock is taken by the next round.
        ours = Delivery.objects.filter(pk__one_of=delivery_ids, contact__one_of=recipients)
        planned = ours.filter(status=Fate.PLANNED).order_by("not_before", "pk")
        deliveries = list(planned.select_for_update())
        return _mark(deliveries, parties_of(deliveries, recipients=recipients))


def refuse(pairs: Sequence[tuple[Delivery, Objection]], claimed: Claimed) -> None:
    """Write down the objections: final ones block, the others postpone.

    What was handed over before, and whose fate never became known, can no longer be blocked: it may have left.
    """
    final = [(row, against) for row, against in pairs if against.look_again is None]
    later = [(row, against) for row, against in pairs if against.look_again is not None]
    in_doubt = [row for row, _ in final if row.handed_at is not None]
    fates.unknown(in_doubt, "UNKNOWN_FATE")
    fates.blocked([(row, against) for row, against in final if row.handed_at is None])
    fates.postponed(later)
    claimed.unknown += len(in_doubt)
    claimed.blocked += len(final) - len(in_doubt)
    claimed.postponed += len(later)


def _mark(deliveries: Sequence[Delivery], parties: Parties) -> Claimed:
    asking = [row for row in deliveries if needs_person(row, parties)]
    place(asking, parties)
    claimed = Claimed(waiting=len(asking))
    going = [row for row in deliveries if row.status == Fate.PLANNED]
    going = _without_objection(going, _no_room(going, parties), claimed)
    going = _without_objection(going, clear(going, parties), claimed)
    carriers = {row.pk: provider_of(parties.mailboxes[row.mailbox_id or 0]) for row in going}
    at_once = [row for row in going if carriers[row.pk].settles_at_once]
    fates.sent(at_once)
    for carrier in {carriers[row.pk] for row in at_once}:
        carrier.left([row for row in at_once if carriers[row.pk] is carrier])
    claimed.sent = len(at_once)
    claimed.to_send = [row for row in going if row.status == Fate.PLANNED]
    _mark_claimed(claimed.to_send)
    return claimed


def _without_objection(
    deliveries: Sequence[Delivery], against: Sequence[Objection | None], claimed: Claimed
) -> list[Delivery]:
    pairs = list(zip(deliveries, against, strict=True))
    refuse([(row, found) for row, found in pairs if found], claimed)
    return [row for row, found in pairs if found is None]


def _no_room(deliveries: Sequence[Delivery], parties: Parties) -> list[Objection | None]:
    """Whose turn is not now: the mailbox has sent its share or too recently, or it is night where the recipient is.

    Only what has really gone counts here: a message that is late finds its new place among those.
    """
    zones = {pk: organization.zone for pk, organization in parties.organizations.items()}
    calendars = open_calendars(parties.mailboxes.values(), zones, counting=GONE)
    windows = _windows(deliveries, parties)
    now = clock.now()
    found: list[Objection | None] = []
    for row in deliveries:
        slot = calendars[row.mailbox_id].book(now, windows[row.pk]) if row.mailbox_id else now
        found.append(None if slot == now else Objection("NO_ROOM" if slot else "NO_SLOT", look_again=slot))
    return found


def _windows(deliveries: Sequence[Delivery], parties: Parties) -> dict[int, Window]:
    """The recipient's hours, for mail of a sequence from a mailbox that keeps them."""
    step_ids = {row.step_id for row in deliveries if row.step_id}
    steps = SequenceStep.objects.select_related("sequence").in_bulk(step_ids)
    windows = {}
    for row in deliveries:
        step, mailbox = steps.get(row.step_id or 0), parties.mailbox(row)
        keeps = step is not None and mailbox is not None and mailbox.keeps_window
        fallback = parties.organization(row).zone
        recipient = parties.recipients[row.contact_id]
        windows[row.pk] = window_of(step.sequence, recipient, fallback=fallback) if keeps and step else ALWAYS
    return windows


def _mark_claimed(deliveries: Sequence[Delivery]) -> None:
    now, token = clock.now(), str(uuid4())
    for row in deliveries:
        row.status, row.claim, row.claimed_until, row.not_before = Fate.CLAIMED, token, now + LEASE, now
        row.reason, row.explanation = "", ""
    fates.save(deliveries, (*fates.FATE, *fates.TEXT))
