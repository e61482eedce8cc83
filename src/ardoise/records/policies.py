"""Policies and their versions, the rules that assign them, and the restraint a company puts on itself."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from ardoise.records.ledger import Entry
from ardoise.records.parties import Company, Customer


class Policy(models.Model):
    """A ladder under its name; what it says stands in its versions. One of a company's is the default."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    name = models.CharField(max_length=60)
    is_default = models.BooleanField(default=False)  # for whom no rule and no override assigns another
    retired_at = models.DateTimeField(null=True)

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="one_policy_per_name"),
            models.UniqueConstraint(fields=["company"], condition=Q(is_default=True), name="one_default_policy"),
        ]


class PolicyVersion(models.Model):
    """What a policy said from one day on: never rewritten; the last one switched on is the one that holds."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()  # in the words of domain/policies.py
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    switched_on_at = models.DateTimeField(null=True)  # None: a draft
    switched_on_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="one_policy_version_per_number")]


class AssignmentRule(models.Model):
    """The first rule in order whose conditions all hold assigns its policy to the customer."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    conditions = models.JSONField(default=list)  # [{"fact", "is", "value"}], in the words of domain/assignment.py
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="rules")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "place"], name="one_rule_per_place")]


class PolicyOverride(models.Model):
    """A person puts a customer, or one item, under another policy than the rules would."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="policy_overrides")
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.CASCADE)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="overrides")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(company="company")


class DunningSettings(models.Model):
    """How much a company may press one debtor, when, and what makes a run stop and ask."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="dunning_settings")
    contacts_max = models.PositiveSmallIntegerField(default=3)  # per debtor, over all channels and companies
    contacts_days = models.PositiveSmallIntegerField(default=30)
    quiet_from = models.TimeField(null=True, default=time(20))  # no contact between these hours of the company's day
    quiet_until = models.TimeField(null=True, default=time(8))  # None, both: at any hour
    ledger_days_max = models.PositiveSmallIntegerField(default=7)  # older books are stale: a run asks first
    bank_days_max = models.PositiveSmallIntegerField(null=True)  # None: no bank statement is expected
    brake = models.JSONField(default=dict)  # the corridor, in the words of domain/brake.py; {}: its defaults
    payment_notice_days = models.PositiveSmallIntegerField(default=5)  # working days a transfer may take
    dispute_days = models.JSONField(default=dict)  # days to answer by reason; {}: domain/disputes.py
    dispute_grace_days = models.PositiveSmallIntegerField(default=5)  # peace after a dispute is settled
    credit_notes_to = models.EmailField(blank=True, default="")  # whoever issues credit notes; "": nobody is written to
    thanks = models.BooleanField(default=False)  # a word of thanks after a reconciled payment


class Brake(models.Model):
    """A run that left the usual corridor: nothing of it leaves until a person releases it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    run = models.OneToOneField("records.Run", on_delete=models.CASCADE, related_name="brake")
    reasons = models.JSONField(default=list)  # [{"reason", …figures}], codes of domain/brake.py
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    dropped_at = models.DateTimeField(null=True)  # somebody left it stopped for good: nothing of the run leaves
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)  # what was checked, or why it was dropped

    objects = ScopedManager(company="company")

    @property
    def is_decided(self) -> bool:
        """Has a person let it go on, or dropped it?"""
        return bool(self.released_at or self.dropped_at)
