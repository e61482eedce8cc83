"""A mail server and how to reach it."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from io import BufferedReader
from time import monotonic
from typing import Literal

from ardoise.channels.awaited import Awaited
from ardoise.channels.outcomes import NotSent

SECONDS_TO_CONNECT = 30
SECONDS_TO_TRY = 8  # while a person waits for the page
UNREACHABLE = "mail_unreachable"


@dataclass(frozen=True)
class Server:
    """Where mail leaves; TLS certificates are always verified."""

    host: str
    port: int = 587
    security: Literal["none", "starttls", "tls"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)


class Line(smtplib.SMTP):
    """A dialogue in which each reply is awaited as long as the line is patient, and not so long for each byte."""

    def getreply(self) -> tuple[int, bytes]:
        """The whole reply."""
        assert self.sock is not None
        seconds = self.sock.gettimeout() or SECONDS_TO_CONNECT
        if self.file is None:
            self.awaited = Awaited(self.sock, seconds)
            self.file = BufferedReader(self.awaited)
        self.awaited.until = monotonic() + seconds
        return super().getreply()


class TlsLine(Line, smtplib.SMTP_SSL):
    """The same, secured from its first byte."""


def connect(server: Server, seconds: float = 0) -> smtplib.SMTP:
    """A line on which the server has greeted us and knows us; NotSent says what stood in the way.

    Each answer is awaited `seconds`, as long as a worker has patience where none are given.
    """
    try:
        return _connected(server, seconds or SECONDS_TO_CONNECT)
    except smtplib.SMTPResponseException as refused:
        is_login = isinstance(refused, smtplib.SMTPAuthenticationError) and refused.smtp_code >= 500
        said = refused.smtp_error or b""
        answer = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        told = f"({refused.smtp_code} {' '.join(answer.split())})".replace(" )", ")")
        reason = f"mail_login_refused:{server.host} {told}" if is_login else f"{UNREACHABLE}:{_place(server)} {told}"
    except ssl.SSLCertVerificationError as refused:
        reason = f"mail_not_trusted:{server.host} ({refused.reason or refused})"
    except ssl.SSLError as unlike:
        reason = f"mail_no_tls:{_place(server)} ({unlike.reason or unlike})"
    except smtplib.SMTPNotSupportedError:
        lacking = "mail_no_starttls" if server.security == "starttls" else "mail_no_sign_in"
        reason = f"{lacking}:{_place(server)}"
    except (smtplib.SMTPException, OSError) as failed:
        reason = f"{UNREACHABLE}:{_place(server)} ({failed})"
    raise NotSent(reason, breaks_session=True)


def _place(server: Server) -> str:
    return f"{server.host}:{server.port}"


def test_connection(server: Server) -> str:
    """Connect, greet, sign in and leave, sending nothing: "" if it works, else the reason that says what is wrong."""
    try:
        connect(server, SECONDS_TO_TRY).quit()
    except NotSent as refused:
        return str(refused)
    except (smtplib.SMTPException, OSError):
        return ""  # it let us in; how it says good-bye does not matter
    return ""


def _connected(server: Server, seconds: float) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        line: smtplib.SMTP = TlsLine(server.host, server.port, timeout=seconds, context=context)
    else:
        line = Line(server.host, server.port, timeout=seconds)
    if line.sock is not None:  # the dot is not to wait for the other side's delayed acknowledgement, 40 ms
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        line.starttls(context=ssl.create_default_context())
        line.ehlo()
    if server.username:
        line.login(server.username, server.password)
    return line
