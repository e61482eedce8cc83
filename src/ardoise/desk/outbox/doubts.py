"""Many doubts decided at once: those of one cut, or those that were ticked, after a look at each of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ardoise.actions import sending
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import keys_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.outbox.views import OUTCOMES, narrowed, visible
from ardoise.desk.today import lists
from ardoise.records.models import Message

SHOWN = 200


@needs("send")
@require_POST
def confirm(request: Request) -> HttpResponse:
    """Which doubts, and what each end would mean, before any is decided."""
    chosen = asked(request)
    count = chosen.count()
    if not count:
        messages.warning(request, _("Nothing is ticked, or it was decided meanwhile."))
        return redirect("outbox")
    keys = list(chosen.values_list("pk", flat=True))
    shown = chosen.select_related("customer").defer("body", "html")[:SHOWN]
    context = {"count": count, "sums": lists.sums(chosen), "shown": shown, "keys": keys, "rest": count - len(shown)}
    return render(request, "outbox/doubts.html", context)


def asked(request: Request) -> QuerySet[Message]:
    """The doubts that were ticked, or all that the list shows; of those this person may see."""
    doubted = visible(request).filter(state="in_doubt").order_by("-pk")
    if request.POST.get("which") == "all":
        return narrowed(request, doubted)
    return doubted.filter(pk__in=keys_of(request.POST.getlist("message")))


@needs("send")
@require_POST
def decide(request: Request) -> HttpResponse:
    """End the doubts that were looked at, all in one way; whatever ended meanwhile stays as it is."""
    outcome = request.POST.get("outcome", "")
    if outcome not in OUTCOMES:
        raise BadRequest("outcome")
    keys = keys_of(request.POST.get("messages", "").split(","))  # one field: a form of thousands would be refused
    chosen = visible(request).filter(pk__in=keys).select_related("company", "customer").defer("body", "html")
    count = sending.decide_each(chosen, OUTCOMES[outcome], request.user, clock.now())
    if count:
        messages.success(request, ngettext("%(n)d doubt decided.", "%(n)d doubts decided.", count) % {"n": count})
    if late := len(set(keys)) - count:
        words = ngettext("%(n)d was not in doubt any more.", "%(n)d were not in doubt any more.", late)
        messages.warning(request, words % {"n": late})
    return redirect(f"{reverse('outbox')}?state=in_doubt" if asked_more(request) else "outbox")


def asked_more(request: Request) -> bool:
    """Are there doubts left to decide?"""
    return visible(request).filter(state="in_doubt").exists()
