"""A stand-in of a provider for a test, and the channel settled to reach it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

from ardoise.channels.settings import Setting
from ardoise.channels.standins import Habits, listening
from ardoise.channels.standins.shelf import Shelf

TODAY = date(2026, 3, 16)
KIND = {"sms": "sms", "letter": "letter", "registered_letter": "registered_letter"}


def setting(channel, port, way="provider", **fields):
    """The channel, its provider on this machine."""
    where = {"host": "127.0.0.1", "port": str(port), "security": "none"}
    return Setting(channel, way, where | fields, "standin", 50_000)


@contextmanager
def standing_in(channel, folder, port=0, **habits):
    """The stand-in's port, and what it took."""
    with listening(KIND[channel], folder, lambda: TODAY, Habits(**habits), port) as found:
        yield found, Shelf(folder)
