"""A letter tried: on a customer found by name, as paper, or sent to oneself."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import rights
from ardoise.actions import templates as actions
from ardoise.actions.refusals import Unfit
from ardoise.actions.templates import Unsound
from ardoise.channels import sms
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language as spoken
from ardoise.desk.templates.editor import address, page, place_of, told, typed
from ardoise.domain.correspondence.proofreading import Proofs, claims_nothing
from ardoise.formats import letters
from ardoise.records.models import Customer

FOUND_MAX = 12
NOTHING_WRONG = Proofs((), ())


@needs("see_all")
@require_GET
def customers(request: Request) -> HttpResponse:
    """The first customers whose name or code holds what is typed."""
    q = " ".join(request.GET.get("customer", "").split())
    theirs = rights.customers(request.user, request.company)
    found = theirs.filter(Q(name__alike=q) | Q(code__icontains=q)).order_by("name", "pk") if q else theirs.none()
    return render(request, "templates/found.html", {"found": found[:FOUND_MAX]})


@needs("see_all")
@require_POST
def preview(request: Request, language: str, channel: str, key: str, customer_kind: str) -> HttpResponse:
    """What stands in the form, as the chosen customer would read it; or what is wrong in it."""
    place, words = place_of(language, channel, key, customer_kind), typed(request)
    customer, is_lost = chosen(request)
    context: dict[str, object] = {
        "place": place,
        "customer": customer,
        "is_lost": is_lost,
        "asked": request.POST.get("customer", ""),
    }
    try:
        letter = actions.preview(request.company, place, words, customer, clock.today(request.company))
    except Unsound as unsound:
        parts = (("subject", unsound.proofs.subject), ("body", unsound.proofs.body))
        context["wrong"] = {part: told(mistakes, spoken()) for part, mistakes in parts}
    else:
        context["letter"], context["claims_nothing"] = letter, claims_nothing(words, place.key)
        context["length"] = sms.count(letter.body) if place.channel == "sms" else None
    return render(request, "templates/preview.html", context)


def chosen(request: Request) -> tuple[Customer | None, bool]:
    """The customer whose code was chosen, else the only one so called, and whether what was typed is nobody's."""
    typed_in = " ".join(request.POST.get("customer", "").split())
    if not typed_in:
        return None, False
    theirs = rights.customers(request.user, request.company)
    named = list(theirs.filter(name__alike=typed_in)[:2])
    found = theirs.filter(code=typed_in).first() or (named[0] if len(named) == 1 else None)
    return found, found is None


@needs("see_all")
@require_POST
def paper(request: Request, language: str, channel: str, key: str, customer_kind: str) -> HttpResponse:
    """The letter as a PDF, as it would be printed."""
    place, words = place_of(language, channel, key, customer_kind), typed(request)
    customer, _is_lost = chosen(request)
    try:
        sheet = actions.on_paper(request.company, place, words, customer, clock.today(request.company))
    except Unsound as unsound:
        return page(request, place, words, unsound.proofs)
    answer = HttpResponse(letters.render(sheet), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="essai.pdf"'
    return answer


@needs("settle")
@require_POST
def test(request: Request, language: str, channel: str, key: str, customer_kind: str) -> HttpResponse:
    """Send what stands in the form to oneself; the form stays as it was typed."""
    place, words = place_of(language, channel, key, customer_kind), typed(request)
    customer, _is_lost = chosen(request)
    today, at = clock.today(request.company), clock.now()
    try:
        sent_to = actions.send_test(request.company, place, words, customer, request.user, today, at)
    except Unsound as unsound:
        return page(request, place, words, unsound.proofs)
    except Unfit as unfit:
        messages.error(request, str(unfit))
        return page(request, place, words, NOTHING_WRONG)
    messages.success(request, _("A test left for %(address)s, and for nobody else.") % {"address": sent_to})
    if words == actions.found(request.company, place)[0]:
        return redirect("template", *address(place))
    return page(request, place, words, NOTHING_WRONG)
