"""The papers of customers: invoices as they were sent, so that a reminder can bring them along."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from ardoise.records.ledger import Entry
from ardoise.records.parties import Company, Customer


class Document(models.Model):
    """A file of one customer's, of one entry where that is known."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="documents")
    entry = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="documents")
    number = models.CharField(max_length=120, blank=True)  # the invoice's
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "customer", "sha256"], name="one_document_per_content")
        ]
