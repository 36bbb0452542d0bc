"""Deals and the stages they move through."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from crm.choices import StageKind
from crm.models.people import Company, Contact
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet
from quotahit.accounts.validators import currency_code


class Pipeline(Owned):
    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="pipeline_once"),
            models.UniqueConstraint(
                fields=["organization"], name="pipeline_one_default", condition=models.Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stage(Owned):
    pipeline = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=4, choices=StageKind.choices, default=StageKind.OPEN)
    probability = models.PositiveSmallIntegerField("probability, %", default=10)

    class Meta:
        ordering = ["pipeline", "position"]
        constraints = [models.UniqueConstraint(fields=["pipeline", "name"], name="stage_once")]

    def __str__(self) -> str:
        return self.name


class Deal(Owned):
    name = models.CharField(max_length=200)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="deals")
    company = models.ForeignKey(Company, on_delete=models.SET_NULL, null=True, blank=True, related_name="deals")
    stage = models.ForeignKey(Stage, on_delete=models.RESTRICT, related_name="deals")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD", validators=[currency_code])
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expected_close = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    lost_reason = models.CharField(max_length=200, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    history = HistoricalRecords(excluded_fields=["updated_at"])
    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0), name="deal_amount_not_negative"
            )
        ]
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="deal_newest")]

    def __str__(self) -> str:
        return self.name


class StageChange(Owned):
    """One move of a deal, from a stage or from nothing."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="stage_changes")
    before = models.ForeignKey(Stage, on_delete=models.SET_NULL, null=True, related_name="+")
    after = models.ForeignKey(Stage, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
