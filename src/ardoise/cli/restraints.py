"""Blocks, disputes and promises given to a command as files; what is wrong in them told by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ardoise.cli.answers import UNREADABLE, WRONG_USAGE, refuse

if TYPE_CHECKING:
    import polars as pl

    from ardoise.cli.books import Holding


@dataclass
class Given:
    """What the files say, in the columns of the engine."""

    blocks: pl.DataFrame  # BLOCKS
    promises: pl.DataFrame | None = None  # PROMISE_OUTCOMES; None: no file of promises
    problems: list[dict[str, Any]] = field(default_factory=list)  # {"file", "line", "column", "message"}


def given(files: dict[str, Path | None], holding: Holding, as_of: date, grace_days: int, language: str) -> Given:
    """The blocks, disputes and promises of the files, by what each holds; a file that can't be read is refused."""
    import polars as pl

    from ardoise.domain.dunning import BLOCKS

    if holding.company is not None and any(files.values()):
        refuse(SENTENCES["company"][language], WRONG_USAGE)
    found = Given(pl.DataFrame(schema=BLOCKS))
    for kind, path in files.items():
        if path is not None:
            add(found, kind, path, holding, as_of, grace_days, language)
    return found


def add(found: Given, kind: str, path: Path, holding: Holding, as_of: date, grace_days: int, language: str) -> None:
    """One more file."""
    import polars as pl

    from ardoise.cli import instalments
    from ardoise.cli.books import warn
    from ardoise.domain.dunning import BLOCKS
    from ardoise.engine.instalments import leave_planned
    from ardoise.formats import restraints

    reading = restraints.read(table_of(path, language), kind, language)
    if not reading.is_readable:
        refuse("\n".join(f"{path}: {p.message}" for p in reading.problems if p.is_fatal), UNREADABLE)
    placed, lost = restraints.place(reading.restraints, holding.items, holding.customers, language)
    problems = tuple(sorted((*reading.problems, *lost), key=lambda problem: problem.line or 0))
    warn(problems, path.name, language)
    found.problems += [{"file": path.name, "line": p.line, "column": p.column, "message": p.message} for p in problems]
    agreed = instalments.numbered(placed) if kind == "promises" else placed.clear()
    placed = placed.join(agreed.select("line"), on="line", how="anti")
    contested = "amount_cents" if kind == "disputes" else pl.lit(None, dtype=pl.Int64)
    rows = placed.with_columns(contested_cents=contested).select(list(BLOCKS))
    found.blocks = pl.concat([found.blocks, rows.cast(pl.DataFrame(schema=BLOCKS).schema)])
    if kind == "promises":
        planned = instalments.planned_items(agreed, holding.items) if agreed.height else None
        found.promises = outcomes(placed, agreed, planned, holding, as_of, grace_days)
        if planned is not None:
            given_up = instalments.given_up(
                agreed, lambda on: outcomes(placed, agreed, planned, holding, on, grace_days), as_of
            )
            held = leave_planned(planned, found.promises, holding.items, as_of, given_up)
            found.blocks = pl.concat([found.blocks, held])


def table_of(path: Path, language: str) -> Any:
    """The table in the file; one that isn't there is refused."""
    from ardoise.formats import tables
    from ardoise.formats.messages import unopened

    try:
        return tables.read(path, language)
    except OSError as error:
        refuse(unopened(str(path), error, language)[1], UNREADABLE)


def outcomes(
    placed: pl.DataFrame,
    agreed: pl.DataFrame,
    planned: pl.DataFrame | None,
    holding: Holding,
    as_of: date,
    grace_days: int,
) -> pl.DataFrame:
    """PROMISE_OUTCOMES: a promise without the day it was made was made long enough before its own; so was a plan."""
    import polars as pl

    from ardoise.cli import instalments
    from ardoise.domain.promises import PROMISES
    from ardoise.engine.promises import judge_all

    dated = placed.filter(pl.col("until_on").is_not_null()).with_columns(
        promise="line",
        promised_on="until_on",
        opened_on=pl.coalesce("opened_on", pl.col("until_on") - timedelta(MADE_BEFORE)),
        ended_on=pl.lit(None, dtype=pl.Date),
        plan=pl.lit(None, dtype=pl.Int64),
        open_cents=pl.lit(None, dtype=pl.Int64),
    )
    is_bare = pl.col("amount_cents").is_null() & pl.col("entry").is_null()
    dated = pl.concat([dated.filter(~is_bare), of_all_due(dated.filter(is_bare), holding.items)])
    promises = dated.select(list(PROMISES)).cast(pl.DataFrame(schema=PROMISES).schema)
    if planned is not None:
        promises = pl.concat([promises, instalments.instalments(agreed, planned, MADE_BEFORE)])
    return judge_all(holding.book, promises, as_of, grace_days)


def of_all_due(promises: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """A promise without amount and invoice is of all that was due by its day, item by item: what is open broke it."""
    import polars as pl

    due = items.filter(pl.col("open_cents") > 0).select("customer", "due_on", of="entry")
    found = promises.join(due, on="customer").filter(pl.col("due_on") <= pl.col("promised_on"))
    return found.with_columns(entry="of").select(promises.columns)


MADE_BEFORE = 30
"""Days before its own on which a promise is taken to be made where nobody says."""

SENTENCES = {
    "company": {
        "fr": "--blocks, --disputes et --promises complètent un fichier ; la base connaît déjà les siens.",
        "en": "--blocks, --disputes and --promises complete a file; the database knows its own already.",
    },
}
