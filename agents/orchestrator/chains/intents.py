"""How much a lead wants to buy: high, medium or low, from the verdict, the last reply and the score. Pure."""

from typing import NamedTuple

from django.utils.translation import gettext

from agents.orchestrator.chains.contracts import Intent
from agents.orchestrator.routing.intent import Intent as Wish
from crm.choices import LeadVerdict
from crm.fit import HOT, WARM

# A reply of a wish this strong is a conversation: questions, obstacles and other times included, a refusal not.
TALKS = 30


class Level(NamedTuple):
    """The branch that a lead takes, its number from 0 to 100, and why."""

    intent: Intent
    level: int
    reason: str


def level_of(verdict: str, wish: Wish | None, fit: int | None) -> Level:
    """A verdict speaks first, then the last reply (`wish`; None where nobody answered), then the score."""
    if verdict == LeadVerdict.DISQUALIFIED:
        return Level("low", 0, gettext("The conversation disqualified the lead."))
    if verdict == LeadVerdict.QUALIFIED:
        return Level("high", 100, gettext("The conversation qualified the lead."))
    if wish is not None:
        intent: Intent = "high" if wish.level >= HOT else "medium" if wish.level >= TALKS else "low"
        return Level(intent, wish.level, gettext("By the last reply: {what}").format(what=gettext(wish.reason)))
    if fit is None:
        return Level("low", 0, gettext("Has not answered and is not scored."))
    by_fit: Intent = "high" if fit >= HOT else "medium" if fit >= WARM else "low"
    return Level(by_fit, fit, gettext("Has not answered; the fit is {fit} of 100.").format(fit=fit))
