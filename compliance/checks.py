"""Numbered system checks: the zone database must be the pinned one, and every rule must be readable."""

import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzdata
from django.core.checks import CheckMessage, Error, register
from pydantic import ValidationError

from compliance.rules import current

OLDEST_TZDATA = (2026, 6)
# British Columbia stopped changing its clocks in 2026; a copy of 2025 has it an hour earlier here.
PROBE = ("America/Vancouver", datetime(2026, 12, 16, tzinfo=UTC), timedelta(hours=-7))


@register()
def zones_are_current(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Local times of calls hang on the zone database: an old one is an hour wrong in western Canada."""
    found: list[CheckMessage] = []
    version = tuple(int(part) for part in tzdata.__version__.split(".")[:2])
    if version < OLDEST_TZDATA:
        found.append(
            Error(f"tzdata {tzdata.__version__} is too old.", hint="pip install 'tzdata>=2026.6'", id="compliance.E001")
        )
    zone, moment, offset = PROBE
    if moment.astimezone(ZoneInfo(zone)).utcoffset() != offset:
        read_from = ", ".join(zoneinfo.TZPATH) or "an old package"
        found.append(
            Error(
                f"Python reads time zones from {read_from}, not from the pinned tzdata.",
                hint="Set PYTHONTZPATH to nothing, or start through bin/manage.",
                id="compliance.E002",
            )
        )
    return found


@register()
def rules_are_readable(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Every row of the rule files loads, and names zones that exist."""
    try:
        rules = current()
        zones = {zone for place in rules.places.values() for zone in (*place.zones, *filter(None, [place.clock]))}
        zones |= {zone for row in rules.area_codes.values() for zone in row.zones}
        zones |= {zone for row in rules.zip_areas.values() for zone in row.zones}
        for zone in zones:
            ZoneInfo(zone)
    except (ValidationError, KeyError, ZoneInfoNotFoundError) as error:
        return [Error(f"A compliance rule cannot be read: {error}", id="compliance.E003")]
    return []
