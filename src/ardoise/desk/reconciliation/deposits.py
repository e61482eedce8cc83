"""Deposit slips: made of the cheques or bills ticked, printed for the bank, undone while the bank shows nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import rights
from ardoise.actions.reconciliation import depositing
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of, keys_of
from ardoise.desk.frame.papers import paper_answer
from ardoise.desk.frame.requests import Request
from ardoise.records.models import BankAccount


@needs("reconcile")
@require_POST
def make(request: Request) -> HttpResponse:
    """Those ticked go to the bank together."""
    keys, asked = keys_of(request.POST.getlist("movement")), request.POST.get("slip", "")
    try:
        name = depositing.deposit(request.company, keys, request.user, clock.now(), asked)
    except Unfit as unfit:
        messages.warning(request, str(unfit))
    else:
        messages.success(request, _("Slip %(name)s is ready: print it for the bank.") % {"name": name})
    return redirect("instruments")


@needs("reconcile")
@require_POST
def undo(request: Request) -> HttpResponse:
    """Its cheques or bills are on no slip again."""
    kind, name = request.POST.get("kind", ""), request.POST.get("slip", "")
    count = depositing.take_back(request.company, kind, name, request.user, clock.now())
    if count:
        said = ngettext("%(n)d is on no slip any more.", "%(n)d are on no slip any more.", count)
        messages.success(request, said % {"n": count})
    else:
        messages.info(request, _("Somebody was faster: this was decided already."))
    return redirect("instruments")


@needs("see_all")
@require_GET
def paper(request: Request) -> HttpResponse:
    """The slip as the bank takes it, for the account chosen."""
    accounts = BankAccount.objects.filter(company=request.company, closed_at=None)
    key = key_of(request.GET.get("account", ""))
    if key is None:
        messages.warning(request, _("A deposit slip names the account to credit: import a statement of it first."))
        return redirect("instruments")
    account: BankAccount = get_object_or_404(accounts, pk=key)
    name = request.GET.get("slip", "")
    today = clock.today(request.company)
    try:
        content = depositing.paper(request.company, request.GET.get("kind", ""), name, account, today)
    except rights.Missing as missing:
        raise Http404 from missing
    return paper_answer(_("deposit-%(name)s.pdf") % {"name": name}, "application/pdf", content)
