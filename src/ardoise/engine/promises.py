"""What became of the promises of a book: who paid what he said, in time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

import polars as pl

from ardoise.domain.promises import PROMISE_OUTCOMES, Credit, Promised, Return, judge, last_day, share_out
from ardoise.engine.ledger import GROUP, count_as_of, scope_letters

Pieces = dict[int, list[tuple[int, int]]]
"""Of each entry that pays, the items it was applied to here, and with how much."""

Facts = dict[int, tuple[int, int | None, str]]
"""The amount, the letter group and the currency of each entry."""


def judge_all(
    book: pl.DataFrame,
    promises: pl.DataFrame,
    as_of: date,
    grace_days: int = 3,
    settlements: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """PROMISE_OUTCOMES of the PROMISES that stand on the day, from the BOOK; by customer and day promised.

    What counts is money: payments of the customer, in the currency of the items if it names some, booked from the day
    of the promise to `grace_days` after its day, less those the bank took back. A promise of items is kept too by
    whatever is lettered with them or was applied to them here (SETTLEMENTS), and not by what is with others. A payment
    counts once, for the earliest promise it is in time for; what fills no instalment in time fills the oldest that is
    wanting. A promise made after the day, or ended by it, isn't judged. A column `grace_days` of the promises, that of
    each customer's policy, comes before the argument.
    """
    stands = (pl.col("opened_on") <= as_of) & (pl.col("ended_on").is_null() | (pl.col("ended_on") > as_of))
    standing = promises.filter(stands)
    if standing.is_empty():
        return pl.DataFrame(schema=PROMISE_OUTCOMES)
    own = pl.col("grace_days") if "grace_days" in promises.columns else pl.lit(None, dtype=pl.Int64)
    standing = standing.with_columns(grace_days=own.fill_null(grace_days))
    mine = book.filter(pl.col("customer").is_in(standing["customer"].unique().implode()))
    touched = mine.pipe(scope_letters).pipe(count_as_of, as_of).with_columns(group=letter_group())
    pieces = applied(settlements, as_of)
    each = of_each_customer(standing, touched)
    rows = [row for one in each for row in judge_customer(*one, as_of, pieces)]
    return pl.DataFrame(rows, schema=PROMISE_OUTCOMES, orient="row").sort("customer", "promised_on", "promise")


def letter_group() -> pl.Expr:
    """A number for each group lettered; null: not lettered."""
    return pl.when(pl.col("letter").is_not_null()).then(pl.struct(GROUP).rank("dense").cast(pl.Int64))


def applied(settlements: pl.DataFrame | None, as_of: date) -> Pieces:
    """What was applied here and stands on the day."""
    found: Pieces = {}
    if settlements is None:
        return found
    stands = (pl.col("from_on") <= as_of) & (pl.col("until_on").is_null() | (pl.col("until_on") > as_of))
    told = settlements.filter(stands).select("payment", "item", "amount_cents").sort("payment", "item")
    for payment, item, cents in told.iter_rows():
        found.setdefault(payment, []).append((item, cents))
    return found


def of_each_customer(promises: pl.DataFrame, book: pl.DataFrame) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """The promises and the entries of one customer after the other: promises are few."""
    entries = book.partition_by("customer", as_dict=True)
    for key, mine in promises.partition_by("customer", as_dict=True, maintain_order=True).items():
        yield mine, entries.get(key, book.clear())


def judge_customer(promises: pl.DataFrame, book: pl.DataFrame, as_of: date, pieces: Pieces) -> list[tuple[object, ...]]:
    """The rows of PROMISE_OUTCOMES of one customer, the earliest promise served first."""
    facts: Facts = {row[0]: row[1:] for row in book.select("entry", "amount_cents", "group", "currency").iter_rows()}
    asked = [
        (told["promise"][0], told["customer"][0], told["promised_on"][0], promised(told, facts))
        for told in promises.sort("promised_on", "promise").partition_by("promise", maintain_order=True)
    ]
    got = share_out([promise for *_, promise in asked], credits_of(book, pieces), returns_of(book))
    return [
        (
            key,
            customer,
            judge(p.amount_cents, paid, p.last_on, as_of, late),
            p.amount_cents,
            paid + late,
            day,
            p.last_on,
            p.plan,
        )
        for (key, customer, day, p), (paid, late) in zip(asked, got, strict=True)
    ]


def promised(told: pl.DataFrame, facts: Facts) -> Promised:
    """One promise from its rows; its amount is that of its items where none was said."""
    known = told.filter(pl.col("entry").is_in(list(facts))).select("entry", "open_cents").rows()
    items = [facts[entry] for entry, _ in known]
    amount = told["amount_cents"][0]
    plan = told["plan"][0]
    own = frozenset() if plan is None else own_groups(facts, {entry for entry, _ in known})
    return Promised(
        sum(cents for cents, *_ in items) if amount is None else amount,
        told["opened_on"][0],
        last_day(told["promised_on"][0], told["grace_days"][0]),
        None if told["entry"].null_count() else frozenset(group for _, group, _ in items if group is not None),
        frozenset(told["entry"].drop_nulls()),
        plan,
        own,
        settled_before(facts, known, own),
        frozenset(currency for *_, currency in items),
    )


def own_groups(facts: Facts, items: Collection[int]) -> frozenset[int]:
    """The letter groups in which nothing is owed but these items."""
    shared = {group for entry, (cents, group, _) in facts.items() if cents > 0 and entry not in items}
    return frozenset(group for entry in items if (group := facts[entry][1]) is not None) - shared


def settled_before(facts: Facts, items: Sequence[tuple[int, int | None]], own: frozenset[int]) -> int | None:
    """What of the items was settled when their plan was agreed; None where nobody noted it."""
    told = [(*facts[entry][:2], left) for entry, left in items if left is not None]
    if not told or len(told) < len(items):
        return None
    return sum(cents - left for cents, group, left in told if group is None or group in own)


def credits_of(book: pl.DataFrame, pieces: Pieces) -> list[Credit]:
    """What lowered what the customer owes, in parts where it was applied here; its day is that of its booking.

    The ledger's letters come first: of what they close nothing is taken apart.
    """
    lowered = book.filter(pl.col("amount_cents") < 0, pl.col("booked_on").is_not_null()).sort("booked_on", "entry")
    found = []
    for entry, on, cents, kind, group, currency in lowered.select(
        "entry", "booked_on", "amount_cents", "kind", "group", "currency"
    ).iter_rows():
        left, is_payment = -cents, kind == "payment"
        for item, part in pieces.get(entry, ()) if group is None else ():
            found.append(Credit(on, min(part, left), is_payment, None, item, currency=currency))
            left -= min(part, left)
        found.append(Credit(on, left, is_payment, group, currency=currency))
    return found


def returns_of(book: pl.DataFrame) -> list[Return]:
    """Payments the bank took back, by day."""
    is_back = (pl.col("kind") == "returned_payment") & (pl.col("amount_cents") > 0)
    back = book.filter(is_back, pl.col("booked_on").is_not_null()).sort("booked_on", "entry")
    return [Return(*row) for row in back.select("booked_on", "amount_cents", "entry", "group", "currency").iter_rows()]
