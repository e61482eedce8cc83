"""The door and what is behind it. A GET shows who asks and a button; only a click opens, and nothing signs in.

A mail scanner that follows a link, or runs the page, learns the creditor's name and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scope

from ardoise.actions import correspondence, disputes, ledger, links
from ardoise.actions.correspondence.parts import with_parts_told
from ardoise.actions.days import business_date
from ardoise.actions.dunning import promises_judged
from ardoise.actions.refusals import Unfit
from ardoise.domain.disputes import REASONS, VERDICTS
from ardoise.records.models import Attachment, Company, Customer, Dispute, InstalmentPlan, Link, Message, Remark

HEADERS = {
    "Referrer-Policy": "same-origin",  # not "no-referrer": browsers then post as from nowhere, and are refused
    "X-Robots-Tag": "noindex, nofollow",
}

View = Callable[..., HttpResponse]


class Opened(HttpRequest):
    """A request that came by a link: whose time zone and words the page speaks."""

    company: Company


def anybody(view: View) -> View:
    """Whoever holds a token that lives; the answer is never kept nor told to another site."""

    def opened_for(request: Opened, token: str, **rest: object) -> HttpResponse:
        link = links.find(token, now())
        if link is None:
            answer = render(request, "pages/dead.html", {"is_settled": links.is_settled(token)}, status=404)
        else:
            request.company = link.company
            with scope(company=link.company), translation.override(language_of(link)):
                answer = view(request, link, token, **rest)
        for name, value in HEADERS.items():
            answer[name] = value
        return answer

    opened_for.needs = "anybody"  # type: ignore[attr-defined]  # what the desk's gate asks of every view
    return opened_for


def now() -> datetime:
    """Doors read the clock."""
    return datetime.now(UTC)


def language_of(link: Link) -> str:
    """The message's own language; for a colleague, the company's."""
    asked = link.message.language if link.message else link.company.language
    return str(asked) if asked in ("fr", "en") else "en"


@anybody
@require_safe
def door(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """Who asks, and a button."""
    return render(request, "pages/door.html", {"link": link, "token": token})


@anybody
@require_http_methods(["GET", "HEAD", "POST"])
def opened(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """What the link is for; who comes back to its address, without the click, finds the button again."""
    if request.method != "POST":
        return redirect("link", token)
    links.opened(link, now())
    return shown(request, link, token)


def shown(request: HttpRequest, link: Link, token: str, **more: object) -> HttpResponse:
    """The dispute or the message, whole, and nothing beside it."""
    if link.purpose == "read_message" and link.message:
        whole = correspondence.all_of(link.message)
        still = correspondence.go_where_they_went(link.company, whole)
        accounts = [account(message, message.pk in still) for message in whole]
        context = {"link": link, "token": token, "message": link.message, "accounts": accounts}
        context["total_cents"] = sum(one["message"].amount_cents for one in accounts)
        context["papers"] = correspondence.papers_as_left(link.message).defer("content")
        return render(request, "pages/message.html", context | more)
    return render(request, "pages/dispute.html", {"token": token, "link": link, **facts(link), **more})


def account(message: Message, is_still_theirs: bool) -> dict[str, Any]:
    """What a message lists; of a group's, what each member's does. What was agreed since is told to whoever would still
    be written to: not to the head of a group that the customer has left."""
    claimed = message.items.filter(is_apart=False).select_related("entry").order_by("due_on", "pk")
    apart = message.items.filter(is_apart=True).select_related("entry").order_by("due_on", "pk")
    return {
        "message": message,
        "items": with_parts_told(message, list(claimed)),
        "credits": with_parts_told(message, list(apart)),
        "plans": standing_plans(message.customer) if is_still_theirs else [],
    }


def standing_plans(customer: Customer) -> list[tuple[str, list[dict[str, object]]]]:
    """Of each plan that stands its currency and its instalments, by day, with what became of them."""
    today, plans = (
        business_date(customer.company, now()),
        InstalmentPlan.objects.filter(customer=customer, ended_at=None),
    )
    currencies = dict(plans.values_list("pk", "items__entry__currency"))
    rows = promises_judged(customer.company, today, [customer.pk]).values() if currencies else ()
    by_day = sorted(rows, key=lambda row: str(row["promised_on"]))
    return [(currency, [row for row in by_day if row["plan"] == pk]) for pk, currency in sorted(currencies.items())]


def facts(link: Link) -> dict[str, object]:
    """What a resolver needs to answer: the customer's words, the items contested, what was said."""
    dispute = Dispute.objects.select_related("customer", "company", "entry").get(links=link)
    items = [(item.entry, item.contested_cents) for item in dispute.items.select_related("entry")]
    whole = [(dispute.entry, None)] if dispute.entry else []
    today = business_date(dispute.company, now())
    open_items = ledger.items(dispute.company, today, dispute.customer).select("entry", "open_cents")
    open_cents = dict(open_items.iter_rows())
    return {
        "dispute": dispute,
        "reason": REASONS[dispute.reason][language_of(link)],
        "cents": disputes.contested_cents(dispute.company, [dispute], today)[dispute.pk],
        "items": [(entry, open_cents.get(entry.pk, 0), contested) for entry, contested in items or whole],
        "remarks": dispute.remarks.defer("content").order_by("pk"),
    }


@anybody
@require_POST
def answer(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """A resolver's word, with a file or without, and what follows from it."""
    if link.purpose != "resolve_dispute":
        raise Http404
    verdict, given = request.POST.get("verdict", ""), request.FILES.get("file")
    if verdict not in VERDICTS:
        raise BadRequest("verdict")
    said = f"{spoken(verdict)} {request.POST.get('text', '').strip()}".strip()
    content = given.read(disputes.FILE_MAX + 1) if given else b""
    name = given.name if given else ""
    try:
        if getattr(request, "oversized", ""):
            raise disputes.too_large()
        is_told = disputes.answer(link, said, VERDICTS[verdict], now(), name or "", content)
    except Unfit as unfit:
        return shown(request, link, token, wrong=str(unfit), text=request.POST.get("text", ""), verdict=verdict)
    if not is_told:
        return render(request, "pages/dead.html", {"is_settled": links.is_settled(token)}, status=404)
    return shown(request, link, token, is_told=True)


def spoken(verdict: str) -> str:
    """The verdict in the words of the discussion."""
    words = {"founded": _("Founded."), "unfounded": _("Unfounded."), "unsure": _("More is needed to tell.")}
    return words[verdict]


@anybody
@require_POST
def paper(request: HttpRequest, link: Link, token: str, paper_id: int) -> HttpResponse:
    """A paper of the message, or of the discussion, as it is; of nothing else."""
    if link.purpose == "read_message" and link.message:
        return as_it_is(get_object_or_404(correspondence.papers_as_left(link.message), pk=paper_id))
    return as_it_is(get_object_or_404(Remark.objects.filter(dispute__links=link).exclude(name=""), pk=paper_id))


def as_it_is(found: Attachment | Remark) -> HttpResponse:
    """Its bytes, never guessed at."""
    head = {"Content-Disposition": content_disposition_header(True, found.name)}
    return HttpResponse(bytes(found.content), content_type="application/octet-stream", headers=head)
