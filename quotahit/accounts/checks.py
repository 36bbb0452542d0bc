"""Numbered system checks: periods that can be kept."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from quotahit.accounts.retention import Period, periods


@register()
def retention_is_lawful(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Every period of RETENTION_DAYS is of a known kind, a number of days or null, and as long as the law wants."""
    known = {period.kind: period for period in periods()}
    found: list[CheckMessage] = [
        Error(f"RETENTION_DAYS knows no “{kind}”.", hint=f"There are: {', '.join(known)}.", id="accounts.E001")
        for kind in settings.RETENTION_DAYS
        if kind not in known
    ]
    return found + [problem for period in known.values() if (problem := _problem(period))]


def _problem(period: Period) -> Error | None:
    days = period.chosen
    if days is None:
        return None
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        return Error(
            f"RETENTION_DAYS: “{period.kind}” is kept for {days!r}, which is no number of days.", id="accounts.E002"
        )
    if days < period.least:
        return Error(
            f"RETENTION_DAYS: “{period.kind}” is kept for {days} days, and the law wants {period.least} at least.",
            id="accounts.E003",
        )
    return None
