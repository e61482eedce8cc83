"""The left menu, and what every page knows: who, where, how fresh the ledger is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from ardoise.actions import rights
from ardoise.desk.frame.requests import Arriving
from ardoise.domain.worklist import CALL_MAX_SECONDS
from ardoise.records.models import Company


@dataclass(frozen=True)
class Screen:
    """One line of the menu; `key` is pressed after G, a quiet gap stands between two groups."""

    route: str
    label: str | Lazy
    icon: str
    key: str
    verb: str
    group: str


SCREENS = (
    Screen("work", _("My day"), "check", "w", "see", "work"),
    Screen("today", _("Today"), "today", "t", "see", "work"),
    Screen("replies", _("Replies"), "mail", "r", "see", "work"),
    Screen("tasks", _("Calls and tasks"), "phone", "a", "see", "work"),
    Screen("disputes", _("Disputes"), "scales", "d", "see", "work"),
    Screen("receipts", _("Cash application"), "match", "x", "see_all", "books"),
    Screen("aged_balance", _("Aged balance"), "bars", "b", "see", "books"),
    Screen("customers", _("Customers"), "people", "c", "see", "books"),
    Screen("outbox", _("Outbox"), "send", "o", "see", "sending"),
    Screen("printing", _("Letters to print"), "print", "l", "send", "sending"),
    Screen("policies", _("Policies"), "ladder", "p", "see_all", "set_up"),
    Screen("templates", _("Templates"), "edit", "e", "see_all", "set_up"),
    Screen("imports", _("Import"), "upload", "i", "import", "set_up"),
    Screen("settings", _("Settings"), "gear", "s", "see", "set_up"),
)


def frame(request: Arriving) -> dict[str, Any]:
    """Context of every page: the menu's lines, the companies among which the person may switch, the longest call."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    may_call = getattr(request, "company", None) and rights.role_may(request.role, "send")
    return {
        "menu": menu(request),
        "companies": companies(request),
        "call_max_seconds": CALL_MAX_SECONDS if may_call else None,
    }


def menu(request: Arriving) -> list[dict[str, Any]]:
    company = getattr(request, "company", None)
    shown = [s for s in SCREENS if company and rights.role_may(request.role, s.verb)]
    return [
        {
            "url": reverse(screen.route),
            "is_current": is_within(request.path, reverse(screen.route)),
            "begins": before is not None and before.group != screen.group,
            "screen": screen,
        }
        for before, screen in zip([None, *shown], shown, strict=False)
    ]


def is_within(path: str, address: str) -> bool:
    """Is this page part of the screen at `address`?"""
    return path == address or (address != "/" and path.startswith(address))


def companies(request: Arriving) -> list[Company]:
    """The person's companies by name, for the switch."""
    return sorted((m.company for m in request.memberships), key=lambda company: company.name)
