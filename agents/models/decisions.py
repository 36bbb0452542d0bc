"""What the agents decided, and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agents import words
from crm.models import Contact, Deal
from quotahit import clock
from quotahit.accounts.tenancy import Owned


class AgentDecision(Owned):
    """One decision of an agent or a rule: what was, what shall be, by which rule and for which reason."""

    agent = models.CharField(max_length=40)
    kind = models.CharField(max_length=80)  # the acts of the rule, joined by "+"; deal, skip, route, offer, unassigned
    rule = models.CharField(max_length=80)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="decisions")
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, null=True, blank=True, related_name="decisions")
    before = models.CharField(_("from"), max_length=80, blank=True)
    after = models.CharField(_("to"), max_length=80, blank=True)
    reason = models.TextField()
    detail = models.JSONField(default=dict, blank=True)  # of routing: agents.orchestrator.routing.record.Weighed
    event_id = models.BigIntegerField(null=True, blank=True)
    run_id = models.BigIntegerField(null=True, blank=True)
    key = models.CharField(max_length=160, null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="agent_decision_once")]
        indexes = [models.Index(fields=["organization", "-at"], name="agent_decision_newest")]

    def __str__(self) -> str:
        return f"{self.agent}: {self.before or '–'} → {self.after}"

    @property
    def happened(self) -> str:
        """What led to it, in words."""
        return words.happened(self.kind, self.before)

    @property
    def done(self) -> str:
        """What it does, in words."""
        return words.done(self.kind, self.after)
