"""What the next run would propose with a policy, seen before it is switched on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ardoise.actions import errands as asking
from ardoise.actions import policies as actions
from ardoise.actions import rights
from ardoise.actions.policies import simulation
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language
from ardoise.desk.policies.views import find_version, ladder_of
from ardoise.desk.policies.words import CHANNELS, ladder, shortcomings
from ardoise.desk.today import errands
from ardoise.domain import brake as reasons
from ardoise.domain.calendar import next_working_day
from ardoise.records.models import Customer, Entry, Errand, PolicyVersion

AT_ONCE = 20_000  # entries; a larger ledger is simulated by the worker
MICROS = 10_000  # millionths in a cent


@needs("see_all")
@require_http_methods(["GET", "POST"])
def simulate(request: Request, policy_id: int, version_id: int) -> HttpResponse:
    """Counts, amounts, cost, contacts per customer, and what differs from today; by the rule of the real run."""
    version = find_version(policy_id, version_id)
    is_everybody = request.GET.get("who") == "everybody"
    as_of = next_run_on(request)
    context: dict[str, Any] = {"policy": version.policy, "version": version, "is_everybody": is_everybody, "on": as_of}
    said = ladder_of(version)
    context |= {
        "ladder": ladder(said, request.company.currency),
        "shortcomings": shortcomings(request.company, said),
        "holds": actions.in_force(version.policy),
    }
    context |= {"may": rights.role_may(request.role, "settle")}
    if Entry.objects.all()[AT_ONCE : AT_ONCE + 1].exists():
        return by_worker(request, version, is_everybody, context)
    told = simulation.simulate(version, as_of, is_everybody, request.user, clock.now())
    return render(request, "policies/simulation.html", context | shown(request, told))


def next_run_on(request: Request) -> date:
    """The next working day: of a Saturday no run is made, so none is told of."""
    return next_working_day(clock.today(request.company) + timedelta(1))


def by_worker(request: Request, version: PolicyVersion, is_everybody: bool, context: dict[str, Any]) -> HttpResponse:
    """A large ledger: the worker computes it, and the page shows how far it is, then what came of it."""
    as_of = context["on"]
    last = Errand.objects.filter(kind="simulate", key=asking.simulation_key(version, as_of, is_everybody))
    errand = last.order_by("-pk").first()
    is_old = errand is not None and errand.ended_at is not None and errand.ended_at < clock.now() - timedelta(hours=1)
    if errand is None or is_old or request.POST.get("do") == "again":
        errand = asking.ask_simulation(version, as_of, is_everybody, request.user, clock.now())
        errands.start(errand)
    if errand.state == "done":
        return render(request, "policies/simulation.html", context | shown(request, errand.outcome))
    context["errand"] = errands.with_words(errand)
    return render(request, "policies/simulation.html", context)


def shown(request: Request, told: dict[str, Any]) -> dict[str, Any]:
    """What a simulation found, for the page: costs in cents, customers by their files, contacts in words."""
    codes = [row["customer"] for kind in ("newly", "gone", "moved") for row in told[kind]]
    files = {c.code: c for c in Customer.objects.filter(company=request.company, code__in=codes)}
    for kind in ("newly", "gone", "moved"):
        for row in told[kind]:
            row["file"] = files.get(row["customer"])
    for row in told["moved"]:
        row["channels"] = [CHANNELS.get(row[way], row[way]) for way in ("channel_now", "channel")]
    for line in told["lines"]:
        line["cost_cents"] = -(-line["cost_micros"] // MICROS)
        line["channel_name"] = CHANNELS.get(line["channel"], line["channel"])
    return {
        "told": told,
        "brake": [reasons.say(reason, language(), request.company.currency) for reason in told.get("brake", ())],
        "has_policies": len({line["policy"] for line in told["lines"]}) > 1,
        "cost_cents": -(-told["cost_micros"] // MICROS),
        "contacts": [(int(times), n) for times, n in told["contacts"].items()],
        "groups": [(kind, told[f"{kind}_count"], told[kind]) for kind in ("newly", "gone", "moved")],
    }
