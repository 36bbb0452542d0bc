"""What an act is given."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext

from agents.orchestrator.facts import Situation
from agents.orchestrator.rules import Rule
from crm.models import Contact, Deal
from quotahit.events.models import Event
from quotahit.workflow.context import Context

ACTOR = "agent:orchestrator"
MORNING = time(8)


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
    def asked_for(self) -> datetime | None:
        """The morning, by the contact's own clock, of the day that they named to be come back to, if they did."""
        day, contact = self.event.payload.get("come_back_on"), self.situation.contact
        if not day or contact is None:
            return None
        return datetime.combine(date.fromisoformat(day), MORNING, ZoneInfo(contact.zone or contact.organization.zone))

    @property
    def reason(self) -> str:
        """Why the rule acts as it does in this case."""
        reason = gettext(self.rule.reason)
        if self.asked_for:
            day = date_format(self.asked_for, gettext("j F Y"))
            return gettext("{reason} They named {day}.").format(reason=reason, day=day)
        if self.rule.days:
            return gettext("{reason} No day was named, so {days} days.").format(reason=reason, days=self.rule.days)
        return reason

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
