"""PDF files as people hand them over: one by one or in a ZIP. Read within limits; nothing is written to disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from ardoise.domain.documents import PAPER_BYTES_MAX

FILES_MAX = 2000  # in one archive
UNPACKED_MAX = 500 * 1024 * 1024  # of one archive
CHUNK = 1024 * 1024
UNREADABLE = (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError, zlib.error)
"""What opening a damaged archive may end in; a password and an unknown compression are of RuntimeError."""


@dataclass(frozen=True)
class Paper:
    """A file by its name; `wrong` is a code of why it is not taken, "" if it is."""

    name: str
    content: bytes
    wrong: str = ""  # too_large | not_pdf | empty | damaged | too_many | too_much


def papers(name: str, file: IO[bytes]) -> Iterator[Paper]:
    """The PDF, or each PDF of the ZIP, one after the other; folders and the system's own files are passed over."""
    head = file.read(4)
    file.seek(0)
    if head == b"PK\x03\x04":
        yield from _unpacked(name, file)
    else:
        yield _taken(name, file)


def _unpacked(name: str, file: IO[bytes]) -> Iterator[Paper]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not _is_passed_over(entry)]
            if len(entries) > FILES_MAX:
                yield Paper(name, b"", "too_many")
                return
            room = UNPACKED_MAX
            for entry in entries:
                paper = _entry(archive, entry)
                room -= len(paper.content)
                if room < 0:
                    yield Paper(name, b"", "too_much")
                    return
                yield paper
    except UNREADABLE:
        yield Paper(name, b"", "damaged")


def _is_passed_over(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or entry.filename.startswith("__MACOSX/") or entry.filename.rpartition("/")[2].startswith(".")


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Paper:
    """One file of the archive: what it claims to unpack to is not believed."""
    try:
        with archive.open(entry) as file:
            return _taken(entry.filename, file)
    except UNREADABLE:
        return Paper(entry.filename, b"", "damaged")


def _taken(name: str, file: IO[bytes]) -> Paper:
    content = b""
    while len(content) <= PAPER_BYTES_MAX and (chunk := file.read(CHUNK)):
        content += chunk
    if len(content) > PAPER_BYTES_MAX:
        return Paper(name, b"", "too_large")
    if not content:
        return Paper(name, b"", "empty")
    return Paper(name, content) if content[:1024].find(b"%PDF-") >= 0 else Paper(name, b"", "not_pdf")
