"""The sections of the settings that a person may open, for the tabs."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from ardoise.actions import rights
from ardoise.desk.frame.requests import Request

SECTIONS: tuple[tuple[str, str | Lazy, str], ...] = (
    ("settings_company", _("Company"), "see_all"),
    ("settings_dunning", _("Terms and reminders"), "see_all"),
    ("settings_reconciliation", _("Cash application"), "see_all"),
    ("settings_mail", _("Mail server"), "configure"),
    ("settings_domain", _("Sending domain"), "configure"),
    ("settings_channels", _("Channels"), "configure"),
    ("settings_replies", _("Replies"), "configure"),
    ("settings_people", _("People"), "manage_users"),
    ("settings_mine", _("Myself"), "see"),
)
"""Route, name, verb."""


def open_sections(request: Request) -> list[tuple[str, str | Lazy, str]]:
    """Those this person may open."""
    return [section for section in SECTIONS if rights.may(request.user, section[2], request.company)]


def section_page(request: Request, template: str, current: str, **context: object) -> HttpResponse:
    """A section under its tabs."""
    told = {"sections": open_sections(request), "current": current, **context}
    return render(request, f"preferences/{template}.html", told)
