"""What the gate said, with all that it looked at."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from compliance.choices import Channel, Purpose
from compliance.decision import Facts, Verdict, decide
from compliance.models.addressed import Addressed
from compliance.reasons import Reason
from quotahit.accounts.tenancy import Owned, unchecked_organization


class Objection(BaseModel):
    """One thing that stood against an attempt, with the place it holds in and the law it rests on."""

    reason: Reason
    place: str = ""
    basis: str = ""


class Findings(BaseModel):
    """The reader of `Grounds.findings`."""

    objections: list[Objection] = []
    places: list[str] = []
    local_times: dict[str, str] = {}


class Grounds(Owned):
    """The facts and findings behind decisions. Attempts of one batch that are alike in all that counts share a row."""

    channel = models.CharField(max_length=10, choices=Channel.choices)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    earliest = models.DateTimeField(null=True)
    rule_version = models.CharField(max_length=40)
    inputs_hash = models.CharField(max_length=64)
    inputs = models.TextField()  # JSON of compliance.decision.Facts
    findings = models.TextField()  # JSON of Findings

    class Meta:
        verbose_name_plural = _("grounds")

    def __str__(self) -> str:
        return gettext("{inputs_hash} under {rule_version}").format(
            inputs_hash=self.inputs_hash[:12], rule_version=self.rule_version
        )

    @classmethod
    def of(cls, organization_id: int, facts: Facts, verdict: Verdict) -> Self:
        """The grounds of a verdict, not yet saved."""
        findings = Findings(
            objections=[Objection(reason=it.reason, place=it.place, basis=it.basis) for it in verdict.findings],
            places=list(verdict.places),
            local_times=dict(verdict.local_times),
        )
        return cls(
            organization_id=organization_id,
            channel=facts.channel.value,
            purpose=facts.purpose.value,
            earliest=verdict.earliest,
            rule_version=verdict.rule_version,
            inputs_hash=verdict.inputs_hash,
            inputs=verdict.inputs,
            findings=findings.model_dump_json(exclude_defaults=True),
        )

    def read_findings(self) -> Findings:
        return Findings.model_validate_json(self.findings)


class Decision(Addressed):
    """One decision on one attempt. It is never changed; `replay` decides the same facts again."""

    organization = unchecked_organization(db_index=False)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()
    allowed = models.BooleanField()
    reason = models.CharField(max_length=32, choices=Reason.choices)
    # Written with it in one transaction, and nobody deletes grounds that have decisions: the database need not check.
    grounds = models.ForeignKey(Grounds, on_delete=models.CASCADE, related_name="decisions", db_constraint=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="decision_subject"),
            models.Index(fields=["organization", "at"], name="decision_time"),
            models.Index(
                fields=["organization", "at", "reason"], name="decision_refusals", condition=models.Q(allowed=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.at:%Y-%m-%d %H:%M})"

    @property
    def reasons(self) -> list[Reason]:
        """Every failing reason once, in order of precedence."""
        return list(dict.fromkeys(objection.reason for objection in self.grounds.read_findings().objections))

    @property
    def earliest(self) -> datetime | None:
        """When the attempt would be allowed; None when no waiting will do."""
        return self.grounds.earliest

    def replay(self) -> Verdict:
        """The same facts under the rules of today; with the same rule version the answer is the same."""
        return decide(Facts.load(self.grounds.inputs))
