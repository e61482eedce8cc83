"""What tells a customer in writing of the instalment plan that was agreed: once for each plan."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager

from ardoise.records.dunning import Proposal
from ardoise.records.instalments import InstalmentPlan
from ardoise.records.parties import Company


class PlanConfirmation(models.Model):
    """One proposal for a plan, so one approval and one message; what did not leave gives its place to another."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    plan = models.OneToOneField(InstalmentPlan, on_delete=models.CASCADE, related_name="confirmation")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="plan_confirmation")

    objects = ScopedManager(company="company")
