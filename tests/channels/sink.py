"""A mail server of the tests: what it accepted is written to disk, and synced, before it answers.

Its folder is the outside world's truth. As a program: `python -m tests.channels.sink FOLDER`.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from socket import create_connection
from uuid import uuid4

from aiosmtpd import smtp
from aiosmtpd.controller import Controller


class Keeper:
    """Keeps every message; with `chaos` it refuses some for now, and cuts the line after taking others."""

    def __init__(self, folder: Path, chaos: float = 0.0, seed: int = 0) -> None:
        self.folder, self.chaos, self.dice = folder, chaos, random.Random(seed)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server, session, envelope, address, options
    ):
        if address.startswith("nobody@"):
            return "550 5.1.1 nobody here"
        if address.startswith("later@"):
            return "451 4.3.0 come back later"
        if address.startswith("sequence@"):
            return "503 5.5.1 bad sequence of commands"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("barred@"):
            return "550 5.7.1 this sender may not send here"
        envelope.mail_from = address
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if envelope.rcpt_tos[0].startswith("toobig@"):
            return "552 5.3.4 too big"
        if self.dice.random() < self.chaos:
            return "451 4.3.0 a bad moment"
        self.keep(envelope.original_content or envelope.content)
        if envelope.rcpt_tos[0].startswith("cut@") or self.dice.random() < self.chaos:
            server.transport.abort()
            return "421 cut"
        return "250 2.0.0 taken as " + uuid4().hex[:8]

    def keep(self, content: bytes) -> None:
        draft = self.folder / f".{uuid4().hex}"
        with draft.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(self.folder / f"{uuid4().hex}.eml")


def taken(folder: Path) -> list:
    """The messages the world has, parsed."""
    return [message_from_bytes(path.read_bytes(), policy=SMTP) for path in sorted(folder.glob("*.eml"))]


@contextmanager
def listening(folder: Path, **habits):
    """A sink on a free port of this machine, in a thread."""
    controller = Controller(Keeper(folder, **habits), hostname="127.0.0.1", port=0, ready_timeout=60)
    # port=0 lets the system choose; aiosmtpd's own probe would knock at 0
    controller._trigger_server = lambda: create_connection(controller.server.sockets[0].getsockname()).close()
    controller.start()
    try:
        yield controller.server.sockets[0].getsockname()[1]
    finally:
        controller.stop()


async def serve(folder: Path, chaos: float, seed: int) -> None:
    keeper = Keeper(folder, chaos, seed)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: smtp.SMTP(keeper, loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))
