"""What model calls have cost an organization."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.llm.models import ModelCall

MILLIONTH = Decimal("0.000001")  # SQLite adds up in floating point


def month_start() -> datetime:
    """The first instant of the running calendar month, in UTC."""
    return clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def spend_this_month(organization: Organization) -> Decimal:
    """US dollars since the month began, with what is set aside for calls under way."""
    calls = ModelCall.objects.for_organization(organization).filter(at__gte=month_start())
    total = calls.aggregate(total=Sum("cost"))["total"] or Decimal(0)
    return total.quantize(MILLIONTH)


def cost_since(organization: Organization, day: datetime) -> QuerySet:
    """US dollars since the month began and since `day`, as rows for a page that asks much at once: one or none."""
    calls = ModelCall.objects.for_organization(organization).filter(at__gte=min(month_start(), day)).order_by()
    this_month, that_day = Sum("cost", filter=Q(at__gte=month_start())), Sum("cost", filter=Q(at__gte=day))
    return calls.values("organization").annotate(month=this_month, day=that_day).values_list("month", "day")


def spend_by_day(organization: Organization, days: int = 30) -> list[tuple[date, Decimal]]:
    """Dollars of each day (UTC) on which something was spent, oldest first."""
    by_day = _recent(organization, days).annotate(day=TruncDate("at")).values("day").annotate(total=Sum("cost"))
    return list(by_day.filter(total__gt=0).order_by("day").values_list("day", "total"))


def spend_by_prompt(organization: Organization, days: int = 30) -> list[tuple[str, int, Decimal]]:
    """Prompt, number of calls and dollars, the dearest first."""
    by_prompt = _recent(organization, days).values("prompt").annotate(calls=Count("pk"), total=Sum("cost"))
    return list(by_prompt.order_by("-total", "prompt").values_list("prompt", "calls", "total"))


def _recent(organization: Organization, days: int) -> QuerySet:
    return ModelCall.objects.for_organization(organization).filter(at__gte=clock.now() - timedelta(days=days))
