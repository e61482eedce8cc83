"""Visits: a person goes there, with what to say and the address before them, and notes what came of it."""

from __future__ import annotations

from ardoise.channels import person
from ardoise.channels.outcomes import Parcel
from ardoise.channels.settings import Field, Setting
from ardoise.domain import postal

WAYS = ("person",)
REACHES = "postal"
FIELDS: tuple[Field, ...] = ()


def test_connection(setting: Setting) -> str:
    """Nothing stands between us and a person."""
    return ""


def session(setting: Setting) -> person.Session:
    """A person's."""
    return person.Session("visit", visit_obstacle)


def visit_obstacle(parcel: Parcel) -> str:
    """Why it can't be done: a reason's code, "" if it can."""
    return "" if postal.is_whole(postal.lines_of(parcel.recipient)) else "no_postal_address"


def cost_of(setting: Setting, body: str) -> int:
    """What one costs, in millionths of the currency."""
    return setting.cost_micros
