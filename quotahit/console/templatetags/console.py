"""Template words of the console."""

from datetime import datetime
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.http import HttpRequest

from crm.actors import names_of
from crm.importing import fields
from outreach.reasons import explain
from quotahit import clock
from quotahit.accounts.choices import Autonomy, Role
from quotahit.console import badges, empty

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
STATE_COLOURS = {"met": "green", "unmet": "red"}


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
def state_colour(state: str) -> str:
    """The badge colour of a signal's state."""
    return STATE_COLOURS.get(state, "")


@register.filter
def words(code: str) -> str:
    """A code as words: `out_of_office` is "out of office"."""
    return str(code).replace("_", " ")


@register.filter
def percent(share: Any) -> str:
    """A share between 0 and 1 as whole percent."""
    return f"{float(share):.0%}"


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
def empty_hint(options: Any) -> empty.Hint:
    """What an empty list of this model says; `options` is the model's `_meta`."""
    return empty.HINTS.get(options.label_lower, empty.NOTHING)


@register.filter
def why_not(reason: str) -> str:
    """The gate's or the door's code for a refusal, in words."""
    return explain(reason)
