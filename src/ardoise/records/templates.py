"""The words of letters that a company writes itself, version by version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_scopes import ScopedManager

from ardoise.records.parties import Company


class Template(models.Model):
    """A letter of the company's own for a language, a kind of customer and a channel; the pack's hold elsewhere."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    key = models.CharField(max_length=60)  # what a level of a policy names; a tone's own name replaces the pack's
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=14, blank=True)  # professional | consumer | public_body | unknown; "": any
    channel = models.CharField(max_length=20, blank=True)  # "": any
    retired_at = models.DateTimeField(null=True)

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "key", "language", "kind", "channel"], name="one_template")
        ]


class TemplateVersion(models.Model):
    """The words from one day on; the highest number holds."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="one_template_version_per_number")]
