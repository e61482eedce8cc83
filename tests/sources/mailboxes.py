"""A real IMAP server (pymap) on this machine, and mails put into it."""

from __future__ import annotations

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ardoise.sources.mailbox import Account
from tests import ports

USER, PASSWORD = "relances", "secret"


@dataclass
class Server:
    """Where it listens."""

    port: int

    @property
    def account(self) -> Account:
        return Account("127.0.0.1", self.port, "none", USER, PASSWORD)

    def put(self, *mails: bytes, folder: str = "INBOX", arrived_at: str | None = None) -> None:
        """Mails arrive."""
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.login(USER, PASSWORD)
            for mail in mails:
                status, answer = client.append(folder, "", arrived_at, mail)
                assert status == "OK", answer

    def marks(self) -> list[bytes]:
        """The flags of each mail, as a mail program would see them."""
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.login(USER, PASSWORD)
            client.select("INBOX", readonly=True)
            return [line for line in client.fetch("1:*", "(FLAGS)")[1] if line]


@contextmanager
def serving() -> Iterator[Server]:
    """An IMAP server with an empty inbox."""
    port = ports.free()
    program = Path(sys.executable).parent / "pymap"
    asked = [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-tls",
        "--no-service",
        "admin",
        "--no-service",
        "managesieve",
    ]
    backend = ["dict", "--demo-data", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen([program, *asked, *backend], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        wait(process, port)
        empty(port)
        yield Server(port)
    finally:
        process.kill()
        process.wait()


def wait(process: subprocess.Popen, port: int) -> None:
    for _ in range(1200):
        assert process.poll() is None, process.stderr.read().decode()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The IMAP server does not listen.")


def empty(port: int) -> None:
    """The mails of the server's own demonstration are thrown away."""
    with imaplib.IMAP4("127.0.0.1", port) as client:
        client.login(USER, PASSWORD)
        client.select("INBOX")
        client.store("1:*", "+FLAGS", "\\Deleted")
        client.expunge()
