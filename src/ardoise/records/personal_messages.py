"""What a collector wrote to one customer in words of their own, and the mail of theirs it answers."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from ardoise.records.correspondence import Message
from ardoise.records.parties import Company, Customer
from ardoise.records.replies import Reply


class PersonalMessage(models.Model):
    """One press of *Send*: `nonce` is the form's, so that two presses of one form are one message."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="personal_messages")
    nonce = models.CharField(max_length=40)
    answers = models.ForeignKey(Reply, null=True, on_delete=models.SET_NULL, related_name="answered_by")
    message = models.OneToOneField(Message, null=True, on_delete=models.SET_NULL, related_name="personal")
    at = models.DateTimeField()

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "nonce"], name="one_message_per_form")]
