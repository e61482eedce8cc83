"""The audit trail: who did what, when, to which thing. Chained, never rewritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from ardoise.records.parties import Company, Customer


class Event(models.Model):
    """One act. `content` holds the exact bytes that were hashed with the hash before."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    verb = models.CharField(max_length=40)  # imported, undid_import, opened_dispute, approved, sent, …
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)
    object_kind = models.CharField(max_length=30)
    object_id = models.BigIntegerField(null=True)
    content = models.BinaryField()  # JSON: before, after, in whose words
    hash = models.CharField(max_length=64)

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "seq"], name="one_event_per_seq")]
        indexes = [
            models.Index(fields=["company", "customer", "-seq"], name="timeline"),
            models.Index(fields=["company", "object_kind", "seq"], name="events_by_kind"),
        ]
