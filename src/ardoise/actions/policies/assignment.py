"""Which policies a company has, who is under which, and which rule says so."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext as _
from django_scopes import scope

from ardoise.actions.policies.versions import newest_first
from ardoise.domain import assignment
from ardoise.domain import policies as words
from ardoise.domain.assignment import Rule
from ardoise.domain.dunning import DEFAULT_POLICY, Policy
from ardoise.records.models import AssignmentRule, Company, PolicyOverride, PolicyVersion
from ardoise.records.models import Policy as PolicyRow


@dataclass(frozen=True)
class Assigned:
    """What puts customers under policies: the ladders that hold, the rules in order, the name of the default."""

    policies: dict[str, Policy]
    rules: tuple[Rule, ...]
    overrides: pl.DataFrame  # domain's OVERRIDES
    default: str
    told: dict[str, object]  # what a run says it was computed with: version numbers, rules, default


def policies_of(company: Company) -> dict[str, Policy]:
    """The policies that hold, by name, the default first; the built-in one where the company has none of its own."""
    return ladders(versions_of(company), default_name(company))


def ladders(versions: dict[str, PolicyVersion], default: str) -> dict[str, Policy]:
    """The same of the versions that hold."""
    held = {name: words.stored(version.content) for name, version in versions.items()}
    return {default: held.get(default, DEFAULT_POLICY)} | held


def versions_of(company: Company) -> dict[str, PolicyVersion]:
    """The version that holds of each policy, by name."""
    with scope(company=company):
        switched_on = PolicyVersion.objects.filter(
            company=company, switched_on_at__isnull=False, policy__retired_at=None
        ).select_related("policy")
        found: dict[str, PolicyVersion] = {}
        for version in newest_first(switched_on):
            found.setdefault(version.policy.name, version)
    return found


def default_name(company: Company) -> str:
    """The policy of whoever no rule and no override assigns elsewhere."""
    with scope(company=company):
        own = PolicyRow.objects.filter(company=company, is_default=True).values_list("name", flat=True).first()
    return own or DEFAULT_POLICY.name


def assigned(company: Company, trial: Policy | None = None) -> Assigned:
    """What assigns today; with `trial`, as if that policy were switched on.

    A rule or an override whose policy doesn't hold assigns nobody: it waits for it to be switched on.
    """
    versions, default = versions_of(company), default_name(company)
    policies = ladders(versions, default) | ({trial.name: trial} if trial else {})
    with scope(company=company):
        stored = list(
            AssignmentRule.objects.filter(company=company, policy__name__in=policies).select_related("policy")
        )
    rules = tuple(rule for row in sorted(stored, key=lambda row: row.place) if (rule := rule_of(row)))
    told = {
        "versions": {name: version.number for name, version in versions.items()},
        "rules": [
            {"name": rule.name, "policy": rule.policy, "conditions": assignment.described(rule)} for rule in rules
        ],
        "default": default,
    }
    return Assigned(policies, rules, _overrides(company, list(policies)), default, told)


def rule_of(row: AssignmentRule) -> Rule | None:
    """The rule as domain knows it; None for one that can't be read any more."""
    return assignment.read(row.name, row.conditions, row.policy.name)[0]


def _overrides(company: Company, policies: list[str]) -> pl.DataFrame:
    with scope(company=company):
        standing = PolicyOverride.objects.filter(company=company, ended_at=None, policy__name__in=policies)
        rows = list(standing.order_by("pk").values_list("customer__code", "entry_id", "policy__name"))
    return pl.DataFrame(rows, schema=assignment.OVERRIDES, orient="row")


def why_in_words(company: Company, policy: str, assigned_by: str, language: str) -> str:
    """Which rule put a customer under its policy, and what that rule says."""
    if assigned_by == assignment.BY_OVERRIDE:
        return _("Somebody put this customer, or an item of theirs, under it by hand.")
    if not assigned_by:
        return _("It is the default: no rule holds for this customer.")
    with scope(company=company):
        row = AssignmentRule.objects.select_related("policy").filter(company=company, name=assigned_by).first()
    rule = rule_of(row) if row else None
    if rule is None or rule.policy != policy:
        return _("The rule “%(name)s”, which says otherwise since.") % {"name": assigned_by}
    told = {"name": assigned_by, "words": assignment.say(rule, language, company.currency)}
    return _("The rule “%(name)s” assigns it: %(words)s.") % told
