"""What the banks said: accounts, statements, and the movements on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from ardoise.records.ledger import Import
from ardoise.records.parties import Company, Customer


class BankAccount(models.Model):
    """An account of ours; a statement of an account that is none of these is not taken."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    number = models.CharField(max_length=34)  # IBAN, else the number as the bank writes it, without blanks
    name = models.CharField(max_length=100, blank=True)
    bank = models.CharField(max_length=35, blank=True)  # BIC or bank code
    currency = models.CharField(max_length=3, default="EUR")
    gl_account = models.CharField(max_length=30, default="512000")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="one_bank_account_per_number")]

    def __str__(self) -> str:
        return self.name or self.number


class BankStatement(models.Model):
    """One statement, or intraday report, as one file told it; gone with its import."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="statements")
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="statements")
    line = models.PositiveIntegerField()
    number = models.CharField(max_length=40, blank=True)  # the bank's own
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    opening_cents = models.BigIntegerField(null=True)
    closing_cents = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    is_final = models.BooleanField(default=True)  # false: announced, told again by a statement

    objects = ScopedManager(company="company")

    class Meta:
        indexes = [models.Index(fields=["company", "account", "to_on"], name="statements_in_order")]


class Movement(models.Model):
    """One booking on an account, or a cheque or bill in our hands; it stands as long as somebody tells of it.

    What is left of it to apply is computed: `actions/reconciliation/receipts.py`.
    """

    INSTRUMENTS = [("cheque", "cheque"), ("bill", "bill")]

    company = models.ForeignKey(Company, on_delete=models.PROTECT, db_index=False)
    account = models.ForeignKey(BankAccount, null=True, on_delete=models.PROTECT, related_name="movements")
    key = models.BinaryField(max_length=16)  # natural key within the company: actions/imports/movements.py
    line = models.PositiveIntegerField(default=0)
    batch = models.CharField(max_length=80, blank=True)
    booked_on = models.DateField()
    value_on = models.DateField(null=True)
    amount_cents = models.BigIntegerField()  # positive: money came in
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=14)  # of domain/bank.py
    code = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=1000, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    end_to_end_id = models.CharField(max_length=80, blank=True)
    mandate = models.CharField(max_length=80, blank=True)
    creditor_reference = models.CharField(max_length=80, blank=True)
    counterparty = models.CharField(max_length=200, blank=True)
    counterparty_iban = models.CharField(max_length=34, blank=True)
    return_reason = models.CharField(max_length=80, blank=True)
    charges_cents = models.BigIntegerField(null=True)
    is_final = models.BooleanField(default=True)  # false: only announced so far
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="movements")  # said so
    instrument = models.CharField(max_length=6, blank=True, choices=INSTRUMENTS)  # "": of a statement
    number = models.CharField(max_length=40, blank=True)  # of the cheque or bill
    slip = models.CharField(max_length=40, blank=True)  # the deposit it went to the bank with
    due_on = models.DateField(null=True)  # of the bill
    is_spent = models.BooleanField(default=False, db_default=False)
    """All of it was posted to customers: it waits no more unless that is undone. Computed, kept to find what waits
    among the receipts of years."""
    shown_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="shows")
    """Of a cheque or bill: the movement by which the bank shows that it was paid in."""
    return_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="returns")
    """Of a return: the movement whose money went back."""

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "key"], name="one_movement_per_natural_key")]
        indexes = [
            models.Index(fields=["company", "booked_on"], name="movements_in_order"),
            models.Index(fields=["company", "amount_cents"], name="movements_by_amount"),
            models.Index(fields=["company", "id"], name="movements_by_identity"),  # a page, the latest first, at once
            models.Index(fields=["company", "id"], condition=Q(is_spent=False), name="movements_not_spent"),
        ]


class Sighting(models.Model):
    """One statement's word of a movement; the same said by two files stands until both are undone."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, db_index=False)
    movement = models.ForeignKey(Movement, on_delete=models.CASCADE, related_name="sightings")
    statement = models.ForeignKey(BankStatement, on_delete=models.CASCADE, related_name="sightings")
    line = models.PositiveIntegerField()
    content = models.BinaryField(max_length=16)  # of what it says: engine/bank.py knows the movement again by it

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["movement", "statement", "line"], name="one_sighting_per_line")]


class Mark(models.Model):
    """What a movement is where it is no customer's payment; ended when somebody thinks better of it."""

    REASONS = [
        (r, r) for r in ("own_transfer", "supplier_refund", "tax_refund", "loan", "cash_deposit", "card_sales", "other")
    ]

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="marks")
    reason = models.CharField(max_length=16, choices=REASONS)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["movement"], condition=Q(ended_at=None), name="one_mark_per_movement")
        ]
