"""What was understood of a message: the value that readers hand over and `Analysis` stores."""

from pydantic import BaseModel, ConfigDict, Field

from crm.choices import AdvisedAct, Channel, Emotion, Intent, ObjectionKind, SignalKind, Strength, Tone, Urgency


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Objection(Part):
    """An obstacle; `detail` are the sender's own words where it was found."""

    kind: ObjectionKind
    severity: Strength
    detail: str = ""


class BuyingSignal(Part):
    """A sign that they mean to buy; `detail` are the sender's own words where it was found."""

    kind: SignalKind
    strength: Strength
    detail: str = ""


class EmotionalAnalysis(Part):
    """How a message feels, what it wants and what should follow.

    `layer` is who decided: header, opt_out, lexicon, model or default. `reason` and `why_a_person` are codes, no text
    of anybody.
    """

    emotion: Emotion
    confidence: float = Field(ge=0, le=1)
    intent: Intent
    objections: tuple[Objection, ...] = ()
    signals: tuple[BuyingSignal, ...] = ()
    urgency: Urgency
    act: AdvisedAct
    channel: Channel
    tone: Tone
    reason: str
    needs_human: bool
    hot: bool
    at_risk: bool
    why_a_person: tuple[str, ...] = ()
    layer: str

    @property
    def objection_kinds(self) -> tuple[ObjectionKind, ...]:
        return tuple(objection.kind for objection in self.objections)
