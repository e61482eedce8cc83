"""What leaves a customer or an item in peace: disputes, promises, blocks, insolvency. Each a record, never a flag."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from ardoise.records.ledger import Entry
from ardoise.records.parties import Company, Customer


class Restraint(models.Model):
    """Opened by somebody at some time, ended or not by somebody at some time."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="%(class)ss")
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.CASCADE)  # None: all the customer's
    note = models.CharField(max_length=300, blank=True)
    opened_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(company="company")

    class Meta:
        abstract = True


class Dispute(Restraint):
    """The customer contests."""

    REASONS = ("goods", "service", "price", "quantity", "delivery", "administrative", "double_invoice", "other")
    reason = models.CharField(max_length=16, choices=[(r, r) for r in REASONS])


class Promise(Restraint):
    """The customer says when he will pay; kept or broken is computed."""

    amount_cents = models.BigIntegerField()
    promised_on = models.DateField()  # the day the money should be here


class Block(Restraint):
    """We leave it in peace, for a reason, until a day."""

    until_on = models.DateField(null=True)


class Insolvency(Restraint):
    """Collective proceedings: dunning stops on the day of the judgment (C. com. L622-21)."""

    judged_on = models.DateField()
