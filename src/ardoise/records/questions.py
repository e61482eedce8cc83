"""What we ask customers about receipts nobody recognises."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from ardoise.records.bank import Movement
from ardoise.records.correspondence import Message
from ardoise.records.dunning import Proposal
from ardoise.records.parties import Company, Customer


class Question(models.Model):
    """What we ask a customer about a receipt nobody recognises: by which message, and what came of it."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="questions")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="questions")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["movement", "customer"], condition=Q(closed_at=None), name="one_open_question_per_movement"
            )
        ]
