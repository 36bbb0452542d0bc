"""From the address of a list to what it asks, and back; and what of a stored question the list no longer knows."""

import copy
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from unfold.contrib.filters.admin import RangeNumericListFilter

from crm.saved_views.questions import MOST_COLUMNS, Question

VIEW, COLUMNS = "view", "columns"
OPENED, PICKED, ORDER = "open", "column", "order"  # asked once, and then led to the address that says it all
PLAIN = frozenset({VIEW, COLUMNS, OPENED, PICKED, ORDER, "q", "o", "p", "e", "all"})
UNASKABLE = (IncorrectLookupParameters, SuspiciousOperation, ValidationError)


def column_name(entry: Any) -> str:
    """What a column is called: the name of a field or method, or of the function that shows it."""
    return entry if isinstance(entry, str) else entry.__name__


def question_of(admin: Any, request: HttpRequest) -> Question:
    """What the address of a list asks."""
    asked = request.GET
    filters = {
        name: values for name, values in asked.lists() if name not in PLAIN and not name.startswith("_") and any(values)
    }
    columns = asked.getlist(PICKED) or asked.get(COLUMNS, "").split(",")
    order = asked[ORDER].split(",") if ORDER in asked else _order_of(admin, request)
    return Question(
        filters=filters,
        search=asked.get("q", ""),
        columns=[name for name in dict.fromkeys(columns) if name][:MOST_COLUMNS],
        order=[name for name in order if name],
    )


def query_of(admin: Any, request: HttpRequest, question: Question, view_id: int | None = None) -> QueryDict:
    """The address of a list that asks this."""
    query = QueryDict(mutable=True)
    if view_id:
        query[VIEW] = str(view_id)
    for name, values in question.filters.items():
        query.setlist(name, values)
    if question.search:
        query["q"] = question.search
    if question.columns:
        query[COLUMNS] = ",".join(question.columns)
    places = {name: number for number, name in enumerate(_shown(admin, asking(request, query)))}
    order = [(part.startswith("-"), places.get(part.removeprefix("-"))) for part in question.order]
    if numbers := [f"{'-' * down}{place}" for down, place in order if place]:
        query["o"] = ".".join(numbers)
    return query


def asking(request: HttpRequest, query: QueryDict) -> HttpRequest:
    """The reader's request, as if it had asked this."""
    other = copy.copy(request)
    other.GET = query  # type: ignore[assignment]
    return other


def rows_of(admin: Any, request: HttpRequest, question: Question) -> QuerySet[Any]:
    """The rows that a list would show of it, all of them, to this reader. Raises UNASKABLE."""
    other = asking(request, query_of(admin, request, question))
    other.reads_no_page = True  # type: ignore[attr-defined]
    return admin.get_changelist_instance(other).queryset


def without_lost(admin: Any, request: HttpRequest, question: Question) -> tuple[Question, list[str]]:
    """The question as far as the list can still be asked it, and the names of what it has no more."""
    known = [*admin.get_list_filter(request)]
    lost = [name for name, values in question.filters.items() if not _is_known(admin, request, known, name, values)]
    offered = {column_name(entry) for entry in admin.offered_columns(request)}
    gone = [name for name in question.columns if name not in offered]
    kept = question.model_copy(
        update={
            "filters": {name: values for name, values in question.filters.items() if name not in lost},
            "columns": [name for name in question.columns if name in offered],
        }
    )
    return kept, [*lost, *gone]


def _order_of(admin: Any, request: HttpRequest) -> list[str]:
    shown, order = _shown(admin, request), []
    for part in request.GET.get("o", "").split("."):
        sign, number = ("-", part[1:]) if part.startswith("-") else ("", part)
        if number.isdecimal() and len(number) < 4 and 0 < int(number) < len(shown):
            order.append(sign + shown[int(number)])
    return order


def _shown(admin: Any, request: HttpRequest) -> list[str]:
    """The columns in their places, of which the first is 1 where boxes to tick stand before it."""
    names = [column_name(entry) for entry in admin.get_list_display(request)]
    return ["", *names] if admin.get_actions(request) else names


def _is_known(admin: Any, request: HttpRequest, known: list[Any], name: str, values: list[str]) -> bool:
    for entry in known:
        if isinstance(entry, str | tuple):
            path = entry if isinstance(entry, str) else entry[0]
            if name == path or name.startswith(f"{path}__"):
                return True
        elif issubclass(entry, RangeNumericListFilter):
            if name in (f"{entry.parameter_name}_from", f"{entry.parameter_name}_to"):
                return True
        elif name == entry.parameter_name:
            offered = entry(request, {name: list(values)}, admin.model, admin).lookup_choices
            return {str(value) for value, _ in offered}.issuperset(values)
    return False
