"""The long work asked from Today: how far it is, and what came of it, told once to who asked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from ardoise.actions import errands, rights, work
from ardoise.desk.frame import clock
from ardoise.desk.frame.causes import cause
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.rows import show
from ardoise.records.models import Errand

FEW = 3  # refusals told by name


def start(errand: Errand) -> None:
    """Hand it to the worker; an errand it has already stays as it is."""
    work.enqueue(errand)


def shown(request: Request) -> dict[str, Any]:
    """What is under way in the company and what failed last; what ended for this person is told, and noted as told."""
    if not rights.role_may(request.role, "see_all"):
        return {}
    for errand in Errand.objects.filter(by=request.user, state="done", told_at=None).order_by("pk"):
        if errands.tell_outcome(errand, request.user, clock.now()):
            tell(request, errand)
    under_way = Errand.objects.filter(state__in=Errand.UNDER_WAY).order_by("pk")
    return {"errands": [with_words(errand) for errand in under_way], "failures": failures()}


def with_words(errand: Errand) -> Errand:
    """The errand, with what it does in words, and what to do when nobody does it."""
    warning = ""
    if work.is_unanswered(clock.machine_now()):
        warning = _(
            "Nobody works on it: the worker is not running. Whoever holds this machine starts it with “ardoise up” "
            "or “ardoise work”; nothing is lost, it goes on from there."
        )
    show(errand, words=words_of(errand), warning=warning)
    return errand


def words_of(errand: Errand) -> str:
    """What is being done."""
    if errand.kind == "plan":
        return _("Computing the proposals")
    if errand.kind == "simulate":
        return _("Computing what the policy would do")
    if errand.kind == "explain":
        return _("Explaining the receipts anew")
    if errand.kind == "fetch":
        return _("Reading the mailbox")
    count = errand.asked["count"]
    if errand.kind == "apply":
        return ngettext("Applying %(n)d receipt", "Applying %(n)d receipts", count) % {"n": count}
    return ngettext("Approving %(n)d message", "Approving %(n)d messages", count) % {"n": count}


def failures() -> list[Errand]:
    """The last errand of each kind, if it failed."""
    last = [Errand.objects.filter(kind=kind).order_by("-pk").first() for kind, _name in Errand.KINDS]
    return [with_words(errand) for errand in last if errand and errand.state == "failed"]


@needs("see_all")
@require_GET
def progress(request: Request, errand_id: int) -> HttpResponse:
    """How far it is; once it has ended the page is to be read again, unless something on it is being written."""
    errand = with_words(get_object_or_404(Errand, pk=errand_id))
    answer = render(request, "today/errand.html", {"errand": errand})
    if errand.state not in Errand.UNDER_WAY:
        answer["HX-Trigger"] = "errand-ended"
    return answer


def tell(request: Request, errand: Errand) -> None:
    """Say what came of it."""
    outcome = errand.outcome
    if errand.kind == "simulate":
        return
    if errand.kind == "plan":
        n = outcome["proposals"]
        words = ngettext("Computed: %(n)d proposal for today.", "Computed: %(n)d proposals for today.", n)
        messages.success(request, words % {"n": n})
        tell_approved(request, outcome.get("automatic", 0))
        return
    if errand.kind == "explain":
        n = outcome["explained"]
        words = ngettext("%(n)d receipt has an explanation now.", "%(n)d receipts have an explanation now.", n)
        messages.success(request, words % {"n": n})
        tell_applied(request, outcome["applied"], [], 0)
        return
    if errand.kind == "fetch":
        tell_fetched(request, outcome["replies"], outcome["fault"])
        return
    if errand.kind == "apply":
        tell_applied(request, outcome["applied"], outcome["refusals"], outcome["refused"])
        return
    tell_approved(request, outcome["approved"])
    named = outcome["refusals"] if sum(outcome["refused"].values()) == len(outcome["refusals"]) else []
    for sentence in said(named, outcome["refused"]):
        messages.warning(request, sentence)


def tell_fetched(request: Request, count: int, fault: str) -> None:
    """Say how many replies came; what stood in the way stands over the inbox as long as it does."""
    if count:
        messages.success(request, ngettext("%(n)d new reply.", "%(n)d new replies.", count) % {"n": count})
    elif not fault:
        messages.success(request, _("Nothing new."))


def said(named: list[list[str]], counts: dict[str, int]) -> list[str]:
    """The refusals in words: by name when they are few, else the same ones counted."""
    if 0 < len(named) <= FEW:
        return [_("%(name)s: %(reason)s") % {"name": name, "reason": cause(reason)} for name, reason in named]
    most = sorted(counts.items(), key=lambda counted: -counted[1])
    return [cause(reason) if n == 1 else f"{n} × {cause(reason)}" for reason, n in most]


def tell_approved(request: Request, count: int) -> None:
    """Say how many messages wait to leave."""
    if count:
        words = ngettext(
            "%(n)d message approved: it waits in the outbox.",
            "%(n)d messages approved: they wait in the outbox.",
            count,
        )
        messages.success(request, words % {"n": count})


def tell_applied(request: Request, count: int, refusals: list[list[str]], refused: int) -> None:
    """Say how many receipts were applied, and which were not, why."""
    if count:
        words = ngettext("%(n)d receipt applied.", "%(n)d receipts applied.", count)
        messages.success(request, words % {"n": count})
    for payer, sentence in refusals[:FEW]:
        messages.warning(request, f"{payer}: {sentence}")
    if refused > len(refusals[:FEW]):
        words = _("%(n)d in all were not applied: they wait, explained anew.")
        messages.warning(request, words % {"n": refused})
