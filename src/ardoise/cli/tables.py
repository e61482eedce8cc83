"""Tables a person reads in the terminal: names left, amounts right, nothing interpreted."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A heading, whether it holds amounts, and whether its words may run over several lines."""

    head: str
    is_amount: bool = False
    is_wide: bool = False


WITHOUT_SCREEN = 160  # columns, where the answer goes to a file or a pipe


def draw(title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Print the table on standard output; control characters of a file never reach the screen."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD, show_edge=False)
    for column in columns:
        table.add_column(Text(column.head), justify="right" if column.is_amount else "left", no_wrap=not column.is_wide)
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WITHOUT_SCREEN
    Console(width=width, highlight=False).print(table)


def printable(text: str) -> str:
    """The text with every control character shown as “·”: an escape sequence in a name commands nothing."""
    return "".join(c if c.isprintable() or c in "\u202f\u00a0" else "·" for c in text)
