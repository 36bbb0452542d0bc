"""What was understood of what people said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.choices import AdvisedAct, Channel, Emotion, Intent, Tone, Urgency
from crm.models.people import Contact
from crm.models.work import Interaction
from crm.understanding import BuyingSignal, EmotionalAnalysis, Objection
from quotahit import clock
from quotahit.accounts.tenancy import Owned

PLAIN = ("emotion", "intent", "urgency", "act", "channel", "tone", "reason", "needs_human", "hot", "at_risk", "layer")


class Analysis(Owned):
    """The reading of one inbound line of the timeline; read again, it is written anew."""

    interaction = models.OneToOneField(Interaction, on_delete=models.CASCADE, related_name="analysis")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="analyses", db_index=False)
    emotion = models.CharField(max_length=12, choices=Emotion.choices)
    confidence = models.DecimalField(max_digits=4, decimal_places=3)
    intent = models.CharField(max_length=16, choices=Intent.choices)
    objections = models.JSONField(default=list, blank=True)  # of `Objection`; read it by `analysis`
    signals = models.JSONField(default=list, blank=True)  # of `BuyingSignal`
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    act = models.CharField(max_length=20, choices=AdvisedAct.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    tone = models.CharField(max_length=14, choices=Tone.choices)
    reason = models.CharField(max_length=200, blank=True)
    needs_human = models.BooleanField(default=False)
    hot = models.BooleanField(default=False)
    at_risk = models.BooleanField(default=False)
    why_a_person = models.JSONField(default=list, blank=True)  # codes
    layer = models.CharField(max_length=12)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = _("analyses")
        indexes = [models.Index(fields=["contact", "-at"], name="analysis_of_contact")]

    def __str__(self) -> str:
        return f"{self.get_emotion_display()}, {self.get_intent_display().lower()}"

    @property
    def analysis(self) -> EmotionalAnalysis:
        """The value that is stored here."""
        return EmotionalAnalysis(
            **{name: getattr(self, name) for name in PLAIN},
            confidence=float(self.confidence),
            objections=tuple(Objection.model_validate(one) for one in self.objections),
            signals=tuple(BuyingSignal.model_validate(one) for one in self.signals),
            why_a_person=tuple(self.why_a_person),
        )
