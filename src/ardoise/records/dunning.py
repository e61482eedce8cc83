"""Runs, what they proposed, what they left in peace and why, and who approved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from ardoise.records.ledger import Entry
from ardoise.records.parties import Company, Customer


class Run(models.Model):
    """One computation of the plan: one per company, policy and date."""

    WHOLE = "default"  # the `policy` of a run of dunning: all of the company's, whichever they are

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    policy = models.CharField(max_length=60)
    as_of = models.DateField()
    at = models.DateTimeField()  # when it was last computed
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    figures = models.JSONField(default=dict)  # proposals, skips by reason, amounts
    computed_with = models.JSONField(default=dict)  # the policy versions, rules and limits it was computed with

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "policy", "as_of"], name="one_run_per_date")]


class Proposal(models.Model):
    """What a run suggests for one customer."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="proposals")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    level = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    cycle = models.PositiveIntegerField()
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    oldest_due_on = models.DateField()
    days_overdue = models.IntegerField()
    reason = models.CharField(max_length=30)
    last_sent_on = models.DateField(null=True)
    last_level = models.CharField(max_length=40, blank=True)
    priority = models.PositiveSmallIntegerField(default=0)
    policy = models.CharField(max_length=60, default="default")  # the name of the policy that governs the customer
    assigned_by = models.CharField(max_length=100, blank=True)  # the rule's name, "override", or "": the default
    is_automatic = models.BooleanField(default=False)  # the level needs nobody's approval

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "customer"], name="one_proposal_per_customer")]
        indexes = [models.Index(fields=["run", "-priority", "id"], name="proposals_in_order")]


class ProposalItem(models.Model):
    """An item a proposal lists, as it stood; negative: a credit."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="items")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    due_on = models.DateField()
    open_cents = models.BigIntegerField()
    days_overdue = models.IntegerField()
    interest_cents = models.BigIntegerField(default=0)
    is_apart = models.BooleanField(default=False)  # a credit listed beside the claim, which it does not lower
    planned_cents = models.BigIntegerField(default=0)  # of the item, what a plan spreads: open, not claimed

    objects = ScopedManager(company="company")


class Skip(models.Model):
    """Why a customer is not in a run's proposals."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="skips")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    reason = models.CharField(max_length=30)
    open_cents = models.BigIntegerField(default=0)
    overdue_cents = models.BigIntegerField(default=0)
    on = models.DateField(null=True)
    days = models.IntegerField(null=True)
    level = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
    policy = models.CharField(max_length=60, default="default")
    assigned_by = models.CharField(max_length=100, blank=True)

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "customer"], name="one_skip_per_customer")]


class Approval(models.Model):
    """A person accepts a proposal: one per proposal."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="approval")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    objects = ScopedManager(company="company")
