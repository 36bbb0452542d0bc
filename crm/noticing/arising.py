"""What is worth telling about contacts arises here: somebody gets hot, names an obstacle, or their mood turns."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from statistics import mean

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from crm.choices import ObjectionKind, ReplyClass, Trend
from crm.engagement_score import MOODS
from crm.mentions import page_of
from crm.models import Analysis, Contact, Interaction
from crm.noticing.kinds import HOT_LEAD, OBJECTION, SENTIMENT_DROP
from crm.notify import notify_owner
from quotahit.events.models import Event
from quotahit.events.record import listens_to

REMEMBERED = timedelta(days=84)
DROP, PUT_OFF = 0.8, -0.1  # by so much the mood falls, and to this or below


@listens_to("engagement.trend_changed")
def tell_hot(events: list[Event]) -> None:
    """Once a day at most for each contact, whatever their trend does."""
    hot = [event for event in events if event.payload["trend"] == Trend.HOT]
    for event, contact in _about(hot):
        title = format_lazy(_("{contact} is hot: {score} of 100"), contact=str(contact), score=event.payload["score"])
        key = f"hot:{contact.pk}:{event.at:%Y-%m-%d}"
        notify_owner(contact, kind=HOT_LEAD, title=title, link=page_of(contact), urgency="high", key=key)


@listens_to("reply.analyzed")
def tell_objections(events: list[Event]) -> None:
    """An obstacle that is named beside something else; of an answer that is all objection the rules tell already."""
    named = [event for event in events if event.payload["objections"]]
    lines = Interaction.objects.filter(pk__in=[event.payload["interaction_id"] for event in named])
    told = set(lines.filter(intent=ReplyClass.OBJECTION).values_list("pk", flat=True))
    for event, contact in _about([event for event in named if event.payload["interaction_id"] not in told]):
        kinds = [ObjectionKind(kind).label for kind in event.payload["objections"]]
        title = format_lazy(_("{contact} has a concern: {kind}"), contact=str(contact), kind=kinds[0])
        key = f"objection:{event.payload['analysis_id']}"
        notify_owner(contact, kind=OBJECTION, title=title, link=page_of(contact), key=key)


@listens_to("reply.analyzed")
def tell_drops(events: list[Event]) -> None:
    """The mood has fallen well below what it was."""
    put_off = [event for event in events if MOODS[event.payload["emotion"]] <= PUT_OFF]
    if not put_off:
        return
    before = _moods_before(put_off)
    for event, contact in _about(put_off):
        earlier = before[event.payload["analysis_id"]]
        if earlier and mean(earlier) - MOODS[event.payload["emotion"]] >= DROP:
            title = format_lazy(_("The mood of {contact} has turned"), contact=str(contact))
            key = f"mood:{event.payload['analysis_id']}"
            notify_owner(contact, kind=SENTIMENT_DROP, title=title, link=page_of(contact), urgency="high", key=key)


def _about(events: list[Event]) -> Iterable[tuple[Event, Contact]]:
    """Each event with its contact, in one query."""
    ids = {event.subject_id for event in events}
    contacts = Contact.objects.select_related("owner", "organization").in_bulk(ids) if ids else {}
    return [(event, contacts[event.subject_id]) for event in events if event.subject_id in contacts]


def _moods_before(events: list[Event]) -> dict[int, list[float]]:
    """The moods of what each contact wrote before, by the id of the analysis that is told now."""
    told = {event.payload["analysis_id"]: event.subject_id for event in events}
    since = min(event.at for event in events) - REMEMBERED
    earlier: dict[int, list[tuple[int, float]]] = defaultdict(list)
    rows = Analysis.objects.filter(contact__in=set(told.values()), at__gt=since)
    for analysis_id, contact_id, emotion in rows.values_list("pk", "contact", "emotion"):
        earlier[contact_id].append((analysis_id, MOODS[emotion]))  # type: ignore[index]
    return {new: [mood for pk, mood in earlier[contact_id or 0] if pk < new] for new, contact_id in told.items()}
