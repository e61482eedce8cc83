"""The mailbox to which customers answer, read by IMAP."""

from __future__ import annotations

from ardoise.sources.mailbox.account import Account, Unreachable, test_connection
from ardoise.sources.mailbox.fetching import Fetched, Position, fetch

__all__ = ["Account", "Fetched", "Position", "Unreachable", "fetch", "test_connection"]
