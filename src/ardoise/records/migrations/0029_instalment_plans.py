from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def to(model: str, on_delete=django.db.models.deletion.PROTECT, **more) -> models.ForeignKey:
    return models.ForeignKey(on_delete=on_delete, to=model, **more)


def by() -> models.ForeignKey:
    return to(settings.AUTH_USER_MODEL, django.db.models.deletion.SET_NULL, null=True, related_name="+")


CASCADE = django.db.models.deletion.CASCADE


class Migration(migrations.Migration):
    dependencies = [("records", "0028_credits_shown_apart")]

    operations = [
        migrations.CreateModel(
            name="InstalmentPlan",
            fields=[
                ("id", key()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("opened_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("amount_cents", models.BigIntegerField()),
                ("said_by", models.CharField(blank=True, max_length=120)),
                ("by", by()),
                ("company", to("records.company")),
                ("customer", to("records.customer", CASCADE, related_name="%(class)ss")),
                ("ended_by", by()),
                ("entry", to("records.entry", CASCADE, blank=True, null=True)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", key()),
                ("promised_on", models.DateField()),
                ("amount_cents", models.BigIntegerField()),
                ("company", to("records.company")),
                ("plan", to("records.instalmentplan", CASCADE, related_name="instalments")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "promised_on"), name="one_instalment_a_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedItem",
            fields=[
                ("id", key()),
                ("open_cents", models.BigIntegerField()),
                ("planned_cents", models.BigIntegerField()),
                ("company", to("records.company")),
                ("entry", to("records.entry", related_name="+")),
                ("plan", to("records.instalmentplan", CASCADE, related_name="items")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "entry"), name="an_item_once_in_a_plan"),
                ],
            },
        ),
        migrations.AddField("messageitem", "planned_cents", models.BigIntegerField(default=0)),
        migrations.AddField("proposalitem", "planned_cents", models.BigIntegerField(default=0)),
    ]
