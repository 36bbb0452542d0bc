"""When a member is told of a task, by their own clock.

A day before is the same hour by the clock on the wall, also where a night in between has an hour more or less; an hour
before is an hour that passes.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm.choices import Reminder
from crm.models import Task
from quotahit import clock

MORNING = time(8)


def plan_reminder(task: Task) -> list[str]:
    """Set when the task's assignee is to be told, without saving; returns the fields to save. What is due already, or
    nobody's, is told to nobody, and a new moment is told anew."""
    zone = task.assignee.zone if task.assignee else None
    at = remind_at(task.due_at, task.reminder, zone) if zone and task.due_at and task.due_at > clock.now() else None
    if at != task.remind_at:
        task.remind_at, task.reminded_at = at, None
    return ["remind_at", "reminded_at"]


def remind_at(due_at: datetime, reminder: str, zone: str) -> datetime | None:
    """The moment of this reminder of something due at `due_at`, for somebody who lives in `zone`."""
    there = due_at.astimezone(ZoneInfo(zone))
    if reminder == Reminder.HOUR:
        return due_at - timedelta(hours=1)
    if reminder == Reminder.DAY:
        return on_the_wall(there.replace(tzinfo=None) - timedelta(days=1), zone)
    if reminder == Reminder.MORNING:
        return min(on_the_wall(datetime.combine(there, MORNING), zone), due_at)
    return None


def day_of(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """The first moment of the day that it is in `zone`, and that of the next one."""
    midnight = datetime.combine(now.astimezone(ZoneInfo(zone)), time())
    return on_the_wall(midnight, zone), on_the_wall(midnight + timedelta(days=1), zone)


def on_the_wall(moment: datetime, zone: str) -> datetime:
    """When the clocks of `zone` show this; where they leap over it, as much later as they leap."""
    return moment.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
