"""Which policies a company has, who is under which, and which rule says so."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext as _
from django_scopes import scope

from ardoise.domain import assignment
from ardoise.domain import policies as words
from ardoise.domain.assignment import Rule
from ardoise.domain.dunning import DEFAULT_POLICY, Policy
from ardoise.records import assigned as records
from ardoise.records.models import AssignmentRule, Company
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
    default, held = records.held(company.pk)
    return ladders(held, default or DEFAULT_POLICY.name)


def ladders(held: records.Held, default: str) -> dict[str, Policy]:
    """The same of what is held."""
    told = {name: words.stored(content) for name, (_number, content) in held.items()}
    return {default: told.get(default, DEFAULT_POLICY)} | told


def default_name(company: Company) -> str:
    """The policy of whoever no rule and no override assigns elsewhere."""
    with scope(company=company):
        own = PolicyRow.objects.filter(company=company, is_default=True).values_list("name", flat=True).first()
    return own or DEFAULT_POLICY.name


def assigned(company: Company, trial: Policy | None = None) -> Assigned:
    """What assigns today; with `trial`, as if that policy were switched on.

    A rule or an override whose policy doesn't hold assigns nobody: it waits for it to be switched on.
    """
    own, held = records.held(company.pk)
    default = own or DEFAULT_POLICY.name
    policies = ladders(held, default) | ({trial.name: trial} if trial else {})
    stored = (row for row in records.rules(company.pk) if row[2] in policies)
    rules = tuple(rule for row in stored if (rule := assignment.read(*row)[0]))
    told: dict[str, object] = {
        "versions": {name: number for name, (number, _content) in held.items()},
        "rules": [
            {"name": rule.name, "policy": rule.policy, "conditions": assignment.described(rule)} for rule in rules
        ],
        "default": default,
    }
    standing = [row for row in records.overrides(company.pk) if row[2] in policies]
    overrides = pl.DataFrame(standing, schema=assignment.OVERRIDES, orient="row")
    return Assigned(policies, rules, overrides, default, told)


def rule_of(row: AssignmentRule) -> Rule | None:
    """The rule as domain knows it; None for one that can't be read any more."""
    return assignment.read(row.name, row.conditions, row.policy.name)[0]


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
