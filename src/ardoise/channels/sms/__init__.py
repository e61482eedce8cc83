"""Text messages, by a provider: their length counted, their number read, each part paid for."""

from __future__ import annotations

import re
from typing import Any

from ardoise.channels import provider
from ardoise.channels.outcomes import NotSent, Parcel
from ardoise.channels.settings import Field, Setting, Words
from ardoise.channels.sms.counting import PARTS_MAX, Count, count
from ardoise.channels.telephones import read_mobile

__all__ = ["FIELDS", "REACHES", "WAYS", "Count", "cost_of", "count", "session", "test_connection"]

WAYS = ("provider",)
REACHES = "phone"
SENDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ]{0,10}")
FIELDS = (
    *provider.FIELDS,
    Field(
        "sender",
        Words("Expéditeur affiché", "Sender shown"),
        Words(
            "Onze lettres ou chiffres au plus, sans accent ; vide : celui du prestataire.",
            "Eleven letters or digits at most, without accents; empty: the provider’s.",
        ),
        is_required=False,
    ),
)


def test_connection(setting: Setting) -> str:
    """Ask the provider whether it knows us; no message is sent. A reason's code, "" if all is well."""
    sender = setting.told("sender", FIELDS)
    if sender and not SENDER.fullmatch(sender):
        return f"sms_sender:{sender}"
    return provider.test_connection(provider.place_of(setting))


def session(setting: Setting) -> provider.Session:
    """A line to the provider, for many messages."""
    sender = setting.told("sender", FIELDS)
    return provider.Session(provider.place_of(setting), lambda parcel: written(parcel, sender))


def written(parcel: Parcel, sender: str = "") -> dict[str, Any]:
    """What leaves; NotSent for good where the number is none, or the words are too many."""
    reading = read_mobile(parcel.recipient)
    if reading.wrong:
        raise NotSent(reading.wrong, is_final=True)
    length = count(parcel.body)
    if not parcel.body.strip() or length.parts > PARTS_MAX:
        raise NotSent(f"sms_too_long:{length.parts}", is_final=True)
    told = {"kind": "sms", "to": reading.number, "text": parcel.body, "alphabet": length.alphabet}
    return told | {"parts": length.parts, "sender": sender}


def cost_of(setting: Setting, body: str) -> int:
    """What it costs, in millionths of the currency: each part is paid for."""
    return setting.cost_micros * count(body).parts
