"""The bank followed up: its accounts, what it took back, what waits for a second person, what no ledger tells."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import reconciliation as actions
from ardoise.actions import rights
from ardoise.actions.days import business_date
from ardoise.actions.reconciliation import differences, exporting, returning, taking_over, tracing
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.rows import show
from ardoise.records.models import (
    BankAccount,
    BankStatement,
    Company,
    Difference,
    Entry,
    Event,
    Movement,
    Reconciliation,
)

SHOWN = 100


@needs("see_all")
@require_GET
def bank(request: Request) -> HttpResponse:
    """Each part says how much of it there is; an empty one says that all is well."""
    company = request.company
    asked = differences.waiting(company)
    context = {
        "accounts": accounts(company),
        "waiting": list(zip(asked, differences.refusals(asked, request.user), strict=True)),
        "may_settle": rights.role_may(request.role, "settle"),
        "unknown_returns": with_suspects(company, returning.waiting(company)),
        "returned": returned(company),
        "unseen": taking_over.unseen(company, clock.today(company))[:SHOWN],
        "overruled": taking_over.overwritten(company)[:SHOWN],
        "tab": "bank",
        "since_on": told_since(company),
        "may_reconcile": rights.role_may(request.role, "reconcile"),
        "may_import": rights.role_may(request.role, "import"),
    }
    return render(request, "reconciliation/bank.html", context)


def told_since(company: Company) -> date:
    """The day of the last download for the accounting, else the first of the month."""
    last = Event.objects.filter(company=company, verb="exported_reconciliations").order_by("-seq").first()
    today = clock.today(company)
    return business_date(company, last.at) if last else today.replace(day=1)


def with_suspects(company: Company, returns: list[Movement]) -> list[tuple[Movement, list[tracing.Suspect]]]:
    """Each return with the customers whose it may be."""
    told = tracing.suspects(company, returns[:SHOWN])
    return [(movement, told.get(movement.pk, [])) for movement in returns]


def returned(company: Company) -> list[tuple[Movement, list[Reconciliation]]]:
    """What the bank took back, the latest first, each with who owes it again: nobody where it was not applied."""
    acts = Reconciliation.objects.filter(company=company, kind="returned", undone_at=None)
    known = Q(pk__in=acts.values("movement")) | Q(return_of__isnull=False)
    found = list(Movement.objects.filter(known, company=company).order_by("-booked_on", "-id")[:SHOWN])
    reopened: dict[int, list[Reconciliation]] = {movement.pk: [] for movement in found}
    for act in acts.filter(movement__in=found).select_related("customer").order_by("pk"):
        reopened[act.movement_id].append(act)  # type: ignore[index]
    return [(movement, reopened[movement.pk]) for movement in found]


def accounts(company: Company) -> list[BankAccount]:
    """The accounts with their last statement."""
    found: list[BankAccount] = list(
        BankAccount.objects.filter(company=company, closed_at=None)
        .annotate(told_up_to=Max("statements__to_on"), statements_count=Count("statements"))
        .order_by("name", "number")
    )
    for account in found:
        told = BankStatement.objects.filter(account=account, is_final=True, to_on__isnull=False)
        show(account, last=told.order_by("-to_on", "-id").first())
    return found


@needs("settle")
@require_POST
def decide_difference(request: Request, difference_id: int) -> HttpResponse:
    """A second person lets it go, or it stays owed."""
    noted = get_object_or_404(Difference, company=request.company, pk=difference_id)
    act = actions.approve if request.POST.get("decision") == "approve" else actions.refuse
    try:
        is_done = act(noted, request.user, clock.now())
    except (Unfit, rights.Refused) as refusal:
        messages.error(request, str(refusal))
        return redirect("bank")
    said = _("Noted.") if is_done else _("Somebody was faster: this was decided already.")
    (messages.success if is_done else messages.info)(request, said)
    return redirect("bank")


@needs("reconcile")
@require_POST
def decide_return(request: Request, movement_id: int) -> HttpResponse:
    """Whose money the bank took back: the receipt it was, or the customer."""
    movement: Movement = get_object_or_404(
        Movement.objects.select_related("company"), company=request.company, pk=movement_id
    )
    code = request.POST.get("customer", "").strip()
    customer = rights.customers(request.user, request.company).filter(code__iexact=code).first() if code else None
    key = key_of(request.POST.get("original", ""))
    original = Movement.objects.filter(company=request.company, pk=key).first() if key else None
    item = Entry.objects.filter(company=request.company, pk=key_of(request.POST.get("item", "")) or 0).first()
    if customer is None and original is None:
        messages.error(request, _("There is no customer of that code: look it up among the customers."))
        return redirect("bank")
    try:
        actions.returned(movement, original, customer, request.user, clock.now(), item)
    except (Unfit, rights.Refused, rights.Missing) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted: it is owed again."))
    return redirect("bank")


@needs("reconcile")
@require_POST
def export(request: Request) -> HttpResponse:
    """What was accepted since a day and not told before, for the accounting software, in one ZIP: entries to book and
    letters to put."""
    since_on = day_typed(request.POST.get("since_on", ""))
    if since_on is None:
        messages.error(request, _("Choose the day from which on."))
        return redirect("bank")
    told = exporting.export(request.company, since_on, request.user, clock.now(), bool(request.POST.get("again")))
    if not told.count:
        messages.info(request, _("Nothing new since then for the accounting: all of it was downloaded before."))
        return redirect("bank")
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("ecritures.txt", told.entries)
        archive.writestr("lettrage.txt", told.lettering)
        if told.reversals:
            archive.writestr("a_contrepasser.txt", told.reversals)
    name = f"lettrage-{since_on:%Y%m%d}-{clock.today(request.company):%Y%m%d}.zip"
    head = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(packed.getvalue(), content_type="application/zip", headers=head)


def day_typed(text: str) -> date | None:
    """An ISO day; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
