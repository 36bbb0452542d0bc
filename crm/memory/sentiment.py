"""How somebody feels about us on the whole: of their last messages the recent ones count more."""

from collections.abc import Sequence

from crm.choices import Emotion, Sentiment

FADES = 0.7  # what a message counts beside the one after it
LOOKED_AT = 10
TELLING = 0.2  # from here on it leans to a side
_OF_EMOTION = {
    Emotion.EXCITED: 1.0,
    Emotion.INTERESTED: 0.7,
    Emotion.NEUTRAL: 0.0,
    Emotion.CONFUSED: -0.2,
    Emotion.HESITANT: -0.3,
    Emotion.FRUSTRATED: -0.6,
    Emotion.DISMISSIVE: -0.8,
    Emotion.ANGRY: -1.0,
}
_OF_SENTIMENT = {Sentiment.POSITIVE: 1.0, Sentiment.NEUTRAL: 0.0, Sentiment.NEGATIVE: -1.0}
Feeling = tuple[str | None, str]  # emotion of the analysis where there is one, sentiment of the line


def overall(feelings: Sequence[Feeling]) -> Sentiment | None:
    """The sentiment over all of them, the newest first; None where nothing is known."""
    values = [value for feeling in feelings[:LOOKED_AT] if (value := _value(*feeling)) is not None]
    if not values:
        return None
    weights = [FADES**place for place in range(len(values))]
    mean = sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights)
    if abs(mean) < TELLING:
        return Sentiment.NEUTRAL
    return Sentiment.POSITIVE if mean > 0 else Sentiment.NEGATIVE


def _value(emotion: str | None, sentiment: str) -> float | None:
    """What they wanted, and how it sounded: a refusal in kind words is still one."""
    known = [_OF_SENTIMENT[Sentiment(sentiment)]] if sentiment else []
    known += [_OF_EMOTION[Emotion(emotion)]] if emotion else []
    return sum(known) / len(known) if known else None
