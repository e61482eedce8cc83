"""What customers answer: the mailbox it comes from, each reply as it came, and what was read in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from ardoise.records.correspondence import Message
from ardoise.records.parties import Company, Customer

RAW_MAX = 5 * 1024 * 1024  # bytes of the mail itself that are kept


class Mailbox(models.Model):
    """Where replies are fetched by IMAP, and how far we have read."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="mailbox")
    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, default="tls")  # tls | starttls | none
    username = models.CharField(max_length=200, blank=True)
    password = models.CharField(max_length=200, blank=True)
    folder = models.CharField(max_length=100, default="INBOX")
    address = models.EmailField(blank=True)  # the reply address; customers' own are made of it (local+token@…)
    since_on = models.DateField(null=True, blank=True)  # what arrived before is left alone; None: nothing is
    left = models.PositiveIntegerField(default=0)  # mails seen and not read yet
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)  # why the last fetch did not end well


class Reply(models.Model):
    """One mail of theirs, as it came; tied to its message and customer where that is known."""

    STATES = [(s, s) for s in ("new", "to_attach", "done")]

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="replies")
    answers = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="replies")
    message_id = models.CharField(max_length=300)  # theirs, else made of the hash
    sender = models.CharField(max_length=300)
    subject = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    fetched_at = models.DateTimeField()
    text = models.TextField(blank=True)  # what they wrote, quoted parts cut
    language = models.CharField(max_length=2, blank=True)
    raw = models.BinaryField(default=b"")  # the mail itself, at most some MB; beyond it only its head
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=STATES, default="new")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "message_id"], name="one_reply_per_message_id")]
        indexes = [models.Index(fields=["company", "state", "-received_at"], name="replies_in_order")]


class Finding(models.Model):
    """A situation read in a reply, with the words that made us think so: nothing is applied before a click."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="findings")
    situation = models.CharField(max_length=20)  # a word of domain/replies.py
    excerpt = models.CharField(max_length=500)
    start = models.PositiveIntegerField(default=0)  # of the excerpt in the reply's text
    confidence = models.FloatField(default=0)  # 0–1
    facts = models.JSONField(default=dict)  # amount_cents, on, reason, documents …
    decision = models.CharField(max_length=10, blank=True)  # accepted | edited | rejected; "": nobody has
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(company="company")
