"""Receive: the bytes of a file, kept as they came, wait to be carried out."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from ardoise.actions import events, rights
from ardoise.actions.obstacles import reason_of
from ardoise.formats import recognition
from ardoise.records.models import Company, Import, User

KINDS = ("fec", "open_items", "contacts", "bank", "advices")
CHUNK = 1024 * 1024
ABANDONED_AFTER = timedelta(days=7)
OWN_FOLDER = re.compile(r"[0-9a-f]{32}")
"""Each file that is received has a folder of its own, named so."""


class Unreceivable(ValueError):  # noqa: N818 - it reads as what happened
    """The file can't be taken; its text is a sentence that says what to do."""


def receive(
    company: Company,
    path: Path | IO[bytes],
    kind: str,
    source: str,
    options: dict[str, Any] | None,
    by: User | None,
    at: datetime,
    file_name: str = "",
) -> Import:
    """Keeps the bytes of a file (or of an open upload) and notes who brought it; nothing is read yet.

    `source` names the software or ledger the file comes from: entries are told apart within it.
    `options`: columns (our column → theirs), terms (of this import), as_of (of a list of open items, ISO),
    replace (the file speaks for its period even if it lists little of what is known), other_ledger (it is another
    ledger than the FEC, or the list of open items, that the company already holds), absent_settled (the customers it
    leaves out owe nothing any more); of a bank's file: account (the key
    or number of ours it is of), new_account (those it names are ours).
    """
    rights.require(by, "import", company)
    if kind not in KINDS:
        raise Unreceivable(_("“%(kind)s” is no kind of import: choose one of %(kinds)s.") % spelled(kind))
    name = file_name or Path(getattr(path, "name", "") or str(path)).name
    kept, digest = keep(path, name)
    try:
        with events.act(company):
            received = Import.objects.create(
                company=company,
                kind=kind,
                source=(source or kind)[:60],
                file_name=name[-200:],
                file_path=str(kept),
                sha256=digest,
                options=options or {},
                by=by,
                started_at=at,
            )
            events.record(company, "received", by, at, received, after={"file": name, "kind": kind, "sha256": digest})
    except BaseException:
        discard(kept)
        raise
    return received


def guess_kind(path: Path) -> str:
    """Which kind of import a file is, told by its content; refused where it could be two, or none."""
    found = recognition.of_file(path)
    if not found.is_sure:
        sentence = _("%(name)s could be of several kinds, or of none: say which with --kind, one of %(kinds)s.")
        raise Unreceivable(sentence % {"name": path.name, "kinds": ", ".join(KINDS)})
    return found.kind


def spelled(kind: str) -> dict[str, str]:
    return {"kind": kind, "kinds": ", ".join(KINDS)}


def keep(path: Path | IO[bytes], name: str) -> tuple[Path, str]:
    """Copies the bytes into the installation's folder, readable by it only; gives the place and their SHA-256."""
    folder = Path(settings.RECEIVED_FILES)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = folder / uuid4().hex / safe(name)
    try:
        place.parent.mkdir(mode=0o700)
        with opened(path, name) as source, open_private(place) as target:
            return place, copy(source, target, name)
    except OSError as error:
        discard(place)
        told = {"name": name, "reason": reason_of(error)}
        raise Unreceivable(
            _("%(name)s can't be kept (%(reason)s): free some space or check the folder's rights, then try again.")
            % told
        ) from error
    except Unreceivable:
        discard(place)
        raise


def discard(place: Path) -> None:
    """Forgets a file that was not taken after all."""
    shutil.rmtree(place.parent, ignore_errors=True)


def sweep(at: datetime) -> int:
    """Forgets what was dropped a week ago or more and never imported; how many files. What was imported stays."""
    long_ago = (at - ABANDONED_AFTER).timestamp()
    folders = [place for place in Path(settings.RECEIVED_FILES).glob("*/") if OWN_FOLDER.fullmatch(place.name)]
    old = [place for place in folders if lies_since(place) < long_ago]
    if not old:
        return 0
    with scopes_disabled():
        known = {Path(path).parent.name for path in Import.objects.values_list("file_path", flat=True)}
    abandoned = [place for place in old if place.name not in known]
    for place in abandoned:
        shutil.rmtree(place, ignore_errors=True)
    return len(abandoned)


def lies_since(place: Path) -> float:
    """When the folder was last written to; for ever young if somebody else has just thrown it away."""
    try:
        return place.stat().st_mtime
    except FileNotFoundError:
        return inf


def safe(name: str) -> str:
    """The file's own name, since readers say it, without what could lead elsewhere."""
    return "".join(c for c in Path(name.replace("\\", "/")).name if c.isprintable())[-100:].lstrip(".") or "file"


def opened(path: Path | IO[bytes], name: str) -> AbstractContextManager[IO[bytes]]:
    """The bytes to read; a sentence where there are none to be had."""
    if not isinstance(path, (str, Path)):
        return nullcontext(path)
    path = Path(path)
    if path.is_dir():
        raise Unreceivable(_("%(name)s is a folder: give the file inside it.") % {"name": name})
    if not path.is_file():
        raise Unreceivable(_("There is no file %(name)s: check its name and where it is.") % {"name": name})
    if path.stat().st_size > settings.FILE_UPLOAD_BYTES_MAX:
        raise too_large(name)
    try:
        return path.open("rb")
    except PermissionError as error:
        sentence = _("%(name)s can't be opened: give yourself the right to read it.")
        raise Unreceivable(sentence % {"name": name}) from error


def too_large(name: str) -> Unreceivable:
    """The refusal of a file above the limit."""
    limit = settings.FILE_UPLOAD_BYTES_MAX // 1024**2
    sentence = _("%(name)s is larger than %(limit)s MiB: export a shorter period, one fiscal year at a time.")
    return Unreceivable(sentence % {"name": name, "limit": limit})


def open_private(place: Path) -> IO[bytes]:
    """A new file that only this installation may read."""
    return os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def copy(source: IO[bytes], target: IO[bytes], name: str) -> str:
    """Copies up to the limit and gives the SHA-256 of the bytes."""
    digest, size = sha256(), 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > settings.FILE_UPLOAD_BYTES_MAX:
            raise too_large(name)
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()
