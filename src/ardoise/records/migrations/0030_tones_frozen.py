from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0029_instalment_plans")]

    operations = [migrations.AddField("message", "tone", models.CharField(blank=True, default="", max_length=20))]
