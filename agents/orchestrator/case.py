"""What an act is given."""

from dataclasses import dataclass

from agents.orchestrator.facts import Situation
from agents.orchestrator.rules import Rule
from crm.models import Contact, Deal
from quotahit.events.models import Event
from quotahit.workflow.context import Context

ACTOR = "agent:orchestrator"


@dataclass(frozen=True)
class Case:
    """One decided event: what is so, which rule fitted, and the run that carries it out."""

    situation: Situation
    rule: Rule
    context: Context

    @property
    def event(self) -> Event:
        event = self.context.event
        if event is None:
            raise LookupError("The event that started this run is gone.")
        return event

    @property
    def contact(self) -> Contact:
        contact = self.situation.contact
        if contact is None:
            raise LookupError(f"Rule {self.rule.name} needs a contact, and this event has none.")
        return contact

    @property
    def deal(self) -> Deal:
        if self.situation.deal is None:
            raise LookupError(f"Rule {self.rule.name} needs a deal, and this event has none.")
        return self.situation.deal

    def key(self, act: str) -> str:
        """The same for every repetition of this act for this event."""
        return f"{act}:{self.context.event_id}"
