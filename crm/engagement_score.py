"""The engagement score, 0 to 100, and where it is going: arithmetic alone, of what is known of one contact.

What was said and done counts by its age: w = 0.5 ^ (age / 14 days), the half-life of the ledger (crm.engagement).

    answers    35 × R / (S + 0.5)        R: what they said; S: R, and our messages that had no answer for three days
    speed      15 × Σ w·v / (Σ w + 0.5)  v = 0.5 ^ (hours until the answer / 24), of each message that was answered
    sentiment  15 × Σ w·m / (Σ w + 0.5)  m: the mood of each word of theirs, -1 to 1
               + 5 × w·(m - mean before) the last word beside those before it: better or worse
    channels   10 × Σ w / 2, at most 10  w of the last word on each channel that they speak on
    interest   20 × P / 50, at most 20   P: the ledger's faded points, but for those of answers, which count above

Each is rounded half up, and the score is their sum, from 0 to 100. The half in the divisors is what we have not seen
yet: one answer to one message is less sure than five to five, and silence draws everything to nothing.

The trend is the first that holds; before means by the same arithmetic as of a week ago.

    cold     the last word of theirs is a no, or five messages in a row had neither an answer, an open nor a click
    hot      the score is 60 or more, or their last word, of the last seven days, says that they are about to buy
    cooling  at least 5 points less than before and a quarter of it, or two messages in a row without any sign of them
             after there had been some
    warming  at least 5 points more than before
    stable   everything else
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from crm.choices import Emotion, Intent, Trend
from crm.engagement import HALF_LIFE

GRACE = timedelta(days=3)  # so long a message may lie before it counts as unanswered
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
UNSEEN = 0.5
HOT, STEP = 60, 5
SILENT_COOLS, SILENT_COLD = 2, 5  # messages in a row without any sign of them
ANSWERS, SPEED, SENTIMENT, DIRECTION, CHANNELS, INTEREST = 35, 15, 15, 5, 10, 20
MUCH_INTEREST, MANY_CHANNELS = 50, 2
MOODS = {
    Emotion.EXCITED: 1.0,
    Emotion.INTERESTED: 0.75,
    Emotion.NEUTRAL: 0.25,  # whoever answers matter of factly is talking with us
    Emotion.CONFUSED: 0.0,
    Emotion.HESITANT: -0.1,
    Emotion.FRUSTRATED: -0.6,
    Emotion.DISMISSIVE: -0.8,
    Emotion.ANGRY: -1.0,
}
A_NO = frozenset({Intent.STOP, Intent.NOT_INTERESTED})


class Word(NamedTuple):
    """One message of theirs or of ours."""

    at: datetime
    is_theirs: bool
    channel: str
    mood: float | None = None  # None where nobody has read it
    is_no: bool = False
    is_hot: bool = False


class Sign(NamedTuple):
    """One act in the ledger: an open, a click, a visit."""

    at: datetime
    points: int


@dataclass(frozen=True)
class Evidence:
    """What is known of one contact, oldest first."""

    words: Sequence[Word] = ()
    signs: Sequence[Sign] = ()

    def until(self, at: datetime) -> "Evidence":
        """What was known then."""
        return Evidence([one for one in self.words if one.at <= at], [one for one in self.signs if one.at <= at])


@dataclass(frozen=True)
class Part:
    """One addend of the score, with what it was made of."""

    code: str
    points: int
    most: int
    seen: int = 0
    of: int = 0

    @property
    def label(self) -> str:
        return {
            "answers": gettext("Answers"),
            "speed": gettext("Speed of answers"),
            "sentiment": gettext("Sentiment"),
            "channels": gettext("Channels"),
            "interest": gettext("Opens, clicks and visits"),
        }[self.code]

    @property
    def reason(self) -> str:
        """Why it is as much, in words."""
        if self.code == "answers":
            return gettext("{seen} of {of} of our messages were answered").format(seen=self.seen, of=self.of)
        if self.code == "speed":
            usual = ngettext("usually within {n} hour", "usually within {n} hours", self.seen).format(n=self.seen)
            return usual if self.of else gettext("no message was answered")
        if self.code == "sentiment":
            return _mood_in_words(self.seen) if self.of else gettext("nothing was read yet")
        if self.code == "channels":
            return ngettext("{n} channel", "{n} channels", self.seen).format(n=self.seen)
        return ngettext("{n} point of the ledger", "{n} points of the ledger", self.seen).format(n=self.seen)


@dataclass(frozen=True)
class Judgement:
    """What it all comes to."""

    score: int
    trend: Trend
    parts: tuple[Part, ...]
    silent: int  # messages in a row without any sign of them


def judge(evidence: Evidence, at: datetime) -> Judgement | None:
    """The score and the trend as of `at`; None while there is nothing to judge by."""
    evidence = evidence.until(at)
    parts = _parts(evidence, at)
    silent = _silent(evidence, at)
    if not silent and not evidence.signs and not any(word.is_theirs for word in evidence.words):
        return None
    score = _sum(parts)
    before = _sum(_parts(evidence.until(at - WEEK), at - WEEK))
    return Judgement(score, _trend(evidence, at, score, before, silent), parts, silent)


def _trend(evidence: Evidence, at: datetime, score: int, before: int, silent: int) -> Trend:
    last = next((word for word in reversed(evidence.words) if word.is_theirs), None)
    if (last and last.is_no) or silent >= SILENT_COLD:
        return Trend.COLD
    if score >= HOT or (last and last.is_hot and at - last.at <= WEEK):
        return Trend.HOT
    fell = before - score
    had_signs = last is not None or bool(evidence.signs)
    if (fell >= STEP and fell * 4 >= before) or (had_signs and silent >= SILENT_COOLS):
        return Trend.COOLING
    return Trend.WARMING if score - before >= STEP else Trend.STABLE


def _parts(evidence: Evidence, at: datetime) -> tuple[Part, ...]:
    def fade(then: datetime) -> float:
        return 0.5 ** ((at - then) / HALF_LIFE)

    theirs = [word for word in evidence.words if word.is_theirs]
    points = sum(sign.points * fade(sign.at) for sign in evidence.signs)
    lately = {word.channel: fade(word.at) for word in theirs}
    channels = min(1, sum(lately.values()) / MANY_CHANNELS)
    return (
        *_answers(evidence.words, at, fade),
        _sentiment([(fade(word.at), word.mood) for word in theirs if word.mood is not None]),
        Part("channels", _half_up(CHANNELS * channels), CHANNELS, len(lately)),
        Part("interest", _half_up(INTEREST * min(1, points / MUCH_INTEREST)), INTEREST, _half_up(points)),
    )


def _answers(words: Sequence[Word], at: datetime, fade: Callable[[datetime], float]) -> tuple[Part, Part]:
    """How many of our messages they answer, and how soon."""
    gaps = [(fade(next_.at), next_.at - ours.at) for ours, next_ in pairwise(words) if _is_answer(ours, next_)]
    unanswered = _unanswered(words, at)
    said = sum(fade(word.at) for word in words if word.is_theirs)
    rate = said / (said + sum(fade(word.at) for word in unanswered) + UNSEEN)
    speed = _mean([(weight, 0.5 ** (gap / DAY)) for weight, gap in gaps], UNSEEN)
    middle = sorted(gap for _, gap in gaps)[len(gaps) // 2] / HOUR if gaps else 0
    return (
        Part("answers", _half_up(ANSWERS * rate), ANSWERS, len(gaps), len(gaps) + len(unanswered)),
        Part("speed", _half_up(SPEED * speed), SPEED, _half_up(middle), len(gaps)),
    )


def _sentiment(read: Sequence[tuple[float, float]]) -> Part:
    """The mood of what was read, given with its weight, and whether it gets better."""
    points = SENTIMENT * _mean(read, UNSEEN) + DIRECTION * _direction(read)
    return Part("sentiment", _half_up(points), SENTIMENT + DIRECTION, _half_up(100 * _mean(read, 0)), len(read))


def _is_answer(one: Word, next_: Word | None) -> bool:
    return not one.is_theirs and next_ is not None and next_.is_theirs


def _unanswered(words: Sequence[Word], at: datetime) -> list[Word]:
    """Messages of ours that have lain for long enough; what they said next was the answer to the last before it."""
    lone = [one for one, next_ in pairwise([*words, None]) if one and not one.is_theirs and not _is_answer(one, next_)]
    return [word for word in lone if at - word.at >= GRACE]


def _silent(evidence: Evidence, at: datetime) -> int:
    """How many messages in a row, up to the last that counts, had no sign of them at all after the one before."""
    signs = [word.at for word in evidence.words if word.is_theirs] + [sign.at for sign in evidence.signs]
    since = max(signs, default=None)
    return sum(since is None or word.at > since for word in _unanswered(evidence.words, at))


def _direction(read: Sequence[tuple[float, float]]) -> float:
    """How much better (up to 1) or worse the last word is than those before it, as long as it is fresh."""
    if len(read) < 2:
        return 0.0
    weight, last = read[-1]
    return max(-1.0, min(1.0, last - _mean(read[:-1], 0))) * weight


def _mean(weighed: Sequence[tuple[float, float]], unseen: float) -> float:
    total = sum(weight for weight, _ in weighed) + unseen
    return sum(weight * value for weight, value in weighed) / total if total else 0.0


def _half_up(number: float) -> int:
    return int(number + 0.5) if number >= 0 else -int(-number + 0.5)


def _sum(parts: Sequence[Part]) -> int:
    return max(0, min(100, sum(part.points for part in parts)))


def _mood_in_words(percent: int) -> str:
    if percent >= 50:
        return gettext("mostly interested")
    if percent >= 10:
        return gettext("mostly matter of fact")
    return gettext("mixed") if percent > -40 else gettext("mostly put off")
