"""Let the database itself refuse every change to the log."""

from django.db import migrations

from quotahit.audit import triggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.guard(editor.connection),
            lambda apps, editor: triggers.unguard(editor.connection),
        )
    ]
