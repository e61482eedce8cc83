"""Any ledger file, told by its content and never by its name alone."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from ardoise.formats import fec, paths
from ardoise.formats.detection import START_BYTES, kind_of
from ardoise.formats.messages import FULL, obstacle, unopened
from ardoise.formats.reading import LedgerReading, Progress, refused


def read(
    path: str | Path, mapping: Mapping[str, str] | None = None, progress: Progress | None = None, language: str = "fr"
) -> LedgerReading:
    """The receivable entries of a FEC, or of a table of open items; what can't be read is a fatal Problem.

    `mapping` says, for a CSV or XLSX file, what its columns are: {"N° facture": "document", …}, and may fix the
    order of its dates: {"dmy": "date_order"}. Without it the columns are guessed from their headings.
    `progress` is called with the bytes read so far and those of the file.
    """
    path = Path(path)
    try:
        if fault := paths.obstacle_at(path):
            return refused(*fault, language, name=path.name)
        return _read(path, mapping, progress, language)
    except OSError as error:
        code, _sentence = unopened(path.name, error, language)
        told = {"name": path.name, "folder": tempfile.gettempdir(), "reason": obstacle(error, language)}
        return refused(code, "no_room" if error.errno in FULL else code, language, **told)


def _read(path: Path, mapping: Mapping[str, str] | None, progress: Progress | None, language: str) -> LedgerReading:
    with path.open("rb") as stream:
        start = stream.read(START_BYTES)
    kind, name = kind_of(path, start)
    if kind == "fec":
        return fec.read(path, language, progress)
    if kind == "fec-xml":
        from ardoise.formats.fec import xml

        return xml.read(path, language, progress)
    if kind in ("table", "xlsx"):
        return _read_table(path, mapping, language)
    code = "bank_statement" if kind == "bank" else kind
    return refused(name.lower() or kind, code, language, name=path.name, kind=name)


def _read_table(path: Path, mapping: Mapping[str, str] | None, language: str) -> LedgerReading:
    """The items of a CSV or XLSX file, its columns as told or as guessed."""
    from ardoise.formats import open_items, tables
    from ardoise.formats.bank.sheets.columns import is_told as is_bank_list

    table = tables.read(path, language)
    if not mapping and is_bank_list(table.header):
        return refused(table.format, "bank_statement", language, name=path.name, kind=table.format.upper())
    columns = {ours: theirs for theirs, ours in mapping.items()} if mapping else open_items.guess(table.header)
    is_guess_poor = not mapping and not open_items.is_told(columns)
    if (is_guess_poor and table.is_readable) or (table.format == "csv" and not table.header):
        return refused("unknown", "unknown", language, name=path.name)
    return open_items.read(table, columns, language)
