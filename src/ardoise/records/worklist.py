"""What a person does today: calls, visits, repairs; who has what in whose place, what each aims at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from ardoise.records.correspondence import Message
from ardoise.records.parties import Company, Customer


class Task(models.Model):
    """One thing to do about a customer; done by somebody, with an outcome, or not yet."""

    KINDS = [(k, k) for k in ("call", "visit", "repair", "due_today", "promise", "bounce", "other")]
    OUTCOMES = [
        (o, o)
        for o in (
            "no_answer",
            "message_left",
            "promise",
            "dispute",
            "payment_notice",
            "plan_asked",
            "wrong_contact",
            "refused",
            "reached",
            "done",
            "dropped",
        )
    ]

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tasks")
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=10, choices=KINDS)
    subject = models.CharField(max_length=300)  # in the reader's own words where a person wrote it, else a code
    script = models.TextField(blank=True)  # what to say, its fields merged
    phone = models.CharField(max_length=40, blank=True)
    due_on = models.DateField()
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=16, choices=OUTCOMES, blank=True)
    note = models.CharField(max_length=1000, blank=True)

    objects = ScopedManager(company="company")

    class Meta:
        indexes = [models.Index(fields=["company", "done_at", "due_on"], name="tasks_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "customer", "kind", "subject"],
                condition=Q(done_at=None, message=None),
                name="one_open_task_per_subject",
            ),
            models.UniqueConstraint(fields=["message"], condition=Q(done_at=None), name="one_open_task_per_message"),
        ]


class Handover(models.Model):
    """One line of the day that a colleague does in the place of the customer's collector, until it is over or given
    back; what it is about is told by its kind and its row, so that tomorrow's run finds it again."""

    KINDS = [
        (k, k) for k in ("task", "reply", "reminder", "dispute", "promise", "plan", "returned", "message", "decide")
    ]

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=KINDS)
    row = models.BigIntegerField(default=0)  # its identity; of a reminder the cycle, of a decision nothing
    level = models.CharField(max_length=40, blank=True)  # of a reminder
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=120, blank=True)  # why
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "customer", "kind", "row", "level"],
                condition=Q(ended_at=None),
                name="one_handover_of_a_matter",
            )
        ]


class Absence(models.Model):
    """While a person is away another does their work."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    at = models.DateTimeField()

    objects = ScopedManager(company="company")


class Target(models.Model):
    """What is to be collected in a month: by a person, or by all (user None)."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="targets")
    month_on = models.DateField()  # its first day
    cents = models.BigIntegerField()

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "user", "month_on"], name="one_target_per_person_and_month")
        ]
