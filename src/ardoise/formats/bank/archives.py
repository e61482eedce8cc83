"""The statements of a ZIP as one reading; what it claims to unpack to is not believed."""

from __future__ import annotations

import errno
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl

from ardoise.domain.ledger import Problem
from ardoise.formats.bank.reading import StatementReading, refused
from ardoise.formats.detection import kind_of
from ardoise.formats.messages import say
from ardoise.formats.reading import Progress

FILES_MAX = 500
DEPTH_MAX = 2  # archives in an archive
UNPACKED_MAX = 1024 * 1024 * 1024
RATIO_MAX = 300  # statements pack ten to forty times
RATIO_FROM = 20 * 1024 * 1024
CHUNK = 1024 * 1024
# a password and an unknown compression are RuntimeErrors
UNREADABLE = (zipfile.BadZipFile, RuntimeError, EOFError, ValueError, zlib.error)
LEDGERS = frozenset({"fec", "fec-xml"})
UNPACKED_NAME = re.compile(r"^\d+(\.\w+)?(?= )")  # what a file is called while it is read
NOT_STATEMENTS = frozenset({"zip", "pdf", "binary"})


Reader = Callable[[Path, Mapping[str, str] | None, str, Progress | None], StatementReading]


class TooBigError(Exception):
    """More than an archive of statements ever holds."""


def read(path: Path, language: str, progress: Progress | None, read_file: Reader) -> StatementReading:
    """Every statement of the archive's files, each read by `read_file`; its problems name it."""
    readings: list[tuple[str, StatementReading]] = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            for name, unpacked in Unpacking(Path(folder)).files(path):
                readings.append((name, read_file(unpacked, None, language, progress)))
                unpacked.unlink()
    except TooBigError:
        return refused("zip", "archive_too_big", language, name=path.name, limit=UNPACKED_MAX // 1024**2)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place that no file has; anything else is the disk's word, not the archive's
            raise
        return refused("zip", "damaged_archive", language, name=path.name)
    except UNREADABLE:
        return refused("zip", "damaged_archive", language, name=path.name)
    if not any(reading.is_readable for _, reading in readings):
        return _nothing(path, readings, language)
    return together(readings, language)


def together(readings: list[tuple[str, StatementReading]], language: str) -> StatementReading:
    """The readings as one, their statements numbered through."""
    good = [reading for _, reading in readings if reading.is_readable]
    statements, movements, count = [], [], 0
    for reading in good:
        shift = pl.col("statement") + count
        statements.append(reading.statements.with_columns(shift))
        movements.append(reading.movements.with_columns(shift))
        count += reading.statements.height
    problems = tuple(
        Problem(p.line, p.column, say("of_archive", language, name=name, message=p.message))
        for name, reading in readings
        for p in reading.problems
    )
    return StatementReading(
        good[0].format,
        good[0].encoding,
        sum(reading.rows for reading in good),
        pl.concat(statements),
        pl.concat(movements),
        problems,
        all(reading.is_whole for reading in good),
        good[0].mapping,
    )


def _nothing(path: Path, readings: list[tuple[str, StatementReading]], language: str) -> StatementReading:
    """Why nothing of the archive can be used: it holds a ledger, or the first file's own reason, where it has one."""
    if any(r.format in LEDGERS for _, r in readings):
        return refused("zip", "zip", language, name=path.name)
    name, reading = next(((name, r) for name, r in readings if r.format not in NOT_STATEMENTS), (path.name, None))
    if reading is None or not reading.problems:
        return refused("zip", "empty_archive", language, name=path.name)
    message = UNPACKED_NAME.sub(lambda _found: Path(name).name, reading.problems[0].message)
    return refused("zip", "of_archive", language, name=name, message=message)


@dataclass
class Unpacking:
    """The files of an archive and of the archives in it, one by one; all together share one room."""

    folder: Path
    room: int = UNPACKED_MAX
    count: int = 0

    def files(self, path: Path, depth: int = 0) -> Iterator[tuple[str, Path]]:
        """Each file by its own name, unpacked to one of ours: no path of the archive is followed."""
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not _is_passed_over(entry)]
            if self.count + len(entries) > FILES_MAX or is_trap(entries, path.stat().st_size):
                raise TooBigError
            for entry in entries:
                name = entry.filename.rpartition("/")[2]
                target = self.folder / f"{self.count}{Path(name).suffix[:8]}"
                self.count += 1
                with archive.open(entry) as packed, target.open("wb") as unpacked:
                    self.unpack(packed, unpacked)
                if is_archive(target):
                    if depth >= DEPTH_MAX:
                        raise TooBigError
                    yield from self.files(target, depth + 1)
                    target.unlink()
                else:
                    yield name, target

    def unpack(self, packed: IO[bytes], unpacked: IO[bytes]) -> None:
        """Copies a file as long as there is room."""
        while chunk := packed.read(CHUNK):
            self.room -= len(chunk)
            if self.room < 0:
                raise TooBigError
            unpacked.write(chunk)


def is_archive(path: Path) -> bool:
    """A ZIP, and no workbook."""
    with path.open("rb") as stream:
        start = stream.read(4)
    return start.startswith(b"PK") and kind_of(path, start)[0] == "zip" and zipfile.is_zipfile(path)


def is_trap(entries: list[zipfile.ZipInfo], size: int) -> bool:
    """Do the files claim more than is let in, or more than the archive has bytes for?"""
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    return unpacked > UNPACKED_MAX or packed > size or (unpacked > RATIO_FROM and unpacked > RATIO_MAX * packed)


def unpacked_size(path: Path, size: int) -> int:
    """The bytes an archive claims to hold; of anything else, of a broken one and of a trap, which is told at once,
    its own size."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (*UNREADABLE, OSError):
        return size
    return size if is_trap(entries, size) else max(size, sum(entry.file_size for entry in entries))


def _is_passed_over(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or entry.filename.startswith("__MACOSX/") or entry.filename.rpartition("/")[2].startswith(".")
