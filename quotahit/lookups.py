"""`field__one_of=[…]`: membership in a list of any length, sent as a single parameter.

Django's own `__in` sends one parameter for each value: slow for a thousand, and both databases refuse too many.
"""

import json
from collections.abc import Collection, Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, IntegerField, Lookup
from django.db.models.sql.compiler import SQLCompiler


@ForeignObject.register_lookup
@Field.register_lookup
class OneOf(Lookup):
    lookup_name = "one_of"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> tuple[str, tuple]:
        field, params = self.process_lhs(compiler, connection)
        return f"{field} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(list(self.rhs)))

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> tuple[str, tuple]:
        field, params = self.process_lhs(compiler, connection)
        if self._is_of_ids():
            return f"{field} = ANY(%s::bigint[])", (*params, as_array(self.rhs))
        return f"{field} = ANY(%s::text[])", (*params, as_text_array(self.rhs))

    def _is_of_ids(self) -> bool:
        output = self.lhs.output_field
        return isinstance(output.target_field if output.is_relation else output, IntegerField)


def as_text_array(values: Collection[str]) -> str:
    """The value of a `text[]` parameter of PostgreSQL, for the same reason."""
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return '{"' + '","'.join(escaped) + '"}' if values else "{}"


def as_array(ids: Iterable[int]) -> str:
    """The value of a `bigint[]` parameter of PostgreSQL; written out, for the driver takes long over a list."""
    return f"{{{','.join(map(str, ids))}}}"
