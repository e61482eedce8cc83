"""Records of fixed length, as the CFONB writes them: one per line, or one behind the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ardoise.formats.bank.amounts import overpunched, two_digit_day
from ardoise.formats.bank.identifiers import french_iban
from ardoise.formats.bank.lines import numbered
from ardoise.formats.encodings import Decoder
from ardoise.formats.faults import Faults
from ardoise.formats.reading import Progress

SIGNED = re.compile(r"\d{13}[{}A-R](?!.*\d{13}[{}A-R])")
AMOUNT_ENDS = 104


@dataclass(frozen=True)
class Record:
    """One record, its columns counted from 1 as the standard does."""

    line: int
    text: str

    def at(self, first: int, last: int) -> str:
        """The text of columns first to last, without the blanks around it."""
        return self.text[first - 1 : last].strip()

    def raw(self, first: int, last: int) -> str:
        return self.text[first - 1 : last]

    def day(self, first: int, faults: Faults) -> date | None:
        """The day of six columns, DDMMYY; zeros or blanks are none, anything else is told."""
        written = self.raw(first, first + 5)
        found = two_digit_day(written, "dmy")
        if found is None and written.strip(" 0"):
            faults.add("bad_bank_date", self.line, str(first), value=written)
        return found

    def cents(self, first: int, last: int, decimals: str) -> int | None:
        """The signed amount of the columns; where a longer label pushed it to the right, it is looked for there."""
        places = int(decimals) if decimals.isdigit() else 2
        strayed = strayed_amount(self.text)
        written = strayed if strayed is not None else self.raw(first, last)
        is_cut = written != written.rstrip()  # its last digit is the last column: a line cut in it tells another amount
        return None if is_cut else overpunched(written, places)


def records(
    path: Path, size: int, codes: tuple[str, ...], decoder: Decoder, faults: Faults, progress: Progress | None = None
) -> Iterator[Record]:
    """Every record of a file, padded to its size; what is none, or longer than one, is told."""
    for line, text in numbered(path, decoder, progress):
        if not text.strip(" \x1a\x00"):
            continue
        for part in _parts(text, size, codes):
            if part[:2] not in codes:
                faults.add("unknown_record", line, None, value=part)
                continue
            if part[size:].strip():
                faults.add("long_record", line, None, size=size, value=part[size:])
            yield Record(line, (part if size == 120 and strayed_amount(part) else part[:size]).ljust(size))


def _parts(text: str, size: int, codes: tuple[str, ...]) -> list[str]:
    """The records of a line: one, or as many as whole records follow each other on it."""
    if len(text) > size and text[size : size + 2] in codes and text[:2] in codes:
        return [text[i : i + size] for i in range(0, len(text), size) if text[i : i + size].strip()]
    return [text]


def strayed_amount(text: str) -> str | None:
    """The amount of a record of 120 columns that a longer label pushed behind its columns; None if it stands there."""
    if len(text) <= AMOUNT_ENDS + 16 or not text[AMOUNT_ENDS:].strip():
        return None
    found = SIGNED.search(text, AMOUNT_ENDS - 14)
    return found[0] if found and found.end() > AMOUNT_ENDS else None


def account_of(bank: str, branch: str, account: str) -> str | None:
    """The IBAN that the three parts of a French account make; the number as written where they make none."""
    return french_iban(bank, branch, account) or account or None
