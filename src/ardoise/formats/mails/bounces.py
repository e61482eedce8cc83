"""Delivery reports (RFC 3464), and the unruly ones: which message, which address, for good or for now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")  # and no part of a machine's address
MESSAGE_ID = re.compile(r"(?im)^message-id:\s*(<[^<>\s]{1,250}>)")
ADDRESS = re.compile(r"[\w.+!#$%&'*/=?^`{|}~-]+@[\w.-]+\w")
SUBJECTS = re.compile(
    r"(?i)undeliver|delivery (?:status|failure|has failed)|mail delivery|returned mail|non remis|échec de|failure not"
    r"|non[ -]distribu|non[ -]remise|not delivered|unzustellbar|nicht zugestellt|zustellung fehlgeschlagen"
    r"|no se puede entregar|no entregado|mancat\w+ (?:recapito|consegna)|impossibile recapitare|onbestelbaar"
    r"|niet (?:bezorgd|afgeleverd)|(?:não|nao) (?:é poss[íi]vel entregar|entregue)|falha na entrega"
)
DELAYS = re.compile(
    r"(?i)delayed|still being retried|could not send message|retardé|\(delay\)|pas encore été (?:remis|distribué)"
)
DAEMON = re.compile(r"(?i)mailer-daemon|postmaster")
MACHINE = re.compile(
    r"(?i)\b(?:mailer|no-?reply|ne-?pas-?repondre|mail-?gate\w*|bounces?)@|mail delivery|microsoftexchange"
)
FOR_GOOD = re.compile(
    r"(?i)\b55[0-4]\b|user unknown|unknown user|no such user|no mailbox|inconnu|permanent error|"
    r"(?:does not|doesn't) (?:exist|have)|n['’]existe (?:pas|plus)|unbekannt|existiert nicht|desconocido|sconosciuto"
    r"|desconhecido|onbekend"
)
UNAUTHENTIC = re.compile(r"(?i)\b(?:dmarc|spf|dkim)\s*=\s*(?:fail|permerror)\b")
OF_THE_ADDRESS = ("", "5.1.", "5.2.1", "5.4.4", "5.0.0")
"""Statuses that speak of the address itself, and not of what was written or of a full mailbox; or of nothing ("")."""


@dataclass(frozen=True)
class Bounce:
    """What a mail server says of a message of ours."""

    message_id: str  # of our message, "" where it isn't told
    address: str  # whom it could not reach, "" where it isn't told
    is_permanent: bool
    status: str  # 5.1.1, "" where it isn't told
    words: str  # the server's own
    is_evidence: bool = False  # all that a server's report holds and a mail typed by hand lacks


def bounce_of(mail: Message, text: str) -> Bounce | None:
    """The report a mail is; None for any other mail, also for a report that it was delivered."""
    report = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    if report is not None:
        return reported(mail, report, text)
    sender, subject = str(mail.get("From", "")), str(mail.get("Subject", ""))
    is_machine = DAEMON.search(sender) or MACHINE.search(sender)
    is_unruly = is_machine and (SUBJECTS.search(subject) or DELAYS.search(subject))
    return unruly(mail, text) if is_unruly or mail.get("X-Failed-Recipients") else None


def reported(mail: Message, report: Message, text: str) -> Bounce | None:
    """A report of the standard: its fields are believed."""
    fields = undelivered(report)
    action = re.search(r"(?im)^action:\s*(\w+)", fields)
    if action and action[1].lower() in ("delivered", "relayed", "expanded"):
        return None
    status, diagnostic = STATUS.search(fields), re.search(r"(?im)^diagnostic-code:\s*(.+(?:\n[ \t].+)*)", fields)
    recipient = re.search(r"(?im)^(?:final|original)-recipient:[^;\n]*;\s*(\S+)", fields)
    is_permanent = status[1] == "5" if status else bool(action and action[1].lower() == "failed")
    return Bounce(
        original_id(mail, text),
        recipient[1].strip("<>").lower() if recipient else address_in(text),
        is_permanent and not (action and action[1].lower() == "delayed"),
        status[0] if status else "",
        " ".join((diagnostic[1] if diagnostic else text[:200]).split())[:300],
        is_servers_own(mail) and bool(recipient and returned_id(mail)) and is_of_the_address(status),
    )


def undelivered(report: Message) -> str:
    """The fields of the recipient it did not reach, where it tells of several; of all where it reached them."""
    each = [str(part) for part in report.walk() if part.get("Action")]
    missed = [one for one in each if not re.search(r"(?im)^action:\s*(?:delivered|relayed|expanded)", one)]
    return (missed or each or ["\n".join(str(part) for part in report.walk())])[0]


def is_servers_own(mail: Message) -> bool:
    """Does it come as a server's reports come: to nobody's answer, of the standard's form, and not found forged?"""
    is_report = mail.get_content_type() == "multipart/report"
    returns_to = mail.get("Return-Path")  # put there by the server that delivered it to us
    is_daemon = DAEMON.match(mailbox_in(str(mail.get("From", "")))[1])
    comes_from_nobody = str(returns_to).strip() == "<>" if returns_to is not None else is_daemon
    told = " ".join(str(value) for value in mail.get_all("Authentication-Results") or [])
    return is_report and bool(comes_from_nobody) and not UNAUTHENTIC.search(told)


def mailbox_in(text: str) -> tuple[str, str]:
    """The name and the address of a mailbox; empty where comments in comments have no end."""
    try:
        return parseaddr(text)
    except RecursionError:
        return "", ""


def is_of_the_address(status: re.Match[str] | None) -> bool:
    """Is it the address that is wrong, and not what was written?"""
    told = status[0] if status else ""
    return told == "" or any(told.startswith(start) for start in OF_THE_ADDRESS if start)


def unruly(mail: Message, text: str) -> Bounce:
    """A report in prose."""
    status = STATUS.search(text)
    told = str(mail.get("X-Failed-Recipients", "")).split(",")[0].strip().lower()
    is_permanent = status[1] == "5" if status else bool(FOR_GOOD.search(text))
    if DELAYS.search(str(mail.get("Subject", ""))):
        is_permanent = False
    return Bounce(
        original_id(mail, text),
        told or address_in(text),
        is_permanent,
        status[0] if status else "",
        " ".join(text[:300].split()),
    )


def original_id(mail: Message, text: str) -> str:
    """The id of our message, in the copy of its head that came back, else where the text names one."""
    found = MESSAGE_ID.search(text)
    return returned_id(mail) or (found[1] if found else "")


def returned_id(mail: Message) -> str:
    """The id of our message in the part that brings it back, or its head."""
    for part in mail.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            found = MESSAGE_ID.search(str(part.get_payload(0) if part.is_multipart() else part.get_payload()))
            if found:
                return found[1]
    return ""


def address_in(text: str) -> str:
    """The first address the report names."""
    found = ADDRESS.search(text)
    return found[0].lower() if found else ""
