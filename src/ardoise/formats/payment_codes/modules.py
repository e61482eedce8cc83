"""The modules of a QR code, dark and light: ISO/IEC 18004 for bytes at error level M, as a payment code has it.

A statement is drawn in some five milliseconds, a code by segno in more than one: here it costs a tenth. The patterns
that all codes of a size share are segno's; `tests/formats` has both draw the same codes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain, zip_longest
from operator import itemgetter
from typing import NamedTuple

import segno

MASK = 3  # any is read; to weigh all eight, as the standard advises, takes six times as long
WORDS = (
    (10, (16,)),
    (16, (28,)),
    (26, (44,)),
    (18, (32, 32)),
    (24, (43, 43)),
    (16, (27,) * 4),
    (18, (31,) * 4),
    (22, (38, 38, 39, 39)),
    (22, (36, 36, 36, 37, 37)),
    (26, (43, 43, 43, 43, 44)),
    (30, (50, 51, 51, 51, 51)),
    (22, (36,) * 6 + (37, 37)),
    (22, (37,) * 8 + (38,)),
)
"""Of the versions 1 to 13 at level M (table 9): the error words of each block, and the data words of the blocks."""


class Layout(NamedTuple):
    """Where a version puts its bits."""

    side: int
    every: Callable[[str], Sequence[str]]  # all modules, row by row, out of "01" and the bits
    mask: int  # of the bits
    bits: int


def matrix(told: bytes) -> tuple[str, ...]:
    """The rows of 0 and 1, without the white around; a ValueError where it needs more than version 13."""
    version = next((n for n in range(1, len(WORDS) + 1) if len(told) <= room(n)), None)
    if version is None:
        raise ValueError(f"A payment code of {len(told)} bytes is larger than the standard allows.")
    words, layout = bytes(interleaved(version, framed(version, told))), laid_out(version)
    stream = (int.from_bytes(words) << layout.bits - 8 * len(words)) ^ layout.mask
    modules = layout.every(f"01{stream:0{layout.bits}b}")
    return tuple("".join(modules[at : at + layout.side]) for at in range(0, layout.side**2, layout.side))


def room(version: int) -> int:
    """How many bytes a version holds: its data words without mode, count and end."""
    return sum(WORDS[version - 1][1]) - (2 if version < 10 else 3)


def framed(version: int, told: bytes) -> bytes:
    """The data words: the mode (bytes: 0100), the count, the bytes, the end (0000), and what fills the rest."""
    counted = 8 if version < 10 else 16
    head = (0b0100 << counted | len(told)) << 8 * len(told) + 4
    words = (head | int.from_bytes(told) << 4).to_bytes(len(told) + (counted + 8) // 8)
    return (words + b"\xec\x11" * sum(WORDS[version - 1][1]))[: sum(WORDS[version - 1][1])]


def interleaved(version: int, words: bytes) -> list[int]:
    """The words of all blocks in turn, then their error words in turn."""
    errors, sizes = WORDS[version - 1]
    ends = [sum(sizes[: n + 1]) for n in range(len(sizes))]
    blocks = [words[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    mixed = [word for turn in zip_longest(*blocks) for word in turn if word is not None]
    return mixed + list(chain.from_iterable(zip(*(error_words(block, errors) for block in blocks), strict=True)))


def error_words(block: bytes, count: int) -> bytes:
    """What is left of the block divided by the generator polynomial (Reed and Solomon, over GF(256))."""
    multiples, left, kept = multiples_of_generator(count), 0, (1 << 8 * count) - 1
    for word in block:
        left = (left << 8 & kept) ^ multiples[word ^ left >> 8 * (count - 1)]
    return left.to_bytes(count)


@lru_cache(maxsize=16)
def multiples_of_generator(count: int) -> tuple[int, ...]:
    """The generator of so many error words, its leading 1 left out, times each number of the field."""
    generator = [1]
    root = 1
    for _ in range(count):
        generator = [a ^ times(b, root) for a, b in zip([*generator, 0], [0, *generator], strict=True)]
        root = times(root, 2)
    return tuple(int.from_bytes(bytes(times(word, number) for word in generator[1:])) for number in range(256))


def times(a: int, b: int) -> int:
    """The product in GF(256), modulo x⁸ + x⁴ + x³ + x² + 1."""
    product = 0
    while b:
        product ^= a * (b & 1)
        a, b = (a << 1) ^ (0x11D if a & 0x80 else 0), b >> 1
    return product


@lru_cache(maxsize=16)
def laid_out(version: int) -> Layout:
    """A version's modules: which are the same for every code, and which bit each other one shows, before the mask."""
    drawn = segno.make_qr(b"", version=version, error="m", boost_error=False, mask=MASK)
    side = len(drawn.matrix)
    free = [place for place in zigzag(side) if not is_pattern(*place, version)]
    source = {place: 2 + bit for bit, place in enumerate(free)}
    every = [
        source.get((row, column), int(module))
        for row, modules in enumerate(drawn.matrix)
        for column, module in enumerate(modules)
    ]
    mask = int("".join("01"[(row + column) % 3 == 0] for row, column in free), 2)
    return Layout(side, itemgetter(*every), mask, len(free))


def is_pattern(row: int, column: int, version: int) -> bool:
    """Is the module of a pattern that says nothing of the content (figures 1, 22 and 25, annex E)?"""
    side, last = 17 + 4 * version, 10 + 4 * version
    if (row < 9 and (column < 9 or column >= side - 8)) or (row >= side - 8 and column < 9) or 6 in (row, column):
        return True
    if version >= 7 and any(a < 6 and side - 11 <= b < side - 8 for a, b in ((row, column), (column, row))):
        return True
    centres = {6, last} | ({(6 + last) // 2} if version >= 7 else set())
    corners = {(6, 6), (6, last), (last, 6)}
    aligned = ((r, c) for r in centres for c in centres if version > 1 and (r, c) not in corners)
    return any(abs(row - r) <= 2 and abs(column - c) <= 2 for r, c in aligned)


def zigzag(side: int) -> list[tuple[int, int]]:
    """The places in the order in which bits are laid: two columns at a time from the right, up, then down."""
    places = []
    rights = [*range(side - 1, 6, -2), 5, 3, 1]  # the column of the timing pattern is left out
    for turn, right in enumerate(rights):
        rows = range(side) if turn % 2 else range(side - 1, -1, -1)
        places += [(row, column) for row in rows for column in (right, right - 1)]
    return places
