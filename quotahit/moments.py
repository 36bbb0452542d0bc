"""Days and times as people read them: in their language, by their own clock or one that is named."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# How each is written in a language, in the letters of Django's `date` filter.
DAY = _("j F Y")
MOMENT = _("j F Y, H:i")
COMING = _("l, j F, H:i")
SHORT = _("j M, H:i")
CLOCK = "H:i"


def written(at: date, form: str = MOMENT, zone: str = "") -> str:
    """The day or moment in words; a moment by the clock of `zone`, else by the reader's."""
    if isinstance(at, datetime):
        at = at.astimezone(ZoneInfo(zone)) if zone else timezone.localtime(at)
    return date_format(at, str(form))


def on_both_clocks(at: datetime, zone: str, form: str = SHORT) -> str:
    """The moment by the reader's clock, with that of somebody in `zone` beside it where it shows another time."""
    here, there = written(at, form), written(at, form, zone) if zone else ""
    if not there or there == here:
        return here
    time = written(at, CLOCK if _same_day(at, zone) else form, zone)
    return gettext("{here} ({there} there)").format(here=here, there=time)


def _same_day(at: datetime, zone: str) -> bool:
    return timezone.localtime(at).date() == at.astimezone(ZoneInfo(zone)).date()
