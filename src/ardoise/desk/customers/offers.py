"""The ways to leave something in peace, offered beside the items."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ardoise.desk.customers.forms import RESTRAINTS
from ardoise.desk.frame import clock


def offers(request: HttpRequest, given: dict) -> list[dict]:
    """The ways to leave something in peace, each with its form; a refused one comes back as it was typed."""
    next_week = clock.today(request.company) + timedelta(7)
    first = {"until_on": next_week, "promised_on": next_week, "paid_on": clock.today(request.company)}
    kinds = (
        ("dispute", "d", "scales", _("Dispute…")),
        ("promise", "p", "handshake", _("Promise…")),
        ("payment_notice", "v", "clock", _("Paid or under way…")),
        ("block", "l", "pause", _("Leave in peace…")),
        ("insolvency", "", "building", _("Insolvency…")),
    )
    return [
        {
            "kind": kind,
            "key": key,
            "drawing": drawing,
            "words": words,
            "form": given.get(f"{kind}_form") or RESTRAINTS[kind](initial=first, prefix=kind),
        }
        for kind, key, drawing, words in kinds
    ]
