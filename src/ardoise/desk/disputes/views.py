"""The board by stage, and one dispute: what is contested, who answers, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ardoise.actions import disputes as actions
from ardoise.actions import ledger, links, rights
from ardoise.desk.disputes.forms import OutcomeForm, Plain, RemarkForm, ResolverForm, StageForm
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.papers import paper_answer
from ardoise.desk.frame.tags import language
from ardoise.desk.today import lists
from ardoise.domain.disputes import OUTCOMES, REASONS, STAGES
from ardoise.records.models import Dispute, Entry, Message, Remark, User

LATELY = timedelta(30)
ENDED_MAX = 50
SHOWN_MAX = 400  # cards; a board with more is filtered


@dataclass(frozen=True)
class Card:
    """A dispute on the board."""

    dispute: Dispute
    reason: str
    cents: int
    days: int  # since it was opened
    days_allowed: int | None  # from the opening to the deadline
    is_late: bool
    resolver: str
    last_word: str
    is_unreached: bool = False  # whoever is to answer knows of nothing
    is_gone: bool = False  # or works here no more
    credit_note: Entry | None = None  # the last that came in since it waits for one


@needs("see")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The open disputes by stage, oldest first; what each blocks; which causes come back."""
    today = clock.today(request.company)
    standing = list(filtered(request, visible(request).filter(ended_at=None))[:SHOWN_MAX])
    cents = actions.contested_cents(request.company, standing, today)
    lost, given = {*actions.unreached(standing), *actions.untold(standing)}, actions.credit_notes(standing)
    gone = links.departed(one for one in standing if one.stage == "waiting_resolver")
    cards = [
        card(one, cents[one.pk], today, lost, gone, next(iter(reversed(given.get(one.pk, []))), None))
        for one in standing
    ]
    stages = [(key, named(STAGES, key), [c for c in cards if c.dispute.stage == key]) for key in STAGES]
    context = {
        "stages": [(key, name, held, sum(c.cents for c in held)) for key, name, held in stages],
        "count": len(cards),
        "cents": sum(c.cents for c in cards),
        "late": sum(c.is_late for c in cards),
        "reasons": [(key, named(REASONS, key)) for key in REASONS],
        "causes": [(named(REASONS, cause.key), cause) for cause in actions.causes(request.company, today)],
        "answerers": actions.answerers(request.company, today),
        "ended": ended(request, today),
        "salespeople": salespeople(request),
        "asked": {name: request.GET.get(name, "") for name in ("q", "reason", "resolver", "salesperson")},
        "mine": "mine" in request.GET,
        "late_only": "late" in request.GET,
        "is_narrowed": any(
            request.GET.get(name) for name in ("q", "reason", "resolver", "salesperson", "mine", "late")
        ),
    }
    return render(request, "disputes/board.html", context)


def visible(request: HttpRequest) -> QuerySet[Dispute]:
    """The disputes this person may see, with what a card shows."""
    shown = actions.visible(request.user, request.company)
    return shown.select_related("customer", "resolver", "entry", "continues")


def filtered(request: HttpRequest, rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
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
    if "mine" in request.GET:
        rows = rows.filter(Q(resolver=request.user) | Q(by=request.user))
    said = Prefetch("remarks", Remark.objects.defer("content").order_by("pk"))
    return lists.searched(rows, request).prefetch_related("items", said).order_by("opened_on", "pk")


def card(dispute: Dispute, cents: int, today: date, lost: set[int], gone: set[int], note: Entry | None) -> Card:
    """A dispute as the board shows it: its age beside what its reason allows, who answers, what was said last."""
    is_late = dispute.deadline_on is not None and dispute.deadline_on < today
    allowed = (dispute.deadline_on - dispute.opened_on).days if dispute.deadline_on else None
    said = list(dispute.remarks.all())
    return Card(
        dispute, named(REASONS, dispute.reason), cents, (today - dispute.opened_on).days, allowed, is_late,
        actions.resolver_name(dispute), said[-1].text if said else dispute.note,
        dispute.pk in lost, dispute.pk in gone, note,
    )  # fmt: skip


def ended(request: HttpRequest, today: date) -> list[tuple[Dispute, str, str, int]]:
    """Those settled in the last thirty days, latest first: with reason, outcome and the days they took."""
    zone = clock.zone(request.company)
    since = datetime.combine(today - LATELY, time.min, zone)
    rows = filtered(request, visible(request).filter(ended_at__gte=since)).order_by("-ended_at", "-pk")
    return [
        (
            one,
            named(REASONS, one.reason),
            named(OUTCOMES, one.outcome),
            (one.ended_at.astimezone(zone).date() - one.opened_on).days if one.ended_at else 0,
        )
        for one in rows[:ENDED_MAX]
    ]


def salespeople(request: HttpRequest) -> QuerySet[User]:
    """Whose customers contest something."""
    theirs = visible(request).filter(ended_at=None).values("customer__salesperson")
    return User.objects.filter(pk__in=theirs).order_by("first_name", "username")


def named(words: dict[str, dict[str, str]], key: str) -> str:
    """A word of domain/disputes in the reader's language."""
    return words[key][language()] if key in words else key


def find(request: HttpRequest, dispute_id: int) -> Dispute:
    """A dispute this person may see; any other does not exist."""
    return get_object_or_404(visible(request).select_related("company", "by", "ended_by"), pk=dispute_id)


@needs("see")
@require_GET
def dispute(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """One dispute with its discussion, and what may be done about it."""
    return page(request, find(request, dispute_id))


def said(shown: Dispute) -> list[Remark | Message]:
    """The discussion: what was said, and the mails to whoever is to answer, in their order."""
    remarks = list(shown.remarks.select_related("by").defer("content").order_by("pk"))
    mails = [link.message for link in actions.letters_about([shown]) if link.message]
    return sorted([*remarks, *mails], key=lambda one: one.composed_at if isinstance(one, Message) else one.at)


def page(request: HttpRequest, shown: Dispute, **forms: object) -> HttpResponse:
    """The dispute; `forms` are those a person must look at again, `link` the address just made for a resolver."""
    today = clock.today(request.company)
    open_items = ledger.items(request.company, today, shown.customer).select("entry", "open_cents")
    open_cents = dict(open_items.iter_rows())
    items = list(shown.items.select_related("entry")) or ([shown] if shown.entry else [])
    given = actions.credit_notes([shown]).get(shown.pk, [])
    context = {
        "dispute": shown,
        "reason": named(REASONS, shown.reason),
        "stage": named(STAGES, shown.stage),
        "outcome": named(OUTCOMES, shown.outcome),
        "items": [(i.entry, open_cents.get(i.entry.pk, 0), getattr(i, "contested_cents", None)) for i in items],
        "contested_cents": actions.contested_cents(request.company, [shown], today)[shown.pk],
        "said": said(shown),
        "credit_notes": given,
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
def joined(request: HttpRequest, dispute_id: int, remark_id: int) -> HttpResponse:
    """A file of the discussion."""
    found = get_object_or_404(find(request, dispute_id).remarks.exclude(name=""), pk=remark_id)
    return paper_answer(found.name, found.content_type, bytes(found.content))
