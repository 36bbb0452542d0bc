"""What the gate said, with all that it looked at."""

from django.db import models
from pydantic import BaseModel

from compliance.choices import Channel, Purpose
from compliance.decision import Facts, Verdict, decide
from compliance.models.addressed import Addressed
from compliance.reasons import Reason


class Ground(BaseModel):
    """One thing that stood against the attempt."""

    reason: Reason
    place: str = ""
    basis: str = ""


class Grounds(BaseModel):
    """The reader of `Decision.grounds`."""

    findings: list[Ground] = []
    places: list[str] = []
    local_times: dict[str, str] = {}


class Decision(Addressed):
    """One decision on one attempt. It is never changed; `replay` decides the same facts again."""

    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    at = models.DateTimeField()
    reason = models.CharField(max_length=32, choices=Reason.choices)
    earliest = models.DateTimeField(null=True)
    rule_version = models.CharField(max_length=40)
    inputs_hash = models.CharField(max_length=64)
    inputs = models.TextField()  # JSON of compliance.decision.Facts
    grounds = models.TextField()  # JSON of Grounds

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="decision_subject"),
            models.Index(fields=["organization", "id"], name="decision_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.get_channel_display()}, {self.at:%Y-%m-%d %H:%M})"

    @property
    def allowed(self) -> bool:
        return self.reason == Reason.ALLOW

    @property
    def reasons(self) -> list[Reason]:
        """Every failing reason once, in order of precedence."""
        return list(dict.fromkeys(ground.reason for ground in self.read_grounds().findings))

    def read_grounds(self) -> Grounds:
        return Grounds.model_validate_json(self.grounds)

    def replay(self) -> Verdict:
        """The same facts under the rules of today; with the same rule version the answer is the same."""
        return decide(Facts.load(self.inputs))
