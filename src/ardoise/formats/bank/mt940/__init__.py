"""MT940 and MT942 (SWIFT) with the dialects of banks, read line by line: several messages and accounts per file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ardoise.formats.bank.gathering import Gathering
from ardoise.formats.bank.lines import numbered
from ardoise.formats.bank.mt940.messages import Message
from ardoise.formats.bank.reading import StatementReading
from ardoise.formats.encodings import Decoder
from ardoise.formats.faults import Faults
from ardoise.formats.reading import Progress

TAG = re.compile(r":(\d{2}[A-Z]?|NS):")
ENVELOPE = re.compile(r"^.*\{4:\s*")
END = re.compile(r"-\s*(?:\}.*)?|\$\$.*")
LINES_MAX = 400
"""Lines of one field: SWIFT allows six; a bank that writes thousands has lost its marks."""


@dataclass
class Field:
    """A tag with its lines."""

    line: int
    tag: str
    lines: list[str]


def read(path: Path, language: str = "fr", progress: Progress | None = None) -> StatementReading:
    """The statements of an MT940 file, or the interim reports of an MT942."""
    faults, decoder = Faults(language), Decoder()
    gathering = Gathering(faults, has_balances=True)
    message = Message(gathering)
    for field in fields(path, decoder, progress):
        if field is None:
            message.end()
        else:
            message.take(field.line, field.tag, field.lines)
    message.end()
    if decoder.mixed_line:
        faults.add("mixed_encodings", decoder.mixed_line, None, count=decoder.mixed_count, encoding=decoder.name)
    return gathering.reading(message.format, decoder.name)


def fields(path: Path, decoder: Decoder, progress: Progress | None) -> Iterator[Field | None]:
    """Every field of the file; None where a message ends."""
    open_field: Field | None = None
    for number, line in numbered(path, decoder, progress):
        line = ENVELOPE.sub("", line) if "{" in line else line
        found = TAG.match(line)
        if found is None and not END.fullmatch(line):
            if open_field and len(open_field.lines) < LINES_MAX:
                open_field.lines.append(line)
            continue
        if open_field:
            yield open_field
        open_field = Field(number, found[1], [line[found.end() :]]) if found else None
        if found is None:
            yield None
    if open_field:
        yield open_field
