"""How the qualifier carries itself with somebody who feels like this. Pure."""

from enum import StrEnum

from crm.choices import Emotion
from crm.understanding import EmotionalAnalysis


class Mood(StrEnum):
    """What a feeling asks of us."""

    USUAL = "usual"
    SORRY = "sorry"  # a plain, short answer with an apology, and no question
    CLEAR = "clear"  # the same, for who was not understood
    EASY = "easy"  # an answer, and no question
    PERSON = "person"  # nothing but a person


# How sure the reading of a feeling must be to change how we speak: an apology to who is not annoyed is odd, while anger
# that was missed is worse than a person who was called for nothing.
BY_EMOTION = {
    Emotion.ANGRY: (0.6, Mood.PERSON),
    Emotion.FRUSTRATED: (0.9, Mood.SORRY),
    Emotion.CONFUSED: (0.7, Mood.CLEAR),
    Emotion.HESITANT: (0.7, Mood.EASY),
    Emotion.DISMISSIVE: (0.7, Mood.EASY),
}


def mood_for(analysis: EmotionalAnalysis | None, *, has_told: bool = False) -> Mood:
    """Of what was understood of a message; the usual one where nothing was. Who tells what we want to know does not
    hesitate."""
    least, mood = BY_EMOTION.get(analysis.emotion, (0, Mood.USUAL)) if analysis else (0, Mood.USUAL)
    if analysis is None or analysis.confidence < least or (has_told and mood is Mood.EASY):
        return Mood.USUAL
    return mood
