"""Row 2: a FEC from its bytes to stored, checked and indexed customer entries in SQLite; floor as in read_fec."""

from __future__ import annotations

from pathlib import Path

from benchmarks import books, read_fec
from benchmarks.runner import Step, measure


def ready(size: int) -> Path:
    """An empty installation and the file; the libraries are loaded before the clock runs."""
    books.new_home()
    import ardoise.actions.imports
    import ardoise.engine.ledger
    import ardoise.formats.files  # noqa: F401

    return books.fec(size)


def bring_in(path: Path) -> dict[str, int]:
    """Received and carried out, as a person's upload is."""
    done = books.bring_in(path)
    return {"rows": done.report.get("rows", 0)}


def bring_in_again(path: Path) -> None:
    """The same file a second time: nothing may change."""
    books.bring_in(path)


def once_in(size: int) -> Path:
    path = ready(size)
    books.bring_in(path)
    return path


STEPS = {
    "floor: polars_utf8": Step(read_fec.imported, read_fec.floor),
    "import": Step(ready, bring_in),
    "import again": Step(once_in, bring_in_again),
}

if __name__ == "__main__":
    measure(STEPS, books.fec)
