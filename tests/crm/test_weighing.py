"""The engagement score: what it is made of, where it goes, and that it is stored for whoever is weighed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.analyses import keep_analysis
from crm.choices import AdvisedAct, Channel, Direction, Emotion, Engagement, Intent, Tone, Trend, Urgency
from crm.engagement import earn
from crm.engagement_score import Evidence, Judgement, Sign, Word, judge
from crm.interactions import log_interaction
from crm.models import Contact
from crm.understanding import EmotionalAnalysis
from crm.weighing import evidence_of, judgement_of, weigh, weigh_all, words_of
from quotahit import clock
from quotahit.accounts.models import Organization
from tests.crm.helpers import events, logged

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def ours(days_ago: float, channel: str = "email") -> Word:
    return Word(NOON - days_ago * DAY, False, channel)


def theirs(days_ago: float, mood: float | None = 0.75, channel: str = "email", **flags: bool) -> Word:
    return Word(NOON - days_ago * DAY, True, channel, mood, **flags)


def judged(*words: Word, signs: tuple[tuple[float, int], ...] = (), at: datetime = NOON) -> Judgement:
    found = judge(Evidence(words, [Sign(NOON - age * DAY, points) for age, points in signs]), at)
    assert found is not None
    return found


def points(judgement: Judgement) -> dict[str, int]:
    return {part.code: part.points for part in judgement.parts}


def test_the_parts_are_those_of_the_formula_and_add_up() -> None:
    found = judged(ours(2), theirs(1), ours(0.5), theirs(0, mood=1.0, channel="chat"), signs=((0, 15), (14, 20)))
    fresh, day_old = 1.0, 0.5 ** (1 / 14)
    said = fresh + day_old
    expected = {
        "answers": 35 * said / (said + 0.5),
        "speed": 15 * (day_old * 0.5 + fresh * 0.5**0.5) / (said + 0.5),
        "sentiment": 15 * (day_old * 0.75 + fresh) / (said + 0.5) + 5 * 0.25,
        "channels": 10 * said / 2,
        "interest": 20 * 25 / 50,
    }
    assert points(found) == {code: int(value + 0.5) for code, value in expected.items()}
    assert found.score == sum(points(found).values())
    assert [(part.seen, part.of) for part in found.parts[:2]] == [(2, 2), (24, 2)]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ((ours(1), theirs(0.9)), (ours(30), theirs(29.9))),
        ((ours(1), theirs(0.9)), (ours(9), ours(6), ours(4.5), ours(1), theirs(0.9))),
        ((ours(1), theirs(0.9)), (ours(6), theirs(0.9))),
        ((ours(1), theirs(0.9)), (ours(1), theirs(0.9, mood=-1.0))),
        ((ours(5), theirs(4, mood=-1.0), theirs(0.9)), (ours(5), theirs(4), theirs(0.9, mood=-1.0))),
        ((theirs(2, channel="chat"), theirs(1)), (theirs(2), theirs(1))),
    ],
    ids=[
        "recent counts more",
        "silence costs",
        "speed counts",
        "mood counts",
        "getting better counts",
        "channels count",
    ],
)
def test_what_makes_a_score_higher(better: tuple[Word, ...], worse: tuple[Word, ...]) -> None:
    assert judged(*better).score > judged(*worse).score


def test_everything_fades_to_nothing_and_never_leaves_its_bounds() -> None:
    eager = [word for day in range(10, 0, -1) for word in (ours(day + 0.1), theirs(day, mood=1.0, channel=f"c{day}"))]
    assert 80 < judged(*eager, signs=((0, 500),)).score <= 100
    angry = [word for day in range(10, 0, -1) for word in (ours(day + 3), theirs(day, mood=-1.0))]
    assert judged(*angry).score >= 0
    scores = [judged(*eager, at=NOON + weeks * 7 * DAY).score for weeks in range(30)]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == 0


def test_nothing_is_said_of_whom_nothing_is_known_and_a_message_gets_three_days() -> None:
    assert judge(Evidence(), NOON) is None
    assert judge(Evidence([ours(2.9)]), NOON) is None
    assert judged(ours(3)).score == 0


@pytest.mark.parametrize(
    ("words", "signs", "trend"),
    [
        ((ours(4),), (), Trend.STABLE),
        ([ours(day) for day in (4, 5, 6, 7)], (), Trend.STABLE),
        ([ours(day) for day in (8, 7, 6, 5, 4)], (), Trend.COLD),
        ((ours(20),), ((19, 15),), Trend.STABLE),
        ((ours(20), ours(10), ours(5)), ((19, 15),), Trend.COOLING),
        ((ours(5),), ((1, 15),), Trend.WARMING),
        ((ours(1), theirs(0.9, is_hot=True)), (), Trend.HOT),
        ((ours(9), theirs(8, is_hot=True)), (), Trend.STABLE),
        ((ours(3), theirs(2, mood=1.0), ours(1), theirs(0.9, mood=1.0, channel="chat")), ((0, 60),), Trend.HOT),
        ((ours(3), theirs(2), theirs(1, mood=-0.8, is_no=True)), ((0, 60),), Trend.COLD),
        ((ours(12), theirs(11.9), ours(11), theirs(10.9), ours(5)), (), Trend.COOLING),
    ],
    ids=[
        *("one silent message", "four silent messages", "five silent messages", "a click that nobody followed"),
        *("clicked, and then silent twice", "clicked yesterday", "about to buy", "was about to buy last week"),
        *("a high score", "said no", "talked, and fell silent"),
    ],
)
def test_where_it_is_going(words: tuple[Word, ...], signs: tuple[tuple[float, int], ...], trend: Trend) -> None:
    words = sorted(words)
    assert judged(*words, signs=signs).trend == trend


@pytest.fixture
def say(acme: Organization) -> Callable[..., None]:
    """`say(dana, Emotion.EXCITED)`: they write it now, and it is read so."""

    def heard(contact: Contact, emotion: Emotion, intent: Intent = Intent.INTERESTED, *, hot: bool = False) -> None:
        line = log_interaction(acme, contact, channel=Channel.EMAIL, direction=Direction.INBOUND, actor="system:test")
        analysis = EmotionalAnalysis(
            emotion=emotion,
            confidence=0.9,
            intent=intent,
            urgency=Urgency.SOON,
            act=AdvisedAct.CONTINUE,
            channel=Channel.EMAIL,
            tone=Tone.WARM,
            reason="read so",
            needs_human=False,
            hot=hot,
            at_risk=False,
            layer="rules",
        )
        keep_analysis(line, analysis, actor="system:test")

    return heard


@pytest.mark.django_db
def test_what_is_heard_is_weighed_at_once_and_a_new_trend_is_told_once(
    acme: Organization, dana: Contact, say: Callable[..., None]
) -> None:
    with clock.stopped(NOON):
        say(dana, Emotion.EXCITED, Intent.READY_TO_BUY, hot=True)
        dana.refresh_from_db()
        assert (dana.engagement_trend, dana.engagement_score) == (Trend.HOT, 38)
        assert weigh([dana.pk]) == 0
    told = [payload for _, payload in events("engagement.trend_changed")]
    assert [(one["previous"], one["trend"]) for one in told] == [("", "warming"), ("warming", "hot")]
    assert logged("contacts.weighed")[-1] == ("system:weigh", {"hot": 1})


@pytest.mark.django_db
def test_a_click_is_weighed_and_a_machines_is_not(acme: Organization, dana: Contact) -> None:
    earn(acme, dana, Engagement.EMAIL_CLICKED, source="test", key="click:1", is_machine=True)
    dana.refresh_from_db()
    assert dana.engagement_score is None
    earn(acme, dana, Engagement.EMAIL_CLICKED, source="test", key="click:1")
    dana.refresh_from_db()
    assert (dana.engagement_score, dana.engagement_trend) == (6, Trend.WARMING)


@pytest.mark.django_db
def test_a_machines_answer_says_nothing(acme: Organization, dana: Contact) -> None:
    inbound = {"channel": Channel.EMAIL, "direction": Direction.INBOUND, "actor": "system:test"}
    log_interaction(acme, dana, outcome="out_of_office", **inbound)
    dana.refresh_from_db()
    assert (dana.engagement_score, dana.engagement_trend) == (None, "")


@pytest.mark.django_db
def test_silence_is_found_by_the_hourly_round_in_few_queries_however_many_they_are(
    acme: Organization, dana: Contact
) -> None:
    others = [
        Contact.objects.create(organization=acme, first_name=f"Pat{number}", name_key=f"pat{number}")
        for number in range(12)
    ]
    for contact in (dana, *others):
        for days in (30, 25, 20, 15, 10):
            log_interaction(
                acme, contact, channel=Channel.EMAIL, direction=Direction.OUTBOUND, actor="x", at=NOON - days * DAY
            )
    Contact.objects.update(engagement_score=None, engagement_trend="")
    with clock.stopped(NOON), CaptureQueriesContext(connection) as queries:
        assert weigh_all() == 13
        assert weigh_all(batch=5) == 0
    assert set(Contact.objects.values_list("engagement_score", "engagement_trend")) == {(0, Trend.COLD)}
    assert len(queries) < 50


@pytest.mark.django_db
def test_the_page_computes_what_is_stored(acme: Organization, dana: Contact, say: Callable[..., None]) -> None:
    with clock.stopped(NOON):
        say(dana, Emotion.INTERESTED)
        earn(acme, dana, Engagement.SITE_VISITED, source="test", key="visit:1")
        ledger = list(dana.engagement_entries.all())
        shown = judgement_of(words_of([dana.pk], NOON), ledger, NOON)
        assert shown == judge(evidence_of([dana.pk], NOON)[dana.pk], NOON)
    dana.refresh_from_db()
    assert shown is not None
    assert (shown.score, shown.trend) == (dana.engagement_score, dana.engagement_trend)
