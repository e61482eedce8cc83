"""Calls: a person telephones, with what to say and the number before them, and notes what came of it."""

from __future__ import annotations

from ardoise.channels import person
from ardoise.channels.outcomes import Parcel
from ardoise.channels.settings import Field, Setting
from ardoise.channels.telephones import read

WAYS = ("person",)
REACHES = "phone"
FIELDS: tuple[Field, ...] = ()


def test_connection(setting: Setting) -> str:
    """Nothing stands between us and a person."""
    return ""


def session(setting: Setting) -> person.Session:
    """A person's."""
    return person.Session("call", call_obstacle)


def call_obstacle(parcel: Parcel) -> str:
    """Why it can't be done: a reason's code, "" if it can."""
    return read(parcel.recipient).wrong


def cost_of(setting: Setting, body: str) -> int:
    """What one costs, in millionths of the currency."""
    return setting.cost_micros
