"""What goes to a colleague is no message to the customer: it may leave on the day of one."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("records", "0031_tones_frozen")]

    operations = [
        migrations.RemoveConstraint("message", "one_message_per_day"),
        migrations.AddConstraint(
            "message",
            models.UniqueConstraint(
                fields=["company", "customer", "channel", "as_of"],
                condition=~Q(state__in=["suppressed", "failed"])
                & ~Q(level__in=["personal", "resolver_asked", "resolver_reminded"]),
                name="one_message_per_day",
            ),
        ),
    ]
