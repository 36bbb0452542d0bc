"""From the cells of a row to something that was done, or is to be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from crm.choices import Direction, TaskPriority
from crm.importing.activities import words
from crm.importing.cells import dates
from crm.importing.leads import ExternalKey, Row
from crm.importing.records import Record
from crm.importing.relating.reference import Reference, read_reference
from crm.importing.rows.columns import Columns, named
from crm.importing.rows.person import Home, cut, one_line
from crm.importing.work_fields import ACTIVITY_EXTERNAL
from crm.names import fold
from quotahit import clock

NO_TIME = _("has no date that can be read, so it has no place in the timeline")
LONGEST_BODY = 100_000


@dataclass(slots=True)
class ActivityRow(Row):
    """`sort` is a note, a task, or the channel of what was said."""

    sort: str = ""
    type: str = ""  # as the file calls it
    subject: str = ""
    body: str = ""
    at: datetime | None = None
    due: datetime | None = None
    is_done: bool = True
    done_at: datetime | None = None
    direction: Direction = Direction.OUTBOUND
    outcome: str = ""
    duration: str = ""
    priority: TaskPriority = TaskPriority.NORMAL
    owner_id: int | None = None
    external: ExternalKey | None = None
    reference: Reference = field(default_factory=Reference)


class ActivityReader(Columns):
    """Reads the rows of one list of activities by one mapping; `file_name` may say what all of them are."""

    def __init__(self, headers: Sequence[str], mapping: Mapping[str, str], home: Home, file_name: str = "") -> None:
        super().__init__(headers, mapping, home)
        self.sort = words.sort_of_list([header for header in headers if header in mapping], file_name)

    def read(self, record: Record) -> ActivityRow:
        """The activity that a row holds; `failure` says why there is none."""
        row = ActivityRow(record.number, record.cells, failure=record.problem or self.misfit(record))
        if row.failure:
            return row
        cells = self.by_field(record)
        self._read_what(cells, row)
        self._read_times(cells, row)
        external = named(cells, ACTIVITY_EXTERNAL)
        row.external = next(((system, value[:200]) for system, value in external.items()), None)
        row.reference = read_reference(cells)
        if not (row.subject or row.body or row.type):
            row.failure = gettext("says nothing: no subject, no text and no type")
        elif row.at is None:
            row.failure = NO_TIME
        return row

    def _read_what(self, cells: Mapping[str, list[str]], row: ActivityRow) -> None:
        def first(name: str) -> str:
            return one_line(cells.get(f"activity.{name}", [""])[0])

        row.type = first("type")[:80]
        row.subject = cut(first("subject"), 200, "subject", row.remarks)
        row.body = cut("\n\n".join(cells.get("activity.body", [])), LONGEST_BODY, "text", row.remarks)
        row.sort = words.sort_of(row.type) if row.type else self.sort
        row.direction = words.direction_of(first("direction"), row.type)
        row.outcome, row.duration = first("outcome")[:40], first("duration")[:40]
        row.priority = words.priority_of(first("priority"))
        row.owner_id = self.home.people.by_word.get(fold(first("owner")))
        done = words.is_done(first("done"))
        # A column that says when it was done says that it is, and one for that which is empty says that it is not.
        is_told = any(code == "activity.done_at" for _, code in self.columns)
        row.is_done = done if done is not None else not is_told or "activity.done_at" in cells

    def _read_times(self, cells: Mapping[str, list[str]], row: ActivityRow) -> None:
        times = {name: self._moment(cells, name, row) for name in ("at", "due", "done_at", "created")}
        row.due, row.done_at = times["due"], times["done_at"]
        row.at = times["at"] or (row.done_at if row.is_done else None) or row.due or times["created"]
        if not row.sort:
            has_due = any(code in ("activity.due", "activity.done") for _, code in self.columns)
            row.sort = words.TASK if has_due else words.NOTE
        if row.at and row.at > clock.now() and row.sort != words.TASK:
            # What is still to come has not been done, whatever it is called.
            row.is_done, row.due = False, row.due or row.at

    def _moment(self, cells: Mapping[str, list[str]], name: str, row: ActivityRow) -> datetime | None:
        text = cells.get(f"activity.{name}", [""])[0]
        if not text:
            return None
        hour = cells.get("activity.time", [""])[0] if name in ("at", "due") else ""
        month_first = self.home.country == "US"
        at = dates.moment(f"{text} {hour}".strip(), self.home.zone, month_first=month_first)
        at = at or (dates.moment(text, self.home.zone, month_first=month_first) if hour else None)
        if at is None:
            row.remarks.append(gettext("the date “{text}” cannot be read and was left out").format(text=text[:40]))
        return at
