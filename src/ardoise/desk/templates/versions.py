"""What a letter said before, and back to the pack's."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import rights
from ardoise.actions import templates as actions
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.templates.editor import address, place_of
from ardoise.desk.templates.words import CHANNELS, KINDS, name_of
from ardoise.domain.correspondence import packs
from ardoise.domain.correspondence.packs import Words


@needs("see_all")
@require_GET
def version(
    request: Request, language: str, channel: str, key: str, customer_kind: str, version_number: int
) -> HttpResponse:
    """One version, and what it changed of the one before."""
    place = place_of(language, channel, key, customer_kind)
    by_number = {version.number: version for version in actions.history(request.company, place)}
    if version_number not in by_number:
        raise Http404
    shown, before = by_number[version_number], by_number.get(version_number - 1)
    pack = packs.template(place.language, place.key, place.kind or "unknown", place.channel)
    earlier = Words(before.subject, before.body) if before else pack
    context = {
        "place": place,
        "address": address(place),
        "name": name_of(place.key),
        "kind": KINDS[place.kind],
        "channel": CHANNELS[place.channel],
        "version": shown,
        "before": before,
        "lines": actions.difference(earlier, Words(shown.subject, shown.body)),
        "may": rights.role_may(request.role, "settle"),
    }
    return render(request, "templates/version.html", context)


@needs("settle")
@require_POST
def retire(request: Request, language: str, channel: str, key: str, customer_kind: str) -> HttpResponse:
    """Back to the pack's words."""
    place = place_of(language, channel, key, customer_kind)
    try:
        is_done = actions.retire(request.company, place, request.user, clock.now())
    except Unfit as unfit:
        messages.error(request, str(unfit))
    else:
        messages.success(
            request, _("Letters are written with the pack’s words again.") if is_done else _("Nothing to change.")
        )
    return redirect("template", *address(place)) if packs.has(place.key) else redirect("templates")
