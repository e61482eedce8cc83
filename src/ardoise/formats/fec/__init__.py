"""The *fichier des écritures comptables* (LPF art. A47 A-1) in every dialect software gives it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ardoise.formats.encodings import Decoder
from ardoise.formats.faults import Faults
from ardoise.formats.fec.blocks import BLOCK_BYTES, Block, blocks
from ardoise.formats.fec.book import Book
from ardoise.formats.fec.columns import LOOKED_AT, Header, header_among, header_of, headless
from ardoise.formats.fec.signs import TurnedError
from ardoise.formats.reading import LedgerReading, Progress


def read(path: Path, language: str = "fr", progress: Progress | None = None, size: int = BLOCK_BYTES) -> LedgerReading:
    """The receivable entries of a FEC, to its end; memory does not grow with the lines that are not receivable."""
    try:
        return _read(path, language, progress, size)
    except TurnedError:
        return _read(path, language, progress, size, are_credits_turned=True)


def _read(
    path: Path, language: str, progress: Progress | None, size: int, are_credits_turned: bool = False
) -> LedgerReading:
    decoder, faults = Decoder(), Faults(language)
    book: Book | None = None
    for block in blocks(path, decoder, size, progress):
        if book is None:
            header, block = _opened(block, faults)
            if header is None or header.missing:
                return _headless(header, decoder, faults)
            _tell_columns(header, faults)
            book = Book(replace(header, are_credits_turned=are_credits_turned), faults)
        book.add(block)
    assert book is not None, "blocks always yields a last block"
    if decoder.zero_line:
        faults.add("zero_bytes", decoder.zero_line, None, count=decoder.zero_count)
    if decoder.mixed_line:
        faults.add("mixed_encodings", decoder.mixed_line, None, count=decoder.mixed_count, encoding=decoder.name)
    return book.reading(decoder.name)


def _opened(block: Block, faults: Faults) -> tuple[Header | None, Block]:
    """The header of the first block, and the block below it; what stands above it is told."""
    *first, rest = block.text.split(b"\n", LOOKED_AT)
    lines = [line.decode(errors="replace") for line in first]
    place = header_among(lines)
    if place is None:
        header = headless(lines)
        if header:
            faults.add("headless", None, None)
        return header, block
    if any(line.strip() and not line.lower().startswith("sep=") for line in lines[:place]):
        faults.add("above_header", 1, None, place=place + 1)
    below = b"\n".join([*first[place + 1 :], rest])
    return header_of(lines[place]), Block(below, block.first_line + place + 1, block.is_last, block.is_cut)


def _headless(header: Header | None, decoder: Decoder, faults: Faults) -> LedgerReading:
    columns = ", ".join(header.missing) if header else "JournalCode"
    faults.add("missing_columns", 1, None, is_fatal=True, columns=columns)
    return LedgerReading("fec", decoder.name, 0, problems=faults.problems())


def _tell_columns(header: Header, faults: Faults) -> None:
    for name in header.absent:
        faults.add("absent_column", 1, name, columns=name)
    for name in header.repeated:
        faults.add("repeated_column", 1, name, columns=name)
