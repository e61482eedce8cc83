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
    STAGES = ("new", "waiting_resolver", "waiting_customer", "credit_note_to_issue")
    OUTCOMES = ("credit_note", "rejected", "withdrawn", "partly_accepted")
    reason = models.CharField(max_length=16, choices=[(r, r) for r in REASONS])
    stage = models.CharField(max_length=20, choices=[(s, s) for s in STAGES], default="new")
    resolver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    resolver_email = models.EmailField(blank=True)  # a resolver without an account
    deadline_on = models.DateField(null=True)
    outcome = models.CharField(max_length=16, choices=[(o, o) for o in OUTCOMES], blank=True)
    grace_until_on = models.DateField(null=True)  # once settled its items stay in peace until that day
    continues = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="continued_by"
    )  # of which this is the part that was granted


class Promise(Restraint):
    """The customer says when he will pay; kept or broken is computed."""

    amount_cents = models.BigIntegerField()
    promised_on = models.DateField()  # the day the money should be here
    said_by = models.CharField(max_length=120, blank=True)  # who at the customer's
    entries = models.ManyToManyField(Entry, related_name="+", blank=True)  # none: what is due


class PaymentNotice(Restraint):
    """The customer says the money is on its way: peace for as long as a bank takes."""

    amount_cents = models.BigIntegerField(null=True)
    paid_on = models.DateField()  # the day he says he ordered it
    until_on = models.DateField()  # the last day it may take
    said_by = models.CharField(max_length=120, blank=True)
    proof_name = models.CharField(max_length=120, blank=True)
    proof = models.BinaryField(default=b"")


class Block(Restraint):
    """We leave it in peace, for a reason, until a day."""

    until_on = models.DateField(null=True)


class Insolvency(Restraint):
    """Collective proceedings: dunning stops on the day of the judgment (C. com. L622-21)."""

    judged_on = models.DateField()
