"""A mail server for benches, in a process of its own: it speaks SMTP, takes every message and keeps only its name.

As a program it prints its port; when its standard input closes it prints what it took, as JSON. `--latency 100`: it
answers the final dot after so many milliseconds, as a server far away does that looks at what it was given.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256

ANSWERS = {b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n", b"DATA": b"354 go on\r\n"}
NAME = b"\r\nMessage-ID: "


class Line(asyncio.Protocol):
    """One client's dialogue."""

    def __init__(self, taken: Counter[str], latency: float) -> None:
        self.taken, self.latency = taken, latency
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
        answer = b"250 2.0.0 taken\r\n"
        if self.latency:
            asyncio.get_running_loop().call_later(self.latency, self.transport.write, answer)
        else:
            self.transport.write(answer)
        return True


async def serve(latency: float) -> None:
    """Listens until standard input closes."""
    taken: Counter[str] = Counter()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(taken, latency), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    cpu = time.process_time()
    await loop.run_in_executor(None, sys.stdin.read)
    told = {"messages": taken.total(), "names": len(taken), "digest": digest(taken)}
    print(json.dumps(told | {"cpu": time.process_time() - cpu}), flush=True)


def digest(names: Iterable[str]) -> str:
    """The same for the same names, in whatever order they came."""
    return sha256("\n".join(sorted(set(names))).encode()).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=int, default=0)
    asyncio.run(serve(parser.parse_args().latency / 1000))
