"""What was applied, by whom or by itself, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import reconciliation as actions
from ardoise.actions import rights
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.rows import show
from ardoise.desk.frame.tags import language
from ardoise.desk.today import lists
from ardoise.domain import reconciliation as words
from ardoise.records.models import Booking, Movement, Reconciliation, Settlement

HOW = ("all", "automatic", "by_hand", "undone")


@needs("see_all")
@require_GET
def reconciliations(request: Request) -> HttpResponse:
    """What was applied, the latest first."""
    asked = request.GET.get("how", "")
    how = asked if asked in HOW else "all"
    listed = searched(of_kind(how), request).select_related("customer", "movement", "payment", "by", "undone_by")
    settled = Settlement.objects.filter(reconciliation=OuterRef("pk")).order_by().values("reconciliation")
    listed = listed.annotate(settled_cents=Subquery(settled.annotate(cents=Sum("cents")).values("cents")))
    page = lists.page_by_identity(listed.order_by("-id"), request.GET.get("after", ""))
    for line in page.lines:
        line.share_cents = share(line)
    back = Movement.objects.filter(return_of__in=[line.movement_id for line in page.lines if line.movement_id])
    context = {
        "how": how,
        "hows": HOW,
        "page": page,
        "back": set(back.values_list("return_of", flat=True)),
        "q": request.GET.get("q", ""),
    }
    return render(request, "reconciliation/done.html", context)


def share(done: Reconciliation) -> int | None:
    """What of the receipt is this customer's; the whole where none of it was posted by this act."""
    if done.payment is not None and done.is_posting:
        return -done.payment.amount_cents
    return done.movement.amount_cents if done.movement else None


def of_kind(how: str) -> QuerySet[Reconciliation]:
    """Those applied by themselves, by a person, or taken back."""
    rows = Reconciliation.objects.all()
    kinds = {"automatic": Q(is_automatic=True), "by_hand": Q(is_automatic=False), "undone": Q(undone_at__isnull=False)}
    return rows.filter(kinds[how]) if how in kinds else rows


def searched(rows: QuerySet[Reconciliation], request: Request) -> QuerySet[Reconciliation]:
    """Those whose customer or whose bank's words hold every word typed."""
    for word in request.GET.get("q", "").split():
        named = Q(customer__name__alike=word) | Q(customer__code__icontains=word)
        rows = rows.filter(named | Q(movement__label__alike=word) | Q(movement__counterparty__alike=word))
    return rows


def find(request: Request, reconciliation_id: int) -> Reconciliation:
    """One of the company's; any other does not exist."""
    rows = Reconciliation.objects.select_related("customer", "movement", "payment", "by", "undone_by", "company")
    return get_object_or_404(rows, company=request.company, pk=reconciliation_id)


@needs("see_all")
@require_GET
def reconciliation(request: Request, reconciliation_id: int) -> HttpResponse:
    """One of them: what paid what, why, by whom, and its way back."""
    return panel(request, find(request, reconciliation_id))


def panel(request: Request, shown: Reconciliation, refusal: str = "") -> HttpResponse:
    same = Reconciliation.objects.filter(company=shown.company, together=shown.together).exclude(pk=shown.pk)
    settlements = list(shown.settlements.select_related("payment", "item").order_by("pk"))
    differences = list(shown.differences.select_related("item", "by", "approved_by"))
    let_go = {one.entry_id: one.reason for one in differences if one.entry_id}
    for one in settlements:
        show(one, let_go=let_go.get(one.payment_id))
    documents = list(dict.fromkeys(one.item.document or one.item.label for one in settlements))
    context = {
        "done": shown,
        "share_cents": share(shown),
        "refusal": refusal,
        "settlements": settlements,
        "differences": differences,
        "reopened": Settlement.objects.filter(ended_by=shown).select_related("item").order_by("pk"),
        "sentences": [
            words.say(one, language(), ", ".join(documents[:3]), len(documents), bool(differences))
            for one in shown.evidence
            if one in words.SENTENCES
        ],
        "same": same.select_related("customer"),
        "may_reconcile": rights.role_may(request.role, "reconcile"),
    }
    template = "reconciliation/trace.html" if request.htmx else "reconciliation/reconciliation.html"
    return render(request, template, context)


@needs("reconcile")
@require_POST
def undo(request: Request, reconciliation_id: int) -> HttpResponse:
    """Take it back: the items are open again, the receipt waits again."""
    shown = find(request, reconciliation_id)
    try:
        is_undone = actions.unreconcile(shown, request.user, clock.now(), request.POST.get("why", ""))
    except rights.Refused as refused:
        return panel(request, shown, str(refused))
    if request.htmx:
        return panel(request, find(request, reconciliation_id))
    is_booked = Booking.objects.filter(movement=shown.movement_id).exists()
    open_again = _("Taken back.") if is_booked else _("Undone: the items are open again.")
    said = open_again if is_undone else _("Somebody was faster: it is undone already.")
    (messages.success if is_undone else messages.info)(request, said)
    return redirect("reconciliation", shown.pk)
