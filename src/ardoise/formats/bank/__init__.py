"""Any bank file, told by its content: CAMT, MT940, CFONB, OFX, a table of movements, or a ZIP of them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

from ardoise.formats import paths
from ardoise.formats.bank.reading import StatementReading, refused
from ardoise.formats.detection import START_BYTES, kind_of
from ardoise.formats.messages import obstacle
from ardoise.formats.reading import Progress

__all__ = ["StatementReading", "read"]

BYTES_MAX = 128 * 1024 * 1024
"""Of one statement: up to half a million movements. They are kept as a whole or not at all, for 5 KB of memory each."""


def read(
    path: str | Path,
    mapping: Mapping[str, str] | None = None,
    language: str = "fr",
    progress: Progress | None = None,
) -> StatementReading:
    """The statements and movements of a bank file; what can't be read is a fatal Problem.

    `mapping` says, for a CSV or XLSX file, what its columns are: {"Date opération": "booked_on", …}, and may fix
    the order of its dates: {"dmy": "date_order"}. Without it the columns are guessed from their headings.
    """
    path = Path(path)
    try:
        if fault := paths.obstacle_at(path):
            return refused(*fault, language, name=path.name)
        return _read(path, mapping, language, progress)
    except PermissionError:
        return refused("forbidden", "forbidden", language, name=path.name)
    except OSError as error:
        return refused("unreadable", "unreadable", language, name=path.name, reason=obstacle(error, language))


def _read(path: Path, mapping: Mapping[str, str] | None, language: str, progress: Progress | None) -> StatementReading:
    with path.open("rb") as stream:
        start = stream.read(START_BYTES)
    kind, name = kind_of(path, start)
    if kind == "bank":
        return _read_bank(path, name, language, progress)
    if kind in ("table", "xlsx"):
        from ardoise.formats.bank import sheets

        return sheets.read(path, mapping, language)
    if kind == "zip":
        from ardoise.formats.bank import archives

        return archives.read(path, language, progress, read)
    code = "not_a_statement" if kind in ("fec", "fec-xml", "unknown", "pdf", "binary") else kind
    return refused(name.lower() or kind, code, language, name=path.name, kind=name)


def _read_bank(path: Path, name: str, language: str, progress: Progress | None) -> StatementReading:
    """By the reader of its format, the only one loaded."""
    if path.stat().st_size > BYTES_MAX:
        return refused(name.lower(), "statement_too_big", language, name=path.name, limit=BYTES_MAX // 1024**2)
    module = "camt" if name.startswith("CAMT") else "mt940" if name.startswith("MT") else name.lower()
    reader = importlib.import_module(f"ardoise.formats.bank.{module}")
    reading: StatementReading = reader.read(path, language, progress)
    return reading


def is_statement(path: Path) -> bool:
    """Is the file a bank's rather than a ledger, by its first bytes or its headings? An archive can only be one."""
    if not path.is_file() or path.stat().st_size == 0:
        return False
    with path.open("rb") as stream:
        start = stream.read(START_BYTES)
    kind, _ = kind_of(path, start)
    return kind in ("bank", "zip") or (kind in ("table", "xlsx") and _is_list(path, kind, start))


def _is_list(path: Path, kind: str, start: bytes) -> bool:
    from ardoise.formats import tables, workbooks
    from ardoise.formats.bank.sheets.columns import header_of, is_of_bank
    from ardoise.formats.encodings import Decoder

    if kind == "xlsx":
        return is_of_bank(workbooks.first_cells(path, tables.HEADER_WITHIN))
    whole = start[: start.rfind(b"\n") + 1] or start
    return is_of_bank(list(tables.records(tables.text_of(whole, Decoder()), header_of)))
