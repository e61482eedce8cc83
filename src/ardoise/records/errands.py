"""The long work somebody asked for: a plan to compute, proposals to approve, receipts to apply; the worker does it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from ardoise.records.parties import Company


class Errand(models.Model):
    """One piece of long work: who asked for it when, how far it is, what came of it."""

    KINDS = [(k, k) for k in ("plan", "approve", "simulate", "apply", "explain", "fetch")]
    STATES = [(s, s) for s in ("waiting", "running", "done", "failed")]
    UNDER_WAY = ("waiting", "running")

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=KINDS)
    key = models.CharField(max_length=64)  # what is asked, told from anything else one may ask: a second click
    asked = models.JSONField(
        default=dict
    )  # plan: as_of · approve, apply: the proposals' keys, their count · simulate: which
    state = models.CharField(max_length=8, choices=STATES, default="waiting")
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    attempts = models.PositiveSmallIntegerField(default=0)  # how often a worker took it up
    outcome = models.JSONField(default=dict)  # plan: proposals · approve, apply: how many, refusals · failed: words
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)  # None: the installation
    at = models.DateTimeField()  # when it was asked
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when who asked read what came of it

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "key"],
                condition=models.Q(state__in=("waiting", "running")),
                name="one_errand_under_way",
            )
        ]
