"""Who passes, in which company, in which language. A view that does not say what it needs lets nobody in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django_scopes import scope

from ardoise.actions import rights
from ardoise.actions.obstacles import is_busy
from ardoise.desk.frame import refusals
from ardoise.desk.frame.requests import Arriving
from ardoise.records.models import Membership

ANYBODY = "anybody"
SIGNED_IN = "signed_in"
KEPT_BY_NOBODY = "private, no-store"  # pages, papers and refusals alike: all speak of somebody’s debts

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def needs(verb: str) -> Callable[[View], View]:
    """Declare what a view asks of the person: ANYBODY, SIGNED_IN, or a verb of actions.rights in the company."""

    def declare(view: View) -> View:
        view.needs = verb  # type: ignore[attr-defined]
        return view

    return declare


class Gate:
    """Sets request.company and request.role, opens the scope of that company, and stops whoever may not pass.

    What is answered, a refusal too, is kept by no browser and no proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Arriving) -> HttpResponse:
        request.memberships = memberships_of(request.user)
        membership = current_membership(request)
        request.company = membership.company if membership else None
        request.role = membership.role if membership else None
        speak(request)
        with scope_of(request):
            answer = self.get_response(request)
            if answer.status_code == 405:
                answer = refusals.no_page(request, answer["Allow"])
        answer.setdefault("Cache-Control", KEPT_BY_NOBODY)
        return answer

    def process_view(self, request: Arriving, view: Callable[..., Any], *_asked: Any) -> HttpResponse | None:
        needed = getattr(view, "needs", None)
        if needed is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} does not say what it needs: use @needs(…).")
        if needed == ANYBODY:
            return None
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if needed != SIGNED_IN and not rights.role_may(request.role, needed):
            raise PermissionDenied(needed)
        return None

    def process_exception(self, request: Arriving, exception: Exception) -> HttpResponse | None:
        """What an action refuses becomes the page that says so; what a stranger names does not exist."""
        if isinstance(exception, rights.Missing):
            return refusals.not_found(request, exception)
        if isinstance(exception, rights.Refused):
            return refusals.refused(request, exception)
        if isinstance(exception, OperationalError) and is_busy(exception):
            return refusals.busy(request)
        return None


def memberships_of(user: Any) -> list[Membership]:
    """All a person belongs to, the earliest first; a stranger belongs nowhere."""
    return list(user.memberships.select_related("company").order_by("pk")) if user.is_authenticated else []


def current_membership(request: Arriving) -> Membership | None:
    """The membership chosen in this session, else the one joined first: no company pulls by its name."""
    memberships = request.memberships
    chosen = request.session.get("company_id")
    return next((m for m in memberships if m.company_id == chosen), memberships[0] if memberships else None)


def speak(request: Arriving) -> None:
    """The person's language; a stranger's was already read from the browser."""
    if request.user.is_authenticated:
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = request.user.language


def scope_of(request: Arriving) -> AbstractContextManager[None]:
    return scope(company=request.company) if request.company else nullcontext()


def to_sign_in(request: Arriving) -> HttpResponse:
    """The sign-in page; a fragment asked for by htmx takes the whole page there."""
    if not request.htmx:
        return redirect_to_login(request.get_full_path(), reverse("sign_in"))
    return HttpResponse(headers={"HX-Redirect": reverse("sign_in")})
