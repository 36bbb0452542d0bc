"""The orchestrator's rules in words that a salesperson reads: when one holds, and what it does."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agents.choices import TalkState
from agents.orchestrator.rules import Rule
from agents.words import HAPPENED, done
from crm.choices import Band, Lifecycle, ReplyClass, SlotKind

# What a fact is called where its value is one of several, and the words of these values.
_NAMED = {
    "band": (_("The score is"), Band),
    "label": (_("It is read as"), ReplyClass),
    "asked": (_("They were asked about"), SlotKind),
    "state": (_("It came to"), TalkState),
    "lifecycle": (_("The contact is"), Lifecycle),
}
# What a fact means that holds or does not.
_YES = {
    "touches_score": _("The score reads what has changed"),
    "band_changed": _("The score has moved to another band"),
    "idle": _("Nothing runs or is planned for them"),
    "talked_with": _("The qualifier talks with them"),
    "wants_to_buy": _("They are about to buy"),
    "in_deal": _("A deal is open with them"),
    "quiet_deal": _("A deal is open with them, and nothing is planned"),
    "scored": _("They are scored"),
    "high_value": _("The deal is of high value"),
}
_NO = {
    "wants_to_buy": _("They are not about to buy"),
    "scored": _("They are not scored yet"),
}


def heard(rule: Rule) -> str:
    """The event that the rule hears."""
    return str(HAPPENED.get(rule.on, rule.on))


def conditions(rule: Rule) -> list[str]:
    """All that must hold, one sentence each; a fact without words is shown as the table has it."""
    return [_condition(fact, wanted) for fact, wanted in rule.when.items()]


def acts(rule: Rule) -> str:
    """What is done where the rule fits."""
    return done("+".join(rule.acts), rule.aim)


def _condition(fact: str, wanted: Any) -> str:
    if isinstance(wanted, bool):
        words = (_YES if wanted else _NO).get(fact)
        return str(words) if words else f"{fact}: {wanted}"
    if fact not in _NAMED:
        return f"{fact}: {wanted}"
    name, choices = _NAMED[fact]
    values = wanted if isinstance(wanted, list) else [wanted]
    return f"{name}: {', '.join(str(choices(value).label) for value in values)}"
