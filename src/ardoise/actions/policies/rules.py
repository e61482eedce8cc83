"""The saved, ordered rules that put customers under policies: the first whose conditions all hold decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, QuerySet
from django.utils.translation import gettext as _

from ardoise.actions import events, lines, rights
from ardoise.actions.refusals import Unfit
from ardoise.domain import assignment
from ardoise.domain.assignment import Rule
from ardoise.domain.policies import PolicyError
from ardoise.domain.policies.faults import Fault
from ardoise.records.models import AssignmentRule, Company, Customer, Policy, User

NAME_MAX = 100
FAR = 1_000_000  # a place no list of rules reaches, where rows wait while others change places
RESERVED = (assignment.BY_OVERRIDE,)  # names that `assigned_by` uses itself


def rules_of(company: Company) -> QuerySet[AssignmentRule]:
    """The company's rules in their order."""
    return AssignmentRule.objects.filter(company=company).select_related("policy").order_by("place")


def add_rule(
    company: Company,
    name: str,
    conditions: Sequence[Mapping[str, Any]],
    policy: Policy,
    by: User | None,
    at: datetime,
) -> AssignmentRule:
    """A rule after all the others; the same one added twice is the first."""
    rights.require(by, "settle", company)
    told = fit(company, name, conditions, policy)
    with events.act(company):
        if known := AssignmentRule.objects.filter(company=company, name=told["name"]).first():
            if (known.conditions, known.policy_id) == (told["conditions"], policy.pk):
                return known
            raise taken(told["name"])
        last = AssignmentRule.objects.filter(company=company).aggregate(last=Max("place"))["last"]
        rule = AssignmentRule.objects.create(
            company=company, place=(last or 0) + 1, policy=policy, by=by, at=at, **told
        )
        events.record(company, "added_rule", by, at, rule, after=told_of(rule))
    return rule


def change_rule(
    rule: AssignmentRule,
    name: str,
    conditions: Sequence[Mapping[str, Any]],
    policy: Policy,
    by: User | None,
    at: datetime,
) -> bool:
    """The rule says this from now on; False if it said so already."""
    rights.require(by, "settle", rule.company)
    told = fit(rule.company, name, conditions, policy)
    with events.act(rule.company):
        rule = present(rule)
        before = told_of(rule)
        if AssignmentRule.objects.filter(company=rule.company, name=told["name"]).exclude(pk=rule.pk).exists():
            raise taken(told["name"])
        rule.name, rule.conditions, rule.policy, rule.by, rule.at = told["name"], told["conditions"], policy, by, at
        if told_of(rule) == before:
            return False
        rule.save(update_fields=["name", "conditions", "policy", "by", "at"])
        events.record(rule.company, "changed_rule", by, at, rule, before=before, after=told_of(rule))
    return True


def move_rule(rule: AssignmentRule, is_up: bool, by: User | None, at: datetime) -> bool:
    """The rule changes places with the one above, or below; False where there is none."""
    rights.require(by, "settle", rule.company)
    with events.act(rule.company):
        rule = present(rule)
        others = AssignmentRule.objects.filter(company=rule.company)
        other = (
            others.filter(place__lt=rule.place).order_by("-place").first()
            if is_up
            else others.filter(place__gt=rule.place).order_by("place").first()
        )
        if other is None:
            return False
        place = rule.place
        AssignmentRule.objects.filter(pk=rule.pk).update(place=FAR)
        AssignmentRule.objects.filter(pk=other.pk).update(place=place)
        AssignmentRule.objects.filter(pk=rule.pk).update(place=other.place)
        told = {"name": rule.name, "place": other.place}
        events.record(rule.company, "moved_rule", by, at, rule, before={"place": place}, after=told)
    return True


def delete_rule(rule: AssignmentRule, by: User | None, at: datetime) -> bool:
    """The rule assigns nobody any more; those below move up. False when somebody had deleted it before."""
    rights.require(by, "settle", rule.company)
    with events.act(rule.company):
        found = AssignmentRule.objects.filter(pk=rule.pk).first()
        if found is None:
            return False
        events.record(rule.company, "deleted_rule", by, at, found, before=told_of(found))
        place = found.place
        found.delete()
        below = AssignmentRule.objects.filter(company=rule.company, place__gt=place)
        below.update(place=F("place") + FAR)  # in two steps: no two rows of one place in between
        AssignmentRule.objects.filter(company=rule.company, place__gt=FAR).update(place=F("place") - FAR - 1)
    return True


KEPT = {fact: fact for fact in ("segment", "risk_class", "sector", "group", "country", "language")}
KEPT |= {fact: f"{fact}__username" for fact in ("collector", "salesperson")}
"""The facts that are words of a company's own, and where its customers keep them."""


def heard(company: Company, most: int) -> dict[str, list[str]]:
    """By fact, the words that the company's customers have today, those of the most customers first."""
    return {fact: _commonest(company, field, most) for fact, field in KEPT.items()}


def _commonest(company: Company, field: str, most: int) -> list[str]:
    said = Customer.objects.filter(company=company).exclude(**{field: ""}).exclude(**{field: None}).order_by()
    counted = said.values_list(field).annotate(times=Count("pk")).order_by("-times", field)
    return [word for word, _times in counted[:most]]


def unheard(company: Company, rules: Iterable[Rule]) -> dict[str, list[Fault]]:
    """By rule, the words it asks for that none of the company's customers has today."""
    asked = list(rules)
    facts = {c.fact for rule in asked for c in rule.conditions if c.fact in KEPT}
    known = {fact: _told(company, KEPT[fact]) for fact in facts}
    return {rule.name: assignment.unheard(rule, known) for rule in asked}


def _told(company: Company, field: str) -> list[str]:
    words = Customer.objects.filter(company=company).order_by().values_list(field, flat=True).distinct()
    spoken = company.language if field == "language" else ""
    return list({word or spoken for word in words if word or spoken})


def present(rule: AssignmentRule) -> AssignmentRule:
    """The rule as it is now; Missing once somebody deleted it."""
    found = AssignmentRule.objects.select_related("policy").filter(pk=rule.pk).first()
    if found is None:
        raise rights.Missing(_("This rule was deleted meanwhile."))
    return found


def fit(company: Company, name: str, conditions: Sequence[Mapping[str, Any]], policy: Policy) -> dict[str, Any]:
    """Name and conditions as they are kept; Unfit, or domain's PolicyError, with what is wrong."""
    name = name.strip()
    if wrong := lines.complaint(_("Name"), name):
        raise Unfit(wrong)
    if name.lower() in RESERVED:
        raise Unfit(
            _("“%(name)s” is what a customer put under a policy by hand is shown as: give the rule another name.")
            % {"name": name}
        )
    if not name or len(name) > NAME_MAX:
        raise Unfit(_("A rule needs a name of at most %(n)d characters: it is shown as the reason.") % {"n": NAME_MAX})
    if policy.company_id != company.pk:
        raise rights.Missing(_("This does not exist, or is not yours to see."))
    if policy.retired_at:
        raise Unfit(_("“%(name)s” is retired: choose another policy.") % {"name": policy.name})
    rule, faults = assignment.read(name, list(conditions), policy.name)
    if rule is None or (faults := assignment.idle(rule)):
        raise PolicyError(faults)
    return {"name": name, "conditions": assignment.described(rule)}


def taken(name: str) -> Unfit:
    """Two rules of one name could not be told apart on a customer's file."""
    return Unfit(_("There is a rule “%(name)s” already: choose another name.") % {"name": name})


def told_of(rule: AssignmentRule) -> dict[str, Any]:
    """A rule in an event."""
    return {"name": rule.name, "place": rule.place, "conditions": rule.conditions, "policy": rule.policy.name}
