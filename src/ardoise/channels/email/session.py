"""One line to a mail server, for many messages, phase by phase.

Until the first byte of a message's content has left, any failure is a definite no. From
then to the server's answer to the final dot, a reply is definite and silence is doubt
(RFC 1047; RFC 5321 4.5.3.2: ten minutes for the answer to the dot).
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr
from types import TracebackType
from typing import Self

from ardoise.channels.email.server import SECONDS_TO_CONNECT, Server, connect
from ardoise.channels.email.writing import written
from ardoise.channels.failpoints import passing
from ardoise.channels.outcomes import Accepted, InDoubt, NotSent, Parcel

SECONDS_TO_ANSWER_THE_DOT = 600
ABOUT_THE_LINE = {421, 500, 502, 503, 530}
"""Closing, unknown command, bad sequence, sign in first: what these say, they say of us and of no recipient. So does
a server that refuses to relay, by whatever number: it would refuse every stranger's mailbox."""


class Session:
    """Addresses a parcel, then hands it over or forgets it; reconnects by itself where that is safe."""

    keeps = False
    asks = ""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.line: smtplib.SMTP | None = None
        self.content: tuple[Parcel | None, bytes] = None, b""  # of the parcel addressed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.hang_up()

    def address(self, parcel: Parcel, at: datetime) -> None:
        """Connect if needed, then MAIL and RCPT: the server knows for whom, and has not a word of the message yet."""
        self.content = parcel, _stuffed(written(parcel, at))
        if self.line is None:
            self.line = connect(self.server)
        passing("connected")
        self._say("MAIL", f"FROM:<{parseaddr(parcel.sender)[1]}>", is_about_us=True)
        self._say("RCPT", f"TO:<{parcel.recipient}>")
        if parcel.cc:
            self._offer_copy(parcel.cc)
        passing("rcpt")

    def hand_over(self, parcel: Parcel, is_late: Callable[[], bool]) -> Accepted:
        """DATA, the message, the dot, the answer: Accepted, NotSent by a definite reply, InDoubt otherwise.

        A worker that slept too long finds `is_late` true before the dot and hangs up: without dot, no message.
        """
        addressed, content = self.content
        if addressed is not parcel:
            raise NotSent("addressed_another")
        self._say("DATA", "", expected=(354,))
        try:
            return self._transferred(content, is_late)
        except (smtplib.SMTPException, OSError) as silence:
            self.hang_up()
            what = str(silence) or type(silence).__name__
            raise InDoubt(f"mail_broke_late:{what}", breaks_session=_is_silence(silence)) from silence

    def forget(self) -> None:
        """The parcel addressed will not leave; the line stays open for the next, if the server agrees."""
        if self.line is not None:
            try:
                code, _ = self.line.rset()
            except (smtplib.SMTPException, OSError):
                code = 0
            if code != 250:
                self.hang_up()

    def hang_up(self) -> None:
        """Whatever the server says to it."""
        if self.line is not None:
            line, self.line = self.line, None
            line.close()

    def _offer_copy(self, mailbox: str) -> None:
        """Who only gets a copy holds up nothing: a mailbox the server doesn't want is left out."""
        if self.line is not None:
            try:
                code, _ = self.line.docmd("RCPT", f"TO:<{mailbox}>")
            except (smtplib.SMTPException, OSError) as broken:
                self.hang_up()
                raise _broken(broken) from broken
            if code == 421 or code <= 0:
                self.hang_up()
                raise NotSent(f"mail_broke:{code}", is_ours=True)

    def _transferred(self, content: bytes, is_late: Callable[[], bool]) -> Accepted:
        assert self.line is not None
        self.line.send(content)
        passing("data")
        if is_late():
            self.hang_up()
            raise NotSent("held_up")
        self._patience(SECONDS_TO_ANSWER_THE_DOT)
        self.line.send(b".\r\n")
        passing("dot")
        code, answer = self.line.getreply()
        passing("got250")
        self._patience(SECONDS_TO_CONNECT)
        self._refuse_unless(code, answer, (250,))
        return Accepted(f"{code} {_text(answer)}"[:300])

    def _say(self, verb: str, rest: str, expected: tuple[int, ...] = (250, 251), is_about_us: bool = False) -> None:
        """A command and its reply, before any content has left: every failure is definite."""
        assert self.line is not None
        try:
            code, answer = self.line.docmd(verb, rest)
            self._refuse_unless(code, answer, expected, is_about_us)
        except (smtplib.SMTPException, OSError) as broken:
            self.hang_up()
            raise _broken(broken) from broken

    def _refuse_unless(self, code: int, answer: bytes, expected: tuple[int, ...], is_about_us: bool = False) -> None:
        """A reply is an answer: 5xx for good, 4xx for now; no reply at all counts as silence.

        What a refused command began is given up at once, or the next message would be refused as out of sequence;
        a line that is itself at fault is not used again.
        """
        if code in expected:
            return
        if code <= 0:
            raise smtplib.SMTPServerDisconnected("no reply")
        is_permanent = 500 <= code < 600
        is_ours = is_about_us or code in ABOUT_THE_LINE or b"relay" in answer.lower()
        self.hang_up() if is_ours else self.forget()
        raise NotSent(f"{code} {_text(answer)}", is_final=is_permanent and not is_ours, is_ours=is_ours)

    def _patience(self, seconds: int) -> None:
        if self.line is not None and self.line.sock is not None:
            self.line.sock.settimeout(seconds)


def _broken(why: Exception) -> NotSent:
    """The line ended before any content left. One on which nothing is said any more would cost the next message as
    long: nothing more leaves by it this round, and no message is given up for it."""
    is_silent = _is_silence(why)
    return NotSent(f"mail_broke:{why}", breaks_session=is_silent, is_ours=is_silent, is_counted=True)


def _is_silence(why: Exception) -> bool:
    """Was an answer awaited in vain? (`smtplib` tells it as a closed line, and keeps the reason behind it.)"""
    return isinstance(why, TimeoutError) or isinstance(why.__context__, TimeoutError)


def _stuffed(content: bytes) -> bytes:
    """Doubled leading dots (RFC 5321 4.5.2), ready for the final dot; lines end by CRLF, as they are written."""
    whole = content.rstrip(b"\r\n").replace(b"\r\n.", b"\r\n..") + b"\r\n"
    return b"." + whole if whole.startswith(b".") else whole


def _text(answer: bytes) -> str:
    return " ".join(answer.decode("utf-8", "replace").split())
