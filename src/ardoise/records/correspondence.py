"""Messages, frozen when composed, and their way out: the outbox of ARCHITECTURE.md."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from ardoise.records.dunning import Approval
from ardoise.records.ledger import Entry
from ardoise.records.parties import Company, Customer

PERSONAL = "personal"
"""The level of what a person writes in words of their own: no rung, and as many in a day as there are answers."""
RESOLVER_ASKED, RESOLVER_REMINDED = "resolver_asked", "resolver_reminded"
CREDIT_ASKED, CREDIT_REMINDED = "credit_asked", "credit_reminded"
INTERNAL = (RESOLVER_ASKED, RESOLVER_REMINDED, CREDIT_ASKED, CREDIT_REMINDED)
"""The levels of what goes to a colleague: it speaks of a customer, and is no contact with them."""
INTERNAL_AT_ONCE = (RESOLVER_ASKED, CREDIT_ASKED)
"""Of these what somebody has just asked for: they are at work, and a mail presses no colleague at any hour."""
INSTALMENTS = "instalments"
"""The level of what confirms an instalment plan: no rung either, and once for each plan (`PlanConfirmation`)."""
BY_HAND = (PERSONAL, INSTALMENTS)
"""What a person sends of their own accord, to who was perhaps reminded the same day: who did hears if it stays."""


class MailServer(models.Model):
    """Where a company's mail leaves. Without one, messages are kept on this machine."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="mail_server")
    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(max_length=8, default="starttls")  # none | starttls | tls
    username = models.CharField(max_length=200, blank=True)
    password = models.CharField(max_length=200, blank=True)


class SendingDomain(models.Model):
    """What the last check of the domain a company writes from found, and whether a person accepted it as it is."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="sending_domain")
    selector = models.CharField(max_length=63, blank=True)  # of the DKIM key; "": the usual ones are tried
    signing_domain = models.CharField(max_length=253, blank=True)  # that signs; "": the sender's
    domain = models.CharField(max_length=253, blank=True)  # that was checked; "": none was
    checks = models.JSONField(default=list)  # [{"check", "state", "code", "facts"}], domain/sending_domain
    checked_at = models.DateTimeField(null=True)
    accepted = models.JSONField(default=list)  # the checks that were wrong when a person accepted them
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)


class SendingStop(models.Model):
    """The emergency stop: while one stands, nothing of the company leaves."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="sending_stops")
    note = models.CharField(max_length=300, blank=True)
    until_on = models.DateField(null=True)  # its last day; None: until somebody resumes
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScopedManager(company="company")


class Installation(models.Model):
    """Which installation this database belongs to: a restored or copied one sends nothing until a person says so."""

    identity = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()


class Message(models.Model):
    """What leaves, frozen with its attachments; one per approval.

    What the head of a group receives for several of its members is one message each, of which the first, the carrier,
    leaves for all: they bear the same words and are always in one state.
    """

    STATES = [
        (s, s)
        for s in (
            "queued",  # waits for a worker
            "claimed",  # a worker has it; no byte has left
            "to_do",  # facts looked at: a person prints, calls or visits, and says when it is done
            "sending",  # the intent is written: from here on nobody may send it again
            "sent",  # the server took it
            "kept",  # no server is configured: it stayed on this machine
            "failed",  # the server refused it for good
            "in_doubt",  # it may have left: a person decides
            "suppressed",  # the facts changed: it will not leave
        )
    ]

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="message")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    channel = models.CharField(max_length=20)
    carrier = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="carried"
    )  # that it leaves in
    level = models.CharField(max_length=40)
    tone = models.CharField(max_length=20, blank=True, default="")  # in which it was written; "": before it was kept
    cycle = models.PositiveIntegerField()
    as_of = models.DateField()  # the business date of its run
    sender = models.CharField(max_length=400)  # "Name" <address>: who writes, and where the answer goes
    recipient = models.CharField(max_length=254)  # an address of its channel: e-mail, telephone, postal on one line
    cc = models.CharField(max_length=254, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    html = models.TextField(blank=True)  # the same words, for readers who show tables
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    message_id = models.CharField(max_length=200, unique=True)  # fixed across attempts
    sha256 = models.CharField(max_length=64)  # of sender, recipient, words, items and attachments
    state = models.CharField(max_length=10, choices=STATES, default="queued")
    reason = models.CharField(max_length=300, blank=True)  # why suppressed, failed or in doubt
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    token = models.CharField(max_length=36, blank=True)  # of the worker that holds it: the fence
    lease_until = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=300, blank=True)  # what the server answered
    template_version = models.ForeignKey(
        "records.TemplateVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )  # None: a letter of the pack
    batch = models.ForeignKey("records.PrintBatch", null=True, on_delete=models.SET_NULL, related_name="messages")
    cost_micros = models.BigIntegerField(default=0)  # what it cost to send, in millionths of the company's currency
    composed_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_on = models.DateField(null=True)  # the company's business date of left_at

    objects = ScopedManager(company="company")

    class Meta:
        indexes = [
            models.Index(fields=["state", "company", "id"], name="messages_in_turn"),
            models.Index(
                fields=["company", "id"], condition=Q(state="queued", level=PERSONAL), name="personal_in_turn"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "customer", "channel", "as_of"],
                condition=~Q(state__in=["suppressed", "failed"]) & ~Q(level__in=[*BY_HAND, *INTERNAL]),
                name="one_message_per_day",
            )
        ]


class MessageItem(models.Model):
    """An item a message lists. An entry is never in two messages of the same level."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="items")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    level = models.CharField(max_length=40)
    document = models.CharField(max_length=120, blank=True)
    document_on = models.DateField(null=True)
    due_on = models.DateField()
    open_cents = models.BigIntegerField()
    days_overdue = models.IntegerField()
    is_claimed = models.BooleanField(default=True)  # False: a credit listed, or released with its message
    is_apart = models.BooleanField(default=False)  # a credit listed beside the claim, which it does not lower
    planned_cents = models.BigIntegerField(default=0)  # of the item, what a plan spreads: open, not claimed

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "level"], condition=Q(is_claimed=True), name="one_reminder_per_item_and_level"
            )
        ]


class Attachment(models.Model):
    """A file that leaves with a message; belongs to its message's customer and to nobody else."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    objects = ScopedManager(company="company")
