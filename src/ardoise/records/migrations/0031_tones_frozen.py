from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0030_one_message_to_the_head_of_a_group")]

    operations = [migrations.AddField("message", "tone", models.CharField(blank=True, default="", max_length=20))]
