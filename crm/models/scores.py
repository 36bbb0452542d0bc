"""How well a contact fits, and how much they engage."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.choices import Band, Engagement
from crm.models.people import Contact
from quotahit import clock
from quotahit.accounts.tenancy import Owned


class ScoringProfile(Owned):
    """Signals with weights, one version after another; a score keeps the version it was made with."""

    version = models.PositiveIntegerField(default=1)
    signals = models.JSONField(default=list)  # crm.signals.Signal: code, label, weight, prior, rules
    ideal_customer = models.JSONField(default=dict)  # crm.ideal_customer.IdealCustomer, as of this version
    is_active = models.BooleanField(default=True)
    created_by = models.CharField(max_length=80, default="")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "version"], name="scoring_profile_version"),
            models.UniqueConstraint(
                fields=["organization"], name="scoring_profile_one_active", condition=models.Q(is_active=True)
            ),
        ]

    def __str__(self) -> str:
        return gettext("Scoring profile, version {version}").format(version=self.version)


class Score(Owned):
    """A fit score with its reasons; `lines` hold signal, weight, state, points and reason, and sum to `fit`."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="scores")
    profile = models.ForeignKey(ScoringProfile, on_delete=models.RESTRICT, related_name="+")
    fit = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=4, choices=Band.choices)
    known = models.DecimalField(_("known share"), max_digits=4, decimal_places=3)
    lines = models.JSONField(default=list)  # crm.fit.Line
    # The values read, as of then: whoever learns from outcomes needs them.
    features = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    cause = models.CharField(max_length=40, default="created")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["contact", "-at", "-id"], name="score_latest")]
        get_latest_by = ("at", "id")

    def __str__(self) -> str:
        return f"{self.fit} ({self.band})"


class EngagementEntry(Owned):
    """One line of the engagement ledger; a machine's open or click is written down and earns nothing."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="engagement_entries")
    kind = models.CharField(max_length=20, choices=Engagement.choices)
    points = models.PositiveSmallIntegerField()
    is_machine = models.BooleanField(default=False)
    source = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=160, null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="engagement_key_once")]
        indexes = [models.Index(fields=["contact", "-at"], name="engagement_ledger")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} +{self.points}"
