"""A mailbox and how to reach it; certificates are always verified."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

SECONDS = 30


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
    """The mailbox cannot be read now; its text is a sentence that says why."""


@contextmanager
def opened(account: Account) -> Iterator[BaseMailBox]:
    """The mailbox, signed in, at its folder, read only; Unreachable says what stood in the way."""
    try:
        box = line(account).login(account.username, account.password, initial_folder=None)
    except MailboxLoginError as refused:
        raise Unreachable(f"The mailbox {account.host} refused the user name or the password.") from refused
    except ssl.SSLError as refused:
        raise Unreachable(f"The mailbox {account.host} could not be trusted: {refused.reason or refused}.") from refused
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as failed:
        raise Unreachable(
            f"The mailbox {account.host}:{account.port} did not answer as expected: {failed}."
        ) from failed
    try:
        box.folder.set(account.folder, readonly=True)
        yield box
    except MailboxFolderSelectError as missing:
        raise Unreachable(f"The mailbox {account.host} has no folder “{account.folder}”.") from missing
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as failed:
        raise Unreachable(f"The mailbox {account.host} stopped answering: {failed}.") from failed
    finally:
        leave(box)


def line(account: Account) -> BaseMailBox:
    """A line to the server; the greeting is read, nobody is signed in."""
    if account.security == "tls":
        return MailBox(account.host, account.port, timeout=SECONDS, ssl_context=ssl.create_default_context())
    if account.security == "starttls":
        return MailBoxStartTls(account.host, account.port, timeout=SECONDS, ssl_context=ssl.create_default_context())
    return MailBoxUnencrypted(account.host, account.port, timeout=SECONDS)


def leave(box: BaseMailBox) -> None:
    """Say good-bye; how the server takes it does not matter."""
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error, ImapToolsError):
        return


def test_connection(account: Account) -> str:
    """Sign in, open the folder and leave: "" if it works, else a sentence that says what is wrong."""
    try:
        with opened(account):
            return ""
    except Unreachable as wrong:
        return str(wrong)


test_connection.__test__ = False  # type: ignore[attr-defined]  # a name that pytest would take for its own
