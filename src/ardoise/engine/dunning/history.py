"""What was already said to a customer, and which rung of the ladder comes next."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ardoise.domain.dunning import Policy
from ardoise.engine.dunning.ladders import RUNG, names, rungs, told
from ardoise.engine.places import FEW, Seating, beside, with_blanks, without

HEARD = {
    "code": pl.UInt32,
    "ladder": pl.Int16,
    "entry": pl.Int64,
    "level": pl.Enum,  # of the words said, in their order
    "cycle": pl.Int64,
    "sent_on": pl.Date,
    "place": RUNG["place"],
    "rung": RUNG["rung"],
    "is_top": pl.Boolean,
    "is_formal": pl.Boolean,
    "open_cents": pl.Int64,  # of the debit today, in this case; null: it is open no more, or in another case
    "restraint": pl.Int8,
}
"""HISTORY seen from each case: the place of each level in the ladder it climbs; null: its policy doesn't know it."""

NOTHING_HEARD = pl.DataFrame(schema=HEARD)
NO_NOTICES = pl.DataFrame(schema={"entry": pl.Int64, "formal_notice_on": pl.Date})


def hear(
    history: pl.DataFrame, known: Seating, lines: pl.DataFrame, roster: pl.DataFrame, policies: Sequence[Policy]
) -> pl.DataFrame:
    """HEARD, from the history."""
    if history.is_empty():
        return NOTHING_HEARD
    said = history["level"].fill_null("")
    level = pl.Enum(said.unique().sort())
    levels = names(policies).with_columns(pl.col("level").cast(level, strict=False))
    levels = levels.select("ladder", "level", "place", "rung", "is_top", is_formally="is_formal")
    whose = history.with_columns(said.cast(level), own=known.places(history["customer"]))
    whose = whose.drop("customer").drop_nulls("own")
    extra = roster.select("own", "code", "ladder").filter(roster["is_extra"])
    usual = whose.with_columns(code="own", ladder=pl.lit(roster["ladder"]).gather(pl.col("own")))
    seen = pl.concat([usual, whose.join(extra, on="own")]) if extra.height else usual
    seen = seen.join(levels, on=["ladder", "level"], how="left", maintain_order="left")
    is_asked = (pl.col("open_cents") > 0) & pl.col("entry").is_in(history["entry"].unique().implode())
    debits = lines.select("code", "entry", "open_cents", "restraint").filter(is_asked)
    found = Seating(debits["entry"]).places(seen["entry"])
    seen = seen.hstack(debits.select(pl.col(name).alias(new) for name, new in DEBIT.items())[found])
    is_own = pl.col("of") == pl.col("code")
    open_now = {name: pl.when(is_own).then(name) for name in ("open_cents", "restraint")}
    return seen.with_columns(**open_now, is_formal=pl.coalesce("is_formal", "is_formally")).select(*HEARD)


DEBIT = {"code": "of", "open_cents": "open_cents", "restraint": "restraint"}
"""What is asked of the debit a message was about, and how it is called beside the message."""


def leave_out_noticed(lines: pl.DataFrame, heard: pl.DataFrame) -> pl.DataFrame:
    """Without the notices already given for the same item at that level."""
    noticed = heard if heard.is_empty() else heard.filter(pl.col("place").is_not_null() & pl.col("rung").is_null())
    if noticed.is_empty():
        return lines
    near = lines.filter(pl.col("notice").is_not_null()).select("code", "entry", notice="notice")
    told = near.join(noticed.select("code", "entry", notice="place"), on=["code", "entry", "notice"], how="semi")
    if told.is_empty():
        return lines
    is_told = pl.col("entry").is_in(told["entry"].implode())
    return lines.with_columns(notice=pl.when(~is_told).then("notice"))


def formal_notices(heard: pl.DataFrame) -> pl.DataFrame:
    """The items already claimed by formal notice: entry and `formal_notice_on`, the first day; the tone in
    which it was written makes it one, whatever the policy says since."""
    if heard.is_empty():
        return NO_NOTICES
    return heard.filter("is_formal").group_by("entry").agg(formal_notice_on=pl.col("sent_on").min())


def part(lines: pl.DataFrame, heard: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The lines with the claim that counts, and the codes of the cases that have gone through their ladder.

    A claim is the fresh items of a case while it has any. An item that has been through the last rung is a person's
    work: it is claimed (and the ladder exhausted) only where nothing else is. So a new invoice after a formal notice
    opens a ladder of its own.
    """
    through = heard["entry"] if heard.is_empty() else is_through(heard)["entry"].unique()
    if through.is_empty():
        return lines, pl.Series("code", [], dtype=pl.UInt32)
    is_stale = lines["is_claimed"] & lines["entry"].is_in(through.implode()).fill_null(False)
    stale = lines["code"].filter(is_stale).unique()
    claimed = lines["code"].filter(lines["is_claimed"] & ~is_stale)
    has_fresh = claimed.filter(claimed.is_in(stale.implode())).unique()
    is_left = is_stale & lines["code"].is_in(has_fresh.implode())
    is_claimed = lines["is_claimed"] & ~is_left
    return lines.with_columns(is_claimed=is_claimed), stale.filter(~stale.is_in(has_fresh.implode()))


def is_through(heard: pl.DataFrame) -> pl.DataFrame:
    """What was said of open items by the last rung of their case."""
    return heard.filter(pl.col("is_top").fill_null(False) & pl.col("open_cents").is_not_null())


def recall(cases: pl.DataFrame, heard: pl.DataFrame, exhausted: pl.Series, policies: Sequence[Policy]) -> pl.DataFrame:
    """The cases with what was last said, the next level, and the cycle in which it would be said.

    The rung reached is the highest one served among debits that are open, free, and not through the last rung;
    a level the policy no longer knows counts for spacing only. A cycle lives while one of these is open; a level
    already said in it, or a higher one, opens the next, so that each is climbed in order and nothing said twice.
    """
    if heard.is_empty():
        return (
            with_blanks(cases, last_sent_on=pl.Date, served=pl.Int32, last_level=pl.String)
            .pipe(choose_level, exhausted, policies)
            .with_columns(cycle=pl.lit(1, dtype=pl.Int64), is_chased_otherwise=pl.lit(False))
        )
    through = is_through(heard)["entry"].unique().implode()
    is_counted = pl.col("open_cents").is_not_null() & pl.col("restraint").is_null() & ~pl.col("entry").is_in(through)
    joined = beside(cases, sum_up(heard, is_counted), "code")
    return joined.pipe(choose_level, exhausted, policies).pipe(count_cycle).pipe(tell_others, heard, is_counted)


def tell_others(cases: pl.DataFrame, heard: pl.DataFrame, is_counted: pl.Expr) -> pl.DataFrame:
    """The cases with `is_chased_otherwise`: something of theirs was chased by a level their policy doesn't know."""
    if not heard["place"].null_count():
        return cases.with_columns(is_chased_otherwise=pl.lit(False))
    others = heard.filter(is_counted, pl.col("place").is_null())["code"].unique()
    return cases.with_columns(is_chased_otherwise=pl.col("code").is_in(others.implode()))


PLACES = 2**12  # more than a policy has levels


def sum_up(heard: pl.DataFrame, is_counted: pl.Expr) -> pl.DataFrame:
    """By code: when and in which cycle something was last said, `served` and `live_cycle` of what counts.

    `last_level` is what the last message said, the highest of those of its day; `said_place` the highest place said
    in the last cycle, -1 where the policy knows none. Each is the largest of numbers made of day, or cycle, and place.
    """
    number = heard["level"].to_physical()
    count = int(number.max() or 0) + 1  # type: ignore[arg-type]
    place = pl.col("place").fill_null(-1).cast(pl.Int64) + 1
    day = pl.col("sent_on").to_physical().cast(pl.Int64)
    told = heard.select(
        "code",
        served=pl.when(is_counted).then("rung"),
        live_cycle=pl.when(is_counted).then("cycle"),
        latest=(day * PLACES + place) * count + number,
        highest=pl.col("cycle") * PLACES + place,
    )
    highest = told.lazy().group_by("code").agg(pl.all().max())
    said = highest.collect(engine="streaming" if told.height > FEW else "in-memory")
    return said.with_columns(
        last_sent_on=(pl.col("latest") // (PLACES * count)).cast(pl.Int32).cast(pl.Date),
        last_level=(pl.col("latest") % count).cast(number.dtype).cat.to(heard.schema["level"]),
        last_cycle=pl.col("highest") // PLACES,
        said_place=pl.col("highest") % PLACES - 1,
    ).drop("latest", "highest")


def choose_level(cases: pl.DataFrame, exhausted: pl.Series, policies: Sequence[Policy]) -> pl.DataFrame:
    """The cases with the level that would be said: the next rung of a claim, else the level of the notice; and whether
    it is formal."""
    next_rung = (pl.col("served") + 1).fill_null(0)
    all_first, after_first, count = steps(policies)
    is_exhausted = next_rung >= count
    if not exhausted.is_empty():
        is_exhausted |= pl.col("code").is_in(exhausted.implode())
    of_claim = pl.when(~is_exhausted).then(after_first + next_rung)
    is_claim = pl.col("oldest_due_on").is_not_null()
    step = pl.when(is_claim).then(of_claim).otherwise(all_first + pl.col("notice"))
    found = cases.select(step.cast(pl.UInt32)).to_series()
    return cases.hstack(rungs(policies).pipe(without, "ladder", "rung", "is_top")[found])


def steps(policies: Sequence[Policy]) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Of each case's ladder, in the list of all rungs: its first one, its first one after due, how many those are."""
    first, firsts, afters, counts = 0, [], [], []
    for policy in policies:
        before = sum(level.is_before_due for level in policy.levels)
        firsts.append(first)
        afters.append(first + before)
        counts.append(len(policy.levels) - before)
        first += len(policy.levels)
    all_first, after_first, count = (told(policies, values) for values in (firsts, afters, counts))
    return all_first, after_first, count


def count_cycle(cases: pl.DataFrame) -> pl.DataFrame:
    """The cases with `cycle`: the last one while it lives and has heard only lower levels, else the next; first: 1."""
    is_live = (pl.col("live_cycle") == pl.col("last_cycle")).fill_null(False)
    last = pl.col("last_cycle").fill_null(0)
    goes_on = is_live & (pl.col("place") > pl.col("said_place")).fill_null(True)
    return cases.with_columns(cycle=pl.when(goes_on).then(last).otherwise(last + 1)).drop("said_place")
