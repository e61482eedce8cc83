"""What is decided of a receipt: an explanation accepted, items chosen by hand, no customer's at all."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ardoise.actions import reconciliation as actions
from ardoise.actions import rights
from ardoise.actions.reconciliation import listing
from ardoise.actions.reconciliation.automatic import match_of as match_told
from ardoise.actions.refusals import Unfit
from ardoise.actions.rights import Refused
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.reconciliation import choices
from ardoise.desk.reconciliation.spreading import spread
from ardoise.desk.reconciliation.views import find, panel
from ardoise.records.models import Mark, MatchProposal, Movement


@needs("reconcile")
@require_POST
def accept(request: Request, movement_id: int) -> HttpResponse:
    """The explanation of that rank is right."""
    shown = find(request.company, movement_id)
    rank = key_of(request.POST.get("rank", "")) or 0
    proposal = (
        MatchProposal.objects.filter(movement=shown, rank=rank).select_related("customer", "movement__company").first()
    )
    if proposal is None:
        return panel(request, shown, _("This explanation is not there any more: look at the receipt again."))
    return applied(request, shown, match_told(proposal))


@needs("reconcile")
@require_POST
def choose(request: Request, movement_id: int) -> HttpResponse:
    """The items ticked by hand, of one customer or several; the rest named, or left with one of them."""
    shown = find(request.company, movement_id)
    choice = None
    try:
        choice = choices.posted(request).completed(shown, listing.left_of(request.company, shown))
        if whose := key_of(request.POST.get("spread", "")):
            return panel(request, shown, choice=spread(choice, whose, shown))
        match = match_of(shown, choice)
    except Unfit as unfit:
        return panel(request, shown, str(unfit), choice)
    return applied(request, shown, match, choice)


def match_of(shown: Movement, choice: choices.Choice) -> actions.Match:
    """The choice as the action takes it. What lacks needs a name; what is too much has a keeper or is named too; of a
    receipt of which nothing is ticked somebody has said that it is kept."""
    allocations = {row.entry.pk: row.cents for sheet in choice.sheets for row in sheet.rows if row.is_ticked}
    if not allocations and not choice.is_kept:
        raise Unfit(_("Nothing is ticked: tick what it pays, or keep it on the customer’s account."))
    keeper = next((customer for customer in choice.customers if customer.pk == choice.keeper), None)
    if keeper is None and len(choice.customers) == 1:
        keeper = choice.customers[0]
    (first, *others) = choice.named() or [("", 0)]
    return actions.Match(shown, allocations, keeper, *first, others)


def applied(
    request: Request, shown: Movement, match: actions.Match, choice: choices.Choice | None = None
) -> HttpResponse:
    """Applied, and the next receipt opened; or the same one with the reason why not."""
    try:
        made = actions.apply(match, request.user, clock.now())
    except (Unfit, Refused) as refused:
        return panel(request, shown, str(refused), choice)
    waits = [one for one in made if one.differences.filter(entry=None, refused_at=None).exists()]
    if waits:
        return after(request, shown, _("Applied; the difference waits for a second person."), is_told=True)
    return after(request, shown, _("Applied."))


@needs("reconcile")
@require_POST
def mark(request: Request, movement_id: int) -> HttpResponse:
    """It is no customer's payment; or it is one after all."""
    shown = find(request.company, movement_id)
    if request.POST.get("decision") == "unmark":
        for made in Mark.objects.filter(movement=shown, ended_at=None):
            actions.unmark(made, request.user, clock.now())
        return panel(request, shown) if request.htmx else redirect("receipt", shown.pk)
    try:
        actions.mark(shown, request.POST.get("reason", ""), request.user, clock.now(), request.POST.get("note", ""))
    except (Unfit, Refused) as refused:
        return panel(request, shown, str(refused))
    return after(request, shown, _("Set aside: it is no customer’s."))


def after(request: Request, shown: Movement, words: str, is_told: bool = False) -> HttpResponse:
    """The receipt as it stands now; where nothing of it waits any more, its row leaves and the next one opens.

    That it is done the page shows by itself; `is_told`: it does not show these words.
    """
    if not request.htmx:
        messages.success(request, words)
        return redirect("receipt", shown.pk)
    answer = panel(request, find(request.company, shown.pk))
    if not listing.free(request.company).filter(pk=shown.pk).exists():
        event = {"row-done": {"row": f"receipt-{shown.pk}", "opens": True} | ({"words": words} if is_told else {})}
        answer["HX-Trigger-After-Settle"] = json.dumps(event)
    return answer


@needs("reconcile")
@require_POST
def ask(request: Request, movement_id: int) -> HttpResponse:
    """Ask the customer by mail what the receipt pays; it leaves by the outbox."""
    shown = find(request.company, movement_id)
    whose = rights.customers(request.user, request.company)
    customer = get_object_or_404(whose, pk=key_of(request.POST.get("customer", "")) or 0)
    try:
        question = actions.ask(shown, customer, request.user, clock.now())
    except (Unfit, Refused) as refused:
        return panel(request, shown, str(refused))
    if request.htmx:
        return panel(request, shown)
    messages.success(request, _("Asked: the mail waits in the outbox."))
    return redirect("message", question.message.pk) if question.message else redirect("receipt", shown.pk)
