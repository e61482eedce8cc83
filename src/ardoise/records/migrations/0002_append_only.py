"""Events are only ever added: the database refuses the rest."""

from django.db import migrations

from ardoise.records import guards


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: guards.guard(editor.connection), lambda apps, editor: guards.lift(editor.connection)
        )
    ]
