from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0026_proposals_that_go_by_themselves")]

    operations = [
        migrations.AddField("messageitem", "is_apart", models.BooleanField(default=False)),
        migrations.AddField("proposalitem", "is_apart", models.BooleanField(default=False)),
    ]
