"""What is granted of a dispute waits for its credit note in one of its own, which knows what it comes from."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0033_plan_confirmations")]

    operations = [
        migrations.AddField(
            "dispute",
            "continues",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="continued_by",
                to="records.dispute",
            ),
        )
    ]
