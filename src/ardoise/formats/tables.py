"""A CSV or XLSX file as a table of texts: its header found, whatever stands above it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ardoise.domain.ledger import Problem
from ardoise.formats.cells import day_readings, parts_of
from ardoise.formats.encodings import Decoder, wide_encoding
from ardoise.formats.faults import Faults

BYTES_MAX = 64 * 1024 * 1024
ROWS_MAX = 1_000_000
COLUMNS_MAX = 500  # a row of more is no header
HEADER_WITHIN = 40  # rows from the top in which the header is looked for
SEPARATORS = ";\t,|"


@dataclass(frozen=True)
class Table:
    """Rows of text under a header; a row is as long as the header."""

    format: str  # csv | xlsx
    encoding: str | None
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    lines: list[int]  # 1-based, as a spreadsheet numbers the rows
    problems: tuple[Problem, ...] = ()
    above: tuple[tuple[str, ...], ...] = ()  # the rows over the header: titles, an account, a balance
    is_even: bool = True  # most rows are as long as the header; else it is perhaps a text with commas

    @property
    def is_readable(self) -> bool:
        return not any(problem.is_fatal for problem in self.problems)

    def column(self, name: str) -> list[str]:
        """The cells under a heading."""
        place = self.header.index(name)
        return [row[place] for row in self.rows]


Finder = Callable[[Sequence[Sequence[str]]], int | None]
"""Finds the header among the first rows; None where it sees none."""


def finder(said: Collection[str]) -> Finder:
    """Finds the first row that holds these headings."""
    wanted = {name for name in said if name not in ("dmy", "mdy")}
    return lambda cells: next(
        (place for place, row in enumerate(cells[:HEADER_WITHIN]) if wanted <= set(named(row))), None
    )


def read(path: str | Path, language: str = "fr", find: Finder | None = None) -> Table:
    """The table in a file, told by its content; what can't be read is a fatal Problem."""
    path, faults = Path(path), Faults(language)
    with path.open("rb") as stream:
        is_xlsx = stream.read(4) == b"PK\x03\x04"
    if path.stat().st_size > BYTES_MAX:
        faults.add("too_big", None, None, is_fatal=True, name=path.name, limit=BYTES_MAX // 1024**2)
        return Table("xlsx" if is_xlsx else "csv", None, (), [], [], faults.problems())
    if is_xlsx:
        from ardoise.formats import workbooks

        return framed("xlsx", None, workbooks.cells(path, faults), faults, find)
    decoder = Decoder()
    text = text_of(path.read_bytes(), decoder)
    if decoder.mixed_line:
        faults.add("mixed_encodings", decoder.mixed_line, None, count=decoder.mixed_count, encoding=decoder.name)
    return framed("csv", decoder.name, list(records(text, find)), faults, find)


def text_of(raw: bytes, decoder: Decoder) -> str:
    """The whole file as text, with one line feed per line."""
    if wide := wide_encoding(raw):
        decoder.encoding = wide[:6]
        text = raw.decode(wide, errors="replace")
    else:
        text = decoder.utf8(raw, 1).decode("utf-8", errors="replace")
    return (
        text.removeprefix("\ufeff").replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    )


def records(text: str, find: Finder | None = None) -> Iterator[list[str]]:
    """The records of a CSV text; one in which a quote is left open is read without quoting."""
    separator = separator_of(text, find)
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting, strict=True)
        try:
            found = list(reader)
        except csv.Error:
            continue
        if quoting == csv.QUOTE_NONE or not any(cell.count("\n") > 50 for row in found for cell in row):
            yield from found[: ROWS_MAX + HEADER_WITHIN]
            return


def separator_of(text: str, find: Finder | None = None) -> str:
    """The separator under which most of the first lines have the same number of cells, and `find` its header."""
    sample = text[:65536].split("\n")[:200]
    ranked = sorted(SEPARATORS, key=lambda separator: _regularity(sample, separator), reverse=True)
    return next((s for s in ranked if find is not None and find(_split(sample, s)) is not None), ranked[0])


def _split(sample: Sequence[str], separator: str) -> list[list[str]]:
    """The cells of the first lines, each line by itself; none under a separator that quotes contradict."""
    try:
        return [row for line in sample for row in csv.reader([line], delimiter=separator)]
    except csv.Error:
        return []


def _regularity(sample: Sequence[str], separator: str) -> tuple[float, int]:
    """(share of the lines with the usual number of cells, that number); each line by itself."""
    try:
        counts = [len(row) for line in sample for row in csv.reader([line], delimiter=separator) if row]
    except csv.Error:
        return 0.0, 0
    several = Counter(count for count in counts if count > 1).most_common(1)
    return (round(several[0][1] / len(counts), 1), several[0][0]) if several else (0.0, 0)


def framed(
    format: str, encoding: str | None, cells: list[list[str]], faults: Faults, find: Finder | None = None
) -> Table:
    """The rows below the header, each as long as it."""
    found = find(cells) if find is not None else None
    top = header_row(cells) if found is None else found
    if top is None:
        if not faults.said:
            faults.add("no_header", None, None, is_fatal=True)
        return Table(format, encoding, (), [], [], faults.problems())
    header = named(cells[top])
    rows, lines = [], []
    for line, row in enumerate(cells[top + 1 :], top + 2):
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(header) :]):
            faults.add("too_many_fields", line, None, count=len(row), expected=len(header))
            continue
        rows.append(tuple(cell.strip() for cell in [*row, *[""] * len(header)][: len(header)]))
        lines.append(line)
    if value := glued_to(cells, top):
        faults.add("glued_header", top + 1, None, value=value)
    if len(rows) > ROWS_MAX:
        faults.add("too_many_rows", lines[ROWS_MAX], None, is_fatal=True, limit=ROWS_MAX)
    above = tuple(tuple(row) for row in cells[:top])
    return Table(format, encoding, header, rows, lines, faults.problems(), above, _is_even(cells, top))


def glued_to(cells: Sequence[Sequence[str]], top: int) -> str:
    """The first value among the headings of a header wider than every row: a line feed was lost behind it; "" where
    none is."""
    header = _without_empty_end(cells[top])
    is_wider = all(len(_without_empty_end(row)) < len(header) for row in cells[top + 1 :])
    return next((cell.strip() for cell in header if is_wider and _is_value(cell.strip())), "")


def _is_even(cells: Sequence[Sequence[str]], top: int) -> bool:
    """Are at least half of the rows below the header as long as it, empty ends included?"""
    below = [len(row) == len(cells[top]) for row in cells[top + 1 :] if any(cell.strip() for cell in row)]
    return 2 * sum(below) >= len(below)


def header_row(cells: Sequence[Sequence[str]]) -> int | None:
    """The first row that is wide and made of words only; titles above it are narrow, rows below hold figures."""
    first = cells[:HEADER_WITHIN]
    filled = [[cell.strip() for cell in row if cell.strip()] for row in first]
    usual = max(map(len, filled), default=0)
    for place, words in enumerate(filled):
        if COLUMNS_MAX >= len(words) >= max(2, usual // 2) and not any(_is_value(word) for word in words):
            return place
    return None


def _is_value(text: str) -> bool:
    return parts_of(text) is not None or bool(day_readings(text, None)) or bool(re.fullmatch(r"[A-Z]*\d{4,}", text))


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings without blanks around, each of them once: the second `Nom` is `Nom (2)`, a nameless one `#4`."""
    names: list[str] = []
    times: Counter[str] = Counter()
    for place, cell in enumerate(_without_empty_end(cells), 1):
        name = " ".join(cell.split()) or f"#{place}"
        times[name] += 1
        names.append(f"{name} ({times[name]})" if times[name] > 1 else name)
        if times[name] > 1:
            times[names[-1]] += 1
    return tuple(names)


def _without_empty_end(cells: Sequence[str]) -> Sequence[str]:
    size = len(cells)
    while size and not cells[size - 1].strip():
        size -= 1
    return cells[:size]
