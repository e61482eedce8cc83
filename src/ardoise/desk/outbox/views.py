"""The messages by state, and one of them exactly as it left."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ardoise.actions import correspondence, disputes, installation, links, rights, sending
from ardoise.actions.replies.unread import UNREAD, unread_of
from ardoise.actions.sending.deciding import Outcome
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.papers import paper_answer
from ardoise.desk.frame.requests import Request
from ardoise.desk.outbox import proving
from ardoise.desk.outbox.cuts import cut_query, cuts
from ardoise.desk.policies.words import CHANNELS
from ardoise.desk.today import lists
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import MailServer, Message

OUTCOMES: dict[str, Outcome] = {"count_as_sent": "count_as_sent", "send_again": "send_again"}
ORDER = ("in_doubt", "failed", "to_do", "queued", "claimed", "sending", "kept", "sent", "suppressed")


@needs("see")
@require_GET
def outbox(request: Request) -> HttpResponse:
    """What left, what waits, what is in doubt, what will not leave."""
    seen = visible(request)
    counts = lists.tallies(seen, "state")
    context = {
        "states": [(state, counts.get(state, 0)) for state in ORDER if state in counts or state == "in_doubt"],
        "page": lists.page_by_identity(listed(request, seen), request.GET.get("after", "")),
        "total": sum(counts.values()),
        "kept": counts.get("kept", 0),
        "in_doubt": counts.get("in_doubt", 0),
        "q": request.GET.get("q", ""),
        "silences": [(one, CHANNELS.get(one.channel, one.channel)) for one in sending.silences(request.company)],
        **standing(request),
    }
    if request.GET.get("state") == "in_doubt":
        asked = {name: request.GET.get(name, "") for name in ("channel", "left_on", "reason")}
        context |= {"cuts": cuts(seen), "cut_query": cut_query(**asked), "is_deciding": context["may_send"]}
    return render(request, "outbox/outbox.html", context)


def visible(request: Request) -> QuerySet[Message]:
    """The messages of this company that this person may see, each once: what leaves in another stands with that."""
    return lists.visible(Message.objects.filter(carrier=None), request)


def listed(request: Request, seen: QuerySet[Message]) -> QuerySet[Message]:
    """Narrowed as the address says, newest first."""
    carried = Message.objects.filter(carrier=OuterRef("pk")).order_by().values("carrier")
    told = {
        "carried_count": Subquery(carried.annotate(n=Count("pk")).values("n")),
        "whole_cents": F("amount_cents") + Coalesce(Subquery(carried.annotate(c=Sum("amount_cents")).values("c")), 0),
    }
    seen = narrowed(request, seen).select_related("customer").defer("body", "html")
    return seen.annotate(**told).order_by("-id")


def narrowed(request: Request, seen: QuerySet[Message]) -> QuerySet[Message]:
    """Those of a state, of one cut, of a customer that was searched."""
    told = {name: request.GET.get(name, "") for name in ("state", "channel", "reason")}
    if told["state"]:
        seen = seen.filter(state=told["state"])
    if "left_on" in request.GET:
        cut = {"channel": told["channel"], "reason": told["reason"], "left_on": day_of(request.GET["left_on"])}
        seen = seen.filter(**cut)
    return lists.searched(seen, request)


def day_of(text: str) -> date | None:
    """The day of an address; None where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def standing(request: Request) -> dict[str, Any]:
    """What stands between a message and its way out, and who may change it."""
    reason = installation.obstacle(clock.now())
    missed = installation.missing(request.company) if reason == "missing" else None
    return {
        "has_server": MailServer.objects.filter(company=request.company).exists(),
        "elsewhere": reason,
        "missed": json.loads(bytes(missed.content))["after"] if missed else None,
        "may_adopt": bool(reason) and installation.may_identify(request.user),
        "stop": sending.stands(request.company, clock.now()),
        "may_send": rights.role_may(request.role, "send"),
        "may_settle": rights.role_may(request.role, "settle"),
        "may_configure": rights.role_may(request.role, "configure"),
        "may_approve": rights.role_may(request.role, "approve"),
    }


@needs("see")
@require_GET
def message(request: Request, message_id: int) -> HttpResponse:
    """One message: exactly what left, to whom, when, with which papers, and what became of it."""
    shown = find(request, message_id)
    context = {
        "message": shown,
        "body": words_of(shown),
        "dispute": disputes.spoken_of(shown),
        "row": rows.row_of(request),
        "items": shown.items.filter(is_apart=False).order_by("due_on", "pk"),
        "credits": shown.items.filter(is_apart=True).order_by("due_on", "pk"),
        "attachments": correspondence.papers_as_left(shown).defer("content"),
        "unread": unread_of(shown.company, {shown.customer_id}).get(shown.customer_id)
        if shown.reason == UNREAD
        else None,
        "together": [one for one in correspondence.all_of(shown) if one.pk != shown.pk],
        **proving.shown(shown),
        **standing(request),
    }
    return render(request, "outbox/panel.html" if request.htmx else "outbox/message.html", context)


def words_of(shown: Message) -> str:
    """What it says; of what went to a colleague, without the link that is theirs alone."""
    return links.hidden(shown.body) if shown.level in INTERNAL else shown.body


def find(request: Request, message_id: int) -> Message:
    """A message of this company that this person may see; any other does not exist."""
    seen = lists.visible(Message.objects.all(), request)
    seen = seen.select_related("customer", "company", "approval__by", "approval__proposal")
    found: Message = get_object_or_404(seen, pk=message_id)
    return found


@needs("see")
@require_GET
@csp_update({"object-src": "'self'"})  # type: ignore[arg-type]  # its types know no view that takes more than a request
def attachment(request: Request, message_id: int, attachment_id: int) -> HttpResponse:
    """A paper as it left."""
    paper = get_object_or_404(correspondence.papers_as_left(find(request, message_id)), pk=attachment_id)
    return paper_answer(paper.name, paper.content_type, bytes(paper.content))


@needs("see")
@require_GET
@csp_replace({"default-src": "'none'", "script-src": "'none'", "style-src": "'unsafe-inline'", "sandbox": True})  # type: ignore[arg-type]
def as_html(request: Request, message_id: int) -> HttpResponse:
    """The message as a reader of HTML mail shows it, where nothing in it can act or fetch."""
    shown = find(request, message_id)
    return HttpResponse(links.hidden(shown.html) if shown.level in INTERNAL else shown.html)
