"""A bank's CSV or XLSX: its columns as told or as guessed, its sides and days as the whole column shows them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ardoise.formats import headings, tables
from ardoise.formats.bank.gathering import Gathering
from ardoise.formats.bank.reading import StatementReading, refused
from ardoise.formats.bank.sheets.columns import guess, header_of, is_told, missing
from ardoise.formats.bank.sheets.movements import Movements
from ardoise.formats.cells import day_readings
from ardoise.formats.detection import START_BYTES
from ardoise.formats.encodings import Decoder
from ardoise.formats.faults import Faults


def read(path: Path, mapping: Mapping[str, str] | None = None, language: str = "fr") -> StatementReading:
    """The movements of a table; `mapping` says what its columns are: {"Date opération": "booked_on", …}."""
    told = {ours: theirs for theirs, ours in mapping.items()} if mapping else None
    if told is None and (code := lacks_header(path)):
        return refused("csv", code, language, name=path.name)
    if path.stat().st_size > tables.BYTES_MAX:
        return refused("csv", "too_big", language, name=path.name, limit=tables.BYTES_MAX // 1024**2)
    table = tables.read(path, language, tables.finder(told.values()) if told else header_of)
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


def lacks_header(path: Path) -> str:
    """Why a text has no row of headings: a table without one, or no table at all; "" where there is one. A workbook is
    only known once it is open."""
    with path.open("rb") as stream:
        start = stream.read(START_BYTES)
    if start.startswith(b"PK\x03\x04"):
        return ""
    whole = start[: start.rfind(b"\n") + 1] or start
    cells = list(tables.records(tables.text_of(whole, Decoder()), header_of))
    if header_of(cells) is not None or tables.header_row(cells) is not None:
        return ""
    dated = [row for row in cells if len(row) >= COLUMNS_MIN and any(day_readings(cell.strip(), None) for cell in row)]
    return "no_header" if len(dated) * 2 > len(cells) else "not_a_statement"


COLUMNS_MIN = 3  # of a table of movements: a day, an amount, words


__all__ = ["guess", "is_told", "read"]
