"""What should follow a message: the act, the channel and the tone, with the reason as a code."""

from dataclasses import dataclass

from crm.choices import AdvisedAct, Channel, Emotion, Intent, Tone, Urgency
from crm.understanding import BuyingSignal, EmotionalAnalysis, Objection
from outreach.analysis.flags import NEAR, is_hot
from outreach.analysis.marks import Said

CLOSED = (Intent.STOP, Intent.NOT_INTERESTED)
ASKED_FOR = {
    "by_phone": Channel.VOICE_LIVE,
    "by_mail": Channel.EMAIL,
    "by_text": Channel.SMS,
    "by_video": Channel.MEETING,
}
TONES = {
    Emotion.EXCITED: Tone.ENTHUSIASTIC,
    Emotion.INTERESTED: Tone.WARM,
    Emotion.NEUTRAL: Tone.FACTUAL,
    Emotion.HESITANT: Tone.REASSURING,
    Emotion.FRUSTRATED: Tone.APOLOGETIC,
    Emotion.CONFUSED: Tone.CLEAR,
    Emotion.ANGRY: Tone.CALM,
    Emotion.DISMISSIVE: Tone.BRIEF,
}


@dataclass(frozen=True)
class Read:
    """What is known of a message before anything is advised."""

    emotion: Emotion
    confidence: float
    intent: Intent
    urgency: Urgency
    layer: str
    objections: tuple[Objection, ...] = ()
    signals: tuple[BuyingSignal, ...] = ()
    why_a_person: tuple[str, ...] = ()
    at_risk: bool = False
    is_machine: bool = False

    @property
    def hot(self) -> bool:
        kinds = [objection.kind for objection in self.objections]
        return is_hot(self.intent, self.urgency, kinds, has_signal=bool(self.signals))


def with_advice(read: Read, channel: Channel, asked: Channel) -> EmotionalAnalysis:
    """The whole analysis: what to do, on the channel that the message came by, or the one that it asks for."""
    act, reason = _act(read, is_elsewhere=asked is not channel)
    return EmotionalAnalysis(
        emotion=read.emotion,
        confidence=round(read.confidence, 3),
        intent=read.intent,
        objections=read.objections,
        signals=read.signals,
        urgency=read.urgency,
        act=act,
        channel=asked,
        tone=Tone.APOLOGETIC if "complaint" in read.why_a_person else TONES[read.emotion],
        reason=reason,
        needs_human=bool(read.why_a_person),
        hot=read.hot,
        at_risk=read.at_risk,
        why_a_person=read.why_a_person,
        layer=read.layer,
    )


def channel_asked_for(marked: Said, channel: Channel) -> Channel:
    """The channel on which the sender would rather talk; this one if they name none."""
    return next((wanted for mark, wanted in ASKED_FOR.items() if marked.has(mark)), channel)


def _act(read: Read, *, is_elsewhere: bool) -> tuple[AdvisedAct, str]:
    """The first that fits."""
    if read.why_a_person:
        return AdvisedAct.ESCALATE, "needs a person: " + ", ".join(read.why_a_person)
    if read.is_machine:
        return AdvisedAct.CONTINUE, "an automatic message"
    if read.at_risk:
        return AdvisedAct.ESCALATE, "a customer or deal may be lost"
    if read.intent in CLOSED:
        return AdvisedAct.END, "wants no more contact" if read.intent is Intent.STOP else "refuses"
    if read.hot or read.intent is Intent.READY_TO_BUY:
        is_ready = read.intent is Intent.READY_TO_BUY
        return AdvisedAct.FAST_TRACK, "ready to buy" if is_ready else "a buying signal, and soon"
    if read.intent is Intent.OBJECTION:
        return AdvisedAct.ADDRESS, "objects: " + (", ".join(one.kind for one in read.objections) or "no type named")
    if is_elsewhere:
        return AdvisedAct.SWITCH, "asks for another channel"
    if read.intent is Intent.INTERESTED and read.urgency in NEAR:
        return AdvisedAct.FAST_TRACK, "wants a next step soon"
    return AdvisedAct.PAUSE, f"has to be answered: {read.intent.label.lower()}"
