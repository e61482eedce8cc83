"""The first filled sheet of an XLSX as rows of text; a file that would unpack to a giant is refused before."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from ardoise.formats.faults import Faults

UNPACKED_MAX = 400 * 1024 * 1024
PARTS_MAX = 2_000
CELLS_MAX = 20_000_000
CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
CHUNK = 1024 * 1024


def cells(path: Path, faults: Faults) -> list[list[str]]:
    """Every cell as text, row by row from the first; none, and a fatal fault, when the workbook can't be opened."""
    if code := refusal(path):
        faults.add(code, None, None, is_fatal=True, name=path.name, limit=UNPACKED_MAX // 1024**2)
        return []
    try:
        return _filled_sheet(path)
    except Exception as error:  # calamine has a Rust error per kind of damage, without a common class
        faults.add("broken_workbook", None, None, is_fatal=True, name=path.name, reason=type(error).__name__)
        return []


def first_cells(path: Path, rows: int) -> list[list[str]]:
    """The first rows alone; none when the workbook can't or must not be opened."""
    try:
        return [] if refusal(path) else _filled_sheet(path, rows)
    except Exception:  # as in `cells`
        return []


def refusal(path: Path) -> str | None:
    """Why the workbook must not be opened: damaged, too big once unpacked, or a grid beyond measure."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
                return "workbook_too_big"
            return next((code for part in parts if (code := _part_refusal(archive, part))), None)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError):
        return "broken_workbook"


def _part_refusal(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str | None:
    """Unpacks one part for nothing, so that what it declares is proved, and measures its grid."""
    rows = columns = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if b"<!DOCTYPE" in chunk[:4096]:
                return "doctype"
            if "worksheets/" in part.filename:
                for letters, number in CELL.findall(tail + chunk):
                    columns, rows = max(columns, _column(letters)), max(rows, int(number))
                tail = chunk[-32:]
    return "workbook_too_big" if rows * columns > CELLS_MAX else None


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place


def _filled_sheet(path: Path, rows: int | None = None) -> list[list[str]]:
    import fastexcel

    workbook = fastexcel.read_excel(str(path))
    for name in workbook.sheet_names:
        sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, n_rows=rows, dtypes="string")
        if sheet.height > 1 and sheet.width > 1:
            return [[_day(cell) for cell in row] for row in sheet.to_polars().rows()]
    return []


def _day(cell: str | None) -> str:
    """The cell's text; a date cell without its midnight."""
    return (cell or "").removesuffix(" 00:00:00")
