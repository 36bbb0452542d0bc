"""The record of every model call."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext

from quotahit import clock
from quotahit.accounts.tenancy import Owned
from quotahit.llm.choices import Outcome


class ModelCall(Owned):
    """One call, or the refusal to make it. While it runs, `cost` is what was set aside for it.

    Question and answer may hold personal data: they live here alone, in columns that erasure can empty.
    """

    at = models.DateTimeField(default=clock.now)
    prompt = models.CharField(max_length=80)
    prompt_version = models.CharField(max_length=12, blank=True)
    vendor = models.CharField(max_length=40)
    model = models.CharField(max_length=80)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=12, decimal_places=6, default=Decimal(0))
    currency = models.CharField(max_length=3, default="USD")
    latency_ms = models.PositiveIntegerField(null=True)
    retries = models.PositiveSmallIntegerField(default=0)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.RUNNING)
    error_code = models.CharField(max_length=80, blank=True)
    question = models.TextField(blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [
            # Holds what a month has cost, which every paid call asks.
            models.Index(fields=["organization", "at", "cost"], name="model_call_costs"),
            models.Index(fields=["subject_type", "subject_id"], name="model_call_subject"),
        ]

    def __str__(self) -> str:
        return gettext("{prompt} by {value}").format(prompt=self.prompt, value=self.model or self.vendor)
