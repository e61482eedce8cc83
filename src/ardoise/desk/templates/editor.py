"""The editor: the words of one letter, the fields to insert, and what is wrong, at its place."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ardoise.actions import rights
from ardoise.actions import templates as actions
from ardoise.actions.refusals import Unfit
from ardoise.actions.templates import Place, Unsound
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language as spoken
from ardoise.desk.templates.words import (
    CHANNELS,
    KINDS,
    LANGUAGES,
    fields_of,
    filters_of,
    item_fields_of,
    name_of,
    shapes_of,
)
from ardoise.domain.correspondence import packs
from ardoise.domain.correspondence.mistakes import Mistake
from ardoise.domain.correspondence.packs import Words
from ardoise.domain.correspondence.proofreading import Proofs, proofread

ANY = "any"


@needs("see_all")
@require_http_methods(["GET", "POST"])
def template(request: Request, language: str, channel: str, key: str, customer_kind: str) -> HttpResponse:
    """Read or write the words of this place."""
    place = place_of(language, channel, key, customer_kind)
    words, version = actions.found(request.company, place)
    if number := request.GET.get("version", ""):
        words = words_of_version(request, place, number) or words
    proofs = proofread(words, channel, place.kind) if version else Proofs((), ())  # an earlier rule may have kept it
    if request.method == "POST":
        words = typed(request)
        try:
            return kept(request, place, words)
        except Unsound as unsound:
            proofs = unsound.proofs
        except Unfit as unfit:
            messages.error(request, str(unfit))
    return page(request, place, words, proofs)


def place_of(language: str, channel: str, key: str, customer_kind: str) -> Place:
    """The place an address names; one that can't be is not found."""
    kind = "" if customer_kind == ANY else customer_kind
    is_known = language in LANGUAGES and channel in CHANNELS and kind in KINDS
    if not is_known or not actions.KEY.fullmatch(key):
        raise Http404
    return Place(key, language, kind, channel)


def typed(request: Request) -> Words:
    """What stands in the form."""
    body = request.POST.get("body", "").replace("\r\n", "\n")
    return Words(request.POST.get("subject", ""), body)


def words_of_version(request: Request, place: Place, number: str) -> Words | None:
    """An earlier version's words, to begin again from."""
    versions = {str(version.number): version for version in actions.history(request.company, place)}
    version = versions.get(number)
    return Words(version.subject, version.body) if version else None


def kept(request: Request, place: Place, words: Words) -> HttpResponse:
    """Kept as a new version; or said that nothing changed."""
    version = actions.save(request.company, place, words, request.user, clock.now())
    if version:
        sentence = _(
            "Kept as version %(n)d: letters are written so from now on. What waits in the outbox stays as it is."
        )
        messages.success(request, sentence % {"n": version.number})
    else:
        messages.info(request, _("Nothing to change."))
    return redirect("template", *address(place))


def address(place: Place) -> tuple[str, str, str, str]:
    """The parts of its address."""
    return place.language, place.channel, place.key, place.kind or ANY


def page(request: Request, place: Place, words: Words, proofs: Proofs) -> HttpResponse:
    """The editor; the preview beside it asks for itself."""
    _words, version = actions.found(request.company, place)
    in_language = spoken()
    context = {
        "place": place,
        "address": address(place),
        "name": name_of(place.key),
        "kind": KINDS[place.kind],
        "channel": CHANNELS[place.channel],
        "language": LANGUAGES[place.language],
        "words": words,
        "wrong": {part: told(getattr(proofs, part), in_language) for part in ("subject", "body")},
        "version": version,
        "versions": actions.history(request.company, place),
        "is_own_key": not packs.has(place.key),
        "fields": fields_of(place.channel, in_language),
        "shapes": shapes_of(in_language),
        "item_fields": item_fields_of(in_language),
        "filters": filters_of(in_language),
        "may": rights.role_may(request.role, "settle"),
    }
    return render(request, "templates/template.html", context)


def told(mistakes: Iterable[Mistake], language: str) -> list[dict[str, object]]:
    """Each mistake with its place and its sentence."""
    return [{"line": m.line, "column": m.column, "sentence": m.told(language)} for m in mistakes]
