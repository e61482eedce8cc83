"""From the entries of a book to its letter groups: accounts told apart, habits learned, groups chosen and weighed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor

import polars as pl

from ardoise.domain.lettering import CAUTION, Caution
from ardoise.engine.lettering.accounts import Account, accounts_of, delays_of
from ardoise.engine.lettering.choice import choose
from ardoise.engine.lettering.confidence import Proposal, weigh
from ardoise.engine.lettering.measures import Measures, measure
from ardoise.engine.lettering.reuse import told_apart
from ardoise.engine.lettering.squares import Habit, join, learn

GROUPS: dict[str, pl.DataType] = {
    "customer": pl.String(),
    "currency": pl.String(),
    "lines": pl.List(pl.Int64()),  # of the file, rising; their amounts add up to nothing
    "confidence": pl.Float64(),  # the probability that these lines belong together
    "exact": pl.Float64(),  # the probability that the book-keeper's group is these lines and no other
    "is_automatic": pl.Boolean(),
    "evidence": pl.List(pl.String()),  # keys of domain/lettering.py, the main one first
    "days": pl.Int64(),  # between its first and its last line
    "reference": pl.String(),  # a number that all its lines name
    "debit_cents": pl.Int64(),
}


@dataclass(frozen=True)
class Lettering:
    """The groups proposed, and how many lines they leave: lettered already, or without explanation."""

    groups: pl.DataFrame  # GROUPS, by customer, currency and first line
    lettered: int
    unmatched: int


def propose(entries: pl.DataFrame, ignore_letters: bool = False, caution: Caution = CAUTION) -> Lettering:
    """The letter groups of ENTRIES (or of a BOOK): disjoint, each within one customer and currency, each square.

    Letters present are facts: their lines are left alone and teach the habits of the book, unless ignored.
    The order of the rows doesn't matter, and the same entries always give the same groups.
    """
    known = entries.filter(pl.col("amount_cents") != 0)
    known = known.with_columns(letter=pl.lit(None, dtype=pl.String)) if ignore_letters else told_apart(known)
    proposals = list(proposed(known))
    rows = pl.DataFrame([row_of(p, caution) for p in proposals], schema=GROUPS, orient="row")
    groups = rows.sort("customer", "currency", pl.col("lines").list.first(), nulls_last=True)
    lettered = known.get_column("letter").count()
    return Lettering(groups, lettered, known.height - lettered - sum(len(p.places) for p in proposals))


def evaluate(entries: pl.DataFrame, keep_half: bool = False, caution: Caution = CAUTION) -> Measures:
    """Proposals against the letters of ENTRIES: all of them hidden, or those of every other customer in turn."""
    entries = told_apart(entries)
    if not keep_half:
        return measure(propose(entries, True, caution).groups, entries)
    codes = entries.get_column("customer").unique().sort()
    halves = [codes.gather_every(2, offset) for offset in (0, 1)]
    groups = []
    for half in halves:
        is_hidden = pl.col("customer").is_in(half.implode())
        letter = pl.when(~is_hidden).then("letter")
        groups.append(propose(entries.with_columns(letter=letter), False, caution).groups.filter(is_hidden))
    return measure(pl.concat(groups), entries)


def proposed(entries: pl.DataFrame) -> Iterator[Proposal]:
    """The proposals of every account."""
    habit = habit_of(entries)
    for account in accounts_of(entries.filter(pl.col("letter").is_null()), delays_of(entries)):
        groups = join(account, choose(account), habit)
        yield from weigh(account, groups, habit)


def habit_of(entries: pl.DataFrame) -> Habit:
    """What the letters of the book show; nothing where it has none."""
    lettered = entries.filter(pl.col("letter").is_not_null()).select("customer", "currency").unique()
    if lettered.is_empty():
        return Habit()
    theirs = entries.join(lettered, on=["customer", "currency"], how="semi", nulls_equal=True)
    return learn((account, choose(account)) for account in accounts_of(theirs))


def row_of(proposal: Proposal, caution: Caution) -> tuple[object, ...]:
    """A proposal as a row of GROUPS."""
    account: Account = proposal.account
    lines = sorted(account.lines[place] for place in proposal.places)
    is_sure = proposal.confidence >= caution.confidence and proposal.exact >= caution.exact
    is_automatic = is_sure and not proposal.is_rivalled
    debit = sum(max(0, account.cents[place]) for place in proposal.places)
    return (
        account.customer, account.currency, lines,
        floor(proposal.confidence * 10_000) / 10_000, floor(proposal.exact * 10_000) / 10_000, is_automatic,
        list(proposal.evidence), proposal.days, proposal.reference, debit,
    )  # fmt: skip
