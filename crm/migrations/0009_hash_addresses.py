"""The hash of every address that is there already, and the index by which fields of one's own are found."""

from django.db import migrations

from compliance.addresses import address_hash

BATCH = 5000
GIN = "CREATE INDEX {table}_custom ON {table} USING gin (custom jsonb_path_ops)"


def hash_addresses(apps, editor):
    for name, channel, column in (("ContactEmail", "email", "key"), ("ContactPhone", "phone", "number")):
        rows, last = apps.get_model("crm", name).objects, 0
        while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", column)[:BATCH]):
            with editor.connection.cursor() as cursor:
                cursor.executemany(
                    f"UPDATE {rows.model._meta.db_table} SET address_hash = %s WHERE id = %s",
                    [(address_hash(channel, key), pk) for pk, key in batch],
                )
            last = batch[-1][0]


def index_custom(apps, editor):
    if editor.connection.vendor == "postgresql":
        for table in ("crm_contact", "crm_company"):
            editor.execute(GIN.format(table=table))


def forget_index(apps, editor):
    if editor.connection.vendor == "postgresql":
        for table in ("crm_contact", "crm_company"):
            editor.execute(f"DROP INDEX IF EXISTS {table}_custom")


class Migration(migrations.Migration):
    dependencies = [("crm", "0008_own_fields_and_segments")]

    operations = [
        migrations.RunPython(hash_addresses, migrations.RunPython.noop),
        migrations.RunPython(index_custom, forget_index),
    ]
