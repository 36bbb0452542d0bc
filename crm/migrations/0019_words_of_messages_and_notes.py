"""An index of the words of messages and notes where the database has such, made while others go on writing."""

from typing import Any

from django.db import migrations, models

INDEXED, MARKS = 100_000, "@./:_-+#"  # crm.search_text asks with the same expression
COLUMNS = {"crm_interaction": "subject || ' ' || body", "crm_note": "body"}


def index_words(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    blanks = " " * len(MARKS)
    for table, columns in COLUMNS.items():
        words = f"to_tsvector('simple', translate(left({columns}, {INDEXED}), '{MARKS}', '{blanks}'))"
        # What an earlier try left unfinished is invalid, and made anew.
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {table}_words")
        schema_editor.execute(f"CREATE INDEX CONCURRENTLY {table}_words ON {table} USING gin ({words})")


def drop_index(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in COLUMNS:
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {table}_words")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("crm", "0018_last_activity_beside_the_contact")]
    operations = [
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["organization", "-created_at", "-id"], name="note_newest"),
        ),
        migrations.RunPython(index_words, drop_index),
    ]
