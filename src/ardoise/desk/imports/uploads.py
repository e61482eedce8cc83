"""A file arrives from the browser: kept, looked at, and refused at once when it is nothing we read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ardoise.actions import imports
from ardoise.actions.imports.receiving import discard, keep, too_large
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import spaced
from ardoise.desk.imports import drafts


@needs("import")
@require_POST
def upload(request: Request) -> HttpResponse:
    """Keep the file and ask what to do with it; or say why it can't be read."""
    given = request.FILES.get("file")
    if given is None and (name := getattr(request, "oversized", "")):
        return go(request, reverse("imports"), str(too_large(name)))
    if given is None or given.file is None:
        return go(request, reverse("imports"), _("No file came: choose one, or drop one on the page."))
    name = given.name or ""
    try:
        place, _digest = keep(given.file, name)
    except imports.Unreceivable as unreceivable:
        return go(request, reverse("imports"), str(unreceivable))
    if refusal := drafts.look(request, place, name).refusal:
        discard(place)
        return go(request, reverse("imports"), refusal if name in refusal else f"{name} – {refusal}")
    return go(request, reverse("import_choices", args=[drafts.token_of(request, place, name)]))


def go(request: Request, url: str, refusal: str = "") -> HttpResponse:
    """There, with a sentence if something is wrong; to the script that uploads, the address is told."""
    if refusal:
        messages.error(request, spaced(refusal))
    if request.headers.get("X-Upload"):
        return JsonResponse({"url": url})
    return redirect(url)
