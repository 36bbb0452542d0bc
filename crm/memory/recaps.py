"""Keeping recaps up to date: by rules with the line that was heard, by a model soon after, outside any transaction."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from operator import itemgetter

from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from crm.choices import Direction, Topic
from crm.conversations import WORDS_OF_PEOPLE
from crm.memory.loading import said_between
from crm.memory.recapping import LAST, RECAP, Recapped, Said, by_rules, checked, said_in, shown, summary_of
from crm.models import Contact, Conversation, Interaction, Recap
from quotahit import clock
from quotahit.languages import speaking
from quotahit.llm.ask import ask
from quotahit.workflow.claiming import claim_due
from quotahit.workflow.hints import look_soon

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
BATCH = 20
WRITTEN = ("summary", "topics", "appointment", "appointment_in_id", "read_by", "at", "due_at")


def sum_up(rows: Iterable[Interaction]) -> None:
    """Give unsaved lines their sentence or two, where nobody has written any."""
    for row in rows:
        if not row.summary:
            row.summary = summary_of(row.channel, row.direction == Direction.INBOUND, row.body)


def heard(rows: Iterable[Interaction]) -> None:
    """Write the recaps of those from whom a person's word came in, in the transaction that writes the timeline."""
    those = {row.contact_id for row in rows if row.is_theirs and row.outcome in WORDS_OF_PEOPLE}
    if those:
        recap(those)


def recap(contact_ids: Collection[int]) -> int:
    """Write the recaps of these contacts anew by rules; a worker looks soon whether a model tells it better.

    Returns how many there are: of whom nothing was said there is none.
    """
    now = clock.now()
    recaps = []
    for contact_id, said in sorted(_last_lines(contact_ids).items(), key=itemgetter(0)):
        with speaking(""):
            found = by_rules(said_in(said))
        made = Recap(organization_id=said[0].organization_id, contact_id=contact_id)
        recaps.append(_filled(made, found, said_in(said), "offline", due_at=now))
    fields = [name.removesuffix("_id") for name in (*WRITTEN, "claimed_until")]
    Recap.objects.bulk_create(recaps, update_conflicts=True, unique_fields=["contact"], update_fields=fields)
    if recaps:
        look_soon("crm.recap")
    return len(recaps)


def recap_again(contact_ids: Collection[int]) -> None:
    """The same for those of them who have a recap: what it was made of has changed."""
    recap(list(Recap.objects.filter(contact__in=contact_ids).values_list("contact_id", flat=True)))


def recap_waiting(limit: int = BATCH) -> int:
    """Ask the model about what is due; returns how many recaps it looked at.

    What is heard while the model thinks makes the recap due again, and its answer is dropped.
    """
    ids = claim_due(Recap.objects.exclude(due_at=None), limit, LEASE, due="due_at")
    for row in Recap.objects.filter(pk__in=ids, due_at__isnull=False).select_related("organization").order_by("due_at"):
        try:
            _ask(row)
        except Exception:  # the edge of the worker: one conversation must not stop the others
            log.exception("The recap of contact %s could not be written", row.contact_id)
    return len(ids)


def begin_missing() -> int:
    """Write the recaps of those who were heard before there were any, or by way of a restored copy."""
    begun = last = 0
    missing = Conversation.objects.filter(contact__recap=None).order_by("contact_id")
    while ids := list(missing.filter(contact__gt=last).values_list("contact_id", flat=True)[:BATCH]):
        begun, last = begun + recap(ids), ids[-1]
    return begun


def _ask(row: Recap) -> None:
    due_at, said = row.due_at, said_in(_last_lines([row.contact_id]).get(row.contact_id, []))
    if not said:
        row.delete()
        return
    context = {"said": said, "lines": shown(said), "topics": ", ".join(Topic.values)}
    with speaking(""):
        answer = ask(row.organization, RECAP, context, Recapped, subject=("crm.contact", row.contact_id))
        found = checked(answer.value, said) if answer.by == "model" else None
        with transaction.atomic():
            _keep(row, found or by_rules(said), said, "model" if found else "offline", due_at)


def _keep(row: Recap, found: Recapped, said: Sequence[Said], by: str, due_at: datetime | None) -> None:
    list(Contact.objects.select_for_update(no_key=True).filter(pk=row.contact_id).values_list("pk"))
    current = Recap.objects.filter(pk=row.pk, due_at=due_at).first()
    if current is None:
        return
    _filled(current, found, said, by, due_at=None)
    current.claimed_until = None
    current.save(update_fields=[*WRITTEN, "claimed_until"])
    lines = {line.number: line for line in said}
    for one in found.lines:
        line = lines[one.number]
        if line.summary in ("", line.made):  # a person's words stay, and so do a model's
            Interaction.objects.filter(pk=line.id, summary=line.summary).update(summary=one.summary)


def _filled(row: Recap, found: Recapped, said: Sequence[Said], by: str, due_at: datetime | None) -> Recap:
    row.summary, row.topics = found.summary, [str(topic) for topic in found.topics]
    row.appointment = found.appointment
    row.appointment_in_id = next((line.id for line in said if line.number == found.appointment_in), None)
    row.read_by, row.at, row.due_at = by, clock.now(), due_at
    return row


def _last_lines(contact_ids: Collection[int]) -> dict[int, list[Interaction]]:
    """The last ten lines of each of these contacts, oldest first, by one query."""
    place = Window(RowNumber(), partition_by=[F("contact")], order_by=[F("at").desc(), F("pk").desc()])
    rows = said_between(Interaction.objects.filter(contact__one_of=contact_ids)).annotate(place=place)
    found: dict[int, list[Interaction]] = defaultdict(list)
    for row in rows.filter(place__lte=LAST).order_by("at", "pk"):
        found[row.contact_id].append(row)
    return dict(found)
