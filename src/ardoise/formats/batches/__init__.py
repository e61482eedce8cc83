"""Letters to be printed and posted together: one PDF, first the slip that lists them, then each letter with its papers.

Typst puts them together in a child process with limits of time and memory and no network.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from signal import SIGXCPU

from ardoise.formats.batches.words import WORDS
from ardoise.formats.limits import PATIENCE

SECONDS_MAX = 30  # of the processor, and one more per letter
MEMORY_BYTES_MAX = 2 * 1024**3
LETTERS_MAX = 500
TOO_LONG = "The batch took too long to put together: print fewer letters at once."


class Unbindable(Exception):  # noqa: N818
    """The batch could not be put together; the message says why, and `number` which letter it is about, from 1."""

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(reason)
        self.number = number


@dataclass(frozen=True)
class Enclosed:
    """One letter of a batch: whose, where it goes, what it claims, its papers in the order they are printed."""

    code: str
    name: str
    address: str  # on one line
    amount: str  # as the reader writes it, with its currency
    papers: tuple[bytes, ...]
    is_with_last: bool = False  # it goes into the envelope of the one before


@dataclass(frozen=True)
class Slip:
    """What the first page says."""

    company: str
    number: int
    on: date
    title: str
    is_registered: bool  # leaves room to note each letter's number
    language: str


def enclose(papers: Sequence[bytes]) -> bytes:
    """One letter and what is printed behind it, as in a batch but for the slip; Unbindable where one can't be read."""
    return papers[0] if len(papers) == 1 else bind(None, [Enclosed("", "", "", "", tuple(papers))])


def bind(slip: Slip | None, letters: Sequence[Enclosed]) -> bytes:
    """The PDF of a batch; Unbindable where a paper can't be read or the batch is too large."""
    if not 0 < len(letters) <= LETTERS_MAX:
        raise Unbindable(f"{len(letters)} letters were given to print at once: give 1 to {LETTERS_MAX}.")
    asked = json.dumps(
        {"slip": _told(slip) if slip else None, "letters": [_enclosed(letter) for letter in letters]}
    ).encode()
    command = [sys.executable, "-m", "ardoise.formats.batches.child", str(SECONDS_MAX + len(letters))]
    try:
        done = subprocess.run(
            [*command, str(MEMORY_BYTES_MAX)],
            input=asked,
            capture_output=True,
            timeout=PATIENCE * (SECONDS_MAX + len(letters)),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unbindable(TOO_LONG) from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == -SIGXCPU:
        raise Unbindable(TOO_LONG)
    said = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"status {done.returncode}"]
    number, _, reason = said[0].partition(" ")
    if number.isdigit():
        raise Unbindable(f"A paper of letter {number} cannot be printed: {reason}", int(number))
    raise Unbindable(f"The batch could not be put together: {said[0]}")


def _told(slip: Slip) -> dict[str, object]:
    return {
        "company": slip.company,
        "number": slip.number,
        "on": slip.on.strftime("%d/%m/%Y"),
        "title": slip.title,
        "is_registered": slip.is_registered,
        "language": slip.language,
        "words": WORDS[slip.language if slip.language in WORDS else "en"],
    }


def _enclosed(letter: Enclosed) -> dict[str, object]:
    papers = [b64encode(paper).decode("ascii") for paper in letter.papers]
    told = {"code": letter.code, "name": letter.name, "address": letter.address, "amount": letter.amount}
    return told | {"papers": papers, "is_with_last": letter.is_with_last}
