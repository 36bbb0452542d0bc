"""Template words of the console."""

from datetime import datetime
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from agents.choices import TALK_COLOURS, TalkState
from crm.actors import names_of
from crm.importing import fields
from crm.importing.undoing.outcome import Outcome
from outreach.pace import WHY
from outreach.reasons import explain
from outreach.ways_out import way_out
from quotahit import clock
from quotahit.accounts.choices import Autonomy, Role
from quotahit.console import badges, empty
from quotahit.moments import on_both_clocks

register = template.Library()


@register.simple_tag(takes_context=True)
def header_state(context: dict[str, Any]) -> dict[str, Any]:
    """What the header shows on every page: where we are, who may change it, what is unread."""
    request: HttpRequest = context["request"]
    membership = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {
        "organization": membership.organization,
        "memberships": request.memberships,  # type: ignore[attr-defined]
        "may_pause": membership.may(Role.MANAGER),
        "autonomy_levels": Autonomy.choices,
        "unread": badges.unread(request),
    }


ICONS = {
    "message_in": "mail",
    "message_out": "send",
    "activity": "call",
    "note": "sticky_note_2",
    "file": "attach_file",
    "task": "check_box_outline_blank",
    "task_done": "check_box",
    "score": "speed",
    "engagement": "ads_click",
    "deal": "handshake",
    "hold": "pan_tool",
    "hold_released": "play_arrow",
    "decision": "psychology",
    "delivery": "outgoing_mail",
    "run": "account_tree",
    "sequence": "route",
    "sequence_ended": "flag",
    "consent": "verified_user",
    "barred": "block",
    "merged": "join_inner",
}
CLASS_COLOURS = {
    "interested": "green",
    "question": "blue",
    "objection": "amber",
    "reschedule": "blue",
    "referral": "blue",
    "not_interested": "red",
    "unsubscribe": "red",
}
BAND_COLOURS = {"hot": "green", "warm": "amber", "cold": "blue"}
VERDICT_COLOURS = {"qualified": "green", "nurture": "amber", "disqualified": "red"}
SENTIMENT_COLOURS = {"positive": "green", "negative": "red"}
TREND_COLOURS = {"hot": "green", "warming": "green", "stable": "blue", "cooling": "amber", "cold": "red"}
STATE_COLOURS = {"met": "green", "unmet": "red"}


# What becomes of messages, replies and signals: codes that `words` reads.
CODES = (
    gettext_noop("interested"),
    gettext_noop("not interested"),
    gettext_noop("question"),
    gettext_noop("objection"),
    gettext_noop("reschedule"),
    gettext_noop("referral"),
    gettext_noop("out of office"),
    gettext_noop("unsubscribe"),
    gettext_noop("unknown"),
    gettext_noop("met"),
    gettext_noop("unmet"),
    gettext_noop("sent"),
    gettext_noop("failed"),
    gettext_noop("hot"),
    gettext_noop("warm"),
    gettext_noop("cold"),
)


@register.filter
def icon(kind: str) -> str:
    """The symbol of a timeline entry."""
    return ICONS.get(kind, "circle")


@register.filter
def class_colour(label: str) -> str:
    """The badge colour of a reply class."""
    return CLASS_COLOURS.get(label, "")


@register.filter
def band_colour(band: str) -> str:
    """The badge colour of a score band."""
    return BAND_COLOURS.get(band, "")


@register.filter
def verdict_colour(verdict: str) -> str:
    """The badge colour of what a conversation came to."""
    return VERDICT_COLOURS.get(verdict, "")


@register.filter
def sentiment_colour(sentiment: str) -> str:
    """The badge colour of how somebody feels on the whole."""
    return SENTIMENT_COLOURS.get(sentiment, "")


@register.filter
def talk_colour(state: str) -> str:
    """The badge colour of how far a conversation is."""
    return TALK_COLOURS.get(TalkState(state), "")


@register.filter
def state_colour(state: str) -> str:
    """The badge colour of a signal's state."""
    return STATE_COLOURS.get(state, "")


@register.filter
def trend_colour(trend: str) -> str:
    """The badge colour of where somebody's engagement is going."""
    return TREND_COLOURS.get(trend, "")


@register.filter
def what_trend_does(trend: str) -> str:
    """What the sequences make of it; nothing where they go on as planned."""
    return explain(WHY[trend]) if trend in WHY else ""


@register.filter
def words(code: str) -> str:
    """A code as words: `out_of_office` is "out of office"."""
    return gettext(str(code).replace("_", " "))


@register.filter
def percent(share: Any) -> str:
    """A share between 0 and 1 as whole percent."""
    return f"{float(share):.0%}"


@register.filter
def undo_rows(outcome: Outcome) -> list[tuple[str, Any, int, int]]:
    """What came of taking an import back, by noun, as a page calls it."""
    nouns = {"contacts": _("contacts"), "companies": _("companies"), "deals": _("deals"), "activities": _("activities")}
    return [(plural, nouns[plural], deleted, restored) for plural, deleted, restored in outcome.rows()]


@register.filter
def field_label(code: str) -> str:
    """How people call a field of the import."""
    return fields.label(code)


@register.filter
def actor(name: str) -> str:
    """Who did it, for people."""
    return names_of([name])[name]


@register.filter
def ago(at: datetime | None) -> str:
    """How long ago or how soon, in words, by the product's own clock, which the sandbox may have moved."""
    return naturaltime(at - clock.skipped()) if at else ""


@register.filter
def and_there(at: datetime | None, zone: str) -> str:
    """A moment by the reader's clock, and by that of the contact who lives in `zone`."""
    return on_both_clocks(at, zone) if at else ""


@register.filter
def empty_hint(options: Any) -> empty.Hint:
    """What an empty list of this model says; `options` is the model's `_meta`."""
    return empty.HINTS.get(options.label_lower, empty.NOTHING)


@register.filter
def why_not(reason: str) -> str:
    """The gate's or the door's code for a refusal, in words."""
    return explain(reason)


@register.filter
def what_to_do(code: str) -> str:
    """What a person can do about a refusal of the gate or a hold; empty where its own words say it."""
    return way_out(code)
