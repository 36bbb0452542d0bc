"""How long nothing has happened with a contact, told alike wherever contacts are counted or listed by it."""

from datetime import datetime, timedelta

from django.db.models import F, Q

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


def by_activity(now: datetime) -> dict[str, Q]:
    """Conditions on contacts by their last activity, under the names that the list's filter has for them."""
    beside = Q(last_activity__organization=F("organization"))  # by which an index that begins with it serves
    asked = {
        "day": Q(last_activity__at__gte=now - timedelta(days=1)),
        "week": Q(last_activity__at__gte=now - WEEK),
        "quiet": Q(last_activity__at__lt=now - WEEK),
        "month": Q(last_activity__at__lt=now - MONTH),
        "never": Q(last_activity__at=None),
    }
    return {name: beside & condition for name, condition in asked.items()}
