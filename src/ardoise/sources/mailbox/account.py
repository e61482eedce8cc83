"""A mailbox and how to reach it; certificates are always verified."""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Timer
from typing import Literal

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

SECONDS_TO_LET_IN = 15  # to connect, greet and sign in: the worker has others to serve
SECONDS_TO_TRY = 8  # each answer, while a person waits for the page
SECONDS_TO_ANSWER = 30  # any question after that
SECONDS_IN_ALL = 300  # of one look: a server that says a byte now and then never falls silent


@dataclass(frozen=True)
class Account:
    """Where replies arrive."""

    host: str
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    username: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"


class Unreachable(Exception):  # noqa: N818 - it reads as what happened
    """The mailbox cannot be read now; its text is the code of the reason."""


@contextmanager
def opened(account: Account, seconds: float = 0) -> Iterator[BaseMailBox]:
    """The mailbox, signed in, at its folder, read only; Unreachable says what stood in the way.

    Each answer is awaited `seconds`, as long as the worker has patience where none are given.
    """
    box = let_in(account, seconds or SECONDS_TO_LET_IN)
    try:
        box.client.sock.settimeout(seconds or SECONDS_TO_ANSWER)
        box.folder.set(account.folder, readonly=True)
        yield box
    except MailboxFolderSelectError as missing:
        raise Unreachable(f"mailbox_no_folder:{account.folder}") from missing
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as failed:
        raise Unreachable(f"mailbox_broke:{account.host} ({failed})") from failed
    finally:
        leave(box)


def let_in(account: Account, seconds: float) -> BaseMailBox:
    """The mailbox, signed in; whoever is not let in leaves no line open."""
    box = None
    try:
        box = line(account, seconds)
        return box.login(account.username, account.password, initial_folder=None)
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as failed:
        if box is not None:
            leave(box)
        if isinstance(failed, MailboxLoginError):
            raise Unreachable(f"mailbox_login_refused:{account.host}") from failed
        if isinstance(failed, ssl.SSLCertVerificationError):
            raise Unreachable(f"mailbox_not_trusted:{account.host} ({failed.reason or failed})") from failed
        if isinstance(failed, ssl.SSLError):
            raise Unreachable(f"mailbox_no_tls:{account.host}:{account.port} ({failed.reason or failed})") from failed
        raise Unreachable(f"mailbox_unreachable:{account.host}:{account.port} ({failed})") from failed


def line(account: Account, seconds: float) -> BaseMailBox:
    """A line to the server; the greeting is read, nobody is signed in."""
    trusted = ssl.create_default_context()
    if account.security == "tls":
        return Tls(account.host, account.port, timeout=seconds, ssl_context=trusted)
    if account.security == "starttls":
        return StartTls(account.host, account.port, timeout=seconds, ssl_context=trusted)
    return Plain(account.host, account.port, timeout=seconds)


class Timed(imaplib.IMAP4):
    """A conversation that is cut once it has lasted too long, whatever is being waited for."""

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect; the time runs from here."""
        super().open(host, port, timeout)
        self.end = Timer(SECONDS_IN_ALL, self.cut)
        self.end.daemon = True
        self.end.start()

    def cut(self) -> None:
        """Who reads or writes meanwhile finds the line closed."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def shutdown(self) -> None:
        """Close the line."""
        self.end.cancel()
        super().shutdown()


class TimedTls(Timed, imaplib.IMAP4_SSL):  # type: ignore[misc]  # typeshed: IMAP4_SSL opens otherwise
    """The same, secured from its first byte."""


class Plain(MailBoxUnencrypted):
    """A mailbox without a secured line."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return Timed(self._host, self._port, self._timeout)


class Tls(MailBox):
    """A mailbox on a secured line."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return TimedTls(self._host, self._port, ssl_context=self._ssl_context, timeout=self._timeout)


class StartTls(MailBoxStartTls):
    """A mailbox whose line is secured once it stands."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = Timed(self._host, self._port, self._timeout)
        try:
            client.starttls(self._ssl_context)
        except BaseException:
            client.shutdown()
            raise
        return client


def leave(box: BaseMailBox) -> None:
    """Say good-bye; how the server takes it does not matter."""
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error, ImapToolsError):
        return


def test_connection(account: Account) -> str:
    """Sign in, open the folder and leave: "" if it works, else the code of what is wrong."""
    try:
        with opened(account, SECONDS_TO_TRY):
            return ""
    except Unreachable as wrong:
        return str(wrong)


test_connection.__test__ = False  # type: ignore[attr-defined]  # a name that pytest would take for its own
