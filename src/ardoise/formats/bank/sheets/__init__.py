"""A bank's CSV or XLSX: its columns as told or as guessed, its sides and days as the whole column shows them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ardoise.formats import headings, tables
from ardoise.formats.bank.gathering import Gathering
from ardoise.formats.bank.reading import StatementReading, refused
from ardoise.formats.bank.sheets.columns import guess, header_of, is_told, missing
from ardoise.formats.bank.sheets.movements import Movements
from ardoise.formats.detection import START_BYTES
from ardoise.formats.encodings import Decoder
from ardoise.formats.faults import Faults


def read(path: Path, mapping: Mapping[str, str] | None = None, language: str = "fr") -> StatementReading:
    """The movements of a table; `mapping` says what its columns are: {"Date opération": "booked_on", …}."""
    told = {ours: theirs for theirs, ours in mapping.items()} if mapping else None
    if told is None and not has_header(path):
        return refused("csv", "not_a_statement", language, name=path.name)
    table = tables.read(path, language, None if told else header_of)
    faults = Faults(language, list(table.problems))
    columns = told or guess(table.header)
    places = headings.places(table.header, columns)
    if not table.header or faults.has_fatal:
        return refused(table.format, "not_a_statement", language, table.encoding, name=path.name)
    lacking = missing(places)
    if lacking:
        parts: dict[str, object] = {"columns": ", ".join(table.header), "name": path.name}
        code = {"date": "no_date_told", "amount": "no_amount_told_at_all"}[lacking[0]]
        return refused(table.format, code, language, table.encoding, **parts)
    gathering = Gathering(faults)
    Movements(table, places, columns.get("date_order"), gathering).gather()
    return gathering.reading(table.format, table.encoding, columns)


def has_header(path: Path) -> bool:
    """Does a text begin with a row of headings? A workbook is only known once it is open."""
    with path.open("rb") as stream:
        start = stream.read(START_BYTES)
    if start.startswith(b"PK\x03\x04"):
        return True
    whole = start[: start.rfind(b"\n") + 1] or start
    cells = list(tables.records(tables.text_of(whole, Decoder()), header_of))
    return header_of(cells) is not None or tables.header_row(cells) is not None


__all__ = ["guess", "is_told", "read"]
