"""What the agents add to a timeline: their decisions, each with its why, and what reps answered to offers."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.choices import OfferState
from agents.models import AgentDecision, Offer
from crm.timeline import Group, Lines, TimelineEntry, newest, register_timeline_source
from crm.timeline_scope import Scope

ANSWERED = {
    OfferState.ACCEPTED: _("Accepted for {rep}"),
    OfferState.PASSED: _("Passed on for {rep}"),
    OfferState.EXPIRED: _("Not answered in time by {rep}"),
    OfferState.WITHDRAWN: _("No more before {rep}"),
}


@register_timeline_source
def decisions(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Decisions about these people and deals."""
    rows = AgentDecision.objects.filter(scope.about("contact", "deal")).defer("detail")
    yield Lines(Group.AGENT, newest(rows, "at", before, limit), _decision)


@register_timeline_source
def answers(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """What became of the offers of these people."""
    answered = Offer.objects.filter(scope.about("contact"), answered_at__isnull=False).select_related("rep__user")
    yield Lines(Group.AGENT, newest(answered, "answered_at", before, limit), _answer)


def _decision(row: AgentDecision) -> TimelineEntry:
    title = f"{row.happened}: {row.done}" if row.before else row.done.capitalize()
    return TimelineEntry(
        row.at, "decision", title, gettext(row.reason), f"agent:{row.agent}", detail={"rule": row.rule}
    )


def _answer(row: Offer) -> TimelineEntry:
    assert row.answered_at
    title = ANSWERED[OfferState(row.state)].format(rep=row.rep)
    return TimelineEntry(row.answered_at, "decision", title, row.reason, row.answered_by)
