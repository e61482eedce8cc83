"""Signed links for people without an account: each opens one thing, for a time, and can be revoked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from ardoise.records.parties import Company


class Link(models.Model):
    """Only the hash of the 256-bit token is kept; a GET shows a button, a click opens."""

    PURPOSES = [(p, p) for p in ("resolve_dispute", "read_message")]

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=20, choices=PURPOSES)
    dispute = models.ForeignKey("records.Dispute", null=True, on_delete=models.CASCADE, related_name="links")
    message = models.ForeignKey("records.Message", null=True, on_delete=models.CASCADE, related_name="links")
    email = models.EmailField(blank=True)  # to whom it was given
    token_hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # the first click of a person

    objects = ScopedManager(company="company")
