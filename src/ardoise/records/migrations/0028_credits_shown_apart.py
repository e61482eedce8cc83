from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0027_mailboxes_read_on_demand")]

    operations = [
        migrations.AddField("messageitem", "is_apart", models.BooleanField(default=False)),
        migrations.AddField("proposalitem", "is_apart", models.BooleanField(default=False)),
    ]
