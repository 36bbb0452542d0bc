"""Template words of the console."""

from typing import Any

from django import template
from django.http import HttpRequest

from quotahit.accounts.choices import Autonomy, Role
from quotahit.console import badges

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
        "memberships": badges.memberships(request),
        "may_pause": membership.may(Role.MANAGER),
        "autonomy_levels": Autonomy.choices,
        "unread": request.user.notifications.filter(
            organization=membership.organization, read_at=None
        )[:100].count(),
    }
