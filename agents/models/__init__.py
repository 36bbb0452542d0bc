"""What the agents decided, whom they found and offered leads to, what they asked and may say, and what they wrote."""

from agents.models.briefings import Briefing
from agents.models.decisions import AgentDecision
from agents.models.knowledge import KnowledgeEntry
from agents.models.offers import Offer
from agents.models.scouting import Candidate, LeadSearch, ScoutPlan
from agents.models.switches import RuleSwitch
from agents.models.talks import QualifierQuestion, QualifierTalk

__all__ = [
    "AgentDecision",
    "Briefing",
    "Candidate",
    "KnowledgeEntry",
    "LeadSearch",
    "Offer",
    "QualifierQuestion",
    "QualifierTalk",
    "RuleSwitch",
    "ScoutPlan",
]
