"""The ways to leave something in peace, offered beside the items, and beside a reminder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from ardoise.desk.customers.forms import RESTRAINTS, Plain
from ardoise.desk.frame import clock
from ardoise.desk.frame.requests import Request

WAYS = {
    "dispute": {"key": "d", "drawing": "scales", "words": _("Dispute…")},
    "promise": {"key": "p", "drawing": "handshake", "words": _("Promise…")},
    "payment_notice": {"key": "v", "drawing": "clock", "words": _("Paid or under way…")},
    "block": {"key": "l", "drawing": "pause", "words": _("Leave in peace…")},
    "insolvency": {"key": "", "drawing": "building", "words": _("Insolvency…")},
}


def offers(request: Request, given: dict[str, Any]) -> list[dict[str, Any]]:
    """All of them; a refused one comes back as it was typed."""
    next_week = clock.today(request.company) + timedelta(7)
    first = {"until_on": next_week, "promised_on": next_week, "paid_on": clock.today(request.company)}
    return offered(WAYS, lambda kind: given.get(f"{kind}_form") or RESTRAINTS[kind](initial=first, prefix=kind))


def offered(kinds: Iterable[str], form_of: Callable[[str], Plain]) -> list[dict[str, Any]]:
    """These ways, each with its form."""
    return [WAYS[kind] | {"kind": kind, "form": form_of(kind)} for kind in kinds]
