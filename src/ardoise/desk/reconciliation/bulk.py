"""Many receipts at once: explained anew, or those applied that are surer than one says, after a look at some."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import errands as work
from ardoise.actions import reconciliation as actions
from ardoise.actions.reconciliation.automatic import Above, keys_above
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.reconciliation.explanations import explained_of
from ardoise.desk.today import errands
from ardoise.records.models import Company

AT_ONCE = 25  # more are applied by the worker


@needs("reconcile")
@require_GET
def confirm(request: Request) -> HttpResponse:
    """How many and how much from that confidence on, and three of them: the least sure among them."""
    percent = asked_percent(request.company, request.GET.get("from", ""))
    chosen = actions.above(request.company, percent * 100)
    context = {
        "percent": percent,
        "least": bar_of(request.company),
        "count": chosen.count,
        "sums": chosen.sums,
        "sample": explained_of(actions.sample(request.company, percent * 100), clock.today(request.company)),
        "fingerprint": fingerprint(chosen),
    }
    return render(request, "reconciliation/bulk.html", context)


def asked_percent(company: Company, typed: str) -> int:
    """The least confidence asked for, as a whole percentage: never below the one the company has set."""
    return min(100, max(bar_of(company), key_of(typed) or 0))


def bar_of(company: Company) -> int:
    """From which percentage on the company lets receipts be applied without a look at each."""
    return actions.setting_of(company).automatic_from_bp // 100


def fingerprint(chosen: Above) -> str:
    """What was looked at: applied later only if it is still the same."""
    return f"{chosen.count}:{chosen.newest}:{chosen.sums}"


@needs("reconcile")
@require_POST
def apply(request: Request) -> HttpResponse:
    """Apply what was confirmed, unless it has changed since."""
    percent = asked_percent(request.company, request.POST.get("from", ""))
    chosen = actions.above(request.company, percent * 100)
    if fingerprint(chosen) != request.POST.get("fingerprint"):
        messages.warning(request, _("The receipts have changed since you looked. Nothing was applied: look again."))
        return redirect(f"{reverse('confirm_bulk')}?from={percent}")
    keys = keys_above(request.company, percent * 100)
    if len(keys) > AT_ONCE:
        errands.start(work.ask_applying(request.company, keys, request.user, clock.now()))
    else:
        outcome = actions.bulk(request.company, keys, request.user, clock.now())
        refusals = [[str(one.movement.counterparty or one.movement.label), words] for one, words in outcome.refusals]
        errands.tell_applied(request, len({done.together for done in outcome.applied}), refusals, len(refusals))
    return redirect("receipts")


@needs("reconcile")
@require_POST
def explain(request: Request) -> HttpResponse:
    """Have the worker explain every receipt anew, by what is open, learned and let pass now."""
    errands.start(work.ask_explaining(request.company, request.user, clock.now()))
    return redirect("receipts")
