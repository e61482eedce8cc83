"""A private SQLite file laid out from columns, page by page: a million rows in a tenth of what binding them costs.

Rows then go from it into the real tables by one statement of SQLite's own. The layout is that of
https://sqlite.org/fileformat2.html, kept to what it needs: tables of rows no longer than a page, every value a text,
bytes or NULL. Nobody but the connection that takes the rows ever opens the file.
"""

from __future__ import annotations

import os
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import accumulate
from pathlib import Path
from struct import pack
from typing import Any, BinaryIO
from uuid import uuid4

import polars as pl
import polars.selectors as cs
from django.db import DatabaseError, connection
from django.db.models import Model

from ardoise.records.writing import quoted

PAGE = 65_536
LEAF, BRANCH = 0x0D, 0x05
FIRST_ROW = 1 << 14  # from here to 2^21 a row's number takes three bytes
ROWS_MAX = (1 << 21) - FIRST_ROW


def varint(number: int) -> bytes:
    """A number as SQLite writes it: seven bits a byte, the highest first."""
    low = [number & 0x7F]
    while number := number >> 7:
        low.append(number & 0x7F | 0x80)
    return bytes(reversed(low))


BYTES = pl.Series([bytes([byte]) for byte in range(256)], dtype=pl.Binary)
SHORT = 57  # bytes of the longest text whose kind is told in one byte
SHORT_KINDS = pl.Series(["\0", *(chr(13 + 2 * size) for size in range(SHORT + 1))])
"""The kind of NULL, then of the texts of 0 to 57 bytes."""
VARINTS = pl.Series([varint(number) for number in range(1 << 14)], dtype=pl.Binary)


class Staged:
    """Rows laid out beside the database of this process, to be taken into a table of it by one statement a part."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.layout: Layout | None = Layout(path)
        self.parts: list[tuple[str, list[str], dict[str, Any]]] = []  # table, its columns, what all its rows share

    @staticmethod
    def is_possible() -> bool:
        """Only SQLite takes rows from another file; PostgreSQL has COPY."""
        return connection.vendor == "sqlite"

    def add(self, part: pl.DataFrame) -> None:
        """Some more rows, under the names of the table's columns; `place` is left for `take` to explain."""
        assert self.layout, "the rows are being taken"
        if part.is_empty():
            return
        texts = part.with_columns(cs.boolean().cast(pl.Int8)).with_columns((~cs.binary()).cast(pl.String))
        is_shared = texts.select(pl.all().eq_missing(pl.all().first()).all()).row(0, named=True)
        shared = {name: texts.item(0, name) for name, is_same in is_shared.items() if is_same and name != "place"}
        told = texts.drop(shared)
        self.parts.append((self.layout.add(told), told.columns, shared))

    def discard(self) -> None:
        """The rows are not wanted after all: their room is free at once."""
        if self.layout:
            with suppress(OSError):  # what was not yet written needs room too
                self.layout.stream.close()
        self.path.unlink(missing_ok=True)

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """The rows can be taken meanwhile. The file's name goes at once, and its room with the connection's hold."""
        assert self.layout, "the rows are being taken"
        name = f"staged_{uuid4().hex}"
        try:
            self.layout.close()
            with connection.cursor() as cursor:
                cursor.execute(f"ATTACH %s AS {name}", [str(self.path)])
        finally:
            self.discard()
        self.name, self.layout = name, None
        try:
            yield
        finally:
            with suppress(DatabaseError), connection.cursor() as cursor:  # inside somebody's transaction it stays
                cursor.execute(f"DETACH {name}")

    def take(self, model: type[Model], owned: dict[str, Any], placed: pl.DataFrame) -> None:
        """All the rows into a table, with the values that all own; `placed`: place and the column it stands for."""
        if not self.parts:
            return
        table, (_, meant) = connection.ops.quote_name(model._meta.db_table), placed.columns
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE placed (place INTEGER PRIMARY KEY, meant INTEGER)")
            cursor.executemany("INSERT INTO placed VALUES (%s, %s)", placed.rows())
            for part, columns, shared in self.parts:
                told = [name for name in columns if name != "place"]
                alike = {name: value for name, value in (owned | shared).items() if value is not None}
                names = quoted([meant, *alike, *told])
                values = ", ".join(["p.meant", *("%s" for _ in alike), *(f"s.{quoted([name])}" for name in told)])
                source = f"{self.name}.{part} s CROSS JOIN placed p ON p.place = s.place"  # read in its own order
                cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {source}", list(alike.values()))  # noqa: S608 - our own words
            cursor.execute("DROP TABLE placed")


class Layout:
    """A file being written: one table per frame, the first page when it is closed."""

    def __init__(self, path: Path) -> None:
        self.stream: BinaryIO = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self.pages = 1
        self.stream.write(bytes(PAGE))
        self.tables: list[tuple[str, int, list[str]]] = []

    def add(self, frame: pl.DataFrame) -> str:
        """One more table of the frame's rows, in their order; gives its name. Texts and bytes only."""
        name, frame = f"part{len(self.tables)}", arranged(frame)
        children = list(self._leaves(cells(frame)))
        root = children[0][0] if len(children) == 1 else self._branch(children)
        self.tables.append((name, root, frame.columns))
        return name

    def close(self) -> None:
        """Writes what makes a database of the pages."""
        rows = [
            schema_cell(place, name, root, f"CREATE TABLE {name} ({quoted(columns)})")
            for place, (name, root, columns) in enumerate(self.tables, 1)
        ]
        self.stream.seek(0)
        self.stream.write(page(LEAF, rows, placed(rows), first=header(self.pages)))
        self.stream.close()

    def _leaves(self, found: pl.Series) -> Iterator[tuple[int, int]]:
        """Writes the cells page after page; gives each page's number and its last row's."""
        ends = found.bin.size().cast(pl.Int64).cum_sum()
        room, cells = (ends + 2 * pl.int_range(1, found.len() + 1, eager=True)).to_list(), found.to_list()
        starts = (ends - found.bin.size()).to_list()
        begin = 0
        while begin < len(cells):
            taken = room[begin - 1] if begin else 0
            end = bisect_right(room, taken + PAGE - 8, begin)
            yield self._write(page(LEAF, cells[begin:end], starts[begin:end])), FIRST_ROW + end - 1
            begin = end

    def _branch(self, children: list[tuple[int, int]]) -> int:
        """Writes the page above the leaves."""
        *left, (rightmost, _last) = children
        found = [pack(">I", number) + varint(row) for number, row in left]
        return self._write(page(BRANCH, found, placed(found), rightmost))

    def _write(self, text: bytes) -> int:
        self.stream.write(text)
        self.pages += 1
        return self.pages


def page(kind: int, found: list[bytes], starts: list[int], rightmost: int | None = None, first: bytes = b"") -> bytes:
    """A page of cells, at its end; `starts`: where each begins among them, from wherever one counts."""
    content = b"".join(found)
    moved = PAGE - len(content) - (starts[0] if starts else 0)
    places = array("H", [start + moved for start in starts])
    if sys.byteorder == "little":
        places.byteswap()
    head = first + pack(">BHHHB", kind, 0, len(found), (PAGE - len(content)) % PAGE, 0)
    head += (b"" if rightmost is None else pack(">I", rightmost)) + places.tobytes()
    if len(head) + len(content) > PAGE:
        raise OverflowError("a page holds no more cells")
    return head + bytes(PAGE - len(head) - len(content)) + content


def placed(found: list[bytes]) -> list[int]:
    """Where each cell begins among them."""
    return list(accumulate(map(len, found[:-1]), initial=0)) if found else []


def arranged(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns with the short texts first, bytes last."""
    widths = frame.select(pl.col(pl.String).str.len_bytes().max().fill_null(0))
    wide = [name for name, width in zip(widths.columns, widths.row(0), strict=True) if width > SHORT]
    short = [name for name in widths.columns if name not in wide]
    return frame.select(*short, *wide, cs.binary())


def cells(frame: pl.DataFrame) -> pl.Series:
    """Each row of an arranged frame as the cell of a leaf: its length, its number, the kinds of its values, these."""
    if frame.height > ROWS_MAX:
        raise OverflowError("too many rows for one table")
    texts, blobs = frame.select(cs.string()), frame.select(cs.binary())
    sizes = texts.select(pl.all().str.len_bytes())
    short = [name for name in sizes.columns if (sizes.get_column(name).max() or 0) <= SHORT]  # type: ignore[operator]
    told = [pl.lit(SHORT_KINDS).gather((pl.col(name) + 1).fill_null(0)) for name in short]
    kinds = sizes.select(pl.concat_str(pl.lit(""), *told).cast(pl.Binary)).to_series()
    for column in sizes.drop(short):
        kinds = kinds + VARINTS.gather((column * 2 + 13).fill_null(0))
    bodies = texts.select(pl.concat_str(pl.lit(""), pl.all().fill_null("")).cast(pl.Binary)).to_series()
    for blob in blobs:
        kinds, bodies = kinds + VARINTS.gather(blob.bin.size() * 2 + 12), bodies + blob
    records = VARINTS.gather(kinds.bin.size() + 1) + kinds + bodies
    return VARINTS.gather(records.bin.size()) + row_numbers(frame.height) + records


def row_numbers(count: int) -> pl.Series:
    """The numbers of that many rows, three bytes each."""
    rows = pl.int_range(FIRST_ROW, FIRST_ROW + count, eager=True)
    low, middle, high = rows % 128, rows // 128 % 128 + 128, rows // 16_384 + 128
    return BYTES.gather(high) + BYTES.gather(middle) + BYTES.gather(low)


def schema_cell(place: int, name: str, root: int, statement: str) -> bytes:
    """The row of sqlite_schema that tells of a table."""
    values = [b"table", name.encode(), name.encode(), pack(">I", root), statement.encode()]
    kinds = b"".join(varint(4 if at == 3 else 13 + 2 * len(value)) for at, value in enumerate(values))
    record = varint(len(kinds) + 1) + kinds + b"".join(values)
    return varint(len(record)) + varint(place) + record


def header(pages: int) -> bytes:
    """The first hundred bytes of the file."""
    settled = pack(">16sHBBBBBB", b"SQLite format 3\0", 1, 1, 1, 0, 64, 32, 32)
    counts = pack(">12I", 1, pages, 0, 0, 1, 4, 0, 0, 1, 0, 0, 0)
    return settled + counts + bytes(20) + pack(">II", 1, 3_053_000)
