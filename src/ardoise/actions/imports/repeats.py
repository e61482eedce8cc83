"""The same ledger exported again under other numbers, accounts, journals or another source: never claimed twice.

Where a file tells most of a period that is known, its lines are recognised one by one and keep their identity, and
with it their reminders, disputes and promises. Where it looks like what is known but can't be told line by line, the
import asks: does it replace the earlier export, or is it another ledger?
"""

from __future__ import annotations

import polars as pl
from django.utils.translation import gettext as _

from ardoise.actions.imports.posting import find_family
from ardoise.actions.imports.refusals import Unusable, refusal
from ardoise.actions.lines import HIDDEN
from ardoise.records import book as records
from ardoise.records.models import Import

FACTS = ["customer", "currency", "is_opening", "amount_cents"]

SAME = ([*FACTS, "document", "booked_on"], [*FACTS, "document", "document_on"])
"""What must be equal for a line to be a known one under another number, account or journal; the surest first."""

REPLACING = (*SAME, [*FACTS, "document"], [*FACTS, "booked_on"])
"""The same, once it was said that the file replaces the earlier export."""

ALIKE = {
    "fec": (["customer", "amount_cents", "booked_on"], ["document", "amount_cents", "booked_on"]),
    "open_items": (["customer", "document", "amount_cents"], ["document", "amount_cents", "booked_on"]),
}
"""What is equal when the same ledger is told again, be its customers or its documents spelled otherwise."""

WORDS = ("document", "document_on")  # what must not be empty to tell anything on its own


def recognise(running: Import, entries: pl.DataFrame) -> pl.DataFrame:
    """The entries, those known under another key under that one; Unusable where the person must say what the file is.

    A file that replaces another source's export takes over that source.
    """
    name_source(running, entries)
    known = records.known(running.company_id, running.source, running.kind)
    if running.kind == "open_items" or known.is_empty():
        return entries
    fresh = entries.join(known, on="hex", how="anti").with_row_index("place")
    spare = known.filter(in_period(running)).join(entries, on="hex", how="anti")
    if fresh.is_empty() or spare.is_empty():
        return entries
    family = find_family(entries, known)
    theirs = told(running).join(spare if family.is_empty() else spare.join(family, on="entry", how="semi"), on="hex")
    is_replacing = bool(running.options.get("replace"))
    pairs = pair_all(fresh, theirs, REPLACING if is_replacing else SAME)
    standing = theirs.filter(pl.col("gone_on").is_null())
    if family.is_empty() and not is_replacing and not is_most(pairs.height, fresh, standing):
        ask(running, fresh, standing, running.source)
        return entries
    renamed = fresh.select("hex", "place").join(pairs.rename({"hex": "known"}), on="place").drop("place")
    return rename(entries, renamed)


def name_source(running: Import, entries: pl.DataFrame) -> None:
    """Asks about an export that another source already told; one that replaces it takes over its source."""
    imports = Import.objects.filter(state="done", kind=running.kind)
    others = imports.exclude(source=running.source).values_list("source", flat=True).distinct()
    said = imports.filter(source=running.source, options__other_ledger=True)
    if running.options.get("other_ledger") or not others or said.exists():
        return
    known = records.known(running.company_id, running.source, running.kind)
    fresh = entries if running.kind == "open_items" else entries.join(known, on="hex", how="anti")
    if running.kind == "open_items" and known.height:
        return  # its own list of before, whatever others tell
    everything = told(running).filter(pl.col("gone_on").is_null())
    for source in sorted(others):
        theirs = everything.filter(pl.col("source") == source)
        if not is_alike(running, fresh, theirs):
            continue
        if running.options.get("replace"):
            running.source = source
            return
        ask(running, fresh, theirs, source)


def told(running: Import) -> pl.DataFrame:
    """What files of the kind told of the import's period, a list's at any time; whatever their source."""
    found = records.told(running.company_id, running.kind)
    return found if running.kind == "open_items" else found.filter(in_period(running))


def in_period(running: Import) -> pl.Expr:
    """Is it booked in the days the file speaks of?"""
    return pl.col("booked_on").is_between(pl.lit(running.first_on), pl.lit(running.last_on))


def pair_all(fresh: pl.DataFrame, theirs: pl.DataFrame, passes: tuple[list[str], ...]) -> pl.DataFrame:
    """place (in the file) and hex (of what is known) of the lines that are the same, each once."""
    fresh, theirs = blank(fresh), blank(theirs).sort("gone_on", "hex", nulls_last=False, maintain_order=True)
    found = []
    for keys in passes:
        pairs = pair(fresh, theirs, keys)
        found.append(pairs)
        fresh = fresh.join(pairs, on="place", how="anti", maintain_order="left")
        theirs = theirs.join(pairs, on="hex", how="anti", maintain_order="left")
    return pl.concat(found)


def pair(fresh: pl.DataFrame, theirs: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """place and hex of what is equal in the keys, in order; without a booking day only what bears a document."""
    needed = [c for c in WORDS if c in keys and "booked_on" not in keys]
    sides = [
        side.filter(pl.all_horizontal(pl.lit(True), *(is_told(c) for c in needed))).with_columns(
            nth=pl.int_range(pl.len()).over(keys)
        )
        for side in (fresh, theirs)
    ]
    on = [*keys, "nth"]
    return (
        sides[0].select("place", *on).join(sides[1].select("hex", *on), on=on, nulls_equal=True).select("place", "hex")
    )


def is_told(column: str) -> pl.Expr:
    """Neither missing nor empty."""
    return pl.col(column).is_not_null() & (pl.col(column).cast(pl.String) != "")


def blank(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with their document spelled as it is stored: empty where unknown; without what nobody sees, which was
    stored with it before it was left out."""
    document = pl.col("document").fill_null("").str.replace_all(HIDDEN, "").str.strip_chars()
    return lines.with_columns(document.str.slice(0, 120))


def is_most(matched: int, fresh: pl.DataFrame, theirs: pl.DataFrame) -> bool:
    """Is it at least half of the period that both tell?"""
    if not matched or theirs.is_empty():
        return False
    both = fresh.filter(pl.col("booked_on").is_between(theirs["booked_on"].min(), theirs["booked_on"].max()))
    return matched * 2 >= min(both.height or fresh.height, theirs.height)


def is_alike(running: Import, fresh: pl.DataFrame, theirs: pl.DataFrame) -> bool:
    """Does the file say again most of what is known, under whatever names?"""
    return is_most(alike(running, fresh, theirs), fresh, theirs)


def alike(running: Import, fresh: pl.DataFrame, theirs: pl.DataFrame) -> int:
    """How many lines of the file are known by what they say."""
    placed = blank(fresh.drop("place", strict=False).with_row_index("place"))
    counts = []
    for keys in ALIKE[running.kind]:
        mine, known = (side.filter(is_told(c) for c in keys) for side in (placed, blank(theirs)))
        counts.append(pair(mine, known, keys).height)
    return max(counts)


def ask(running: Import, fresh: pl.DataFrame, theirs: pl.DataFrame, source: str) -> None:
    """Raises Unusable, with the choice to make, if the file says again what is known."""
    if not is_alike(running, fresh, theirs):
        return
    said = {"again": alike(running, fresh, theirs), "known": theirs.height, "source": source}
    raise question(said, is_other=source != running.source)


def question(said: dict[str, object], is_other: bool) -> Unusable:
    """What happened, and the two things it may be."""
    if is_other:
        return refusal(
            lambda: (
                _(
                    "This file tells again %(again)s of the %(known)s entries that “%(source)s” already tells of its "
                    "period: beside them, it would claim every receivable twice. If it replaces that export, say "
                    "so (“replaces the earlier export”); if it is another ledger, say so (“another ledger”); then "
                    "import it again."
                )
                % said
            ),
            "replace",
            "other_ledger",
        )
    return refusal(
        lambda: (
            _(
                "This file tells again, under other customers or documents, %(again)s of the %(known)s entries that "
                "“%(source)s” already tells of its period: beside them, it would claim every receivable twice. If it "
                "replaces that export, say so (“replaces the earlier export”) and import it again; if it is another "
                "ledger, give it a source of its own."
            )
            % said
        ),
        "replace",
    )


def rename(entries: pl.DataFrame, renamed: pl.DataFrame) -> pl.DataFrame:
    """The entries under the keys by which they are known. `renamed`: hex, known."""
    joined = entries.join(renamed, on="hex", how="left", maintain_order="left")
    return joined.with_columns(hex=pl.coalesce("known", "hex")).drop("known")
