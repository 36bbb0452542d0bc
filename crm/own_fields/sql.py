"""Asking for rows by the value of an organization's own field: one condition, said to PostgreSQL and to SQLite.

PostgreSQL finds equal values by the one index on the whole column (`custom @> …`), whatever the field; a bound of a
number or date is compared as JSON, where a value of another type lies outside. Each of these is true or false, never
unknown, so it may be negated.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, Sequence[Any]]
_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"
_LIKE = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


class CustomIs(Func):
    """What a key of the JSON column `column` (a lookup such as "custom") must be."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, key: str, column: str = "custom") -> None:
        super().__init__(F(column))
        self.key = key

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Sql:
        column, params = compiler.compile(self.get_source_expressions()[0])
        return self.on_postgresql(column, list(params))

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Sql:
        column, params = compiler.compile(self.get_source_expressions()[0])
        return self.on_sqlite(column, list(params))

    def on_postgresql(self, column: str, params: list[Any]) -> Sql:
        raise NotImplementedError

    def on_sqlite(self, column: str, params: list[Any]) -> Sql:
        raise NotImplementedError

    @property
    def path(self) -> str:
        return f'$."{self.key}"'


class Known(CustomIs):
    """There is a value."""

    def on_postgresql(self, column: str, params: list[Any]) -> Sql:
        return f"({column} ->> %s) IS NOT NULL", [*params, self.key]

    def on_sqlite(self, column: str, params: list[Any]) -> Sql:
        return f"JSON_EXTRACT({column}, %s) IS NOT NULL", [*params, self.path]


class OneOf(CustomIs):
    """The value is exactly one of these."""

    def __init__(self, key: str, values: Sequence[Any], column: str = "custom") -> None:
        super().__init__(key, column)
        self.values = list(values)

    def on_postgresql(self, column: str, params: list[Any]) -> Sql:
        arms = " OR ".join([f"{column} @> %s::jsonb"] * len(self.values)) or "FALSE"
        return f"({arms})", [part for value in self.values for part in (*params, json.dumps({self.key: value}))]

    def on_sqlite(self, column: str, params: list[Any]) -> Sql:
        arms = []
        values: list[Any] = []
        for value in self.values:
            kinds = "('text')" if isinstance(value, str) else "('integer', 'real')"
            arms.append(f"(JSON_TYPE({column}, %s) IN {kinds} AND JSON_EXTRACT({column}, %s) = %s)")
            values += [*params, self.path, *params, self.path, value]
        return f"COALESCE({' OR '.join(arms) or 'FALSE'}, FALSE)", values


class Between(CustomIs):
    """A number, or a day in ISO form, that lies within the bounds, both included; None is no bound."""

    def __init__(self, key: str, low: Any, high: Any, *, is_number: bool, column: str = "custom") -> None:
        super().__init__(key, column)
        self.is_number = is_number
        self.low = low if is_number else low or _FIRST_DAY
        self.high = high if is_number else high or _LAST_DAY

    def on_postgresql(self, column: str, params: list[Any]) -> Sql:
        """An open end of numbers is closed by the order of JSON's types: strings, numbers, booleans."""
        low = "-1e400" if self.low is None else json.dumps(self.low)
        upper = "< 'false'::jsonb" if self.high is None else "<= %s::jsonb"
        sql = f"COALESCE(({column} -> %s) >= %s::jsonb AND ({column} -> %s) {upper}, FALSE)"
        high = [] if self.high is None else [json.dumps(self.high)]
        return sql, [*params, self.key, low, *params, self.key, *high]

    def on_sqlite(self, column: str, params: list[Any]) -> Sql:
        kinds = "('integer', 'real')" if self.is_number else "('text')"
        sql, values = f"JSON_TYPE({column}, %s) IN {kinds}", [*params, self.path]
        for sign, bound in ((">=", self.low), ("<=", self.high)):
            if bound is not None:
                sql += f" AND JSON_EXTRACT({column}, %s) {sign} %s"
                values += [*params, self.path, bound]
        return f"COALESCE({sql}, FALSE)", values


class Like(CustomIs):
    """The text is, holds or begins with the words, whatever their case."""

    def __init__(self, key: str, text: str, before: str = "", after: str = "", column: str = "custom") -> None:
        super().__init__(key, column)
        self.pattern = f"{before}{text.translate(_LIKE)}{after}"

    def on_postgresql(self, column: str, params: list[Any]) -> Sql:
        return f"COALESCE(UPPER({column} ->> %s) LIKE UPPER(%s), FALSE)", [*params, self.key, self.pattern]

    def on_sqlite(self, column: str, params: list[Any]) -> Sql:
        sql = f"COALESCE(CAST(JSON_EXTRACT({column}, %s) AS TEXT) LIKE %s ESCAPE '\\', FALSE)"
        return sql, [*params, self.path, self.pattern]
