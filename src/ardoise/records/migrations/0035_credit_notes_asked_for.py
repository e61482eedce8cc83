"""Whoever issues credit notes has an address, and is written to as often in a day as there are disputes."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

NO_REMINDERS = [
    "personal", "instalments", "resolver_asked", "resolver_reminded", "credit_asked", "credit_reminded"
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("records", "0034_disputes_continued")]

    operations = [
        migrations.AddField("dunningsettings", "credit_notes_to", models.EmailField(blank=True, default="", max_length=254)),
        migrations.RemoveConstraint("message", "one_message_per_day"),
        migrations.AddConstraint(
            "message",
            models.UniqueConstraint(
                fields=["company", "customer", "channel", "as_of"],
                condition=~Q(state__in=["suppressed", "failed"]) & ~Q(level__in=NO_REMINDERS),
                name="one_message_per_day",
            ),
        ),
    ]
