"""What a file changes of what is known: decided on columns, before anything is written.

A letter is unique within one file and customer. A later export of a period brings
new letters for all the entries it lists; they keep the scope of the export before
when it speaks for every entry of that scope, else all of them take the new
import's: so that code A of one export never meets code A of another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from ardoise.formats.parts import Parts
from ardoise.records.book import KNOWN

CHANGEABLE = ["letter", "lettered_on", "due_on", "document_on"]
STATE = [*CHANGEABLE, "letter_scope", "gone_on"]


@dataclass(frozen=True)
class Span:
    """The period an import covers, and the entries it changed that others had brought."""

    import_id: int
    first_on: date
    last_on: date
    changed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Posting:
    """What is to be written: new entries; known ones, with `STATE` as it will be and as `was_…`; and counts."""

    new: pl.DataFrame | Parts
    changed: pl.DataFrame
    unchanged: int
    changes: int
    gone: int
    adjusted: int = 0  # among the new: what brings an item of a list to another open amount


class Contradiction(ValueError):  # noqa: N818 - it reads as what happened
    """The file lists too little of what is known of its period to speak for it."""

    def __init__(self, listed: int, known: int) -> None:
        super().__init__(listed, known)
        self.listed, self.known = listed, known


class Lacking(ValueError):  # noqa: N818 - it reads as what happened
    """The file tells little of what is known to have paid the invoices of its period, which would be owed again."""

    def __init__(self, told_cents: int, known_cents: int) -> None:
        super().__init__(told_cents, known_cents)
        self.told_cents, self.known_cents = told_cents, known_cents


def post_first(parts: Parts) -> Posting:
    """The posting of the first export there is: all of it is new."""
    none = {"letter_scope": pl.lit(None, dtype=pl.Int64), "gone_on": pl.lit(None, dtype=pl.Date)}
    return Posting(parts.changed(lambda part: part.with_columns(**none)), nothing(pl.DataFrame(schema=KNOWN)), 0, 0, 0)


def post_export(
    entries: pl.DataFrame, known: pl.DataFrame, span: Span, later: list[Span], replace: bool = False
) -> Posting:
    """The posting of a ledger's export, which speaks for its period within its family.

    The family of an export is what shares the lettering of the entries it lists; a file that lists nothing
    known has none, and says nothing about others. What it no longer lists of its family in its period never
    counted (`gone_on` = the day it was booked), provided it lists at least half of it, and of what payments and credit
    notes took off tells at least half, or `replace` is set; replacing, a file that lists nothing known speaks for all
    of the source.
    An export older than another of its family (among `later`) only adds what was unknown.
    """
    family = find_family(entries, known)
    if replace and family.is_empty():
        family = known.with_columns(scope=pl.coalesce("letter_scope", "import_id"))
    newer = [other for other in later if is_of(other, family)]
    if newer:
        return post_older(entries, known, newer)
    in_period = family.filter(pl.col("gone_on").is_null() & pl.col("booked_on").is_between(span.first_on, span.last_on))
    gone = in_period.join(entries, on="hex", how="anti")
    listed = in_period.height - gone.height
    if listed * 2 < in_period.height and not replace:
        raise Contradiction(listed, in_period.height)
    told_cents, known_cents = credited(entries), credited(in_period)
    if told_cents * 2 < known_cents and not gone.is_empty() and not replace:
        raise Lacking(told_cents, known_cents)
    return compare(entries, known, gone.with_columns(then=pl.col("booked_on")), span.import_id)


def credited(entries: pl.DataFrame) -> int:
    """What payments and credit notes take off, in cents."""
    return -int(entries.filter(pl.col("amount_cents") < 0)["amount_cents"].sum())


def find_family(entries: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The known entries that share a lettering with those the file lists."""
    scoped = known.with_columns(scope=pl.coalesce("letter_scope", "import_id"))
    scopes = scoped.join(entries, on="hex", how="semi").select("scope").unique()
    return scoped.join(scopes, on="scope", how="semi")


def is_of(other: Span, family: pl.DataFrame) -> bool:
    """Did the other import bring or change anything of the family?"""
    if family.select(((pl.col("import_id") == other.import_id) | (pl.col("scope") == other.import_id)).any()).item():
        return True
    return bool(other.changed) and not other.changed.isdisjoint(family["entry"].to_list())


def post_older(entries: pl.DataFrame, known: pl.DataFrame, newer: list[Span]) -> Posting:
    """What an older export adds: entries before or after the newer ones' periods; within them, it was already gone."""
    covered = pl.any_horizontal(pl.col("booked_on").is_between(s.first_on, s.last_on) for s in newer)
    new = entries.join(known, on="hex", how="anti").with_columns(
        letter_scope=pl.lit(None, dtype=pl.Int64), gone_on=pl.when(covered).then("booked_on")
    )
    return Posting(new, nothing(known), entries.height - new.height, 0, 0)


def compare(entries: pl.DataFrame, known: pl.DataFrame, gone: pl.DataFrame, import_id: int) -> Posting:
    """Entries against what is known: what is new, what bears another letter, what went."""
    both = entries.select("hex", *CHANGEABLE).join(was(known), on="hex")
    both = both.with_columns(document_on=pl.coalesce("document_on", "was_document_on"))  # a day once told stays told
    scope = choose_scope(known, both, gone, import_id)
    stated = both.with_columns(letter_scope=pl.lit(scope, dtype=pl.Int64), gone_on=pl.lit(None, dtype=pl.Date))
    moved = pl.lit(False) if scope is None else pl.coalesce("was_letter_scope", "import_id") != scope
    told = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"was_{c}")) for c in CHANGEABLE)
    returned = pl.col("was_gone_on").is_not_null()
    told_something = stated.filter(told | returned)
    new = entries.join(known, on="hex", how="anti").with_columns(
        letter_scope=pl.lit(scope, dtype=pl.Int64), gone_on=pl.lit(None, dtype=pl.Date)
    )
    is_same = told_something.is_empty() and new.is_empty() and gone.is_empty()
    changed = told_something if is_same else stated.filter(told | returned | moved)
    went = gone.join(was(known).drop("hex", "import_id"), on="entry").with_columns(gone_on="then")
    columns = ["entry", *STATE, *(f"was_{c}" for c in STATE)]
    return Posting(
        new=new,
        changed=pl.concat([changed.select(columns), went.select(columns)]),
        unchanged=both.height - told_something.height,
        changes=told_something.height,
        gone=went.height,
    )


def choose_scope(known: pl.DataFrame, both: pl.DataFrame, gone: pl.DataFrame, import_id: int) -> int | None:
    """The scope of the file's letters: the one before if the file speaks for all of it, else the import's own.

    None: nothing listed was known, or nothing changes; new entries bear their own import's.
    """
    if both.is_empty():
        return None
    before = both.select(pl.coalesce("was_letter_scope", "import_id").alias("scope")).to_series().unique()
    if before.len() > 1:
        return import_id
    scope = int(before.item())
    fellows = known.filter(pl.col("gone_on").is_null() & (pl.coalesce("letter_scope", "import_id") == scope))
    unspoken = fellows.join(both, on="entry", how="anti").join(gone, on="entry", how="anti")
    return import_id if unspoken.height else scope


def was(known: pl.DataFrame) -> pl.DataFrame:
    """entry, import_id, hex, and the state before as `was_…`."""
    return known.select("entry", "import_id", "hex", *(pl.col(c).alias(f"was_{c}") for c in STATE))


def nothing(known: pl.DataFrame) -> pl.DataFrame:
    """No change."""
    return was(known.head(0)).select(
        "entry", *(pl.col(f"was_{c}").alias(c) for c in STATE), *(f"was_{c}" for c in STATE)
    )
