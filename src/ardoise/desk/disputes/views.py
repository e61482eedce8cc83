"""The board by stage, and one dispute: what is contested, who answers, what was said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ardoise.actions import disputes as actions
from ardoise.actions import ledger, links, replies, rights
from ardoise.desk.disputes import cards
from ardoise.desk.disputes.by_mail import came
from ardoise.desk.disputes.cards import named
from ardoise.desk.disputes.forms import OutcomeForm, Plain, RemarkForm, ResolverForm, StageForm
from ardoise.desk.disputes.words import NO_ISSUER
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.papers import paper_answer
from ardoise.desk.frame.requests import Request
from ardoise.desk.today import lists
from ardoise.domain.disputes import OUTCOMES, REASONS, STAGES
from ardoise.records.models import Dispute, Message, Remark, User

PERIODS = (7, 30, 90)  # days in which what is shown as ended did
ENDED_MAX = 50  # cards in a column of those
SHOWN_MAX = 400  # cards; a board with more is filtered
NARROWED = ("q", "reason", "resolver", "salesperson", "mine", "late")


@needs("see")
@require_GET
def board(request: Request) -> HttpResponse:
    """The open disputes by stage, oldest first, those that ended lately; what each blocks; which causes come back."""
    today, days = clock.today(request.company), period(request)
    standing = list(filtered(request, visible(request).filter(ended_at=None))[:SHOWN_MAX])
    found = cards.standing(request.company, standing, today)
    over = [] if "late" in request.GET else list(ended(request, today, days))
    answerers = actions.answerers(request.company, today)
    context = {
        "columns": [*cards.of_stages(found), *cards.of_ends(over, ENDED_MAX)],
        "count": len(found),
        "cents": sum(card.cents for card in found),
        "late": sum(card.is_late for card in found),
        "reasons": [(key, named(REASONS, key)) for key in REASONS],
        "causes": [(named(REASONS, cause.key), cause) for cause in actions.causes(request.company, today)],
        "answerers": answerers,
        "resolvers": resolvers(request, [one.key for one in answerers]),
        "periods": PERIODS,
        "days": days,
        "is_any": bool(found or over),
        "salespeople": salespeople(request),
        "asked": {name: request.GET.get(name, "") for name in NARROWED},
        "mine": request.GET.get("mine", ""),
        "mine_parts": cards.MINE.items(),
        "late_only": "late" in request.GET,
        "is_narrowed": any(request.GET.get(name) for name in NARROWED),
    }
    return render(request, "disputes/board.html", context)


def period(request: Request) -> int:
    """The days asked for in which what ended is shown."""
    asked = key_of(request.GET.get("days", ""))
    return asked if asked in PERIODS else 30


def visible(request: Request) -> QuerySet[Dispute]:
    """The disputes this person may see, with what a card shows."""
    shown = actions.visible(request.user, request.company)
    return shown.select_related("company", "customer__collector", "resolver", "entry", "continues")


def filtered(request: Request, rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Narrowed as the address says, oldest first."""
    if (reason := request.GET.get("reason")) in REASONS:
        rows = rows.filter(reason=reason)
    if name := request.GET.get("resolver"):
        keys = [one.pk for one in rows if actions.resolver_name(one) == name]
        rows = rows.filter(pk__in=keys)
    if (key := key_of(request.GET.get("salesperson", ""))) is not None:
        rows = rows.filter(customer__salesperson=key)
    if "late" in request.GET:
        rows = rows.filter(deadline_on__lt=clock.today(request.company))
    if part := request.GET.get("mine"):
        rows = cards.as_mine(rows, request.company, request.user, clock.today(request.company))
        rows = rows.filter(Q(**{f"is_{part}": True}) if part in cards.MINE else cards.is_mine())
    said = Prefetch("remarks", Remark.objects.defer("content").order_by("pk"))
    return lists.searched(rows, request).prefetch_related("items", said).order_by("opened_on", "pk")


def ended(request: Request, today: date, days: int) -> QuerySet[Dispute]:
    """Those that ended in as many days, latest first."""
    since = datetime.combine(today - timedelta(days), time.min, clock.zone(request.company))
    rows = filtered(request, visible(request).filter(ended_at__gte=since))
    return rows.prefetch_related("items__entry").order_by("-ended_at", "-pk")


def resolvers(request: Request, lately: Iterable[str]) -> list[str]:
    """Whoever answers, to choose from: those asked lately, and those of older disputes that are still open."""
    waiting = visible(request).filter(ended_at=None).exclude(resolver=None, resolver_email="")
    return sorted({*lately, *map(actions.resolver_name, waiting)}, key=str.casefold)


def salespeople(request: Request) -> QuerySet[User]:
    """Whose customers contest something."""
    theirs = visible(request).filter(ended_at=None).values("customer__salesperson")
    return User.objects.filter(pk__in=theirs).order_by("first_name", "username")


def find(request: Request, dispute_id: int) -> Dispute:
    """A dispute this person may see; any other does not exist."""
    return get_object_or_404(visible(request).select_related("by", "ended_by"), pk=dispute_id)


@needs("see")
@require_GET
def dispute(request: Request, dispute_id: int) -> HttpResponse:
    """One dispute with its discussion, and what may be done about it."""
    return page(request, find(request, dispute_id))


def said(shown: Dispute) -> list[Remark | Message]:
    """The discussion: what was said, and the mails to whoever is to answer, in their order."""
    remarks = list(shown.remarks.select_related("by").defer("content").order_by("pk"))
    mails = [link.message for link in actions.letters_about([shown]) if link.message]
    return sorted([*remarks, *mails], key=lambda one: one.composed_at if isinstance(one, Message) else one.at)


def page(request: Request, shown: Dispute, **forms: object) -> HttpResponse:
    """The dispute; `forms` are those a person must look at again, `link` the address just made for a resolver."""
    today = clock.today(request.company)
    open_items = ledger.items(request.company, today, shown.customer).select("entry", "open_cents")
    open_cents = dict(open_items.iter_rows())
    items = [(item.entry, item.contested_cents) for item in shown.items.select_related("entry")]
    whole = [(shown.entry, None)] if shown.entry else []
    given, issue = actions.credit_notes([shown]).get(shown.pk, []), actions.issue_of(shown, today)
    context = {
        "dispute": shown,
        "row": f"dispute-{shown.pk}",
        "reason": named(REASONS, shown.reason),
        "stage": named(STAGES, shown.stage),
        "outcome": named(OUTCOMES, shown.outcome),
        "items": [(entry, open_cents.get(entry.pk, 0), contested) for entry, contested in items or whole],
        "contested_cents": actions.contested_cents(request.company, [shown], today)[shown.pk],
        "said": said(shown),
        "by_mail": came(shown, replies.waiting([shown]).get(shown.pk, [])),
        "credit_notes": given,
        "issue": issue,
        "nobody_issues": NO_ISSUER.get(issue.obstacle, "") if issue and not issue.is_asked else "",
        "continued_by": shown.continued_by.first(),
        "unreached": actions.unreached([shown]).get(shown.pk),
        "untold": actions.resolver_name(shown) if shown.pk in actions.untold([shown]) else "",
        "gone": actions.resolver_name(shown) if shown.stage == "waiting_resolver" and links.has_left(shown) else "",
        "is_late": shown.ended_at is None and shown.deadline_on is not None and shown.deadline_on < today,
        "may_restrain": rights.role_may(request.role, "restrain"),
        "may_answer": actions.is_asked(shown, request.user),
        "may_open_customer": rights.customers(request.user, request.company).filter(pk=shown.customer_id).exists(),
        "resolver_form": ResolverForm(company=request.company, prefix="resolver"),
        "stage_form": StageForm(initial={"stage": shown.stage}, prefix="stage"),
        "remark_form": RemarkForm(prefix="remark"),
        "outcome_form": OutcomeForm(initial={"outcome": "credit_note"} if given else None, prefix="outcome"),
    }
    asked_again = [form for form in forms.values() if isinstance(form, Plain)]
    template = "disputes/panel.html" if request.htmx else "disputes/dispute.html"
    return render(request, template, context | forms | {"forms": asked_again})


@needs("see")
@require_GET
def joined(request: Request, dispute_id: int, remark_id: int) -> HttpResponse:
    """A file of the discussion."""
    found = get_object_or_404(find(request, dispute_id).remarks.exclude(name=""), pk=remark_id)
    return paper_answer(found.name, found.content_type, bytes(found.content))
