"""What a code must look like before it is kept: places, zones, currencies."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

country_code = RegexValidator("^[A-Z]{2}$", "Two capital letters, such as US.")
currency_code = RegexValidator("^[A-Z]{3}$", "Three capital letters, such as USD.")


def zone_name(value: str) -> None:
    """Accept a name of the IANA zone database, such as Europe/Berlin."""
    if value not in available_timezones():
        raise ValidationError("“%(zone)s” is no time zone; write it like Europe/Berlin.", params={"zone": value})
