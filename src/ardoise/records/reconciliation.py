"""What settles what: what was proposed, what was accepted, what was learned of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from ardoise.records.bank import Movement
from ardoise.records.ledger import Entry, Import
from ardoise.records.parties import Company, Customer


class Reconciliation(models.Model):
    """One acceptance within one customer account; undone, it counts no more and stays told."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="reconciliations")
    movement = models.ForeignKey(Movement, null=True, on_delete=models.PROTECT, related_name="reconciliations")
    payment = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="reconciliations")
    """The entry that pays; posted by this act where `is_posting`."""
    is_posting = models.BooleanField(default=False)
    together = models.UUIDField()  # of one act: one receipt over several customers is undone as a whole
    kind = models.CharField(max_length=10, default="receipt")  # receipt | returned | write_off | entries
    is_automatic = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()  # the day from which it holds
    confidence_bp = models.PositiveIntegerField(null=True)  # of the match accepted, in ten-thousandths
    evidence = models.JSONField(default=list)  # keys of the engine's sentences, the main one first
    tolerances = models.JSONField(default=dict)  # as they were
    shown_habits = models.JSONField(default=dict)  # habit → was it so? what a person's confirmation taught
    note = models.CharField(max_length=300, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_why = models.CharField(max_length=300, blank=True)

    objects = ScopedManager(company="company")

    class Meta:
        indexes = [models.Index(fields=["company", "at"], name="reconciliations_in_order")]


class Settlement(models.Model):
    """One pair of a reconciliation: what pays, what is paid, how much. Never changed but for its last day."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="settlements")
    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="settlements")
    payment = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="pays")  # its amount is negative
    item = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="paid_by")  # its amount is positive
    cents = models.BigIntegerField()  # positive: taken off both
    from_on = models.DateField()
    until_on = models.DateField(null=True)  # no more from this day: the payment was returned
    ended_by = models.ForeignKey(Reconciliation, null=True, on_delete=models.PROTECT, related_name="ends")
    """The reconciliation of the return that ended it; undone, the settlement stands again."""

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(cents__gt=0), name="a_settlement_takes_something")]


class Difference(models.Model):
    """What a receipt lacks of what it settles, or what is let go of an item: posted, or waiting for a second person."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="differences")
    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="differences")
    item = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")  # what it is taken off
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")  # posted; None: not yet
    reason = models.CharField(max_length=16)  # of domain/reconciliation.DIFFERENCES
    gl_account = models.CharField(max_length=30)
    cents = models.BigIntegerField()  # positive: we let go of it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    objects = ScopedManager(company="company")


class TakeOver(models.Model):
    """The ledger tells by itself what we had posted from the bank. Worked out anew after each import."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="taken_over")  # ours
    ledger = models.ForeignKey(Entry, null=True, on_delete=models.CASCADE, related_name="takes_over")
    """The ledger's; None: it lists what was paid no more."""
    from_on = models.DateField()

    objects = ScopedManager(company="company")


class Booking(models.Model):
    """A movement that the ledger told before anybody applied it. Worked out anew after each import."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    movement = models.OneToOneField(Movement, on_delete=models.CASCADE, related_name="booking")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="bookings")

    objects = ScopedManager(company="company")


class MatchProposal(models.Model):
    """One explanation of a receipt, as the engine gave it last (MATCHES, ALLOCATIONS)."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    movement = models.ForeignKey(Movement, on_delete=models.CASCADE, related_name="proposals", db_index=False)
    rank = models.PositiveSmallIntegerField()
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="+")
    confidence_bp = models.PositiveIntegerField()  # in ten-thousandths
    is_automatic = models.BooleanField(default=False)
    evidence = models.JSONField(default=list)
    allocations = models.JSONField(default=list)  # [{entry, customer, cents}]
    allocated_cents = models.BigIntegerField()
    difference_cents = models.BigIntegerField(default=0)
    difference = models.CharField(max_length=16, blank=True)
    unapplied_cents = models.BigIntegerField(default=0)
    as_of = models.DateField()
    at = models.DateTimeField()

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["movement", "rank"], name="one_proposal_per_rank")]
        indexes = [
            models.Index(fields=["company", "rank", "-confidence_bp"], name="proposals_by_confidence"),
            models.Index(fields=["movement", "rank", "customer", "is_automatic"], name="proposals_of_receipts"),
        ]


class Payer(models.Model):
    """Who pays for whom, as people's confirmations taught it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)  # iban | name | mandate | reference | purpose
    value = models.CharField(max_length=200)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="payers")
    times = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "value", "customer"], name="one_payer_per_customer")
        ]


class Habit(models.Model):
    """How a customer pays, as what was confirmed taught it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="habits")
    habit = models.CharField(max_length=20)
    times = models.PositiveIntegerField(default=0)
    against = models.PositiveIntegerField(default=0)

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "habit"], name="one_habit_per_customer")]


class Advice(models.Model):
    """One line of what a customer says he pays (ADVICES)."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    imported = models.ForeignKey(Import, null=True, on_delete=models.CASCADE, related_name="advices")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="advices")
    line = models.PositiveIntegerField()
    payer = models.CharField(max_length=200, blank=True)
    paid_on = models.DateField(null=True)
    payment = models.CharField(max_length=80, blank=True)
    payment_cents = models.BigIntegerField(null=True)
    document = models.CharField(max_length=120, blank=True)
    amount_cents = models.BigIntegerField(null=True)
    deducted_cents = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    at = models.DateTimeField()

    objects = ScopedManager(company="company")


class ReconciliationSetting(models.Model):
    """What a company lets pass, and whether anything is applied by itself; without a row, nothing is."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="reconciliation_setting")
    is_automatic = models.BooleanField(default=False)
    automatic_from_bp = models.PositiveIntegerField(default=9800)  # least confidence, in ten-thousandths
    rounding_cents = models.PositiveIntegerField(default=100)
    bank_charges_cents = models.PositiveIntegerField(default=3000)
    discount_rate_bp = models.PositiveIntegerField(default=300)
    discount_days = models.PositiveIntegerField(default=30)
    withholding_rates_bp = models.JSONField(default=list)
    exchange_rate_bp = models.PositiveIntegerField(default=500)  # a foreign currency's value may have moved so much
    is_group_wide = models.BooleanField(default=True)
    allocation_order = models.CharField(max_length=12, default="legal")  # legal | oldest | agreed with the customer
    near_days = models.PositiveIntegerField(default=10)  # the ledger books a payment within so many days of the bank
    unseen_days = models.PositiveIntegerField(default=45)  # after which the ledger should have told what the bank did
    accounts = models.JSONField(default=dict)  # difference → gl_account

    objects = ScopedManager(company="company")


class WriteOffLimit(models.Model):
    """Up to how much a role, or a person, lets go without a second person."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    cents = models.PositiveBigIntegerField()

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "role"], condition=Q(user=None), name="one_limit_per_role"),
            models.UniqueConstraint(fields=["company", "user"], name="one_limit_per_person"),
        ]
