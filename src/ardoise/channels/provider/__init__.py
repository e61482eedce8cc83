"""Providers reached over HTTP: one protocol for text messages, letters and registered letters.

Not a channel: the channels' folders say what they hand over, this says how. See docs/reference/providers.md.
"""

from __future__ import annotations

from ardoise.channels.provider.asking import Fate, ProofFound, ask, fetch, test_connection
from ardoise.channels.provider.fields import FIELDS, place_of
from ardoise.channels.provider.line import Place
from ardoise.channels.provider.session import Session

__all__ = ["FIELDS", "Fate", "Place", "ProofFound", "Session", "ask", "fetch", "place_of", "test_connection"]
