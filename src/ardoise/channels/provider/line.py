"""One line to one host: TLS verified, no redirect followed, every wait bounded, every answer short."""

from __future__ import annotations

import http.client
import json
import select
import ssl
from dataclasses import dataclass, field
from io import BufferedReader
from socket import socket
from typing import Any, NamedTuple

from ardoise.channels.awaited import Awaited
from ardoise.channels.outcomes import NotSent

SECONDS_TO_CONNECT = 15
SECONDS_TO_TRY = 8  # to connect, and to answer, while a person waits for the page
SECONDS_TO_ANSWER = 120  # once a message has left: shorter manufactures doubt
BYTES_ANSWERED_MAX = 1024 * 1024
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
FAILURES = (OSError, http.client.HTTPException)
BROKEN = "provider_unreachable"


@dataclass(frozen=True)
class Place:
    """Where a provider listens, and the key by which it knows us."""

    host: str
    port: int = 443
    path: str = "/v1"
    is_secure: bool = True
    key: str = field(default="", repr=False)
    hosts: tuple[str, ...] = ()  # the only ones this installation may reach; none: any

    @property
    def obstacle(self) -> str:
        """Why nobody may call there: a reason's code, "" if one may."""
        if self.hosts and self.host.lower() not in self.hosts:
            return f"host_not_allowed:{self.host}"
        if not self.is_secure and self.host.lower() not in THIS_MACHINE:
            return f"host_needs_tls:{self.host}"
        if not self.key.isascii() or not self.key.isprintable():
            return "key_not_ascii"
        return ""


class Answer(NamedTuple):
    """What came back: its status, its words, and whether it names a time to come again."""

    status: int
    content: bytes
    may_retry: bool

    @property
    def told(self) -> dict[str, Any]:
        """Its JSON object; {} where it is none."""
        return self._object or {}

    @property
    def is_readable(self) -> bool:
        """Is it a JSON object, as a provider answers? A page of the web is none, whatever its status."""
        return self._object is not None

    @property
    def _object(self) -> dict[str, Any] | None:
        try:
            read = json.loads(self.content)
        except (ValueError, RecursionError):
            return None
        return read if isinstance(read, dict) else None

    @property
    def words(self) -> str:
        """What it says, on one line, for a person; of a web page, who answered is no provider, the status alone."""
        is_page = self.content.lstrip().startswith(b"<")
        text = "" if is_page else self.content[:200].decode("utf-8", "replace")
        said = self.told.get("error") or self.told.get("message") or text
        line = " ".join(str(said).split())
        return f"{self.status} {''.join(c for c in line if c.isprintable())}"[:200].strip()


class WholeAnswer(http.client.HTTPResponse):
    """An answer that is awaited so long in all, and not so long for each byte."""

    seconds = SECONDS_TO_ANSWER

    def __init__(self, sock: socket, *told: Any, **named: Any) -> None:
        super().__init__(sock, *told, **named)
        self.fp.close()
        self.fp = BufferedReader(Awaited(sock, self.seconds))


class QuickAnswer(WholeAnswer):
    """The same, for whoever only tries the connection."""

    seconds = SECONDS_TO_TRY


class Line:
    """A connection that is made when needed, used again while it is alive, and never follows anybody elsewhere."""

    def __init__(self, place: Place, is_trial: bool = False) -> None:
        self.place, self.is_trial = place, is_trial
        self.connection: http.client.HTTPConnection | None = None

    def connect(self) -> None:
        """Alive when it returns; NotSent says what stood in the way, before anything has left."""
        if self.place.obstacle:
            raise NotSent(self.place.obstacle, breaks_session=True, is_ours=True)
        if self.connection is not None and not self._is_dead():
            return
        self.hang_up()
        connection = self._new()
        try:
            connection.connect()
        except ssl.SSLError as refused:
            connection.close()
            what = "not_trusted" if isinstance(refused, ssl.SSLCertVerificationError) else "no_tls"
            raise NotSent(f"provider_{what}:{self.place.host}", breaks_session=True) from refused
        except FAILURES as failed:
            connection.close()
            raise NotSent(f"{BROKEN}:{self.place.host}", breaks_session=True) from failed
        self.connection = connection

    def begin(
        self, method: str, path: str, body: bytes = b"", key: str = "", accepts: str = "application/json"
    ) -> None:
        """The request's head: from here the body is awaited, and without its last byte there is no request."""
        assert self.connection is not None
        self.connection.putrequest(method, self.place.path + path, skip_accept_encoding=True)
        headers = {"Authorization": f"Bearer {self.place.key}", "Accept": accepts, "User-Agent": "Ardoise"}
        if body:
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        if key:
            headers["Idempotency-Key"] = key
        for name, value in headers.items():
            self.connection.putheader(name, value)
        self.connection.endheaders()

    def push(self, content: bytes) -> None:
        """Some bytes of the body."""
        assert self.connection is not None
        self.connection.send(content)

    def answer(self, bytes_max: int = BYTES_ANSWERED_MAX) -> Answer:
        """What the provider says, awaited `SECONDS_TO_ANSWER`; more bytes than that are not read."""
        assert self.connection is not None
        response = self.connection.getresponse()
        content = response.read(bytes_max + 1)
        may_retry = response.headers.get("Retry-After") is not None
        if len(content) > bytes_max or response.will_close:
            self.hang_up()
        return Answer(response.status, content, may_retry)

    def get(self, path: str, bytes_max: int = BYTES_ANSWERED_MAX, accepts: str = "application/json") -> Answer:
        """A question that changes nothing; NotSent if nobody answers."""
        self.connect()
        try:
            self.begin("GET", path, accepts=accepts)
            return self.answer(bytes_max)
        except FAILURES as failed:
            self.hang_up()
            raise NotSent(f"{BROKEN}:{self.place.host}", breaks_session=True) from failed

    def hang_up(self) -> None:
        """Whatever the provider thinks of it."""
        if self.connection is not None:
            connection, self.connection = self.connection, None
            connection.close()

    def _new(self) -> http.client.HTTPConnection:
        where, seconds = (self.place.host, self.place.port), SECONDS_TO_TRY if self.is_trial else SECONDS_TO_CONNECT
        if not self.place.is_secure:
            line = http.client.HTTPConnection(*where, timeout=seconds)
        else:
            context = ssl.create_default_context()
            line = http.client.HTTPSConnection(*where, timeout=seconds, context=context)
        line.response_class = QuickAnswer if self.is_trial else WholeAnswer
        line.auto_open = 0  # a line that broke is made anew by us, never behind our back
        return line

    def _is_dead(self) -> bool:
        """Closed by the other side while it was idle, or talking out of turn: nothing may be said on it."""
        held = self.connection.sock if self.connection is not None else None
        return held is None or bool(select.select([held], [], [], 0)[0])

    def be_patient(self, seconds: int) -> None:
        """How long the next words are awaited."""
        if self.connection is not None and self.connection.sock is not None:
            self.connection.sock.settimeout(seconds)
