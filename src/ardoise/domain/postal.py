"""Postal addresses: lines on paper, one line in a column."""

from __future__ import annotations

from collections.abc import Sequence

BETWEEN = " · "
LINES_MAX = 7  # of a window envelope: the name, and six more (NF Z 10-011)


def on_one_line(lines: Sequence[str]) -> str:
    """The lines as one, from which `lines_of` finds them again."""
    return BETWEEN.join(clean for line in lines if (clean := " ".join(line.replace("·", " ").split())))


def lines_of(address: str) -> list[str]:
    """The lines of an address written on one."""
    return [line for line in address.split(BETWEEN) if line]


def is_whole(lines: Sequence[str]) -> bool:
    """Can a postman find it: a name, where it is, and a town?"""
    return 3 <= len([line for line in lines if line.strip()]) <= LINES_MAX
