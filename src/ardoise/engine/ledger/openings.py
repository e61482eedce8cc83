"""Opening entries: what the year before left open, told again on the first day of the next.

Each opening that repeats what another import, or an earlier year of the same file, already tells
is carried, in the order of the opening days: its opening lines are matched to the entries
they repeat, hand them their lettering, and go. What doesn't tie stays as one
difference per customer, so that the balance is always that of the latest file.

Where a fiscal year is missing in between, nobody knows what was paid in it: the opening rules alone. What it lists
by document keeps its identity, what it no longer lists was settled.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from ardoise.engine.ledger.standing import GROUP, count_as_of, scope_letters

YEAR = timedelta(days=366)
SHORTEST_YEAR = timedelta(days=330)
"""Within one file a later opening is a new year's on a first of the month, so long after the one before: what a
person books as "à nouveau" in the middle of a year corrects that year, and repeats nothing. However short the year, it
is a new year's where it amounts to the cent to all that the file tells before it."""
APART = timedelta(days=180)  # openings of one import further apart than this open two fiscal years


class Span(NamedTuple):
    """One opening of one import: its first and last booking day, and the day from which it holds."""

    import_id: int
    first_on: date
    last_on: date
    day: date
    is_apart: bool = False  # at least one fiscal year is missing before it


class Gap(NamedTuple):
    """Fiscal years of which no file tells, between the last day told and the opening day of an import."""

    import_id: int
    last_on: date
    day: date


DAYS = ["import_id", "is_opening", "booked_on"]
ACCOUNT = ["customer", "currency"]
LETTERING = ["letter", "letter_scope", "lettered_on"]
IN_ORDER = ["booked_on", "document_on", "document", "number", "line", "amount_cents"]

DIFFERENCES: dict[str, type] = {
    "customer": str,
    "currency": str,
    "import_id": int,  # the file whose opening says otherwise
    "on": date,  # its opening day
    "opening_cents": int,  # what it says was open
    "carried_cents": int,  # what the earlier files left open
}


def carry_openings(book: pl.DataFrame, days: pl.DataFrame | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The BOOK without the openings that repeat it, lettering handed on, and the DIFFERENCES per customer.

    The answer doesn't depend on the order in which the files came. What was open and is absent from a later
    opening is no longer listed from that day (`gone_on`). Which openings repeat is a question about the whole
    company: with a book of one customer give the company's DAYS (import_id, is_opening, booked_on), lest the
    same invoice be told twice where that customer had no movement in between. Where DAYS have a `ledger` too, an
    opening repeats only what its own ledger tells.
    """
    if days is not None and "ledger" in days.columns and days["ledger"].n_unique() > 1:
        return carry_ledgers(book, days)
    differences = [pl.DataFrame(schema=DIFFERENCES)]
    told = superseded(book.select(*DAYS, "amount_cents") if days is None else days)
    if not told:
        return book.with_columns(letter_scope=pl.coalesce("letter_scope", "import_id")), differences[0]
    book = book.pipe(scope_letters).with_columns(letter_scope="scope", row="position").drop("scope", "position")
    for span in told:
        book, difference = carry(book, span)
        differences.append(difference)
    return book.sort("row").drop("row"), pl.concat(differences)


def carry_ledgers(book: pl.DataFrame, days: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same for each ledger by itself: what one opens says nothing about another."""
    placed = book.with_row_index("place")
    parts = []
    for told in days.partition_by("ledger"):
        own = placed.filter(pl.col("import_id").is_in(told["import_id"].unique().implode()))
        carried, differing = carry_openings(own, told.drop("ledger"))
        parts.append((carried.select(placed.columns), differing))
    carried, differing = (pl.concat(list(frames)) for frames in zip(*parts, strict=True))
    return carried.sort("place").drop("place"), differing


def superseded(days: pl.DataFrame) -> list[Span]:
    """The openings that repeat what is already told, by another import or by an earlier year of their own file.

    `days`: DAYS, with `amount_cents` of those imports in which a fiscal year may be short.
    """
    whole, (opened, moved) = whole_openings(days), days_told(days)
    told = {import_id: (on[0], on[-1]) for import_id, on in moved.items()}
    years: dict[int, date] = {}  # the last day on which each import opened a fiscal year
    found = []
    for span in opening_spans(opened, moved, whole):
        own = told.get(span.import_id)
        year = years.get(span.import_id)
        has_begun = own is not None and own[0] < span.day
        is_new = year is None or span.day - year >= SHORTEST_YEAR or (span.import_id, span.day) in whole
        is_next_year = has_begun and span.day.day == 1 and is_new
        if year is None or is_next_year:
            years[span.import_id] = span.day
        if is_next_year:
            found.append(span)
        elif before := told_before(span, told):
            found.append(span._replace(is_apart=before <= span.day - YEAR))
    return found


def whole_openings(days: pl.DataFrame) -> set[tuple[int, date]]:
    """Import and day of the openings that amount to all that their own file tells before them."""
    if "amount_cents" not in days.columns:
        return set()
    cents, is_opening = pl.col("amount_cents"), pl.col("is_opening")
    sums = days.drop_nulls("amount_cents").group_by("import_id", "booked_on")
    told = sums.agg(opening=cents.filter(is_opening).sum(), moved=cents.filter(~is_opening).sum())
    found, balances = set(), dict.fromkeys(days["import_id"].unique().to_list(), 0)
    for import_id, day, opening, moved in told.drop_nulls("booked_on").sort("booked_on").iter_rows():
        if opening and opening == balances[import_id] and day.day == 1:
            found.add((import_id, day))
        else:
            balances[import_id] += opening
        balances[import_id] += moved
    return found


def told_before(span: Span, told: dict[int, tuple[date, date]]) -> date | None:
    """The last day that other files tell of which began before an opening; None: there is none."""
    others = [last for import_id, (first, last) in told.items() if import_id != span.import_id and first < span.day]
    return max(others, default=None)


def gaps(days: pl.DataFrame) -> list[Gap]:
    """The openings before which a fiscal year is missing, with the last day told before them."""
    if "ledger" in days.columns:
        return [gap for told in days.partition_by("ledger") for gap in gaps(told.drop("ledger"))]
    movements = days.select(DAYS).filter(~pl.col("is_opening")).drop_nulls()
    spans = [span for span in superseded(days) if span.is_apart]
    told = [movements.filter(pl.col("booked_on") < span.day)["booked_on"].sort().to_list() for span in spans]
    return [Gap(span.import_id, before[-1], span.day) for span, before in zip(spans, told, strict=True)]


def days_told(days: pl.DataFrame) -> tuple[dict[int, list[date]], dict[int, list[date]]]:
    """By import: the days of its opening lines, and those of its movements, in order."""
    told: tuple[dict[int, list[date]], ...] = {}, {}
    whole = (row for row in days[DAYS].unique().iter_rows() if None not in row)
    for import_id, is_opening, day in sorted(whole):
        told[not is_opening].setdefault(import_id, []).append(day)
    opened, moved = told
    return opened, moved


def opening_spans(
    opened: dict[int, list[date]], moved: dict[int, list[date]], whole: set[tuple[int, date]]
) -> list[Span]:
    """Per import and fiscal year: its opening, in the order of the days.

    Most programs book the opening on the first day of the year. Some keep the day of each old invoice: then
    all the opening lines stand before the first movement of the file, and the year begins with that movement.
    """
    first = {import_id: on[0] for import_id, on in moved.items()}
    spans = [span for i, on in opened.items() for span in spans_of(i, on, first.get(i), whole)]
    return sorted(spans, key=lambda span: (span.day, span.import_id))


def spans_of(
    import_id: int, opened: list[date], first_movement: date | None, whole: set[tuple[int, date]]
) -> list[Span]:
    """The openings of one import, from its opening days in order and the day of its first movement."""
    old = [day for day in opened if first_movement and day < first_movement]
    if first_movement and len(old) > 1:
        later = spans_of(import_id, opened[len(old) :], None, whole)
        return [Span(import_id, old[0], old[-1], first_movement), *later]
    spans: list[Span] = []
    for day in opened:
        if spans and day - spans[-1].last_on <= APART and (import_id, day) not in whole:
            spans[-1] = spans[-1]._replace(last_on=day)
        else:
            spans.append(Span(import_id, day, day, day))
    return spans


def carry(book: pl.DataFrame, span: Span) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The book with one opening carried into the entries it repeats, and what doesn't tie."""
    is_repeated = (
        pl.col("is_opening")
        & (pl.col("import_id") == span.import_id)
        & pl.col("booked_on").is_between(span.first_on, span.last_on)
    ).fill_null(False)
    rest = book.filter(~is_repeated)
    openings = book.filter(is_repeated, pl.col("gone_on").is_null()).sort(IN_ORDER, nulls_last=True)
    carried = rest.pipe(open_before, span.day)
    handed, untold, unlisted = match(openings, carried, SURE if span.is_apart else PASSES)
    spoken_for = tied(untold, unlisted) if span.is_apart else untold
    told = rest.pipe(hand_letters, handed).pipe(let_go, unlisted, spoken_for, span.day)
    kept = keep_difference(untold, unlisted.join(spoken_for, on=ACCOUNT, how="semi", nulls_equal=True))
    return pl.concat([told, kept.select(told.columns)]), compare(openings, carried, span.import_id, span.day)


def open_before(book: pl.DataFrame, day: date) -> pl.DataFrame:
    """The entries open just before the day: unlettered, or in a group that doesn't balance, with its sum as `rest`."""
    counted = book.pipe(scope_letters).pipe(count_as_of, day - timedelta(days=1))
    grouped = pl.col("letter").is_not_null()
    rest = pl.when(grouped).then(pl.col("amount_cents").sum().over(GROUP)).otherwise("amount_cents")
    unit = pl.when(grouped).then(pl.col("row").min().over(GROUP)).otherwise("row")
    return counted.with_columns(rest=rest, unit=unit).filter(pl.col("rest") != 0).sort(IN_ORDER, nulls_last=True)


BY_DOCUMENT = [*ACCOUNT, "document", "amount_cents"]
BY_DAY = [*ACCOUNT, "amount_cents", "document_on"]
BY_AMOUNT = [*ACCOUNT, "amount_cents"]

PASSES = (
    # one line or what is left of a lettered group · what must be equal · only where nothing else could be meant
    ("line", BY_DOCUMENT, False),
    ("group", BY_DOCUMENT, False),
    ("line", BY_DAY, False),
    ("line", BY_AMOUNT, True),
    ("group", BY_AMOUNT, True),
)
SURE = PASSES[:3]  # over a missing year the same amount is no longer the same invoice


def match(
    openings: pl.DataFrame, carried: pl.DataFrame, passes: tuple[tuple[str, list[str], bool], ...]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The lettering to hand on (row and LETTERING), the openings without match, the open entries without one.

    When what is left of a customer's opening bears one letter (a globalised line), all that is left of him takes it.
    """
    handed, size = [], carried.group_by("unit").agg(size=pl.len())
    untold, unlisted = openings, carried
    for grain, keys, is_unique in passes:
        if untold.is_empty() or unlisted.is_empty():
            break
        targets = unlisted if grain == "line" else unlisted.pipe(gather_groups, size)
        pairs = pair(untold, targets, keys, is_unique)
        rows = unlisted.select("row", target="row" if grain == "line" else "unit").join(pairs, on="target")
        handed.append(rows)
        untold = untold.join(pairs, left_on="row", right_on="opening", how="anti")
        unlisted = unlisted.join(rows, on="row", how="anti")
    handed.append(unlisted.select("row", *ACCOUNT).join(sole_letters(untold), on=ACCOUNT, nulls_equal=True))
    letters = pl.concat([rows.select("row", *LETTERING) for rows in handed])
    return letters.filter(pl.col("letter").is_not_null()), untold, unlisted


def gather_groups(unlisted: pl.DataFrame, size: pl.DataFrame) -> pl.DataFrame:
    """Each whole lettered group as one target: what is left of it, under the document of its larger side."""
    is_larger = pl.col("amount_cents").sign() == pl.col("rest").sign()
    groups = unlisted.group_by("unit", maintain_order=True).agg(
        *(pl.col(c).filter(is_larger).first() for c in (*ACCOUNT, "document", "document_on")),
        amount_cents=pl.col("rest").first(),
        left=pl.len(),
    )
    whole = groups.join(size, on="unit").filter((pl.col("size") > 1) & (pl.col("left") == pl.col("size")))
    return whole.sort("unit").with_columns(row="unit")


def pair(openings: pl.DataFrame, targets: pl.DataFrame, keys: list[str], is_unique: bool) -> pl.DataFrame:
    """One opening to one target with equal keys, in order: opening, target and the opening's LETTERING."""
    left, right = (side.filter(pl.all_horizontal(is_known(k) for k in keys)) for side in (openings, targets))
    left, right = (side.with_columns(nth=pl.int_range(pl.len()).over(keys)) for side in (left, right))
    if is_unique:
        left, right = (side.filter(pl.len().over(keys) == 1) for side in (left, right))
    pairs = left.join(right.select(*keys, "nth", target="row"), on=[*keys, "nth"])
    return pairs.select("target", *LETTERING, opening="row")


def is_known(key: str) -> pl.Expr:
    """Neither missing nor, for a word, empty; a currency may be unsaid."""
    known = pl.col(key).is_not_null()
    return known & (pl.col(key) != "") if key in ("document", "customer") else known


def sole_letters(untold: pl.DataFrame) -> pl.DataFrame:
    """Per account whose openings left all bear one and the same letter: its LETTERING."""
    is_sole = (pl.struct("letter", "letter_scope").n_unique() == 1) & (pl.col("letter").null_count() == 0)
    return untold.group_by(ACCOUNT).agg(
        letter=pl.when(is_sole).then(pl.col("letter").first()),
        letter_scope=pl.col("letter_scope").first(),
        lettered_on=pl.col("lettered_on").max(),
    )


def hand_letters(book: pl.DataFrame, handed: pl.DataFrame) -> pl.DataFrame:
    """The book in which the entries repeated bear the opening's lettering, in the scope it has there."""
    given = handed.select("row", *(pl.col(c).alias(f"given_{c}") for c in LETTERING))
    joined = book.join(given, on="row", how="left", maintain_order="left")
    is_given = pl.col("given_letter").is_not_null()
    return joined.with_columns(pl.when(is_given).then(f"given_{c}").otherwise(c).alias(c) for c in LETTERING).select(
        book.columns
    )


def let_go(book: pl.DataFrame, unlisted: pl.DataFrame, untold: pl.DataFrame, day: date) -> pl.DataFrame:
    """The book in which what the opening no longer lists is gone, for accounts all of whose openings are matched."""
    gone = unlisted.join(untold, on=ACCOUNT, how="anti", nulls_equal=True).select("row")
    is_gone = pl.col("row").is_in(gone.to_series().implode())
    return book.with_columns(gone_on=pl.when(is_gone).then(pl.lit(day)).otherwise("gone_on"))


def tied(untold: pl.DataFrame, unlisted: pl.DataFrame) -> pl.DataFrame:
    """The openings without match of the accounts where they are, to the cent, what is left open there."""
    sums = [side.group_by(ACCOUNT).agg(cents=pl.col("amount_cents").sum()) for side in (untold, unlisted)]
    return untold.join(sums[0].join(sums[1], on=[*ACCOUNT, "cents"], nulls_equal=True), on=ACCOUNT, nulls_equal=True)


def keep_difference(untold: pl.DataFrame, unlisted: pl.DataFrame) -> pl.DataFrame:
    """What stays of openings without match: themselves where nothing else is open, else one line of the difference."""
    left = unlisted.group_by(ACCOUNT).agg(left=pl.col("amount_cents").sum())
    alone = untold.join(left, on=ACCOUNT, how="anti", nulls_equal=True)
    mixed = untold.join(left, on=ACCOUNT, how="inner", nulls_equal=True)
    largest_first = mixed.sort(pl.col("amount_cents").abs(), descending=True, maintain_order=True)
    one = largest_first.with_columns(
        amount_cents=pl.col("amount_cents").sum().over(ACCOUNT) - pl.col("left"),
        letter=pl.when(pl.struct("letter", "letter_scope").n_unique().over(ACCOUNT) == 1).then("letter"),
        kind=pl.lit("opening"),
    ).unique(ACCOUNT, keep="first", maintain_order=True)
    return pl.concat([alone, one.drop("left").filter(pl.col("amount_cents") != 0)])


def compare(openings: pl.DataFrame, carried: pl.DataFrame, import_id: int, day: date) -> pl.DataFrame:
    """DIFFERENCES of one opening: the accounts where it says another balance than the earlier files."""
    said, told = (side.group_by(ACCOUNT).agg(cents=pl.col("amount_cents").sum()) for side in (openings, carried))
    both = said.join(told, on=ACCOUNT, how="full", coalesce=True, nulls_equal=True, suffix="_told").fill_null(0)
    differing = both.filter(pl.col("cents") != pl.col("cents_told"))
    return differing.select(
        *ACCOUNT,
        import_id=pl.lit(import_id, dtype=pl.Int64),
        on=pl.lit(day),
        opening_cents="cents",
        carried_cents="cents_told",
    ).sort(ACCOUNT)
