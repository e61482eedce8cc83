"""The two lists of Today, and what opens beside them."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import correspondence, rights
from ardoise.actions import errands as actions
from ardoise.actions.dunning import relatives
from ardoise.actions.dunning.waiting import undecided
from ardoise.actions.reconciliation import returning
from ardoise.actions.replies.unread import last_unread
from ardoise.channels import sms
from ardoise.desk.customers import facts
from ardoise.desk.customers.forms import RESTRAINTS, Plain
from ardoise.desk.customers.offers import offered
from ardoise.desk.customers.ticks import Ticks, at_first
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of, keys_of
from ardoise.desk.frame.meanwhile import seen
from ardoise.desk.frame.papers import paper_answer
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import written
from ardoise.desk.policies import brakes
from ardoise.desk.today import errands, forms, lists
from ardoise.desk.today.sends import with_sends
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Contact, Message, Proposal

TOGETHER_MAX = 200  # proposals whose papers are drawn for one that is looked at


@needs("see")
@require_GET
def today(request: Request) -> HttpResponse:
    """Who is to hear from us today, most pressing first."""
    return listing(request)


def listing(request: Request, aside_form: Form | None = None, **more: object) -> HttpResponse:
    """That list; with the form by which some were to be set aside, where it was refused, and what was ticked."""
    context = frame(request, "proposals") | more
    if rights.role_may(request.role, "restrain"):
        context["asides"] = forms.putting_off(clock.today(request.company), aside_form)
    if run := context["run"]:
        found = lists.proposals(request, run)
        above, is_whole = context["counters"], not (request.GET.get("q") or request.GET.get("level"))
        count = above["waiting"] if is_whole else None
        page = lists.page_of(found, "priority", request.GET.get("after", ""), count)
        lists.with_broken_promises(page.lines, run)
        lists.with_returns(page.lines, run)
        context["late"] = with_sends(page.lines, run)
        lists.with_unread(page.lines, run)
        context |= {"page": page, "found_sums": above["sums"] if is_whole else lists.sums(found)}
    return render(request, "today/today.html", context)


@needs("see")
@require_GET
def not_chased(request: Request) -> HttpResponse:
    """Every customer left in peace, with the reason."""
    context = frame(request, "not_chased")
    if run := context["run"]:
        page = lists.page_of(lists.skips(request, run), "overdue_cents", request.GET.get("after", ""))
        lists.with_what_is_to_do(page.lines)
        reasons = lists.tallies(lists.visible(run.skips.all(), request), "reason")
        chased = lists.proposals(request, run)[:5] if request.GET.get("q") else []
        context |= {"page": page, "reasons": reasons, "chased": chased}
    return render(request, "today/not_chased.html", context)


def frame(request: Request, tab: str) -> dict[str, Any]:
    """What both lists have above them."""
    run = lists.latest_run(request.company)
    return {
        "tab": tab,
        "run": run,
        "as_of": clock.today(request.company),
        "counters": lists.counters(request, run),
        "fresh": lists.freshness(request, run),
        "q": request.GET.get("q", ""),
        "may_plan": rights.role_may(request.role, "plan"),
        "may_approve": rights.role_may(request.role, "approve"),
        **errands.shown(request),
        **brakes.standing(request, run),
    }


@needs("plan")
@require_POST
def compute(request: Request) -> HttpResponse:
    """Have today's proposals computed; those already approved stay."""
    errands.start(actions.ask_plan(request.company, clock.today(request.company), request.user, clock.now()))
    return redirect("today")


@needs("see")
@require_GET
def proposal(request: Request, proposal_id: int) -> HttpResponse:
    """One proposal: its items, its reason, and exactly what would leave."""
    return panel(request, find(request, proposal_id))


def find(request: Request, proposal_id: int) -> Proposal:
    """A proposal of this company that this person may see; any other does not exist."""
    seen = lists.visible(Proposal.objects.select_related("customer", "run", "company"), request)
    found: Proposal = get_object_or_404(seen, pk=proposal_id)
    return found


def panel(request: Request, shown: Proposal, **more: object) -> HttpResponse:
    """The proposal beside the list, or as a page of its own."""
    draft = correspondence.preview(shown)
    listed = shown.items.select_related("entry").order_by("due_on", "entry_id")
    context = {
        "proposal": shown,
        "items": listed.filter(is_apart=False),
        "credits": listed.filter(is_apart=True),
        "returned_on": returning.lately(request.company, [shown.customer_id], shown.run.as_of).get(shown.customer_id),
        "unread": last_unread(request.company, {shown.customer_id}),
        "draft": draft,
        "length": sms.count(draft.body) if shown.channel == "sms" else None,
        "message": Message.objects.filter(approval__proposal=shown).first(),
        "contacts": Contact.objects.filter(customer=shown.customer).order_by("role", "pk"),
        "last_messages": Message.objects.filter(customer=shown.customer)
        .exclude(level__in=INTERNAL)
        .order_by("-composed_at")[:3],
        "may_approve": rights.role_may(request.role, "approve"),
        "may_send": rights.role_may(request.role, "send"),
        "row": f"proposal-{shown.pk}",
        "seen": seen(shown.customer),
        **more,
    }
    if not draft.obstacle and not context["message"] and shown.run == lists.latest_run(request.company):
        context["kin"] = kin(request, shown)
    if rights.role_may(request.role, "restrain"):
        context.setdefault("ticks", at_first(facts.open_items(shown.customer, clock.today(request.company))))
        context["offers"] = offers(request, shown, context)
    return render(request, "today/panel.html" if request.htmx else "today/proposal.html", context)


def kin(request: Request, shown: Proposal) -> list[Proposal]:
    """What waits beside it and would leave in the same message, were all approved together."""
    asked = relatives.with_kin([shown], lists.visible(undecided(shown.run), request))
    if len(asked) == 1:
        return []
    together = {context.proposal_id for context in correspondence.together(asked, shown)}
    return [proposal for proposal in asked if proposal.pk in together and proposal != shown]


def offers(request: Request, shown: Proposal, given: dict[str, Any]) -> list[dict[str, Any]]:
    """The ways to set it aside, each with its form: a refused one comes back as it was typed."""
    today = clock.today(request.company)
    day, claimed = forms.a_week_from(today), {"amount": written(shown.amount_cents)}
    first: dict[str, dict[str, Any]] = {"block": {"until_on": day}, "promise": claimed | {"promised_on": day}}
    first["payment_notice"] = claimed | {"paid_on": today}
    kinds = ("block", "dispute", "promise", "payment_notice")
    refused = {kind: given.get(f"{kind}_form") for kind in kinds}
    return offered(kinds, lambda kind: going_along(kind, refused[kind], first.get(kind), shown, given["ticks"]))


def going_along(kind: str, refused: Plain | None, first: dict[str, Any] | None, shown: Proposal, ticks: Ticks) -> Plain:
    """Its form, filled or as it was refused; the amount claimed goes with the ticks until somebody writes in it."""
    form = refused or RESTRAINTS[kind](initial=first, prefix=kind)
    if first and "amount" in first:
        form.fields["amount"].widget.attrs |= ticks.follows(kind, shown.amount_cents)
    return form


@needs("see")
@require_GET
@csp_update({"object-src": "'self'"})  # type: ignore[arg-type]  # its types know no view that takes more than a request
def statement(request: Request, proposal_id: int) -> HttpResponse:
    """A paper that would go with the proposal's message, by its place; the first where none is named."""
    shown = find(request, proposal_id)
    whole = [find(request, key) for key in keys_of(request.GET.getlist("with"))[:TOGETHER_MAX]]
    together = [one for one in whole if one.run_id == shown.run_id]
    asked = together if shown in together else [shown]
    papers = correspondence.preview_many(asked)[asked.index(shown)].papers
    place = key_of(request.GET.get("paper", "0"))
    if place is None or place >= len(papers):
        raise Http404
    paper = papers[place]
    return paper_answer(paper.name, paper.content_type, paper.content)
