"""The type of a spreadsheet has 65 signs: PostgreSQL, which counts them, took no message that carried one.

SQLite does not count, and would copy every paper to be told so.
"""

from __future__ import annotations

from django.db import migrations, models


def widen(apps, schema_editor):
    """Room for every type there is; PostgreSQL touches no row for it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE records_attachment ALTER COLUMN content_type TYPE varchar(120)")


class Migration(migrations.Migration):
    dependencies = [("records", "0036_handovers")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(widen, migrations.RunPython.noop)],
            state_operations=[migrations.AlterField("attachment", "content_type", models.CharField(max_length=120))],
        )
    ]
