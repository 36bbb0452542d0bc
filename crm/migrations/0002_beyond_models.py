"""What the models cannot say of the tables, all of it on PostgreSQL alone.

How fit lies in each organization, from which the overview estimates; the indexes of own fields, and of the words of
messages and notes; how often the busy tables are looked after.
"""

from typing import Any

from django.db import migrations

from quotahit.vacuum import CHANGING, GROWING, keep_tidy

INDEXED, MARKS = 100_000, "@./:_-+#"  # crm.search_text asks with the same expression
WORDS = f"to_tsvector('simple', translate(left({{columns}}, {INDEXED}), '{MARKS}', '{' ' * len(MARKS)}'))"
WORDY = {"crm_interaction": "subject || ' ' || body", "crm_note": "body"}
OWN_FIELDS = ("crm_contact", "crm_company")


def make(apps: Any, editor: Any) -> None:
    if editor.connection.vendor != "postgresql":
        return
    editor.execute("CREATE STATISTICS contact_fit_known (mcv) ON organization_id, fit FROM crm_contact")
    for table in OWN_FIELDS:
        editor.execute(f"CREATE INDEX {table}_custom ON {table} USING gin (custom jsonb_path_ops)")
    for table, columns in WORDY.items():
        editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin ({WORDS.format(columns=columns)})")


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor != "postgresql":
        return
    editor.execute("DROP STATISTICS contact_fit_known")
    for index in (*(f"{table}_custom" for table in OWN_FIELDS), *(f"{table}_words" for table in WORDY)):
        editor.execute(f"DROP INDEX {index}")


class Migration(migrations.Migration):
    replaces = [
        ("crm", "0002_quick_lists"),
        ("crm", "0003_tidy"),
        ("crm", "0009_hash_addresses"),
        ("crm", "0019_words_of_messages_and_notes"),
    ]
    dependencies = [("crm", "0001_tables")]
    operations = [
        migrations.RunPython(make, drop),
        keep_tidy(CHANGING, "crm_contact", "crm_lastactivity"),
        keep_tidy(GROWING, "crm_interaction"),
    ]
