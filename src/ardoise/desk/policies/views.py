"""The policies of a company, what each says and said, and which one holds."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ardoise.actions import policies as actions
from ardoise.actions import rights
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.rows import show
from ardoise.desk.frame.tags import language
from ardoise.desk.policies.forms import NewPolicyForm
from ardoise.desk.policies.words import changes, ladder, restraint, shortcomings
from ardoise.desk.today.lists import latest_run
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.domain.dunning import Policy as Ladder
from ardoise.domain.policies import PolicyError
from ardoise.records.models import Company, Policy, PolicyVersion, Proposal, Skip


@needs("see_all")
@require_GET
def policies(request: Request) -> HttpResponse:
    """Every policy, the default first, with how many customers were under it in the latest run."""
    counts = under(request.company)
    rows = [line(policy, counts) for policy in Policy.objects.filter(retired_at=None).order_by("-is_default", "name")]
    context = {
        "lines": rows,
        "retired": Policy.objects.exclude(retired_at=None).order_by("name"),
        "built_in": ladder(DEFAULT_POLICY, request.company.currency) if not rows else None,
        "tab": "policies",
        "may": rights.role_may(request.role, "settle"),
    }
    return render(request, "policies/policies.html", context)


def line(policy: Policy, counts: Counter[str]) -> dict[str, object]:
    """A policy in the list: what holds, and whether a draft waits."""
    holds, last = actions.in_force(policy), latest(policy)
    said = ladder_of(holds or last)
    return {
        "policy": policy,
        "holds": holds,
        "draft": last if last.switched_on_at is None else None,
        "ladder": ladder(said, policy.company.currency),
        "has_shortcomings": bool(shortcomings(policy.company, said)),
        "count": counts[policy.name],
    }


def under(company: Company) -> Counter[str]:
    """How many customers were under each policy in the latest run."""
    counts: Counter[str] = Counter()
    if run := latest_run(company):
        for rows in (Proposal.objects.filter(run=run), Skip.objects.filter(run=run)):
            counts.update(rows.order_by().values_list("policy", flat=True))
    return counts


def find(policy_id: int) -> Policy:
    """A policy of this company; any other does not exist."""
    return get_object_or_404(Policy, pk=policy_id)


def latest(policy: Policy) -> PolicyVersion:
    """What was last written of it, draft or not."""
    return policy.versions.order_by("-number")[0]


def ladder_of(version: PolicyVersion) -> Ladder:
    """What a version says, as domain knows it."""
    return words.stored(version.content)


@needs("settle")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Another policy, which begins with the ladder of one there is."""
    known = actions.policies_of(request.company)
    form = NewPolicyForm(request.POST or None, policies=known, initial={"like": actions.default_name(request.company)})
    if request.method == "POST" and form.is_valid():
        content = words.described(known[form.cleaned_data["like"]])
        try:
            version = actions.make(request.company, form.cleaned_data["name"], content, request.user, clock.now())
        except (actions.Unfit, PolicyError) as wrong:
            form.add_error("name", sentences(wrong))
        else:
            return redirect("design_policy", version.policy_id)
    return render(request, "policies/new.html", {"form": form})


def sentences(wrong: ValueError) -> list[str]:
    """What is wrong, in the reader's language."""
    return wrong.told(language()) if isinstance(wrong, PolicyError) else [str(wrong)]


@needs("settle")
@require_POST
def adopt(request: Request) -> HttpResponse:
    """The built-in policy becomes the company's own, to be changed."""
    return redirect("design_policy", actions.adopt(request.company, request.user, clock.now()).pk)


@needs("see_all")
@require_GET
def policy(request: Request, policy_id: int) -> HttpResponse:
    """What a policy says, and said."""
    shown = find(policy_id)
    holds = actions.in_force(shown)
    versions = list(shown.versions.select_related("by", "switched_on_by").order_by("-number"))
    for version, before in zip(versions, [*versions[1:], None], strict=True):
        told = actions.differences(before.content, version.content) if before else []
        show(version, changes=changes(told, request.company.currency))
    said = ladder_of(holds or versions[0])
    context = {
        "policy": shown,
        "holds": holds,
        "draft": versions[0] if versions[0].switched_on_at is None else None,
        "versions": versions,
        "ladder": ladder(said, request.company.currency),
        "restraint": restraint(said, request.company.currency),
        "shortcomings": shortcomings(request.company, said),
        "rules": shown.rules.order_by("place"),
        "under": under(request.company)[shown.name],
        "may": rights.role_may(request.role, "settle"),
    }
    return render(request, "policies/policy.html", context)


@needs("see_all")
@require_GET
def version(request: Request, policy_id: int, version_id: int) -> HttpResponse:
    """One version, and what it says otherwise than the one that holds."""
    shown = find_version(policy_id, version_id)
    holds, said = actions.in_force(shown.policy), ladder_of(shown)
    told = actions.differences(holds.content, shown.content) if holds else []
    context = {
        "policy": shown.policy,
        "version": shown,
        "holds": holds,
        "changes": changes(told, request.company.currency),
        "ladder": ladder(said, request.company.currency),
        "restraint": restraint(said, request.company.currency),
        "shortcomings": shortcomings(request.company, said),
        "may": rights.role_may(request.role, "settle"),
    }
    return render(request, "policies/version.html", context)


def find_version(policy_id: int, version_id: int) -> PolicyVersion:
    """A version of a policy of this company."""
    return get_object_or_404(PolicyVersion.objects.select_related("policy", "company"), pk=version_id, policy=policy_id)


@needs("settle")
@require_POST
def switch_on(request: Request, policy_id: int, version_id: int) -> HttpResponse:
    """The version holds from the next run on; only after somebody saw what it would do."""
    shown = find_version(policy_id, version_id)
    if request.POST.get("seen") != str(shown.pk):
        messages.warning(request, _("Look first at what it would do: this is the page."))
        return redirect("simulate_policy", policy_id, version_id)
    holds = actions.in_force(shown.policy)
    try:
        if holds and shown.number < holds.number:
            actions.switch_back(shown, request.user, clock.now())
            messages.success(request, _("It says again what version %(n)d said.") % {"n": shown.number})
        elif actions.switch_on(shown, request.user, clock.now()):
            messages.success(request, _("Switched on: it holds from the next computation on."))
        else:
            messages.info(request, _("It held already."))
    except (actions.Unfit, PolicyError) as wrong:
        for sentence in sentences(wrong):
            messages.error(request, sentence)
    return redirect("policy", policy_id)


@needs("settle")
@require_POST
def make_default(request: Request, policy_id: int) -> HttpResponse:
    """Whoever no rule assigns elsewhere is under it."""
    return done(request, policy_id, actions.make_default, _("It is the default now."))


@needs("settle")
@require_POST
def retire(request: Request, policy_id: int) -> HttpResponse:
    """Nobody is put under it any more."""
    return done(request, policy_id, actions.retire, _("Retired. What it did stays told."))


def done(request: Request, policy_id: int, deed: object, words_of_success: str) -> HttpResponse:
    """One of the deeds that answer yes, no longer, or why not."""
    try:
        if deed(find(policy_id), request.user, clock.now()):  # type: ignore[operator]
            messages.success(request, words_of_success)
        else:
            messages.info(request, _("It was so already."))
    except actions.Unfit as unfit:
        messages.error(request, str(unfit))
    return redirect("policy", policy_id)
