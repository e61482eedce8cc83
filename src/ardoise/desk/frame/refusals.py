"""The pages that say why there is no page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from ardoise.desk.frame.requests import Arriving


def refusal(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """A page that says why there is no page; a sentence alone where only a fragment was asked for."""
    if getattr(request, "htmx", False):
        messages.error(request, f"{title} {sentence}")
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "frame/refusal.html", {"title": title, "sentence": sentence, "code": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, 400, _("This request cannot be read."), _("Go back, reload the page and try once more."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Why somebody who is known may not pass."""
    if request.user.is_authenticated and getattr(request, "company", None) is None:
        return refusal(
            request,
            403,
            _("You belong to no company yet."),
            _("Ask an administrator of your company to add you in Settings."),
        )
    return refusal(
        request,
        403,
        _("Your role does not allow this."),
        _("Ask an administrator of your company for it, or somebody who may to do it."),
    )


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What an action refused, in its own words."""
    return refusal(request, 403, _("Your role does not allow this."), str(exception))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not made by the page it claims to be of, or made before this session."""
    return refusal(
        request,
        403,
        _("This form is too old, or was not ours."),
        _("Nothing was changed. Go back, reload the page and try once more; the browser must accept cookies."),
    )


def no_page(request: HttpRequest, allowed: str) -> HttpResponse:
    """An address that only does something, opened as if it showed something: after a reload, mostly."""
    answer = refusal(
        request,
        405,
        _("There is no page at this address."),
        _("It is where a form is sent. Nothing was changed: go back to the page you came from."),
    )
    answer["Allow"] = allowed
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(
        request,
        404,
        _("There is nothing here."),
        _("The address is wrong, or what it named is gone or belongs to another company."),
    )


def busy(request: Arriving) -> HttpResponse:
    """Others hold the database, longer than it waits for them: nothing is wrong, and the same goes well later.

    Beside a list nothing is read anew: what was typed stays, and the page says why by itself.
    """
    title, sentence = _("Others are writing just now."), _("Nothing was changed: try again in a moment.")
    answer = HttpResponse(status=503) if request.htmx else refusal(request, 503, title, sentence)
    answer["Retry-After"] = "10"
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """The last page: it depends on nothing that may just have failed."""
    with translation.override(getattr(request, "LANGUAGE_CODE", "fr")):
        return render(None, "frame/failure.html", status=500)
