"""The slow way from lines to fields, for a block in which a line is blank, quoted, broken or of the wrong length."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ardoise.formats.faults import Faults
from ardoise.formats.fec.blocks import Block
from ardoise.formats.fec.columns import Header
from ardoise.formats.values import cents, day

BLANKS = b" \t|;,\x1a"
MARK = b"\x1f"
"""What separates the fields of a line once they are told apart: no label holds it."""
BREAKABLE = ("journal_label", "account_label", "auxiliary_label", "document", "label")
"""The columns in which a person may have struck the Enter key."""
DAYS = ("document_on", "lettered_on", "valid_on", "due_on")
PIECES_MAX = 8
"""A label of so many lines is put together again."""


@dataclass(frozen=True)
class Line:
    """A line as fields, under the number an editor shows."""

    number: int
    fields: list[bytes]

    @property
    def is_blank(self) -> bool:
        return not any(field.strip(BLANKS) for field in self.fields)


def sound_lines(block: Block, header: Header, faults: Faults) -> tuple[bytes, list[int], int]:
    """(the lines that have each field of the header, with a MARK between; their numbers; how many are filled)."""
    texts = [text.removesuffix(b"\r") for text in block.text.replace(MARK, b" ").split(b"\n")[:-1]]
    lines = [Line(number, fields_of(text, header)) for number, text in enumerate(texts, block.first_line)]
    usual = _usual(header, [len(line.fields) for line in lines if not line.is_blank])
    sound: list[Line] = []
    filled = 0
    for line in _mended(lines, texts, header, usual, faults):
        filled += 1
        is_end = block.is_cut and line.number == block.first_line + len(lines) - 1
        is_doubtful = is_end and len(line.fields) == header.least < header.fields  # its amount may be cut too
        if (fields := _fitted(line.fields, header, usual)) and not is_doubtful:
            sound.append(Line(line.number, fields))
            continue
        few = "truncated" if is_end else "too_few_fields"
        code = few if len(line.fields) < header.fields else "too_many_fields"
        faults.add(code, line.number, None, count=len(line.fields), expected=header.fields)
    text = b"".join(MARK.join(line.fields) + b"\n" for line in sound)
    return text, [line.number for line in sound], filled


def fields_of(line: bytes, header: Header) -> list[bytes]:
    """The fields of a line; where quotes hold a separator, or all lines are quoted, what stands between the quotes."""
    mark = header.separator.encode()
    fields = line.split(mark)
    if b'"' not in line or (len(fields) == header.fields and not header.is_quoted):
        return fields
    try:
        cells = next(csv.reader([line.decode(errors="replace")], delimiter=header.separator, strict=True))
    except (csv.Error, StopIteration):
        return fields  # a lone quote is a character like another
    return [" ".join(cell.split("\t")).encode() for cell in cells]


def _usual(header: Header, counts: list[int]) -> range:
    """How many fields a line has: those of the header, with empty ones more, or less those that were left off its end.

    A separator may end most lines, or two; a spreadsheet leaves off the empty fields of the end, here more, there less.
    """
    found = Counter(counts)
    shorter = sum(n for count, n in found.items() if header.least <= count < header.fields)
    if shorter > 1 and shorter * 2 > len(counts):
        return range(header.least, header.fields + 1)
    longer = [header.separators + 1, *sorted(count for count in found if count >= header.fields), header.fields]
    usual = max(longer, key=lambda count: found[count])
    return range(usual, usual + 1)


def _fitted(fields: list[bytes], header: Header, usual: range) -> list[bytes] | None:
    """As many fields as the header has, if the line has the usual number and nothing stands beyond them."""
    if len(fields) not in usual or any(field.strip() for field in fields[header.fields :]):
        return None
    if len(fields) < header.fields and not _ends_in_place(fields, header):
        return None
    return [*fields, *[b""] * header.fields][: header.fields]


def _ends_in_place(fields: list[bytes], header: Header) -> bool:
    """Does a short line lack its end, and no column in the middle, which would shift its amounts?"""

    def said(word: str) -> str:
        place = header.places.get(word, len(fields))
        return fields[place].decode(errors="replace").strip('" ') if place < len(fields) else ""

    has_days = all(day(text) is not None for word in DAYS if (text := said(word)).strip("0"))
    has_amount = cents(said("foreign_amount")) is not None
    return fields[-1].strip() != b"" and has_days and has_amount and _is_sound(fields, header)


def _mended(lines: list[Line], texts: list[bytes], header: Header, usual: range, faults: Faults) -> Iterator[Line]:
    """The lines that are not blank, each line that a break in a label had cut put together again."""
    place = 0
    while place < len(lines):
        line, whole = lines[place], None
        if not line.is_blank and len(line.fields) < usual.start:
            whole = _whole(texts[place : place + PIECES_MAX], lines[place : place + PIECES_MAX], header, usual)
        if whole is not None:
            pieces, fields = whole
            faults.add("broken_line", line.number, None, last=line.number + pieces - 1)
            yield Line(line.number, fields)
            place += pieces
            continue
        if not line.is_blank:
            yield line
        place += 1


def _whole(texts: list[bytes], lines: list[Line], header: Header, usual: range) -> tuple[int, list[bytes]] | None:
    """(how many lines make one, its fields); None where no number of them does."""
    for pieces in range(2, len(texts) + 1):
        if len(lines[pieces - 1].fields) in usual:
            return None
        fields = fields_of(b" ".join(texts[:pieces]), replace(header, is_quoted=True))
        if len(fields) in usual:
            is_sound = _is_sound(fields, header) and _breaks_in_label(lines[:pieces], header)
            return (pieces, fields) if is_sound else None
    return None


def _breaks_in_label(lines: list[Line], header: Header) -> bool:
    """Does each break stand in a column of free text?"""
    labels = {place for word, place in header.places.items() if word in BREAKABLE}
    at = 0
    for line in lines[:-1]:
        at += len(line.fields) - 1
        if at not in labels:
            return False
    return True


def _is_sound(fields: list[bytes], header: Header) -> bool:
    """Do the day, the account and the amounts say something?"""

    def text(word: str) -> str:
        place = header.places.get(word)
        return fields[place].decode(errors="replace").strip('" ') if place is not None else ""

    amounts = ("amount",) if header.has_side else ("debit", "credit")
    return (
        day(text("booked_on")) is not None
        and text("gl_account") != ""
        and all(cents(text(word)) is not None for word in amounts)
    )
