"""Instalment plans: what a customer owes, spread over dated amounts by agreement."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from ardoise.records.ledger import Entry
from ardoise.records.parties import Company
from ardoise.records.restraints import Restraint


class InstalmentPlan(Restraint):
    """Agreed with the customer about some items; kept or broken is computed. Of its `entry` nothing is asked."""

    amount_cents = models.BigIntegerField()  # what its items put into it, and its instalments sum to
    said_by = models.CharField(max_length=120, blank=True)  # who at the customer's


class PlannedItem(models.Model):
    """An item of a plan, or a part of one."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    plan = models.ForeignKey(InstalmentPlan, on_delete=models.CASCADE, related_name="items")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    open_cents = models.BigIntegerField()  # what was open of it when the plan was agreed
    planned_cents = models.BigIntegerField()  # of that, what the plan spreads; the rest is claimed as ever

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "entry"], name="an_item_once_in_a_plan")]


class Instalment(models.Model):
    """One dated amount of a plan."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    plan = models.ForeignKey(InstalmentPlan, on_delete=models.CASCADE, related_name="instalments")
    promised_on = models.DateField()  # the day the money should be here
    amount_cents = models.BigIntegerField()

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "promised_on"], name="one_instalment_a_day")]
