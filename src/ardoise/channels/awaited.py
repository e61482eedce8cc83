"""What another's server says, read until an hour of ours: one that drips a byte now and then never falls silent."""

from __future__ import annotations

import io
from socket import socket
from time import monotonic
from typing import Any


class Awaited(io.RawIOBase):
    """A line's bytes; a TimeoutError once the time is over, however recently the last one came."""

    def __init__(self, line: socket, seconds: float) -> None:
        self.line, self.bytes = line, line.makefile("rb", buffering=0)
        self.until = monotonic() + seconds

    def readable(self) -> bool:
        """It is only read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """The next bytes, awaited no longer than is left."""
        left, seconds = self.until - monotonic(), self.line.gettimeout()
        if left <= 0:
            raise TimeoutError("timed out")
        self.line.settimeout(left if seconds is None else min(left, seconds))
        try:
            return self.bytes.readinto(buffer)
        finally:
            self.line.settimeout(seconds)

    def close(self) -> None:
        """Let go of the line."""
        self.bytes.close()
        super().close()
