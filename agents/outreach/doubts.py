"""Why an answer is not sent by itself, in words for the person who is asked."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.outreach.claims import Doubt

WORDS = {
    Doubt.EMPTY: _("It says nothing."),
    Doubt.BLANK: _("It has a place that only a person can fill in."),
    Doubt.PROMPT: _("It tells what the agent was instructed to do."),
    Doubt.LINK: _("It names a link or an address that is not yours."),
    Doubt.NUMBER: _("It names a number that neither your price list nor your profile has."),
    Doubt.UNIT: _("It names a price without what it is for."),
    Doubt.WORDS: _("It says something that your profile does not."),
}


def explained(found: Sequence[Doubt]) -> str:
    """What to look at, in one line; "" where nothing was found."""
    return " ".join([gettext("Please check:"), *(str(WORDS[doubt]) for doubt in found)]) if found else ""
