"""What a list of open items changes of what is known: an item stays itself, whatever is still open on it.

An item is its customer, document, date, kind and currency, not its amount, which falls as it is paid: so a partly
paid invoice keeps its reminders, disputes and promises. When a list shows another open amount, the item stays as it
was booked and an adjustment is added on the list's day, lettered with it in a scope of its own: the engine nets the
two exactly, from that day on. What is no longer listed goes with its adjustments, and comes back with them.

The key says it: ten bytes of identity, three of rank among items alike, three of step (0: the item; then each of
its adjustments).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import blake2b

import polars as pl

from ardoise.actions.imports.posting import STATE, Posting

IDENTITY = ("customer", "document", "day", "kind", "currency")
SEPARATOR = "\x1f"
BASE, ITEM, END = 20, 26, 32  # hexadecimal digits of the key up to the identity, the rank and the step
ADJUSTED = "±"  # the letter of an item and its adjustments, where the list gives none

PASSES = (
    # is it still listed · what must be equal for an entry of the list to be a known item; the surest first
    (True, ["base", "due_on", "cents"]),
    (True, ["base", "due_on"]),
    (False, ["base", "due_on", "cents"]),
    (False, ["base", "due_on"]),
    (True, ["base", "cents"]),
    (True, ["base"]),
    (False, ["base", "cents"]),
    (False, ["base"]),
)


def identify(entries: pl.DataFrame) -> pl.DataFrame:
    """The entries with `day` and `base`: the identity in hexadecimal, the same in every list that shows the item."""
    dated = entries.with_columns(day=pl.coalesce("document_on", "booked_on", "due_on"))
    told = [pl.col(c).cast(pl.String).fill_null("") for c in IDENTITY]
    texts = dated.select(pl.concat_str(told, separator=SEPARATOR)).to_series()
    bases = [blake2b(text.encode(), digest_size=BASE // 2).hexdigest() for text in texts.to_list()]
    return dated.with_columns(base=pl.Series(bases, dtype=pl.String), cents="amount_cents")


def post_list(
    entries: pl.DataFrame, known: pl.DataFrame, import_id: int, as_of: date, describe: Callable[[int, int], str]
) -> Posting:
    """The posting of a list as of a day; what it no longer lists was settled by then.

    `entries`: identified; `known`: KNOWN of the source's lists; `describe(before, after)`: the label of an adjustment.
    """
    told = stepped(known)
    items = standing(told)
    listed = recognise(entries, items)
    old = restate(listed, items, import_id, as_of)
    added = number(listed.filter(pl.col("item").is_null()), items).with_columns(
        letter_scope=scope_of(old, import_id), gone_on=pl.lit(None, dtype=pl.Date)
    )
    adjusting = adjust(old.filter(pl.col("delta") != 0), as_of, describe)
    went = told.join(old, on="item", how="anti").filter(pl.col("gone_on").is_null())
    gone = was(went).with_columns(*(pl.col(f"was_{c}").alias(c) for c in STATE)).with_columns(gone_on=pl.lit(as_of))
    changed = pl.concat([*changes(old, told, is_alone=added.is_empty() and gone.is_empty()), gone.select(STATED)])
    is_other = pl.any_horizontal("is_told", pl.col("delta") != 0)
    return Posting(
        new=pl.concat([added.select(NEW), adjusting.select(NEW)]),
        changed=changed,
        unchanged=old.filter(~is_other).height,
        changes=old.filter("is_told").height,
        gone=went.filter(pl.col("step") == 0).height,
        adjusted=adjusting.height,
    )


NEW = [
    "line", "journal", "number", "booked_on", "gl_account", "customer", "document", "document_on", "label",
    "amount_cents", "currency", "letter", "lettered_on", "due_on", "kind", "is_opening", "key", "letter_scope",
    "foreign_cents", "foreign_currency", "gone_on",
]  # fmt: skip
STATED = ["entry", *STATE, *(f"was_{c}" for c in STATE)]


def stepped(known: pl.DataFrame) -> pl.DataFrame:
    """KNOWN with the `item` each entry is or adjusts, and its `step`."""
    key = pl.col("hex")
    return known.with_columns(item=key.str.slice(0, ITEM), step=key.str.slice(ITEM).str.to_integer(base=16))


def standing(told: pl.DataFrame) -> pl.DataFrame:
    """The items, in the order of their ranks: `cents` that stood open on each, and its `last` step."""
    sums = told.group_by("item").agg(cents=pl.col("amount_cents").sum(), last=pl.col("step").max())
    items = told.filter(pl.col("step") == 0).join(sums, on="item").sort("hex")
    rank = pl.col("hex").str.slice(BASE, ITEM - BASE).str.to_integer(base=16)
    return items.with_columns(base=pl.col("hex").str.slice(0, BASE), rank=rank)


def recognise(entries: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The entries with the known `item` each of them is; None where it is none."""
    placed = entries.with_row_index("place")
    left, found = placed, []
    for is_listed, keys in PASSES:
        pool = items.filter(pl.col("gone_on").is_null() == is_listed)
        pairs = pair(left if is_listed else left.filter(may_return(keys)), pool, keys)
        found.append(pairs)
        left = left.join(pairs, on="place", how="anti")
        items = items.join(pairs, on="item", how="anti")
    return placed.join(pl.concat(found), on="place", how="left", maintain_order="left").drop("place")


def may_return(keys: list[str]) -> pl.Expr:
    """Is it the one that went? By its document number; without one, by its day and an equal amount only.

    Something that merely looks like it is a new claim, whose reminders begin anew.
    """
    by_amount = pl.col("day").is_not_null() if "cents" in keys else pl.lit(False)
    return pl.col("document").is_not_null() | by_amount


def pair(entries: pl.DataFrame, items: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """One entry to one item with equal keys, in order: place and item."""
    left, right = (side.with_columns(nth=pl.int_range(pl.len()).over(keys)) for side in (entries, items))
    return left.join(right.select(*keys, "nth", "item"), on=[*keys, "nth"], nulls_equal=True).select("place", "item")


def restate(listed: pl.DataFrame, items: pl.DataFrame, import_id: int, as_of: date) -> pl.DataFrame:
    """The entries that are known items, with `STATE` as it will be, as `was_…`, `delta` of what is open, `is_told`."""
    both = listed.drop_nulls("item").join(was(items, "item", "last", stood="cents"), on="item", maintain_order="left")
    weighed = both.with_columns(delta=pl.col("amount_cents") - pl.col("stood")).with_columns(
        is_own=pl.col("letter").is_null() & ((pl.col("last") > 0) | (pl.col("amount_cents") != pl.col("stood")))
    )
    own = pl.col("is_own")
    since = pl.when(pl.col("was_letter") == ADJUSTED).then("was_lettered_on")
    lettered = weighed.with_columns(
        letter=pl.when(own).then(pl.lit(ADJUSTED)).otherwise("letter"),
        lettered_on=pl.when(own).then(pl.coalesce(since, pl.lit(as_of))).otherwise("lettered_on"),
        letter_scope=pl.when(own).then(-pl.col("entry")).otherwise(scope_of(weighed, import_id)),
        gone_on=pl.lit(None, dtype=pl.Date),
    )
    other = [pl.col(c).ne_missing(pl.col(f"was_{c}")) for c in ("letter", "lettered_on", "due_on", "gone_on")]
    return lettered.with_columns(is_told=pl.any_horizontal(other) & ((pl.col("delta") == 0) | ~own))


def scope_of(known: pl.DataFrame, import_id: int) -> pl.Expr:
    """The scope of the list's own letters: that of the lists before where it is one, else this import's."""
    scopes = known.select(pl.coalesce("was_letter_scope", "import_id").alias("scope")).filter(pl.col("scope") > 0)
    before = scopes["scope"].unique().to_list()
    return pl.lit(before[0] if len(before) == 1 else import_id, dtype=pl.Int64)


def changes(old: pl.DataFrame, told: pl.DataFrame, is_alone: bool) -> list[pl.DataFrame]:
    """The items, and the adjustments before this list, that it states otherwise: STATED.

    Letters move to this list's scope only along with something else, lest the same list twice change anything.
    """
    is_other = pl.any_horizontal("is_told", pl.col("delta") != 0)
    is_same = is_alone and old.filter(is_other).is_empty()
    has_moved = pl.coalesce("was_letter_scope", "import_id") != pl.col("letter_scope")
    items = old.filter(is_other | (pl.lit(not is_same) & has_moved))
    given = old.select("item", *(pl.col(c).alias(f"given_{c}") for c in STATE if c != "lettered_on"))
    adjustments = was(told.filter(pl.col("step") > 0), "item").join(given, on="item")
    restated = adjustments.with_columns(
        pl.col("was_lettered_on").alias("lettered_on"),
        *(pl.col(f"given_{c}").alias(c) for c in STATE if c != "lettered_on"),
    )
    other = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"was_{c}")) for c in STATE)
    return [items.select(STATED), restated.filter(other).select(STATED)]


def number(new: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The entries no list named before, each with its `key`: the next rank among items alike."""
    taken = items.group_by("base").agg(top=pl.col("rank").max())
    after = pl.col("top").fill_null(-1) + 1 + pl.int_range(pl.len()).over("base")
    ranked = new.join(taken, on="base", how="left", maintain_order="left").with_columns(rank=after)
    return ranked.with_columns(key=keys(ranked.select(pl.col("base"), pl.col("rank"), step=pl.lit(0))))


def adjust(differing: pl.DataFrame, as_of: date, describe: Callable[[int, int], str]) -> pl.DataFrame:
    """One new entry per item of which another amount is open: the difference, on the list's day, lettered with it."""
    steps = differing.select("item", rank=pl.lit(None), step=pl.col("last") + 1)
    labels = [describe(before, after) for before, after in differing.select("stood", "amount_cents").iter_rows()]
    is_less = (pl.col("stood") > 0) & (pl.col("delta") < 0)
    return differing.with_columns(
        key=keys(steps),
        label=pl.Series(labels, dtype=pl.String),
        amount_cents="delta",
        kind=pl.when(is_less).then(pl.lit("payment")).otherwise(pl.lit("other")),
        is_opening=pl.lit(False),
        booked_on=pl.max_horizontal("booked_on", pl.lit(as_of)),  # never before what it adjusts
        lettered_on=pl.lit(as_of),
    )


def keys(spelled: pl.DataFrame) -> pl.Series:
    """16 bytes from the columns start (identity, or item), rank (None: within the start) and step."""
    texts = [f"{start}{'' if rank is None else f'{rank:06x}'}{step:06x}" for start, rank, step in spelled.iter_rows()]
    return pl.Series([bytes.fromhex(text) for text in texts], dtype=pl.Binary)


def was(known: pl.DataFrame, *more: str, **named: str) -> pl.DataFrame:
    """entry, import_id and the state before as `was_…`, with more columns."""
    return known.select("entry", "import_id", *more, *(pl.col(c).alias(f"was_{c}") for c in STATE), **named)
