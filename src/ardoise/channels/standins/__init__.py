"""Stand-ins: servers of this machine that really speak a provider's protocol, for the tests and the demo.

They post nothing: what they took is written, and synced, in a folder before they answer.
"""

from __future__ import annotations

from ardoise.channels.standins.server import KINDS, Habits, listening, serve

__all__ = ["KINDS", "Habits", "listening", "serve"]
