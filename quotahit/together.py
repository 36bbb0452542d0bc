"""Many small questions in one statement: what a page that shows a little of everything needs.

Each query set is compiled as ever, its rows are packed into one column, and all of them are put one after another by
UNION ALL. The unpacked rows then take the place of what the database would have answered, so that instances, related
rows and values come out as from a query of their own. For pages: a handful of rows each, and none with binary columns.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = Sequence[Any]
_AS_TEXT: dict[str, Callable[[str], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
}


def fetch_together(*querysets: QuerySet[Any, Any]) -> None:
    """Evaluate these query sets, each of which may be sliced and ordered, by one statement for all."""
    compilers = [queryset.query.get_compiler(connection=connection) for queryset in querysets]
    arms: list[str] = []
    params: list[Any] = []
    for number, compiler in enumerate(compilers):
        try:
            sql, values = compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            continue
        table = f"part_{number}"
        arms.append(f"SELECT {number}, {_packed(table, _columns(compiler))} FROM ({sql}) AS {table}")
        params += values
    rows: list[list[Row]] = [[] for _ in querysets]
    if arms:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(arms), params)
            for number, cells in cursor.fetchall():
                rows[number].append(_unpacked(cells, compilers[number]))
    for queryset, compiler, found in zip(querysets, compilers, rows, strict=True):
        _answer(queryset, compiler, found)


def prefetch_together(instance: Model, *names: str) -> None:
    """What `prefetch_related` does for these relations of one row, by one statement for all of them."""
    rows = {name: getattr(instance, name).all() for name in names}
    fetch_together(*rows.values())
    instance._prefetched_objects_cache = {**getattr(instance, "_prefetched_objects_cache", {}), **rows}


def count_together(**querysets: QuerySet[Any, Any]) -> dict[str, int]:
    """How many rows each query set has, by one statement for all."""
    arms: list[str] = []
    params: list[Any] = []
    for queryset in querysets.values():
        try:
            plain = queryset if queryset.query.is_sliced else queryset.order_by()
            sql, values = plain.values("pk").query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            sql, values = "SELECT 1 WHERE 1 = 0", ()
        arms.append(f"(SELECT COUNT(*) FROM ({sql}) AS part_{len(arms)})")
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(arms)}", params)
        return dict(zip(querysets, cursor.fetchone(), strict=True))


def _columns(compiler: SQLCompiler) -> list[str]:
    return [alias for _, _, alias in cast(Any, compiler.select)]


def _packed(table: str, columns: Sequence[str]) -> str:
    if connection.vendor == "postgresql":
        return f"to_json({table})::text"
    return "json_array({})".format(", ".join(f'"{column}"' for column in columns))


def _unpacked(cells: str, compiler: SQLCompiler) -> Row:
    """The values as the driver would have handed them over."""
    if connection.vendor != "postgresql":
        return json.loads(cells)  # what SQLite keeps are numbers and texts anyway
    values, select = json.loads(cells, parse_float=Decimal), cast(Any, compiler.select)
    return [_value(values[alias], expression.output_field) for expression, _, alias in select]


def _value(value: Any, field: Any) -> Any:
    kind = field.get_internal_type()
    if value is None:
        return None
    if kind == "JSONField":
        return json.dumps(value, default=float)
    if kind == "DecimalField":
        return Decimal(value)
    return _AS_TEXT[kind](value) if kind in _AS_TEXT else value


def _answer(queryset: QuerySet[Any, Any], compiler: SQLCompiler, rows: list[Row]) -> None:
    """Let the query set find these rows where it would ask the database."""
    compiler.execute_sql = lambda *args, **kwargs: [rows]  # type: ignore[method-assign]
    query = queryset.query.clone()
    query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
    asked, queryset._query = queryset._query, query
    len(queryset)
    queryset._query = asked
