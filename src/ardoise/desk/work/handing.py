"""Hand lines of the day over to a colleague: one, from what is open beside the list, or those that are ticked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import handovers
from ardoise.actions.handovers import OPEN, Handed
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of, keys_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import person
from ardoise.desk.work.contested import hands
from ardoise.desk.work.handed import Handing, seen_at, sentence
from ardoise.desk.work.views import listing
from ardoise.records.models import Dispute, User


@needs("send")
@require_GET
def handing(request: Request, row: str) -> HttpResponse:
    """Who has the line, and the form that hands it over."""
    return form_of(request, row)


def form_of(request: Request, row: str, form: Handing | None = None) -> HttpResponse:
    """That form, a refused one with its reason; beside the list where a script asks."""
    name, key = named(row)
    found = handovers.matters(request.company, {name: [key]}, request.user)
    if not found:
        return over(request)
    _row, customer, matter = found[0]
    one = handovers.held(request.company, [matter]).get(matter)
    context = {
        "row": row,
        "tick": (name, key),
        "customer": customer,
        "holder": one.to if one else customer.collector,
        "handed": one,
        "told": sentence(one, request.user) if one and one.words else "",
        "is_dispute": name == "dispute",
        "handing": form or Handing(request=request, is_alone=True, but=one.to_id if one else customer.collector_id),
        "seen_at": seen_at(),
    }
    page = render(request, "work/handing.html" if request.htmx else "work/handing_page.html", context)
    if form and request.htmx:
        page["HX-Retarget"] = "#handing"
    return page


def over(request: Request) -> HttpResponse:
    """Nothing is left of the line to hand over."""
    if not request.htmx:
        raise Http404
    return HttpResponse(format_html('<p class="soft">{}</p>', _("This is over.")))


def named(row: str) -> tuple[str, int]:
    """The name and the identity of a line; what no line is called does not exist."""
    name, _dash, key = row.partition("-")
    if name not in OPEN or (found := key_of(key)) is None:
        raise Http404
    return name, found


@needs("send")
@require_POST
def hand_over(request: Request) -> HttpResponse:
    """The line, or the ticked ones, are somebody else's."""
    row = rows.row_of(request)
    form = Handing(request.POST, request=request, is_alone=bool(row))
    chosen = chosen_of(request)
    try:
        if not form.is_valid():
            return refused(request, row, form)
        if not chosen:
            raise Unfit(_("Tick at least one line."))
        to, words = form.cleaned_data["to"], form.cleaned_data["words"]
        told = handovers.hand_over(request.company, chosen, to, words, request.user, clock.now(), shown_at(request))
    except Unfit as unfit:
        form.add_error(None, str(unfit))
        return refused(request, row, form)
    if request.htmx:
        return answer(request, row, to, told)
    tell(request, to, told)
    return back(request)


def chosen_of(request: Request) -> Mapping[str, list[int]]:
    """The lines that were ticked, by what they are called."""
    ticked = {name: keys_of(request.POST.getlist(name)) for name in OPEN}
    return {name: keys for name, keys in ticked.items() if keys}


def shown_at(request: Request) -> datetime | None:
    """When the form was shown, as it says; None where it says nothing readable."""
    try:
        told = datetime.fromisoformat(request.POST.get("seen_at", ""))
    except ValueError:
        return None
    return told if told.tzinfo else None


def refused(request: Request, row: str, form: Handing) -> HttpResponse:
    """The form with what is wrong: beside the list, else in it, where the ticks stand."""
    return form_of(request, row, form) if row else listing(request, handing=form)


def answer(request: Request, row: str, to: User, told: Handed) -> HttpResponse:
    """The row leaves a list of one's own; where it stands all the same it opens anew."""
    if not told.done:
        return rows.again(" ".join(words for words, _is_good in sentences(to, told)))
    words = _("Handed to %(to)s.") % {"to": person(to)}
    return rows.again(words) if stays(request, row, to) else rows.done(row, words)


def stays(request: Request, row: str, to: User) -> bool:
    """Does the line stand in the list all the same: everybody's, one's own, or that of who is to answer the dispute?"""
    own = hands(request, clock.today(request.company))
    name, key = named(row)
    is_mine = "mine" in parse_qs(urlsplit(request.htmx.current_url or "").query)
    asked = Dispute.objects.filter(pk=key, ended_at=None, stage="waiting_resolver", resolver__in=own)
    return not is_mine or to.pk in own or (name == "dispute" and asked.exists())


def sentences(to: User, told: Handed) -> list[tuple[str, bool]]:
    """What came of it, each with whether it is good news."""
    n, said = told.done, []
    if n:
        words = ngettext("%(n)d line handed to %(to)s.", "%(n)d lines handed to %(to)s.", n)
        said.append((words % {"n": n, "to": person(to)}, True))
    if n := told.same:
        words = ngettext("%(n)d line was theirs already: %(to)s.", "%(n)d lines were theirs already: %(to)s.", n)
        said.append((words % {"n": n, "to": person(to)}, False))
    if n := len(told.faster):
        words = ngettext("%(who)s was faster: %(n)d line is somebody else’s now.",
                         "%(who)s was faster: %(n)d lines are somebody else’s now.", n)  # fmt: skip
        said.append((words % {"n": n, "who": person(told.faster[0])}, False))
    if n := told.over:
        words = ngettext("%(n)d line was decided already.", "%(n)d lines were decided already.", n)
        said.append((words % {"n": n}, False))
    return said


def tell(request: Request, to: User, told: Handed) -> None:
    """The same above the list."""
    for words, is_good in sentences(to, told):
        (messages.success if is_good else messages.warning)(request, words)


@needs("send")
@require_POST
def give_back(request: Request, row: str) -> HttpResponse:
    """The line is its collector's again."""
    name, key = named(row)
    is_done = handovers.give_back(request.company, {name: [key]}, request.user, clock.now())
    words = _("Given back.") if is_done else _("Somebody was faster: this was decided already.")
    if request.htmx:
        return rows.done(row, words) if "mine" in (request.htmx.current_url or "") else rows.again(words)
    messages.success(request, words)
    return back(request)


def back(request: Request) -> HttpResponse:
    """To the list, as it was narrowed."""
    return redirect(f"{reverse('work')}?{request.GET.urlencode()}".rstrip("?"))
