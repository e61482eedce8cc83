"""What a person decides in the outbox: a doubt, an approval taken back, what was kept, the emergency stop."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ardoise.actions import dunning, installation, sending
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import keys_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import day_text
from ardoise.desk.outbox.views import OUTCOMES, find, visible
from ardoise.records.correspondence import INTERNAL


@needs("send")
@require_POST
def decide(request: Request, message_id: int) -> HttpResponse:
    """End a doubt: it counts as sent, or it is sent again."""
    shown, outcome = find(request, message_id), request.POST.get("outcome", "")
    if outcome not in OUTCOMES:
        raise BadRequest("outcome")
    is_done = sending.decide(shown, OUTCOMES[outcome], request.user, clock.now())
    words = _("Decided.") if is_done else _("This message is not in doubt any more.")
    if request.htmx and (row := rows.row_of(request)):
        return rows.done(row, words, "good" if is_done else "warn")
    return back(request, words, is_done)


@needs("approve")
@require_POST
def withdraw(request: Request, message_id: int) -> HttpResponse:
    """Take an approval back while its message still waits."""
    message = find(request, message_id)
    is_done = dunning.withdraw(message.approval, request.user, clock.now())
    if is_done and message.level in INTERNAL:
        return back(request, _("Taken back: whoever is to answer is told nothing, and the dispute says so."))
    if is_done:
        return back(request, _("Taken back: the proposal waits for a decision again."))
    return back(request, _("Too late to take it back: it no longer waits."), is_done=False)


@needs("send")
@require_POST
def forget_kept(request: Request) -> HttpResponse:
    """Undo the approvals of kept messages: they never left, so nothing was said."""
    kept = visible(request).filter(state="kept").select_related("company", "customer", "approval__proposal")
    if keys := request.POST.getlist("message"):
        kept = kept.filter(pk__in=keys_of(keys))
    count = sending.forget_kept(kept, request.user, clock.now())
    words = ngettext(
        "%(n)d kept message forgotten: its proposal waits again.",
        "%(n)d kept messages forgotten: their proposals wait again.",
        count,
    )
    return back(request, words % {"n": count})


@needs("configure")
@require_POST
def adopt(request: Request) -> HttpResponse:
    """This database, restored or copied, may send from here on: what waited becomes a doubt."""
    if installation.is_at_home(clock.now()):
        return back(request, _("This database is at home here and may already send."), is_done=False)
    count = installation.identify(clock.now(), request.user)
    words = ngettext(
        "This database sends from here on; %(n)d message that waited is in doubt.",
        "This database sends from here on; %(n)d messages that waited are in doubt.",
        count,
    )
    return back(request, words % {"n": count})


@needs("settle")
@require_POST
def stop(request: Request) -> HttpResponse:
    """The emergency stop: nothing of this company leaves until somebody lets it; told why, or asked for it after."""
    try:
        until_on = date.fromisoformat(request.POST.get("until_on", ""))
    except ValueError:
        until_on = None  # whatever was typed, everything stops at once
    note, at = " ".join(request.POST.get("note", "").split())[:300], clock.now()
    stopped = sending.stop(request.company, request.user, at, note, until_on)
    if stopped.at < at and note:
        return back(request, _("Noted."))
    if stopped.until_on:
        words = _("Sending is stopped until %(day)s, unless somebody resumes it before.")
        return back(request, words % {"day": day_text(stopped.until_on)}, is_done=False)
    return back(request, _("Sending is stopped. Nothing leaves until somebody resumes it."), is_done=False)


@needs("settle")
@require_POST
def resume(request: Request) -> HttpResponse:
    """Let messages leave again."""
    sending.resume(request.company, request.user, clock.now())
    return back(request, _("Sending goes on."))


def back(request: Request, words: str, is_done: bool = True) -> HttpResponse:
    """The outbox again, which says what was done, or warns."""
    tell = messages.success if is_done else messages.warning
    tell(request, words)
    return redirect("outbox")
