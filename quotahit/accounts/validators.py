"""What a field of this room may hold."""

from functools import lru_cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

country_code = RegexValidator("^[A-Z]{2}$", _("Two capital letters, such as US."))
currency_code = RegexValidator("^[A-Z]{3}$", _("Three capital letters, such as USD."))


@lru_cache
def zone_names() -> list[str]:
    """Every time zone that the pinned zone database knows, in alphabetical order."""
    return sorted(available_timezones() - {"localtime", "Factory"})


def validate_zone(name: str) -> None:
    """Refuse what is not the name of a time zone."""
    if name not in zone_names():
        raise ValidationError(gettext("“%(name)s” is not a time zone; Europe/Berlin is one."), params={"name": name})


def zone_choices() -> list[tuple[str, str]]:
    """The zones for a select."""
    return [(name, name.replace("_", " ")) for name in zone_names()]
