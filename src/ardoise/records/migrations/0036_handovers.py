"""Any line of the day is handed over by one record; a task's own column goes, what it said of open tasks is kept."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def keep(apps, schema_editor):
    """Open tasks that were handed to somebody, and what tells a writer that their words did not leave."""
    task, event, handover = (apps.get_model("records", name) for name in ("Task", "Event", "Handover"))
    open_now = task._base_manager.filter(done_at=None).exclude(assignee=None)
    handed = event._base_manager.filter(object_kind="task", verb="handed_task", object_id__in=open_now.values("pk"))
    last = {one.object_id: one for one in handed.order_by("seq")}
    theirs = Q(kind="other", message=None) & (Q(subject__startswith="“") | Q(subject__startswith="«"))
    writers = open_now.filter(theirs).exclude(assignee=F("customer__collector"))
    for one in open_now.filter(Q(pk__in=list(last)) | Q(pk__in=writers)):
        act = last.get(one.pk)
        handover._base_manager.create(
            company_id=one.company_id, customer_id=one.customer_id, kind="task", row=one.pk, to_id=one.assignee_id,
            by_id=act.by_id if act else None, at=act.at if act else one.at,
        )  # fmt: skip


def key(to, on_delete=django.db.models.deletion.CASCADE, null=False):
    return models.ForeignKey(to=to, on_delete=on_delete, null=null, related_name="+")


KINDS = ("task", "reply", "reminder", "dispute", "promise", "plan", "returned", "message", "decide")
KEPT = django.db.models.deletion.SET_NULL


class Migration(migrations.Migration):
    dependencies = [("records", "0035_credit_notes_asked_for")]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[(k, k) for k in KINDS], max_length=8)),
                ("row", models.BigIntegerField(default=0)),
                ("level", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField()),
                ("words", models.CharField(blank=True, max_length=120)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.company"),
                ),
                ("customer", key("records.customer")),
                ("to", key(settings.AUTH_USER_MODEL)),
                ("by", key(settings.AUTH_USER_MODEL, KEPT, null=True)),
                ("ended_by", key(settings.AUTH_USER_MODEL, KEPT, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("ended_at", None)),
                        fields=("company", "customer", "kind", "row", "level"),
                        name="one_handover_of_a_matter",
                    )
                ]
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.RemoveField("task", "assignee"),
    ]
