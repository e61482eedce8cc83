"""The stand-in of a provider: takes messages over HTTP, keeps them, says what became of them, and can misbehave."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

from ardoise.channels.standins.papers import paper
from ardoise.channels.standins.shelf import Shelf

KINDS = ("sms", "letter", "registered_letter")
KEY = "standin"
SECONDS_OF_SILENCE = 3600
MISDEEDS = ("busy", "refuse", "fail", "hang", "drop")
ENDS = {"refus": "refusal", "absent": "unclaimed", "inconnu": "returned"}
"""A word of the recipient → how the message ends; any other is delivered."""
PROOFS = {"sms": ("delivery",), "letter": ("deposit",), "registered_letter": ("deposit", "delivery")}


@dataclass(frozen=True)
class Habits:
    """How it misbehaves: by a word of the recipient (any misdeed), or by chance, from a seed."""

    by_recipient: Mapping[str, str] = field(default_factory=dict)
    chaos: float = 0.0
    seed: int = 0
    misdeeds: tuple[str, ...] = MISDEEDS


class Server(ThreadingHTTPServer):
    """One provider on this machine."""

    daemon_threads = True

    def __init__(self, kind: str, folder: Path, port: int, today: Callable[[], date], habits: Habits) -> None:
        super().__init__(("127.0.0.1", port), Answering)
        self.kind, self.shelf, self.today, self.habits = kind, Shelf(folder), today, habits
        self.dice = random.Random(habits.seed)  # noqa: S311 - chance for a test

    def misdeed(self, to: str) -> str:
        """What it does to this message instead of taking it; "" for nothing."""
        for word, deed in self.habits.by_recipient.items():
            if word in to:
                return deed
        return self.dice.choice(self.habits.misdeeds) if self.dice.random() < self.habits.chaos else ""


class Answering(BaseHTTPRequestHandler):
    """One line from one caller."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """The account, a message's fate, a proof's paper."""
        parts = [unquote(part) for part in self.path.split("/")[2:]]
        if not self._is_known():
            self._say(401, {"error": "unknown key"})
        elif parts == ["account"]:
            self._say(200, {"name": f"Ardoise stand-in: {self.server.kind}"})
        elif len(parts) == 2 and parts[0] == "messages":
            self._tell_fate(parts[1])
        elif len(parts) == 4 and parts[0] == "messages" and parts[2] == "proofs":
            self._tell_paper(parts[1], parts[3])
        else:
            self._say(404, {"error": "no such address"})

    def do_POST(self) -> None:
        """Takes a message; the same key again is the same message."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if len(body) < int(self.headers.get("Content-Length", "0")):
            self.close_connection = True  # the caller hung up before the last byte: there was no request
            return
        try:
            told = json.loads(body)
        except ValueError:
            told = {}
        key = self.headers.get("Idempotency-Key", "")
        if not self._is_known():
            self._say(401, {"error": "unknown key"})
        elif not key or self.path != "/v1/messages" or not isinstance(told, dict) or not told.get("to"):
            self._say(400, {"error": "a message has a key, and somebody to reach"})
        else:
            self._take(key, told)

    def _take(self, key: str, told: dict[str, Any]) -> None:
        deed = self.server.misdeed(str(told["to"]))
        if deed == "busy":
            self._say(503, {"error": "come again later"}, {"Retry-After": "60"})
        elif deed == "refuse":
            self._say(422, {"error": "this recipient cannot be reached"})
        else:
            name = self.server.shelf.keep(key, told, self.server.today())
            self._answer_or_not(deed, name)

    def _answer_or_not(self, deed: str, name: str) -> None:
        """It has taken the message; what follows is what leaves the caller in doubt."""
        if deed == "drop":
            self.close_connection = True
            self.connection.close()
        elif deed == "hang":
            self.close_connection = True
            time.sleep(SECONDS_OF_SILENCE)
        elif deed == "fail":
            self._say(500, {"error": "something broke here"})
        else:
            self._say(201, {"id": name, "status": "accepted"})

    def _tell_fate(self, key: str) -> None:
        kept = self.server.shelf.find(key)
        if kept is None:
            self._say(404, {"error": "unknown"})
            return
        to = str(kept["message"]["to"]).lower()
        end = next((kind for word, kind in ENDS.items() if word in to), "delivery")
        kinds = PROOFS[self.server.kind]
        told = [self._proof(kept, end if kind == "delivery" else kind) for kind in kinds]
        self._say(200, {"id": kept["id"], "status": "delivered", "proofs": told})

    def _proof(self, kept: dict[str, Any], kind: str) -> dict[str, Any]:
        has_paper = self.server.kind == "registered_letter"
        reference = f"AR-{kept['id']}" if has_paper else ""
        return {"name": kind, "kind": kind, "on": kept["on"], "reference": reference, "has_paper": has_paper}

    def _tell_paper(self, key: str, kind: str) -> None:
        kept = self.server.shelf.find(key)
        if kept is None or self.server.kind != "registered_letter":
            self._say(404, {"error": "unknown"})
            return
        to = kept["message"]["to"]
        lines = [
            f"Stand-in, proof of {kind}",
            f"AR-{kept['id']} - {kept['on']}",
            *(to if isinstance(to, list) else [to]),
        ]
        self._write(200, paper(lines), {"Content-Type": "application/pdf"})

    def _is_known(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {KEY}"

    def _say(self, status: int, told: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
        self._write(status, json.dumps(told).encode(), {"Content-Type": "application/json", **(headers or {})})

    def _write(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        with suppress(OSError):  # whoever asked may have gone
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: what it took is in its folder."""


def serve(kind: str, folder: Path, port: int, today: Callable[[], date], habits: Habits) -> None:
    """Answers until it is stopped."""
    with Server(kind, folder, port, today, habits) as server:
        server.serve_forever()


@contextmanager
def listening(
    kind: str, folder: Path, today: Callable[[], date], habits: Habits | None = None, port: int = 0
) -> Iterator[int]:
    """A stand-in in a thread; gives the port it listens on, a free one unless one is named."""
    server = Server(kind, folder, port, today, habits or Habits())
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
