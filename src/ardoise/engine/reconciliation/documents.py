"""Which customers' documents a receipt names, and who alone owes its amount: over all items, by columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from math import log10

import polars as pl

from ardoise.domain.documents import RUNNING, YEAR_BEFORE
from ardoise.domain.lettering import CUSTOMERS_PER_REFERENCE_MAX
from ardoise.engine.reconciliation.receipts import LONG, Payer

NAMED = 2.0  # the logarithm of the odds that who is named by a document pays
TAILED = 0.3  # the same where only the end of a number is written
ALONE_MAX = 3  # customers who owe one amount, above which it points to nobody
ENDS_MAX = 4_000  # of the numbers asked for: with more of them most documents end like one
BLOCK = 20  # customers who owe one amount, up to which their names are compared


class Documents:
    """The customers by the numbers of their documents and by the amounts they owe, of those that are asked for."""

    def __init__(self, items: pl.DataFrame, numbers: Iterable[str], tails: Iterable[str], cents: Iterable[int]) -> None:
        self.items = items
        self.named = customers_by_number(items, sorted(set(numbers)))
        self.tails = customers_by_tail(items, sorted(set(tails)))
        self.owing = customers_by_amount(items, sorted(set(cents)))

    @cached_property
    def customers(self) -> int:
        """How many owe anything."""
        return self.items.get_column("customer").n_unique()

    def payers(self, numbers: frozenset[str]) -> list[Payer]:
        """The customers whose documents are named; one named twice is surer."""
        scores: dict[str, float] = {}
        for number in sorted(numbers):
            owners = self.named.get(number, [])
            for customer in owners:
                score = NAMED - log10(len(owners)) + min(0.5, (len(number) - LONG) / 10)
                scores[customer] = max(scores.get(customer, 0.0), score)
        return [Payer(customer, score, "payer_document", True) for customer, score in sorted(scores.items())]

    def payers_by_tail(self, tails: frozenset[str]) -> list[Payer]:
        """The customers whose documents end so, where they are few."""
        found = {customer for tail in tails for customer in self.tails.get(tail, ())}
        return [Payer(customer, TAILED - log10(len(found)), "payer_document", True) for customer in sorted(found)]

    def owing_to_the_cent(self, cents: int, currency: str) -> list[str]:
        """The customers who owe the very amount."""
        return self.owing.get((cents, currency), [])

    def payers_by_amount(self, cents: int, currency: str) -> list[Payer]:
        """The few who owe the very amount, where nothing else tells the payer: the larger the book, the weaker."""
        few = self.owing_to_the_cent(cents, currency)
        score = -log10(max(1, self.customers))
        return [Payer(customer, score, "payer_amount") for customer in few] if len(few) <= ALONE_MAX else []


def customers_by_number(items: pl.DataFrame, asked: Sequence[str]) -> dict[str, list[str]]:
    """Number → the customers one of whose documents may be called so; numbers of many customers left out."""
    if not asked:
        return {}
    whole = pl.col("document").str.to_uppercase().str.replace_all(r"[^0-9A-Z]+", "")
    digits = pl.col("document").str.replace_all(r"\D+", "")
    last, running = pl.col("document").str.extract(r"(\d+)\D*$"), running_number()
    told = [whole, whole.str.strip_chars_start("0"), digits, digits.str.strip_chars_start("0"), last,
            last.str.strip_chars_start("0"), running, running.str.strip_chars_start("0")]  # fmt: skip
    wanted = pl.DataFrame({"number": asked}, {"number": pl.String})
    items = may_be_called(items, asked)
    parts = [items.select("customer", number=number).join(wanted, on="number", how="semi") for number in told]
    pairs = pl.concat(parts).drop_nulls().unique()
    of = pairs.filter(pl.col("number").str.len_bytes() >= LONG).group_by("number").agg(pl.col("customer").sort())
    few = of.filter(pl.col("customer").list.len() <= CUSTOMERS_PER_REFERENCE_MAX)
    return dict(few.select("number", "customer").iter_rows())


def running_number() -> pl.Expr:
    """The running number of each document, as `running_of` tells it."""
    before, last = pl.col("document").str.extract(RUNNING), pl.col("document").str.extract(r"(\d+)\D*$")
    return pl.when(before.str.contains(YEAR_BEFORE)).then(last).otherwise(pl.coalesce(before, last))


def may_be_called(items: pl.DataFrame, asked: Sequence[str]) -> pl.DataFrame:
    """The items that some of these numbers may mean: whatever a document that ends with digits is called ends so, but
    for one that ends with its year.
    """
    ends = list({number[-LONG:] for number in asked})
    if len(ends) > ENDS_MAX:
        return items
    end = pl.col("document").str.tail(LONG)
    is_dated = end.str.starts_with("20") & pl.col("document").str.contains(RUNNING)
    return items.filter(end.is_in(ends) | ~end.str.contains(f"^[0-9]{{{LONG}}}$") | is_dated)


def customers_by_tail(items: pl.DataFrame, asked: Sequence[str]) -> dict[str, list[str]]:
    """Last digits of a number, without zeros before them → the customers who have such a document, where few do."""
    if not asked:
        return {}
    tail = running_number().str.strip_chars_start("0")
    pairs = items.select("customer", tail=tail).filter(pl.col("tail").is_in(asked)).unique()
    of = pairs.group_by("tail").agg(pl.col("customer").sort())
    few = of.filter(pl.col("customer").list.len() <= CUSTOMERS_PER_REFERENCE_MAX)
    return dict(few.select("tail", "customer").iter_rows())


def customers_by_amount(items: pl.DataFrame, asked: Sequence[int]) -> dict[tuple[int, str], list[str]]:
    """Amount and currency → the customers who owe it, where they are few."""
    wanted = pl.DataFrame({"open_cents": asked}, {"open_cents": pl.Int64})
    few_items = items.join(wanted, on="open_cents", how="semi")
    owed = few_items.select("open_cents", pl.col("currency").fill_null(""), "customer").unique()
    of = owed.group_by("open_cents", "currency").agg(pl.col("customer").sort())
    few = of.filter(pl.col("customer").list.len() <= BLOCK)
    return {(cents, currency): customers for cents, currency, customers in few.iter_rows()}
