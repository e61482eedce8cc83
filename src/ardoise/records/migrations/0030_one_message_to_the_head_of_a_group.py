from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0029_instalment_plans")]

    operations = [
        migrations.AddField(
            "message",
            "carrier",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried",
                to="records.message",
            ),
        ),
    ]
