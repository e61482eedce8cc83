"""How a message leaves. One folder a channel, each with its ways, its form, its test, its session and its cost.

A channel nobody settled is off: only e-mail needs no setting, and is kept on this machine without a
server. `provider`, `person` and `standins` are no channels: they serve the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from ardoise.channels.outcomes import Accepted, Parcel
    from ardoise.channels.settings import Field, Setting

EMAIL = "email"
SETTLED = ("letter", "registered_letter", "sms", "call", "fax", "visit")
"""The channels that are off until a company settles them; e-mail has the settings of its mail server."""

NAMES = (EMAIL, *SETTLED)


class Session(AbstractContextManager[Any], Protocol):
    """A way out, open for many messages: addresses a parcel, then hands it over or forgets it."""

    keeps: bool  # nothing leaves this machine
    asks: str  # print | call | visit: a person does it; "" where a machine does

    def address(self, parcel: Parcel, at: datetime) -> None: ...

    def hand_over(self, parcel: Parcel, is_late: Callable[[], bool]) -> Accepted: ...

    def forget(self) -> None: ...


class Channel(Protocol):
    """What a channel's folder exposes."""

    WAYS: Sequence[str]
    REACHES: str  # email | phone | fax | postal: what of a contact or customer it needs
    FIELDS: Sequence[Field]

    def test_connection(self, setting: Setting) -> str:
        """A reason's code or a sentence, "" if all is well; nothing is sent."""

    def session(self, setting: Setting) -> Session:
        """A way out."""

    def cost_of(self, setting: Setting, body: str) -> int:
        """What one message costs, in millionths of the company's currency."""


def folder(name: str) -> Channel:
    """The folder of a channel that is settled; LookupError for a word that names none."""
    if name not in SETTLED:
        raise LookupError(f"There is no channel “{name}” to be settled.")
    return cast(Channel, import_module(f"ardoise.channels.{name}"))


def reaches(name: str, way: str = "") -> str:
    """What of a contact or customer a channel needs: email | phone | fax | postal."""
    if name == EMAIL or (name == "registered_letter" and way == "electronic"):
        return EMAIL
    return folder(name).REACHES
