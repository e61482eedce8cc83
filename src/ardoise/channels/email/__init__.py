"""E-mail by SMTP: sessions whose every failure is known to be a *no* or a *perhaps*."""

from __future__ import annotations

from ardoise.channels.email.server import Server, test_connection
from ardoise.channels.email.session import Session
from ardoise.channels.email.writing import is_name, written

__all__ = ["Server", "Session", "is_name", "test_connection", "written"]
