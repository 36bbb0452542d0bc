"""May we? A pure decision from facts and rules."""

from compliance.decision.decide import decide
from compliance.decision.facts import Facts
from compliance.decision.verdict import Finding, Verdict

__all__ = ["Facts", "Finding", "Verdict", "decide"]
