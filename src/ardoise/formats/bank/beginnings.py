"""What a bank's file says first, however long it is: a person who waits is shown that, not the whole of it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from ardoise.formats import bank
from ardoise.formats.bank import archives
from ardoise.formats.bank.reading import StatementReading
from ardoise.formats.detection import START_BYTES, kind_of

BYTES = 4 * 1024 * 1024
CHUNK = 64 * 1024


def read(path: Path, language: str = "fr") -> tuple[StatementReading, bool]:
    """The reading of the file or of its first bytes, and whether that is all of it."""
    size = path.stat().st_size
    if size > bank.BYTES_MAX or archives.unpacked_size(path, size) <= BYTES:
        return bank.read(path, language=language), True
    with path.open("rb") as stream:
        if kind_of(path, stream.read(START_BYTES))[0] == "zip":
            return StatementReading("zip", None, 0), False
    with TemporaryDirectory() as folder:
        start = Path(folder) / path.name
        with path.open("rb") as whole, start.open("wb") as copy:
            while copy.tell() < BYTES:
                copy.write(whole.read(CHUNK))
        return bank.read(start, language=language), False
