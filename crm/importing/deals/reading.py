"""From the cells of a row to a deal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from crm.importing.cells import dates, quantities
from crm.importing.deals.words import state_of
from crm.importing.leads import LONGEST_CUSTOM, ExternalKey, Row
from crm.importing.records import Record
from crm.importing.relating.reference import Reference, read_reference
from crm.importing.rows.columns import Columns, named
from crm.importing.rows.own import read_own
from crm.importing.rows.person import cut, one_line
from crm.importing.work_fields import DEAL_CUSTOM, DEAL_EXTERNAL
from crm.names import fold

MOST = Decimal(10) ** 12
_CURRENCY = 3


@dataclass(slots=True)
class DealRow(Row):
    """`fields` are columns of Deal; `stage` and `pipeline` are names as they stand in the file."""

    fields: dict[str, Any] = field(default_factory=dict)
    stage: str = ""
    pipeline: str = ""
    state: str = ""  # open, won or lost, where a column of its own says so
    closed_at: datetime | None = None
    close_day: datetime | None = None
    created_at: datetime | None = None
    custom: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    external: ExternalKey | None = None
    reference: Reference = field(default_factory=Reference)


class DealReader(Columns):
    """Reads the rows of one list of deals by one mapping."""

    def read(self, record: Record) -> DealRow:
        """The deal that a row holds; `failure` says why there is none."""
        row = DealRow(record.number, record.cells, failure=record.problem or self.misfit(record))
        if row.failure:
            return row
        cells = self.by_field(record)
        self._read_what(cells, row)
        self._read_money(cells, row)
        self._read_times(cells, row)
        own = named(cells, DEAL_CUSTOM)
        row.custom |= read_own(own, DEAL_CUSTOM, self.home, row)
        row.notes = list(dict.fromkeys(cells.get("deal.notes", [])))
        external = named(cells, DEAL_EXTERNAL)
        row.external = next(((system, value[:200]) for system, value in external.items()), None)
        cells.pop("deal.name", None)
        row.reference = read_reference({code: values for code, values in cells.items() if not _is_own(code)})
        return row

    def _read_what(self, cells: dict[str, list[str]], row: DealRow) -> None:
        for code, name in (("deal.name", "name"), ("deal.lost_reason", "lost_reason")):
            if code in cells:
                row.fields[name] = cut(one_line(cells[code][0]), 200, name.replace("_", " "), row.remarks)
        row.stage, row.pipeline = (one_line(cells.get(f"deal.{name}", [""])[0])[:80] for name in ("stage", "pipeline"))
        if status := cells.get("deal.status"):
            row.state = state_of(status[0])
            if not row.state:
                row.custom["status"] = one_line(status[0])[:LONGEST_CUSTOM]
        if owner := cells.get("deal.owner"):
            member = self.home.people.by_word.get(fold(owner[0]))
            if member is None:
                row.custom["owner"] = one_line(owner[0])[:LONGEST_CUSTOM]
            else:
                row.fields["owner_id"] = member

    def _read_money(self, cells: dict[str, list[str]], row: DealRow) -> None:
        """The amount; its currency stands in a column of its own, else in the cell, else it is the organization's."""
        text = cells.get("deal.amount", [""])[0]
        if not text:
            return
        value, currency = quantities.money(text)
        signed = quantities.amount(text)
        if value is None or value >= MOST or (signed is not None and signed < 0):
            row.remarks.append(
                gettext("the amount “{text}” is no amount of a deal and was left out").format(text=text[:40])
            )
            return
        row.fields["amount"] = value
        said = one_line(cells.get("deal.currency", [""])[0])
        code = quantities.currency_of(said) if said else currency
        if said and not code:
            row.remarks.append(
                gettext("the currency “{said}” is not known; the amount is read in yours").format(said=said[:40])
            )
        if code:
            row.fields["currency"] = code

    def _read_times(self, cells: Mapping[str, list[str]], row: DealRow) -> None:
        for code, name in (("close_date", "close_day"), ("closed_at", "closed_at"), ("created", "created_at")):
            for text in cells.get(f"deal.{code}", [])[:1]:
                at = dates.moment(text, self.home.zone, month_first=self.home.country == "US")
                if at is None:
                    row.remarks.append(
                        gettext("the {code} “{text}” is no date and was left out").format(
                            code=code.replace("_", " "), text=text[:40]
                        )
                    )
                setattr(row, name, at)
        if row.close_day:
            row.fields["expected_close"] = row.close_day.astimezone(self.home.zone).date()


def _is_own(code: str) -> bool:
    """Whether the cell is about the deal itself, not about whom it belongs to."""
    return code.startswith("deal.")
