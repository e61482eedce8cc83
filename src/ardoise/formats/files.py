"""Any ledger file, told by its content and never by its name alone."""

from __future__ import annotations

import codecs
import os
from collections.abc import Mapping
from pathlib import Path

from ardoise.formats import fec
from ardoise.formats.encodings import wide_encoding
from ardoise.formats.fec.columns import header_of
from ardoise.formats.reading import LedgerReading, Progress, refused

START_BYTES = 64 * 1024


def read(
    path: str | Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None, language: str = "fr"
) -> LedgerReading:
    """The receivable entries of a FEC, or of a table of open items; what can't be read is a fatal Problem.

    `mapping` gives, for a CSV or XLSX file, our word for each of its columns: {"invoice number": "document", …}.
    """
    path = Path(path)
    if refusal := _refusal(path, language):
        return refusal
    with path.open("rb") as stream:
        start = stream.read(START_BYTES)
    if header_of(first_line(start)):
        return fec.read(path, language, progress)
    return refused("unknown", "unknown", language, name=path.name)


def first_line(start: bytes) -> str:
    """The first line that isn't blank, in whatever set of characters."""
    wide = wide_encoding(start)
    text = start.decode(wide, "replace") if wide else start.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return next((line for line in text.replace("\r", "\n").split("\n") if line.strip()), "")


def _refusal(path: Path, language: str) -> LedgerReading | None:
    """Why a path can't be opened at all."""
    if not path.exists():
        return refused("missing", "missing", language, name=path.name)
    if path.is_dir():
        return refused("directory", "directory", language, name=path.name)
    if not path.is_file():
        return refused("special", "not_a_file", language, name=path.name)
    if not os.access(path, os.R_OK):
        return refused("forbidden", "forbidden", language, name=path.name)
    if path.stat().st_size == 0:
        return refused("empty", "empty", language, name=path.name)
    return None
