"""The rules page: which customers go under which policy, in order; each rule says its reason in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ardoise.actions import policies as actions
from ardoise.actions import rights
from ardoise.actions.policies.assignment import rule_of
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import Lines, offer, offer_rows
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import cents_typed
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.rows import show
from ardoise.desk.frame.tags import language, policy_name
from ardoise.desk.policies.forms import Cents
from ardoise.desk.policies.views import sentences
from ardoise.desk.today.lists import latest_run, tallies
from ardoise.domain import assignment
from ardoise.domain.policies import PolicyError
from ardoise.records.models import AssignmentRule, Company, Policy, Proposal, Skip

CONDITIONS_MAX = 8
SPARE = 2  # empty lines offered below those filled in
SUGGESTED_MAX = 200  # words of a fact
OPERATORS = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "in": gettext_lazy("is one of"),
    "contains": gettext_lazy("contains"),
    "at_least": gettext_lazy("is at least"),
    "at_most": gettext_lazy("is at most"),
}
YES = {"yes", "oui", "true", "vrai", "1"}
NO = {"no", "non", "false", "faux", "0"}


class RuleForm(Lines, forms.Form):
    """A rule's name and the policy it assigns."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    policy: forms.ModelChoiceField[Policy] = forms.ModelChoiceField(
        label=gettext_lazy("Puts under the policy"),
        queryset=Policy.objects.none(),
        to_field_name="name",
        empty_label=gettext_lazy("Choose…"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = Policy.objects.filter(retired_at=None).order_by("name")
        offer_rows(self, "policy", standing, lambda policy: policy_name(policy.name))


class ConditionForm(forms.Form):
    """One condition of a rule; without a fact it says nothing."""

    fact = forms.ChoiceField(label=gettext_lazy("Fact"), required=False)
    operator = forms.ChoiceField(label=gettext_lazy("Compared"), choices=list(OPERATORS.items()))
    value = forms.CharField(label=gettext_lazy("With"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(fact, assignment.fact_name(fact, language())) for fact in assignment.FACTS]
        offer(self, "fact", [("", "–"), *named])
        self.fields["fact"].widget.attrs["data-suggests"] = self.add_prefix("value")
        self.fields["value"].widget.attrs["list"] = f"words-{self['fact'].value() or ''}"

    def condition(self) -> dict[str, Any] | None:
        """As the rule says it; None where the line is empty."""
        fact, operator, text = (self.cleaned_data[name] for name in ("fact", "operator", "value"))
        return {"fact": fact, "is": operator, "value": value_of(fact, operator, text.strip())} if fact else None


def value_of(fact: str, operator: str, text: str) -> Any:
    """What was typed, in the fact's own type; what cannot be read stays text, and domain says what is wrong."""
    if fact in assignment.AMOUNTS:
        try:
            return cents_typed(text)
        except ValueError:
            return text
    if fact in assignment.ANSWERS:
        return text.lower() in YES if text.lower() in YES | NO else text
    parts = [key_of(fact, part.strip()) for part in text.split(",") if part.strip()]
    return parts if operator == "in" else key_of(fact, text)


def key_of(fact: str, word: str) -> str:
    """The value that a word on screen stands for, in either language."""
    for (of, key), names in assignment.VALUE_WORDS.items():
        if of == fact and word.lower() in [name.lower() for name in names.values()]:
            return key
    return word


def typed_of(condition: assignment.Condition) -> dict[str, str]:
    """A condition as its form shows it."""
    fact, value = condition.fact, condition.value
    if fact in assignment.AMOUNTS:
        text = Cents().prepare_value(value)
    elif fact in assignment.ANSWERS:
        text = _("yes") if value else _("no")
    else:
        told = value if isinstance(value, tuple) else (value,)
        text = ", ".join(assignment.value_name(fact, one, language()) for one in told)
    return {"fact": fact, "operator": condition.is_, "value": str(text)}


@needs("see_all")
@require_GET
def rules(request: Request) -> HttpResponse:
    """The rules in order, in words, with how many customers each put under its policy in the latest run."""
    rows = list(actions.rules_of(request.company))
    holding, counts = actions.policies_of(request.company), placed(request.company)
    read = {row.name: rule for row in rows if (rule := rule_of(row))}
    unheard = actions.unheard(request.company, read.values())
    for row in rows:
        rule = read.get(row.name)
        show(
            row,
            words=assignment.say(rule, language(), request.company.currency) if rule else "",
            unheard=[fault.told(language()) for fault in unheard.get(row.name, ())],
            waits=row.policy.name not in holding,
            count=counts.get(row.name, 0),
        )
    context = {
        "lines": rows,
        "default": actions.default_name(request.company),
        "by_default": counts.get("", 0),
        "by_hand": counts.get(assignment.BY_OVERRIDE, 0),
        "has_run": latest_run(request.company) is not None,
        "tab": "rules",
        "may": rights.role_may(request.role, "settle"),
    }
    return render(request, "policies/rules.html", context)


def placed(company: Company) -> dict[str, int]:
    """How many customers each rule placed in the latest run."""
    counts: dict[str, int] = {}
    if run := latest_run(company):
        for rows in (Proposal.objects.filter(run=run), Skip.objects.filter(run=run)):
            for name, n in tallies(rows, "assigned_by").items():
                counts[name] = counts.get(name, 0) + n
    return counts


@needs("settle")
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Another rule, after all the others."""
    if request.method == "POST" and request.POST.get("do") == "save":
        return keep(request, None)
    return rule_page(request, RuleForm(initial=asked(request)), conditions(typed(request.POST), is_more=True), None)


@needs("settle")
@require_http_methods(["GET", "POST"])
def change(request: Request, rule_id: int) -> HttpResponse:
    """What a rule says."""
    row: AssignmentRule = get_object_or_404(AssignmentRule.objects.select_related("policy", "company"), pk=rule_id)
    if request.method == "POST" and request.POST.get("do") == "save":
        return keep(request, row)
    if request.method == "POST":
        return rule_page(request, RuleForm(initial=asked(request)), conditions(typed(request.POST), is_more=True), row)
    rule = rule_of(row)
    told = [typed_of(condition) for condition in rule.conditions] if rule else []
    return rule_page(request, RuleForm(initial={"name": row.name, "policy": row.policy.name}), conditions(told), row)


def asked(request: Request) -> dict[str, str]:
    """What was typed of the rule itself."""
    return {name: request.POST.get(name, request.GET.get(name, "")) for name in ("name", "policy")}


def typed(posted: QueryDict) -> list[dict[str, str]]:
    """What stands in each condition's fields, as far as something does: each line keeps its place."""
    names = ("fact", "operator", "value")
    lines = [{name: posted.get(f"condition-{n}-{name}", "") for name in names} for n in range(CONDITIONS_MAX)]
    return lines[: max((n + 1 for n, line in enumerate(lines) if line["fact"] or line["value"]), default=0)]


def conditions(told: list[dict[str, str]], is_more: bool = False) -> list[ConditionForm]:
    """The conditions as forms, and some lines to fill in."""
    count = min(max(len(told) + SPARE if is_more else len(told) + 1, 3), CONDITIONS_MAX)
    filled = [*told, *[{}] * (count - len(told))]
    return [ConditionForm(initial=line, prefix=f"condition-{n}") for n, line in enumerate(filled)]


def rule_page(
    request: Request, form: RuleForm, lines: list[ConditionForm], row: AssignmentRule | None, **more: object
) -> HttpResponse:
    """The form of a rule."""
    context = {"form": form, "conditions": lines, "rule": row, "is_full": len(lines) >= CONDITIONS_MAX, **more}
    context["suggestions"] = suggestions(request.company)
    return render(request, "policies/rule.html", context)


def suggestions(company: Company) -> dict[str, list[str]]:
    """By fact, what may be typed: what it can be at all, else the words that customers of this company have."""
    own = actions.heard(company, SUGGESTED_MAX)
    found = {fact: [assignment.value_name(fact, word, language()) for word in words] for fact, words in own.items()}
    for fact, words in assignment.CLOSED.items():
        found[fact] = [assignment.value_name(fact, word, language()) for word in words]
    found["currency"] = [company.currency]
    return found | {fact: [_("yes"), _("no")] for fact in assignment.ANSWERS}


def keep(request: Request, row: AssignmentRule | None) -> HttpResponse:
    """Keep the rule as typed, or say what is wrong with it."""
    form = RuleForm(request.POST)
    found = [n for n in range(CONDITIONS_MAX) if f"condition-{n}-fact" in request.POST]
    lines = [ConditionForm(request.POST, prefix=f"condition-{n}") for n in found]
    if not all([form.is_valid(), *[line.is_valid() for line in lines]]):
        return rule_page(request, form, lines, row)
    told = [condition for line in lines if (condition := line.condition())]
    given = (form.cleaned_data["name"], told, form.cleaned_data["policy"], request.user, clock.now())
    try:
        if row is None:
            actions.add_rule(request.company, *given)
        else:
            actions.change_rule(row, *given)
    except (actions.Unfit, PolicyError) as wrong:
        return rule_page(request, form, lines, row, faults=sentences(wrong))
    messages.success(request, _("Kept: it holds from the next computation on."))
    return redirect("rules")


@needs("settle")
@require_POST
def move(request: Request, rule_id: int) -> HttpResponse:
    """One place up or down."""
    row: AssignmentRule = get_object_or_404(AssignmentRule.objects.select_related("company"), pk=rule_id)
    actions.move_rule(row, request.POST.get("to") == "up", request.user, clock.now())
    return redirect("rules")


@needs("settle")
@require_POST
def delete(request: Request, rule_id: int) -> HttpResponse:
    """It assigns nobody any more."""
    row: AssignmentRule = get_object_or_404(AssignmentRule.objects.select_related("company"), pk=rule_id)
    if actions.delete_rule(row, request.user, clock.now()):
        messages.success(request, _("The rule “%(name)s” is deleted.") % {"name": row.name})
    return redirect("rules")
