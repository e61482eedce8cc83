"""Imports and the entries they brought."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper
from django_scopes import ScopedManager

from ardoise.records.parties import Company, Customer


class Import(models.Model):
    """One file that was read: its report, and the means to undo it as a whole."""

    STATES = [(s, s) for s in ("waiting", "running", "done", "failed", "undone")]

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)  # fec | open_items | contacts | bank | advices | house: posted here
    source = models.CharField(max_length=60)  # natural keys are unique within it
    file_name = models.CharField(max_length=200)
    file_path = models.CharField(max_length=400, blank=True)  # where the bytes wait to be read
    sha256 = models.CharField(max_length=64)
    options = models.JSONField(default=dict)  # mapping, terms for this import, …
    state = models.CharField(max_length=8, choices=STATES, default="waiting")
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    stage = models.CharField(max_length=20, blank=True)  # reading | posting | storing
    report = models.JSONField(default=dict)  # rows, customers, items, lettered_groups, debit, credit, counts
    problems = models.JSONField(default=list)  # [{line, column, message}], the first thousand
    before = models.JSONField(default=dict)  # what it found of customers and contacts, so that it can be undone
    first_on = models.DateField(null=True)  # the period its entries cover
    last_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager(company="company")


class Entry(models.Model):
    """One line of the customer ledger. Never updated but for its lettering and its disappearance."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, db_index=False)
    imported = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="entries", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="entries", db_index=False)
    source = models.CharField(max_length=60)
    key = models.BinaryField(max_length=16)  # natural key within company and source: engine/ledger.py
    line = models.PositiveIntegerField()
    journal = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=60, blank=True)
    booked_on = models.DateField()
    gl_account = models.CharField(max_length=30)
    document = models.CharField(max_length=120, blank=True)
    document_on = models.DateField(null=True)
    label = models.CharField(max_length=300, blank=True)
    amount_cents = models.BigIntegerField()  # positive: the customer owes us
    currency = models.CharField(max_length=3)
    letter = models.CharField(max_length=30, null=True)  # noqa: DJ001 - no letter is not an empty letter
    lettered_on = models.DateField(null=True)
    letter_scope = models.BigIntegerField(null=True)  # the import whose lettering stands on it; None: its own
    due_on = models.DateField(null=True)  # None: derived from terms when asked
    kind = models.CharField(max_length=16)
    is_opening = models.BooleanField(default=False)
    foreign_cents = models.BigIntegerField(null=True)  # made out for so much of another currency
    foreign_currency = models.CharField(max_length=3, null=True)  # noqa: DJ001 - none is not an empty one
    gone_on = models.DateField(null=True)  # from this day its source no longer lists it

    objects = ScopedManager(company="company")

    class Meta:
        indexes = [
            models.Index(fields=["company", "customer"], name="entry_of_customer"),
            models.Index(fields=["imported", "is_opening", "booked_on"], name="entry_of_import"),
            models.Index("company", Upper("document"), name="entries_by_document"),
        ]
        constraints = [
            # spelled as expressions it is an index of its own, which a bulk insert may build afterwards; the key, which
            # tells most, stands first: so it is put in order in two thirds of the time
            models.UniqueConstraint("key", "source", "company", name="one_entry_per_natural_key")
        ]


class EntryChange(models.Model):
    """What an import changed of an entry that was already there, so that it can be undone."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE)
    before = models.JSONField()
    after = models.JSONField()

    objects = ScopedManager(company="company")


class ColumnMapping(models.Model):
    """Which column of a CSV or XLSX is which, remembered per source."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE)
    kind = models.CharField(max_length=12)  # open_items | contacts
    source = models.CharField(max_length=60)
    columns = models.JSONField(default=dict)  # our column → theirs

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "kind", "source"], name="one_mapping_per_source")]
