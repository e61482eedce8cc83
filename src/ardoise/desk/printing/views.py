"""Letters to print: chosen, bound into one PDF behind their slip, said to be posted; undone until then."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import delivery
from ardoise.actions.delivery.batches import CHANNELS, enclosed_with_last, letters_of
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import keys_of
from ardoise.desk.frame.papers import paper_answer
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import person
from ardoise.desk.policies import words
from ardoise.desk.today import lists
from ardoise.records.models import Message, PrintBatch

SHOWN = 500  # letters of a channel; what more there is comes with the next batch
BATCHES_SHOWN = 20


@needs("send")
@require_GET
def printing(request: Request) -> HttpResponse:
    """What waits to be printed, the batches nobody has posted yet, the last ones posted."""
    piles = [pile(request, channel) for channel in CHANNELS]
    batches = PrintBatch.objects.filter(company=request.company).annotate(count=Count("messages"))
    context = {
        "piles": [one for one in piles if one["count"]],
        "standing": [shown(batch, request) for batch in batches.filter(posted_on=None).order_by("-pk")],
        "posted": [named(batch) for batch in batches.exclude(posted_on=None).order_by("-pk")[:BATCHES_SHOWN]],
        "today": clock.today(request.company),
    }
    return render(request, "printing/printing.html", context)


def pile(request: Request, channel: str) -> dict[str, object]:
    """The letters of a channel that wait."""
    waiting = lists.visible(delivery.waiting(request.company, channel), request)
    found = list(waiting.defer("body", "html")[:SHOWN])
    return {"channel": channel, "words": words.CHANNELS[channel], "letters": found, "count": waiting.count()}


def named(batch: PrintBatch) -> PrintBatch:
    """The batch with its channel in words."""
    batch.words = words.CHANNELS[batch.channel]  # type: ignore[attr-defined]
    return batch


def shown(batch: PrintBatch, request: Request) -> PrintBatch:
    """The same with its letters; marked those whose list was dropped, and once posting was refused those that should
    not be posted any more for what came since."""
    batch.letters = letters_of(batch)  # type: ignore[attr-defined]
    batch.is_changed = request.GET.get("changed") == str(batch.pk)  # type: ignore[attr-defined]
    stale = {message.pk for message in delivery.changed(batch, clock.now())} if batch.is_changed else set()  # type: ignore[attr-defined]
    dropped = {message.pk for message in delivery.dropped(batch)}
    together = enclosed_with_last(batch.letters)  # type: ignore[attr-defined]
    for letter in batch.letters:  # type: ignore[attr-defined]
        letter.is_with_last = letter.pk in together
        letter.is_stale, letter.is_dropped = letter.pk in stale, letter.pk in dropped
    batch.dropped_count = len(dropped)  # type: ignore[attr-defined]
    return named(batch)


@needs("send")
@require_POST
def make(request: Request) -> HttpResponse:
    """The letters ticked, or all of the pile, become a batch."""
    channel = request.POST.get("channel", "")
    waiting = lists.visible(delivery.waiting(request.company, channel), request)
    keys = keys_of(request.POST.getlist("message"))
    chosen = list((waiting.filter(pk__in=keys) if keys else waiting)[:SHOWN])
    try:
        batch = delivery.make(request.company, chosen, request.user, clock.now()) if chosen else None
    except delivery.Unfit as refusal:
        messages.warning(request, str(refusal))
        return redirect("printing")
    tell_left_out(request, channel, {*keys, *(letter.pk for letter in chosen)}, batch)
    if batch:
        messages.success(request, _("Batch %(n)d is ready: print it, then say when it was posted.") % {"n": batch.pk})
    return redirect("printing")


def tell_left_out(request: Request, channel: str, keys: set[int], batch: PrintBatch | None) -> None:
    """What became of the letters asked for that this batch does not hold: another one has them, or their facts changed.

    All of a pile that has gone was asked for without naming one: the last batch is told.
    """
    asked = lists.visible(Message.objects.filter(company=request.company, channel=channel, pk__in=keys), request)
    left = asked.exclude(batch=batch) if batch else asked
    others = PrintBatch.objects.filter(company=request.company, channel=channel).select_related("by").order_by("-pk")
    holding = others.filter(messages__in=left).distinct() if keys else others.filter(posted_on=None)[:1]
    for other in holding:
        told = {"n": other.pk, "who": person(other.by) if other.by else "–"}
        messages.warning(request, _("Batch %(n)d, which %(who)s made meanwhile, holds letters you asked for.") % told)
    if gone := left.filter(batch=None, state="suppressed").count():
        said = ngettext(
            "%(n)d letter was left out: it leaves no more, and the outbox says why.",
            "%(n)d letters were left out: they leave no more, and the outbox says why.",
            gone,
        )
        messages.warning(request, said % {"n": gone})
    elif not batch and not holding:
        messages.warning(request, _("There is nothing left to print."))


def find(request: Request, batch_id: int) -> PrintBatch:
    """A batch of this company; any other does not exist."""
    return get_object_or_404(PrintBatch.objects.select_related("company"), company=request.company, pk=batch_id)


@needs("send")
@require_GET
def pdf(request: Request, batch_id: int) -> HttpResponse:
    """The slip, then each letter with its papers."""
    batch = find(request, batch_id)
    try:
        content = delivery.bind(batch)
    except delivery.Unfit as refusal:
        messages.warning(request, _("The batch cannot be printed as it is. %(why)s") % {"why": refusal})
        return redirect("printing")
    return paper_answer(f"{_('batch')}-{batch.pk}.pdf", "application/pdf", content)


@needs("send")
@require_POST
def post(request: Request, batch_id: int) -> HttpResponse:
    """Somebody posted it on that day: its letters have left."""
    batch = find(request, batch_id)
    try:
        on = date.fromisoformat(request.POST.get("posted_on", ""))
        count = delivery.post(batch, on, request.user, clock.now(), "all_the_same" in request.POST)
    except delivery.Unfit as refusal:
        messages.warning(request, str(refusal))
        return redirect(f"{reverse('printing')}?changed={batch.pk}")
    except ValueError:
        messages.warning(request, _("Say on which day it was posted."))
    else:
        said = ngettext("%(n)d letter has left.", "%(n)d letters have left.", count)
        messages.success(request, said % {"n": count})
    return redirect("printing")


@needs("send")
@require_POST
def unmake(request: Request, batch_id: int) -> HttpResponse:
    """Its letters wait again."""
    if delivery.unmake(find(request, batch_id), request.user, clock.now()):
        messages.success(request, _("Undone: its letters wait to be printed again."))
    else:
        messages.warning(request, _("It is posted already: what has left is not undone."))
    return redirect("printing")


@needs("send")
@require_POST
def take_out(request: Request, message_id: int) -> HttpResponse:
    """This letter is not posted."""
    letter = get_object_or_404(
        lists.visible(Message.objects.select_related("company", "customer"), request), pk=message_id
    )
    if delivery.take_out(letter, request.user, clock.now()):
        messages.success(request, _("Taken out: this letter will not leave."))
    else:
        messages.warning(request, _("It has left already, or was taken out before."))
    return redirect("printing")
