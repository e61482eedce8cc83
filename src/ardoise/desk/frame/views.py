"""Sign in and out; switch company, language and theme."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import session_links
from ardoise.desk.frame import clock
from ardoise.desk.frame.callers import is_this_machine
from ardoise.desk.frame.forms import SignIn
from ardoise.desk.frame.gate import ANYBODY, SIGNED_IN, needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import SignedIn

THEMES = ("auto", "light", "dark")
LANGUAGES = ("fr", "en")

sign_in = needs(ANYBODY)(
    LoginView.as_view(template_name="frame/sign_in.html", authentication_form=SignIn, redirect_authenticated_user=True)
)


@needs(ANYBODY)
@never_cache
@require_GET
def session_link(request: HttpRequest, signed: str) -> HttpResponse:
    """Sign in whoever opens, on this machine, the link that the terminal printed."""
    user = session_links.redeem(signed, clock.now()) if is_this_machine(request) else None
    if user is None:
        return render(request, "frame/link_dead.html", status=410)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("today")


@needs(SIGNED_IN)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


@needs(SIGNED_IN)
@require_POST
def switch_company(request: SignedIn) -> HttpResponse:
    """Work in another company of one's own; anybody else's does not exist."""
    asked = key_of(request.POST.get("company", ""))
    membership = request.user.memberships.filter(company_id=asked).first() if asked is not None else None
    if membership is None:
        raise Http404
    request.session["company_id"] = membership.company_id
    return redirect("today")


@needs(ANYBODY)
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Read the desk in another language: kept with the person, or in a cookie before sign-in."""
    language = chosen(request, "language", LANGUAGES)
    answer = back(request)
    answer.set_cookie("django_language", language, max_age=31536000, samesite="Lax", httponly=True)
    if request.user.is_authenticated:
        request.user.language = language
        request.user.save(update_fields=["language"])
    return answer


@needs(SIGNED_IN)
@require_POST
def switch_theme(request: SignedIn) -> HttpResponse:
    """Light, dark, or as the machine is set."""
    request.user.theme = chosen(request, "theme", THEMES)
    request.user.save(update_fields=["theme"])
    return back(request)


def chosen(request: HttpRequest, name: str, among: tuple[str, ...]) -> str:
    value = request.POST.get(name, "")
    if value not in among:
        raise BadRequest(name)
    return value


def back(request: HttpRequest) -> HttpResponse:
    """To the page one came from, when it is ours; never to what merely has the name of a page."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(address if safe and address.startswith("/") else "/")


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]) -> HttpResponse:
    """What somebody sees who tried too many passwords."""
    return render(request, "frame/locked_out.html", status=429)
