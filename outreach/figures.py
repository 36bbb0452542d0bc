"""The figures of now as query sets, the same on the overview and at the door for assistants.

They are counted together by `quotahit.estimates.count_about`, which is quick at a million rows.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet

from crm.bands import BANDS_AND_UNSCORED
from crm.models import Contact, Task
from outreach.models import Delivery, InboundMessage
from quotahit import clock
from quotahit.workflow.models import Run
from quotahit.workflow.outgoing import Fate

Seen = Callable[[type[Model]], Any]  # the rows of a model that somebody sees
Figures = Mapping[str, QuerySet[Any]]


def leads(rows: Seen) -> Figures:
    """The contacts of each band, "none" for those that were never scored."""
    people = rows(Contact)
    return {str(band): people.filter(where) for band, where in BANDS_AND_UNSCORED.items()}


def work(rows: Seen, zone: str) -> Figures:
    """What is to be done before the day ends there, what runs, and what may have been sent or not."""
    return {
        "tasks_due": due_tasks(rows, tonight(zone)),
        "runs_open": rows(Run).open(),
        "unknown": rows(Delivery).filter(status=Fate.UNKNOWN),
    }


def messages(rows: Seen) -> Figures:
    """What went out, what was refused, and what people answered."""
    deliveries = rows(Delivery)
    return {
        "sent": deliveries.filter(status=Fate.SENT),
        "blocked": deliveries.filter(status=Fate.BLOCKED),
        "replies": rows(InboundMessage).filter(kind="human"),
    }


def due_tasks(rows: Seen, until: datetime) -> QuerySet[Task]:
    """Open tasks that are due by then, or at no time."""
    return rows(Task).filter(Q(due_at=None) | Q(due_at__lte=until), done_at=None)  # type: ignore[no-any-return]


def tonight(zone: str) -> datetime:
    """The end of the day that it is there."""
    return clock.now().astimezone(ZoneInfo(zone)).replace(hour=23, minute=59, second=59)
