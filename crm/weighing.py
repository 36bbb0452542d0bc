"""Weighing contacts: the engagement score and trend are worked out anew and stored, set-based.

At once when something is heard or done (crm.listeners), and for everybody once an hour, for a message that stays
without an answer begins to count by itself, and everything fades.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from crm.choices import Channel, Direction, Engagement
from crm.conversations import WORDS_OF_PEOPLE
from crm.engagement import FORGOTTEN, ledger
from crm.engagement_score import A_NO, MOODS, WEEK, Evidence, Judgement, Sign, Word, judge
from crm.models import Contact, EngagementEntry, Interaction, LastActivity
from quotahit import clock
from quotahit.audit.log import Act, append_many
from quotahit.bulk import make, update
from quotahit.events.record import Fact, record_many

ACTOR = "system:weigh"
CHANGED = "engagement.trend_changed"
REACH = FORGOTTEN + WEEK  # as far back as anything may still count, by the eyes of a week ago
READ = (
    *("contact_id", "at", "direction", "channel", "outcome"),
    *("analysis__emotion", "analysis__intent", "analysis__hot"),
)
Row = tuple[int, int, int | None, str]  # contact, organization, score and trend


def weigh(contact_ids: Collection[int]) -> int:
    """Bring score and trend of these contacts up to date; returns how many changed.

    A trend that changed is told by `engagement.trend_changed`, and counted in the log.
    """
    at = clock.now()
    with transaction.atomic():
        rows = Contact.objects.filter(pk__one_of=contact_ids).order_by("pk").select_for_update(no_key=True)
        contacts: list[Row] = list(rows.values_list("pk", "organization", "engagement_score", "engagement_trend"))
        known = evidence_of([row[0] for row in contacts], at)
        found = [(row, judge(known[row[0]], at)) for row in contacts]
        changed = [(row, judged) for row, judged in found if judged and (judged.score, judged.trend) != row[2:]]
        update(
            [
                make(Contact, id=row[0], engagement_score=judged.score, engagement_trend=str(judged.trend))
                for row, judged in changed
            ],
            ("engagement_score", "engagement_trend"),
        )
        _tell([(row, judged) for row, judged in changed if judged.trend != row[3]])
    return len(changed)


def weigh_all(batch: int = 1000) -> int:
    """Weigh everybody with whom something happened that may still count, a batch at a time; returns how many changed.

    Who has been quiet for longer keeps what they came to, once that is nothing.
    """
    changed, last, since = 0, 0, clock.now() - REACH
    alive = Q(at__gt=since) | Q(at__isnull=False, contact__engagement_score__gt=0)
    while True:
        rows = LastActivity.objects.filter(alive, contact__gt=last).order_by("contact")
        ids = list(rows.values_list("contact", flat=True)[:batch])
        if not ids:
            return changed
        changed += weigh(ids)
        last = ids[-1]


def judgement_of(words: Iterable[Interaction], entries: Iterable[EngagementEntry], at: datetime) -> Judgement | None:
    """What lines of the timeline (`words_of`) and of the ledger, which are at hand, come to as of `at`."""
    read = [word for row in words if (word := _word_of(row))]
    signs = [Sign(row.at, row.points) for row in entries if _is_sign(row)]
    return judge(Evidence(read, sorted(signs)), at)


def words_of(contact_ids: Collection[int], at: datetime) -> "models.QuerySet[Interaction]":
    """The lines of the timeline that may count as of `at`, oldest first, with how they were read."""
    said = Interaction.objects.filter(contact__one_of=contact_ids, at__gt=at - REACH, at__lte=at)
    return said.exclude(channel=Channel.SYSTEM).select_related("analysis").order_by("at", "pk")


def evidence_of(contact_ids: Collection[int], at: datetime) -> dict[int, Evidence]:
    """What is known of each of these contacts. Two queries."""
    words: dict[int, list[Word]] = defaultdict(list)
    signs: dict[int, list[Sign]] = defaultdict(list)
    for contact_id, *line in words_of(contact_ids, at).values_list(*READ):
        if word := _word(*line):
            words[contact_id].append(word)
    for entry in ledger(contact_ids, at):
        if _is_sign(entry):
            signs[entry.contact_id].append(Sign(entry.at, entry.points))
    return {pk: Evidence(words[pk], sorted(signs[pk])) for pk in contact_ids}


def _word(
    at: datetime, direction: str, channel: str, outcome: str, emotion: str | None, intent: str | None, hot: bool | None
) -> Word | None:
    """A line as the score reads it; None for what was no message between people, such as a machine's answer."""
    if direction == Direction.OUTBOUND:
        return Word(at, False, channel)
    if direction != Direction.INBOUND or outcome not in WORDS_OF_PEOPLE:
        return None
    mood = None if emotion is None else MOODS.get(emotion)  # type: ignore[call-overload]
    return Word(at, True, channel, mood, intent in A_NO, bool(hot))


def _word_of(row: Interaction) -> Word | None:
    read = getattr(row, "analysis", None)
    found = (read.emotion, read.intent, read.hot) if read else (None, None, None)
    return _word(row.at, row.direction, row.channel, row.outcome, *found)


def _is_sign(entry: EngagementEntry) -> bool:
    return not entry.is_machine and entry.kind != Engagement.POSITIVE_REPLY


def _tell(turned: list[tuple[Row, Judgement]]) -> None:
    record_many(
        Fact(
            row[1],
            CHANGED,
            ("crm.contact", row[0]),
            {"score": judged.score, "trend": str(judged.trend), "previous": row[3]},
            ACTOR,
        )
        for row, judged in turned
    )
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for row, judged in turned:
        counts[row[1]][str(judged.trend)] += 1
    append_many(Act(pk, ACTOR, "contacts.weighed", why=dict(found)) for pk, found in counts.items())
