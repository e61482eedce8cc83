"""The left menu, and what every page knows: who, where, how fresh the ledger is."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from ardoise.actions import rights


@dataclass(frozen=True)
class Screen:
    """One line of the menu; `key` is pressed after G."""

    route: str
    label: str | Lazy
    icon: str
    key: str
    verb: str


SCREENS = (
    Screen("work", _("My day"), "check", "w", "see"),
    Screen("today", _("Today"), "today", "t", "see"),
    Screen("replies", _("Replies"), "mail", "r", "see"),
    Screen("tasks", _("Calls and tasks"), "phone", "a", "see"),
    Screen("disputes", _("Disputes"), "scales", "d", "see"),
    Screen("outbox", _("Outbox"), "send", "o", "see"),
    Screen("printing", _("Letters to print"), "print", "l", "send"),
    Screen("aged_balance", _("Aged balance"), "bars", "b", "see"),
    Screen("customers", _("Customers"), "people", "c", "see"),
    Screen("policies", _("Policies"), "ladder", "p", "see_all"),
    Screen("templates", _("Wording of letters"), "edit", "e", "see_all"),
    Screen("imports", _("Import"), "upload", "i", "import"),
    Screen("settings", _("Settings"), "gear", "s", "see"),
)


def frame(request: HttpRequest) -> dict:
    """Context of every page: the menu's lines and the companies among which the person may switch."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"menu": menu(request), "companies": companies(request)}


def menu(request: HttpRequest) -> list[dict]:
    company = getattr(request, "company", None)
    shown = [s for s in SCREENS if company and rights.may(request.user, s.verb, company)]
    return [
        {"url": reverse(s.route), "is_current": is_within(request.path, reverse(s.route)), "screen": s} for s in shown
    ]


def is_within(path: str, address: str) -> bool:
    """Is this page part of the screen at `address`?"""
    return path == address or (address != "/" and path.startswith(address))


def companies(request: HttpRequest) -> list:
    """The person's companies by name, for the switch."""
    return [m.company for m in request.user.memberships.select_related("company").order_by("company__name", "pk")]
