"""Where replies are read: set by an administrator, tested, its password in no event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ardoise.actions import companies, events, lines, rights
from ardoise.actions.refusals import Unfit
from ardoise.records.models import Company, Mailbox, User
from ardoise.sources import mailbox as source

FIELDS = ("host", "port", "security", "username", "password", "folder", "address", "since_on")
SECURITIES = ("tls", "starttls", "none")


def set_mailbox(company: Company, by: User | None, at: datetime, **fields: Any) -> Mailbox | None:
    """The mailbox of replies; an empty host: none. A password kept never follows to another host or user."""
    rights.require(by, "configure", company)
    with events.act(company):
        box = Mailbox.objects.filter(company=company).first()
        before = told(box)
        if not fields.get("host", box.host if box else ""):
            if box:
                box.delete()
                events.record(company, "removed_mailbox", by, at, before=before)
            return None
        box = box or Mailbox(company=company)
        is_same = all(fields.get(name, getattr(box, name)) == getattr(box, name) for name in ("host", "username"))
        if "password" not in fields and takes_password_elsewhere(box, fields):
            raise Unfit(_("Type the password again: the one kept belongs to another mailbox."))
        if not is_same or fields.get("folder", box.folder) != box.folder or reaches_further_back(box, fields):
            box.uid_validity = box.last_uid = box.left = 0
        for name in FIELDS:
            setattr(box, name, fields.get(name, getattr(box, name)))
        check(box)
        box.save()
        if told(box) != before:
            events.record(company, "changed_mailbox", by, at, box, before=before, after=told(box))
    return box


def reaches_further_back(box: Mailbox, fields: dict[str, Any]) -> bool:
    """Are mails asked for that were left alone? Then it is read from its beginning; what is known is known."""
    since = fields.get("since_on", box.since_on)
    return box.since_on is not None and (since is None or since < box.since_on)


def takes_password_elsewhere(box: Mailbox, fields: dict[str, Any]) -> bool:
    """Would the password that is kept go to another mailbox, another user's, or over a connection less safe?"""
    is_another = bool(box.password) and fields.get("username", box.username) != box.username
    return is_another or companies.takes_password_elsewhere(box, fields)


def check(box: Mailbox) -> None:
    """Unfit unless it can be kept as it is."""
    if box.security not in SECURITIES:
        raise Unfit(_("“%(security)s” is no way to secure a line.") % {"security": box.security})
    for name in ("host", "username", "folder", "address"):
        if wrong := lines.complaint(name, getattr(box, name)):
            raise Unfit(wrong)
    try:
        box.full_clean(exclude=["company", "fetched_at", "fault"])
    except ValidationError as error:
        raise Unfit(" ".join(error.messages)) from error


def told(box: Mailbox | None) -> dict[str, Any] | None:
    """A mailbox in an event: without its password."""
    if box is None:
        return None
    since = box.since_on.isoformat() if box.since_on else None
    return {name: getattr(box, name) for name in FIELDS if name != "password"} | {"since_on": since}


def account_of(box: Mailbox) -> source.Account:
    """The mailbox as its source takes it."""
    security = box.security if box.security in SECURITIES else "tls"
    return source.Account(box.host, box.port, security, box.username, box.password, box.folder)  # type: ignore[arg-type]
