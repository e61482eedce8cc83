"""What a dispute is about, who is to answer, and what was said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from ardoise.records.ledger import Entry
from ardoise.records.parties import Company
from ardoise.records.restraints import Dispute


class DisputeItem(models.Model):
    """An item the dispute contests, or a part of it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="items")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE)
    contested_cents = models.BigIntegerField(null=True)  # None: all of it

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "entry"], name="one_contest_per_item")]


class Remark(models.Model):
    """A word in the discussion of a dispute, with a file or without; never changed."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author = models.CharField(max_length=120)  # as shown; whoever answered through a link has no user
    text = models.TextField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=60, blank=True)
    content = models.BinaryField(default=b"")
    at = models.DateTimeField()

    objects = ScopedManager(company="company")
