"""The files that came with a mail, as they are: those that may hold a table or a paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePosixPath

from ardoise.domain.unseen import without
from ardoise.formats.mails.bodies import PARTS_MAX
from ardoise.formats.mails.reading import CONTROL, parsed

COUNT_MAX = 10
BYTES_MAX = 10 * 1024 * 1024
SUFFIXES = frozenset((".pdf", ".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".zip"))
SUFFIX_OF = {
    "application/pdf": ".pdf", "text/csv": ".csv", "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}  # fmt: skip
"""The kind of a part whose file has no name that says it."""
SHOWN = frozenset((".png", ".jpg", ".jpeg", ".docx", ".odt", ".pptx", ".odp"))
"""What shows something and holds no table: a picture of the goods, a letter."""


@dataclass(frozen=True)
class Attached:
    """A file by its name; `wrong` is a code of why it is not opened, "" if it may be."""

    name: str
    suffix: str
    content: bytes = b""
    wrong: str = ""  # too_big | too_many


def attached(raw: bytes, with_pictures: bool = False) -> Iterator[Attached]:
    """Each such file in the order of the mail; pictures, cards and signatures are passed over. `with_pictures`: not
    those that were attached as files of their own, nor letters."""
    count = 0
    for place, part in enumerate(parsed(raw).walk()):
        name, suffix = named(part)
        if place >= PARTS_MAX or count > COUNT_MAX:
            return
        if part.is_multipart() or not (suffix in SUFFIXES or (with_pictures and is_shown(part, name))):
            continue
        count += 1
        if count > COUNT_MAX:
            yield Attached(name, suffix, wrong="too_many")
            continue
        content = decoded(part)
        is_big = len(content) > BYTES_MAX
        yield Attached(name, suffix, b"" if is_big else content, "too_big" if is_big else "")


def named(part: Message) -> tuple[str, str]:
    """The name of its file and how it ends; neither of what is no file."""
    try:
        told = without(CONTROL.sub(" ", str(part.get_filename() or ""))).strip()
    except Exception:  # a name that cannot be decoded
        told = ""
    name = PurePosixPath(told.replace("\\", "/")).name[-120:]
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES:
        suffix = SUFFIX_OF.get(part.get_content_type(), "")
    is_file = bool(name) or part.get_content_disposition() == "attachment" or bool(suffix)
    return (name or f"1{suffix}", suffix) if is_file else ("", "")


def is_shown(part: Message, name: str) -> bool:
    """Is it a picture or a letter, and not the logo of a signature?"""
    return part.get_content_disposition() == "attachment" and PurePosixPath(name).suffix.lower() in SHOWN


def decoded(part: Message) -> bytes:
    """Its bytes; none where they cannot be had."""
    try:
        content = part.get_payload(decode=True)
    except Exception:
        return b""
    return content if isinstance(content, bytes) else b""
