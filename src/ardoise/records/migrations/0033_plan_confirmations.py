from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("records", "0032_messages_to_resolvers")]

    operations = [
        migrations.CreateModel(
            name="PlanConfirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.company"),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmation",
                        to="records.instalmentplan",
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_confirmation",
                        to="records.proposal",
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(model_name="message", name="one_message_per_day"),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=["company", "customer", "channel", "as_of"],
                condition=~Q(state__in=["suppressed", "failed"])
                & ~Q(level__in=["personal", "instalments", "resolver_asked", "resolver_reminded"]),
                name="one_message_per_day",
            ),
        ),
    ]
