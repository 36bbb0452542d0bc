"""What a decision says: every reason with its law, where and when it looked, and when it would be allowed."""

from dataclasses import dataclass
from datetime import datetime

from compliance.reasons import Reason


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands against the attempt; `place` is a state, a zone or a registry, `basis` its source."""

    reason: Reason
    place: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    findings: tuple[Finding, ...]
    places: tuple[str, ...]
    local_times: tuple[tuple[str, str], ...]  # (zone, wall time there)
    earliest: datetime | None  # None: no waiting will do
    rule_version: str
    inputs: str  # the facts as JSON
    inputs_hash: str

    @property
    def allowed(self) -> bool:
        return not self.findings

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every failing reason once, in order of precedence."""
        return tuple(dict.fromkeys(finding.reason for finding in self.findings))

    @property
    def reason(self) -> Reason:
        """The first failing reason, or ALLOW."""
        return self.findings[0].reason if self.findings else Reason.ALLOW
