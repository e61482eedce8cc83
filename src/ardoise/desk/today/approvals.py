"""From a proposal to an approval: one at once, some or all after a look at what would leave."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ardoise.actions import correspondence, dunning
from ardoise.actions import errands as actions
from ardoise.actions.dunning import Approved, relatives
from ardoise.actions.dunning.waiting import undecided
from ardoise.actions.replies.unread import last_unread, moment_of_look, unread_of
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.causes import cause
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of, keys_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.today import errands, lists
from ardoise.desk.today.views import find, panel
from ardoise.records.models import Proposal

SHOWN = 3
AT_ONCE = 25  # more are approved by the worker


@needs("approve")
@require_POST
def confirm(request: Request) -> HttpResponse:
    """How many, how much, and three of the messages, before anything is approved."""
    chosen = asked(request)
    if not chosen.exists():
        messages.warning(request, _("No reminder is ticked, or it was approved meanwhile."))
        return redirect(whence(request))
    count = chosen.count()
    whole = chosen.select_related("run", "company", "customer") if count <= AT_ONCE else ()
    context = {
        "count": correspondence.count_leaving(list(whole)) or count,
        "accounts": count,
        "sums": lists.sums(chosen),
        "levels": lists.tallies(chosen, "level"),
        "drafts": drafts(chosen, count),
        "fingerprint": fingerprint(request, chosen),
        "wrote": whoever_wrote(request, chosen).values_list("customer__name", flat=True),
        "is_all": is_all(request),
        "ids": request.POST.getlist("proposal"),
        "back": whence(request),
        "narrowing": {name: request.GET[name] for name in ("q", "level") if request.GET.get(name)},
    }
    return render(request, "today/confirm.html", context)


def asked(request: Request) -> QuerySet[Proposal]:
    """The proposals that were ticked, or all those that the list shows; only what waits and may be seen."""
    run = lists.latest_run(request.company)
    if run is None:
        return Proposal.objects.none()
    listed = lists.proposals(request, run)
    if is_all(request):
        return listed
    return listed.filter(pk__in=keys_of(request.POST.getlist("proposal")))


def is_all(request: Request) -> bool:
    return request.POST.get("which") == "all"


def drafts(chosen: QuerySet[Proposal], count: int) -> list[dict[str, Any]]:
    """Three messages, the first, one in the middle, the last, with their papers; what leaves as one is shown once."""
    places = sorted({0, count // 2, count - 1})[:SHOWN]
    shown = [chosen.select_related("run", "company", "customer")[place] for place in places]
    asked = relatives.with_kin(shown, chosen)
    written = {one.pk: (one, draft) for one, draft in zip(asked, correspondence.preview_many(asked), strict=True)}
    first = dict.fromkeys(written[one.pk][1].carrier_id or one.pk for one in shown)
    return [
        {"proposal": written[key][0], "draft": written[key][1], "papers": papers_of(key, dict(written.values()))}
        for key in first
    ]


def papers_of(key: int, written: dict[Proposal, correspondence.Draft]) -> list[tuple[str, str]]:
    """The papers of one message, where each is seen and what it is called."""
    found = []
    for proposal, draft in written.items():
        if key in (proposal.pk, draft.carrier_id):
            whole = [("with", context.proposal_id) for context in draft.together]
            for place, paper in enumerate(draft.papers):
                query = urlencode([("paper", place), *whole])
                found.append((f"{reverse('proposal_statement', args=[proposal.pk])}?{query}", paper.name))
    return found


def fingerprint(request: Request, chosen: QuerySet[Proposal]) -> str:
    """What was looked at: approved later only if it is still the same number and the same sums, and nobody among them
    has written since."""
    wrote = whoever_wrote(request, chosen).values_list("customer", flat=True)
    return f"{chosen.count()}:{lists.sums(chosen)}:{last_unread(request.company, set(wrote))}"


def whoever_wrote(request: Request, chosen: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Those to customers who have written what nobody has read: approved, they leave all the same."""
    return chosen.filter(customer__in=unread_of(request.company)).order_by("customer__name", "pk")


@needs("approve")
@require_POST
def approve(request: Request) -> HttpResponse:
    """Approve what was confirmed, unless the list has changed since."""
    chosen, at = asked(request), moment_of_look(request.company, clock.now)
    if fingerprint(request, chosen) != request.POST.get("fingerprint"):
        messages.warning(request, _("The list has changed since you looked at it. Nothing was approved: look again."))
        return redirect(whence(request))
    keys = list(chosen.values_list("pk", flat=True))
    if len(keys) > AT_ONCE:
        errands.start(actions.ask_approvals(request.company, keys, request.user, at))
        return redirect("today")  # where the progress of long work is shown
    tell(request, dunning.approve(chosen.select_related("run", "company"), request.user, at))
    return redirect(whence(request))


def whence(request: Request) -> str:
    """The list from which one came: the day's, or that of the proposals."""
    return "work" if request.POST.get("back") == "work" else "today"


@needs("approve")
@require_POST
def approve_one(request: Request, proposal_id: int) -> HttpResponse:
    """Approve the proposal that is open, and open the next; not where its customer has written since it was opened,
    unless somebody who sees that says so again."""
    shown, at = find(request, proposal_id), moment_of_look(request.company, clock.now)
    if last_unread(request.company, {shown.customer_id}) > (key_of(request.POST.get("unread", "")) or 0):
        return panel(request, shown, refusal=_("They have written since you opened this: read it first."))
    outcome = dunning.approve([shown], request.user, at)
    if not request.htmx:
        tell(request, outcome)
        return redirect("today")
    if outcome.refusals:
        return refused(request, shown, str(cause(outcome.refusals[0].reason)))
    is_theirs = outcome.messages[0].approval.by_id != request.user.pk
    faster = _("Somebody was faster: this was decided already.")
    return next_panel(request, shown, faster if is_theirs else _("Approved."))


def refused(request: Request, shown: Proposal, words: str) -> HttpResponse:
    """Why not: beside the proposal while it waits for somebody; its line goes where nothing is to be said any more, or
    something noted since keeps it back, and the list is read again where something else is."""
    if undecided(shown.run).filter(pk=shown.pk).exists():
        return panel(request, shown, refusal=words)
    if undecided(shown.run).filter(customer=shown.customer_id).exists():
        messages.warning(request, _("%(name)s: %(reason)s") % {"name": shown.customer.name, "reason": words})
        return HttpResponse(headers={"HX-Refresh": "true"})
    return next_panel(request, shown, f"{shown.customer.name}: {words}", "warn")


def next_panel(request: Request, done: Proposal, words: str, tone: str = "good") -> HttpResponse:
    """The next proposal of the list in the place of the one that is done; My day opens its own next line."""
    if (request.htmx.current_url_abs_path or "").startswith(reverse("work")):
        return rows.done(f"proposal-{done.pk}", words, tone)
    request.GET = QueryDict(urlsplit(request.htmx.current_url_abs_path or "").query)  # the list it lies beside
    rest = lists.proposals(request, done.run)
    follower = lists.page_of(rest, "priority", f"{done.priority}.{done.pk}").lines[:1]
    answer = panel(request, follower[0]) if follower else HttpResponse()
    above = {
        "counters": lists.counters(request, done.run),
        "is_swap": True,
        "tab": "proposals",
        "q": request.GET.get("q", ""),
    }
    for figures in ("today/counters.html", "today/levels.html"):
        answer.write(render_to_string(figures, above, request))
    told = {"row": f"proposal-{done.pk}", "words": str(words), "tone": tone}
    answer["HX-Trigger-After-Settle"] = json.dumps({"row-done": told})
    return answer


def tell(request: Request, outcome: Approved) -> None:
    """Say what became of an approval: how many messages wait to leave, and what was refused, why."""
    errands.tell_approved(request, sum(message.carrier_id is None for message in outcome.messages))
    named = [[refusal.proposal.customer.name, refusal.reason] for refusal in outcome.refusals]
    for sentence in errands.said(named, Counter(reason for _name, reason in named)):
        messages.warning(request, sentence)
