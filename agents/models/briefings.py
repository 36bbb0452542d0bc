"""What a rep reads about a lead before they take it."""

from django.db import models

from agents.statements import Statement, load_statements
from crm.models import Contact
from quotahit import clock
from quotahit.accounts.tenancy import Owned


class Briefing(Owned):
    """Who a lead is, what they need, and what to say to them; every statement names what it stands on."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="briefings")
    lines = models.JSONField(default=list)  # agents.statements.Statement
    by = models.CharField(max_length=8, default="offline")  # model or offline
    call_id = models.BigIntegerField(null=True, blank=True)  # llm.ModelCall, which may be pruned before
    at = models.DateTimeField(default=clock.now)

    class Meta:
        get_latest_by = ("at", "id")
        indexes = [models.Index(fields=["contact", "-at"], name="briefing_newest")]

    def __str__(self) -> str:
        return f"Briefing about {self.contact}"

    @property
    def statements(self) -> list[Statement]:
        return load_statements(self.lines)
