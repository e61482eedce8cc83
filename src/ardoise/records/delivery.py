"""How messages leave by each channel, what proves it, and what came back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from ardoise.records.parties import Company, Contact, Customer


class ChannelSetting(models.Model):
    """A channel of a company: by which way it leaves, with what settings, at what cost. E-mail's is MailServer."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    channel = models.CharField(max_length=20)
    way = models.CharField(max_length=20)  # print | provider | gateway | person: known to the channel's folder
    fields = models.JSONField(default=dict)  # the fields of the channel's form, without its secret
    secret = models.CharField(max_length=300, blank=True)
    cost_micros = models.BigIntegerField(default=0)  # of one message, in millionths of the company's currency

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "channel"], name="one_setting_per_channel")]


class PrintBatch(models.Model):
    """Letters printed together with their slip; they left on the day somebody posted them."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    channel = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    posted_on = models.DateField(null=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(company="company")


class Proof(models.Model):
    """What the way says became of a message: deposited, delivered, refused, returned, bounced; with its paper."""

    KINDS = [(k, k) for k in ("deposit", "delivery", "refusal", "unclaimed", "returned", "bounce", "auto_reply")]

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    message = models.ForeignKey("records.Message", on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=12, choices=KINDS)
    on = models.DateField()
    reference = models.CharField(max_length=100, blank=True)  # the provider's, or the registered letter's number
    detail = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=60, blank=True)
    content = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = ScopedManager(company="company")


class OptOut(models.Model):
    """A customer, or one of its contacts, is not to be reached by a channel; the claim itself stands."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="opt_outs")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="opt_outs")
    channel = models.CharField(max_length=20)
    imported = models.ForeignKey("records.Import", null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(company="company")
