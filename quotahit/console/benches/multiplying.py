"""Many rows out of one, by the database itself: a crowd for a benchmark, in seconds."""

from django.db import connection, models


def multiply(seed: models.Model, first: int, last: int, **columns: str) -> None:
    """Copy a saved row as numbers `first` to `last`, whose ids are the seed's plus the number.

    `columns` are SQL expressions of the number `n` for the columns that differ; all others are the seed's.
    """
    if last < first:
        return
    meta = seed._meta
    names = [field.column for field in meta.concrete_fields if not field.generated]
    key = meta.pk.column
    values = {name: f'seed."{name}"' for name in names} | {key: f"seed.{key} + n"} | columns
    into = ", ".join(f'"{name}"' for name in names)
    taken = ", ".join(values[name] for name in names)
    numbers = f"generate_series({first}, {last}) AS n"
    if connection.vendor == "sqlite":
        counting = f"VALUES ({first}) UNION ALL SELECT n + 1 FROM s WHERE n < {last}"
        numbers = f"(WITH RECURSIVE s(n) AS ({counting}) SELECT n FROM s)"
    statement = f'INSERT INTO "{meta.db_table}" ({into}) SELECT {taken} FROM "{meta.db_table}" AS seed, {numbers}'
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} WHERE seed.{key} = {seed.pk}")
        if connection.vendor == "postgresql" and not meta.pk.is_relation:
            table = meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM \"{table}\"))")
