"""Narrow rows beside records, one for each: what changes often, and what lists are sorted by all the same."""

from django.db.models import F, QuerySet


def beside_each(rows: QuerySet) -> QuerySet:
    """Say of rows that are sorted by a column of a row beside each that it is there, and of the same organization.

    Without that word the database keeps those that might have none, and cannot walk the index of the rows beside.
    """
    for part in rows.query.order_by:
        name, _, column = str(part).removeprefix("-").partition("__")
        relation = rows.model._meta.get_field(name) if column else None
        if relation is not None and relation.one_to_one and relation.auto_created:
            rows = rows.filter(**{f"{name}__organization": F("organization")})
    return rows
