"""Rows 4 and 4b: the plan of so many open items from columns, and of as many entries from SQLite, stored."""

from __future__ import annotations

from typing import Any

from benchmarks import books
from benchmarks.runner import Step, measure


def native(state: tuple[Any, Any]) -> None:
    """The floor: polars ages, levels and gathers, and counts interest at one rate; no reason, no restraint."""
    import polars as pl

    items, customers = state
    late = items.with_columns(days=(pl.lit(books.AS_OF) - pl.col("due_on")).dt.total_days()).filter(pl.col("days") > 0)
    level = sum((pl.col("days") >= bound).cast(pl.Int8) for bound in (7, 21, 45))
    interest = pl.col("open_cents") * pl.col("days") * 1240 // 3_650_000
    gathered = (
        late.with_columns(level=level, interest=interest)
        .group_by("customer")
        .agg(pl.col("open_cents", "interest").sum(), pl.col("due_on").min(), pl.col("level").max())
    )
    customers.join(gathered, on="customer", how="left").sort("open_cents", descending=True, nulls_last=True)


def planned(state: tuple[Any, Any]) -> dict[str, int]:
    import polars as pl

    from ardoise.domain.dunning import BLOCKS, DEFAULT_POLICY, HISTORY
    from ardoise.engine import dunning

    items, customers = state
    nothing = pl.DataFrame(schema=BLOCKS), pl.DataFrame(schema=HISTORY)
    plan = dunning.plan(items, customers, DEFAULT_POLICY, books.AS_OF, *nothing)
    return {"proposals": plan.proposals.height, "skips": plan.skips.height}


def in_memory(size: int) -> tuple[Any, Any]:
    from ardoise.engine import dunning  # noqa: F401

    items = books.open_items(size)
    return items, books.customers_of(items)


def in_database(size: int) -> Any:
    """A copy of the installation: the step writes."""
    books.copied_home(size)
    from ardoise.actions import dunning  # noqa: F401
    from ardoise.engine import dunning as _  # noqa: F401

    return books.people()


def stored(people: Any) -> dict[str, int]:
    """From the database to stored proposals, as a click does."""
    from ardoise.actions import dunning

    company, user = people
    run = dunning.plan(company, books.AS_OF, user, books.AT)
    return {k: v for k, v in run.figures.items() if isinstance(v, int)}


STEPS = {
    "floor: polars native": Step(in_memory, native),
    "plan": Step(in_memory, planned),
    "plan from SQLite to proposals": Step(in_database, stored),
}

if __name__ == "__main__":
    measure(STEPS, books.settle_apart)
