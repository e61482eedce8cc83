"""What is said about a dispute: each word with its author and time, a file with it or none; never changed."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

from django.db.models import Count, Sum
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.disputes.settling import change
from ardoise.actions.refusals import Unfit
from ardoise.domain.unseen import without
from ardoise.records.models import Dispute, Remark, User

FILE_MAX = 10 * 1024 * 1024
TEXT_MAX = 4000
BY_LINK_MAX = 5 * FILE_MAX  # bytes of files that come through links to one dispute
WORDS_BY_LINK_MAX = 60  # words that do
KINDS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"PK\x03\x04": "application/zip",
}
"""What a file may be, by its first bytes; plain text besides. A word document is a ZIP."""
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "application/zip": (".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"),
    "text/plain": (".txt", ".csv", ".md", ".log"),
}
"""How its name may end; the first where it ends otherwise: a double click runs nothing."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def remark(
    dispute: Dispute,
    text: str,
    by: User | None,
    at: datetime,
    author: str = "",
    name: str = "",
    content: bytes = b"",
) -> Remark:
    """One more word in the discussion; `author` has no account and speaks through a signed link, or in a mail that `by`
    takes in.

    The same word with the same file, said again at once, is the one said before. A colleague who was asked to answer
    may, whatever else they may; once they have, the dispute waits for them no more.
    """
    if not author:
        rights.require(by, "see" if is_asked(dispute, by) else "restrain", dispute.company)
    text = without(text.replace("\0", "")).strip()
    if not text and not content:
        raise Unfit(_("Write something, or join a file."))
    if len(text) > TEXT_MAX:
        raise Unfit(_("Write %(n)d characters at most, or join a file.") % {"n": TEXT_MAX})
    if name and not content:
        raise Unfit(_("This file is empty: choose another one, or none."))
    kind = check_file(content) if content else ""
    with events.act(dispute.company):
        own = None if author else by
        if last := repeated(dispute, text, author, own, content):
            return last
        if author:
            check_room(dispute, content)
        said = Remark.objects.create(
            company=dispute.company,
            dispute=dispute,
            by=own,
            author=(author or (by.get_full_name() or by.username if by else "Ardoise"))[:120],
            text=text,
            name=file_name(name, kind) if content else "",
            content_type=kind,
            content=content,
            at=at,
        )
        told = {"author": said.author, "file": said.name, "sha256": sha256(content).hexdigest() if content else ""}
        events.record(dispute.company, "remarked", by, at, dispute, dispute.customer, after=told, words=text[:1000])
        if is_asked(dispute, own) and dispute.stage == "waiting_resolver" and not dispute.ended_at:
            change(dispute, "moved_dispute", by, at, stage="new")
    return said


def is_asked(dispute: Dispute, by: User | None) -> bool:
    """Is this the colleague who is to answer?"""
    return by is not None and dispute.resolver_id == by.pk


def check_room(dispute: Dispute, content: bytes) -> None:
    """Unfit where so much came in through links that a program, and no person, must be writing."""
    said = Remark.objects.filter(dispute=dispute, by=None).aggregate(n=Count("pk"), held=Sum(Length("content")))
    if said["n"] >= WORDS_BY_LINK_MAX or (said["held"] or 0) + len(content) > BY_LINK_MAX:
        raise Unfit(_("Too much was sent about this dispute: no more is taken here. Call whoever asked you."))


def file_name(name: str, kind: str) -> str:
    """The last part of a path, as long as is kept of one and ending as its kind does; never empty.

    Without what is not seen in it, or turns what follows round: `gpj.exe` read as `exe.jpg`.
    """
    said = without(CONTROL.sub("", PurePath(name.replace("\\", "/")).name)).strip() or "file"
    ending = "" if PurePath(said).suffix.lower() in ENDINGS[kind] else ENDINGS[kind][0]
    return said[-120 + len(ending) :] + ending


def too_large() -> Unfit:
    """What is said of a file larger than FILE_MAX."""
    return Unfit(_("The file is larger than 10 MB: send a smaller one, or say where it can be found."))


def check_file(content: bytes) -> str:
    """Its kind, told by its first bytes; Unfit where it is too large or of a kind nobody should open."""
    if len(content) > FILE_MAX:
        raise too_large()
    for start, kind in KINDS.items():
        if content.startswith(start):
            return kind
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unfit(_("Join a PDF, an image, a document or a plain text.")) from error
    return "text/plain"


def repeated(dispute: Dispute, text: str, author: str, by: User | None, content: bytes) -> Remark | None:
    """The last word, if it is this very one: somebody clicked twice."""
    last = Remark.objects.filter(dispute=dispute).order_by("-pk").first()
    if last is None or last.text != text or last.by != by or bytes(last.content) != content:
        return None
    return last if not author or last.author == author[:120] else None
