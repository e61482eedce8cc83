"""A mail server for benches, in a process of its own: it speaks SMTP, takes every message and keeps only its name.

As a program it prints its port; when its standard input closes it prints what it took, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256

ANSWERS = {b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n", b"DATA": b"354 go on\r\n"}
NAME = b"\r\nMessage-ID: "


class Line(asyncio.Protocol):
    """One client's dialogue."""

    def __init__(self, taken: Counter[str]) -> None:
        self.taken, self.bytes = taken, 0
        self.heard, self.take = bytearray(), self.command
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.transport.write(b"220 sink\r\n")

    def data_received(self, chunk: bytes) -> None:
        self.heard += chunk
        take: Callable[[], bool] = self.take
        while take():
            take = self.take

    def command(self) -> bool:
        """One command answered; False when none is complete."""
        end = self.heard.find(b"\r\n")
        if end < 0:
            return False
        verb = bytes(self.heard[:4]).upper()
        del self.heard[: end + 2]
        self.transport.write(ANSWERS.get(verb, b"250 ok\r\n"))
        if verb == b"DATA":
            self.take = self.content
        elif verb == b"QUIT":
            self.transport.close()
        return True

    def content(self) -> bool:
        """One message taken; False while its final dot has not come."""
        if not self.heard.endswith(b"\r\n.\r\n"):
            return False
        start = self.heard.find(NAME) + len(NAME)
        self.taken[self.heard[start : self.heard.find(b"\r\n", start)].decode()] += 1
        self.heard.clear()
        self.take = self.command
        self.transport.write(b"250 2.0.0 taken\r\n")
        return True


async def serve() -> None:
    """Listens until standard input closes."""
    taken: Counter[str] = Counter()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(taken), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    print(json.dumps({"messages": taken.total(), "names": len(taken), "digest": digest(taken)}), flush=True)


def digest(names: Iterable[str]) -> str:
    """The same for the same names, in whatever order they came."""
    return sha256("\n".join(sorted(set(names))).encode()).hexdigest()


if __name__ == "__main__":
    asyncio.run(serve())
