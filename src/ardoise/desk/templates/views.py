"""The list of letters: by occasion and kind of customer, for a language and a channel."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import rights
from ardoise.actions import templates as actions
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.templates.words import CHANNELS, KINDS, LANGUAGES, ORDER, name_of
from ardoise.domain.correspondence import packs

KEY_MAX = 60


@needs("see_all")
@require_GET
def templates(request: Request) -> HttpResponse:
    """A line per occasion, a cell per kind of customer: the pack's words there, or one's own."""
    language, channel = asked(request)
    listed = actions.listing(request.company, language, channel)
    keys = [*ORDER, *(key for key in listed if key not in ORDER)]
    lines = [
        {"key": key, "name": name_of(key), "cells": cells(listed[key]), "is_own": not packs.has(key)} for key in keys
    ]
    context = {
        "lines": lines,
        "kinds": [KINDS[kind] for kind in packs.KINDS],
        "languages": LANGUAGES,
        "channels": CHANNELS,
        "language": language,
        "channel": channel,
        "may": rights.role_may(request.role, "settle"),
    }
    return render(request, "templates/templates.html", context)


def asked(request: Request) -> tuple[str, str]:
    """The language and channel chosen; else the company's language and e-mail."""
    language, channel = request.GET.get("language", ""), request.GET.get("channel", "")
    spoken = request.company.language if request.company.language in packs.LANGUAGES else "fr"
    return language if language in LANGUAGES else spoken, channel if channel in CHANNELS else "email"


def cells(listed: list[actions.Listed]) -> dict[str, object]:
    """The cells of a line by kind, and the one for any kind if there is one."""
    by_kind = {item.place.kind: item for item in listed}
    named = [{"kind": KINDS[kind], "listed": by_kind[kind], "in_url": kind} for kind in packs.KINDS]
    return {"named": named, "any": by_kind.get("")}


@needs("settle")
@require_POST
def add(request: Request) -> HttpResponse:
    """To the editor of a letter of one's own: nothing is kept before somebody writes it."""
    language, channel = request.POST.get("language", ""), request.POST.get("channel", "")
    key = slugify(request.POST.get("name", ""))[:KEY_MAX].strip("-_")
    if not key or language not in LANGUAGES or channel not in CHANNELS:
        return redirect("templates")
    return redirect("template", language, channel, key, "any")
