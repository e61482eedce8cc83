"""Each entry under its natural key, and the book of a file that no database knows."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import polars as pl

from ardoise.domain.ledger import BOOK

KEY = (
    "journal",
    "number",
    "booked_on",
    "gl_account",
    "customer",
    "document",
    "document_on",
    "amount_cents",
    "currency",
)
"""What makes an entry itself. Not its label nor its letter: those a later export may change."""

SEPARATOR = "\x1f"


def natural_keys(entries: pl.DataFrame) -> pl.DataFrame:
    """The entries with `key`: 16 bytes, the same whenever the same entry is read again, distinct within one file.

    BLAKE2b of the columns KEY and of the entry's rank among identical ones in file order; nothing counts as empty.
    """
    keyring = Keyring()
    return corrected(keyring.keyed(entries), keyring.corrections([entries]))


class Keyring:
    """The natural keys of a file's entries that come part by part.

    An entry's rank is known only when all of the file is: till then each counts as the first of its like, and few
    are told more than once. Of each entry eight bytes are kept.
    """

    def __init__(self) -> None:
        self.hashes: list[pl.Series] = []

    def keyed(self, part: pl.DataFrame) -> pl.DataFrame:
        """The entries with their key, were each the first of its like."""
        texts = told(part)
        self.hashes.append(texts.hash())
        return part.with_columns(key=digests(texts, pl.lit(0)))

    def corrections(self, parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
        """line and key of those entries that are not the first, once all the parts have been keyed."""
        hashes = (pl.concat(self.hashes) if self.hashes else pl.Series(dtype=pl.UInt64)).sort()
        repeated = hashes.filter(hashes == hashes.shift()).unique()
        if repeated.is_empty():
            return pl.DataFrame(schema={"line": pl.Int64, "key": pl.Binary})
        is_repeated = pl.col("text").hash().is_in(repeated.implode())
        lines = (pl.DataFrame([part.get_column("line"), told(part)]).filter(is_repeated) for part in parts)
        alike = pl.concat(list(lines))
        later = alike.with_columns(rank=pl.int_range(pl.len()).over("text")).filter(pl.col("rank") > 0)
        return later.select("line", key=digests(later.get_column("text"), later.get_column("rank")))


def corrected(part: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """The entries with the key of their rank."""
    if corrections.is_empty():
        return part
    right = part.select("line").join(corrections, on="line", how="left", maintain_order="left").get_column("key")
    return part.with_columns(key=pl.coalesce(right, "key"))


def told(entries: pl.DataFrame) -> pl.Series:
    """What makes each entry itself, in one text."""
    words = [pl.col(c).cast(pl.String).fill_null("") for c in KEY]
    return entries.select(pl.concat_str(words, separator=SEPARATOR).alias("text")).to_series()


def digests(texts: pl.Series, ranks: pl.Series | pl.Expr) -> pl.Series:
    """The hash of each text with its rank."""
    rank = pl.lit(ranks) if isinstance(ranks, pl.Series) else ranks
    spelled = pl.concat_str("text", rank.cast(pl.String), separator=SEPARATOR).cast(pl.Binary)
    told_with_rank = texts.to_frame().select(spelled).to_series().to_list()
    return pl.Series([blake2b(text, digest_size=16).digest() for text in told_with_rank], dtype=pl.Binary)


def book_of(entries: pl.DataFrame) -> pl.DataFrame:
    """The BOOK of one file without a database: an entry is known by its line, everything comes from import 0."""
    of_one_file = entries.with_columns(
        entry=pl.col("line"),
        import_id=pl.lit(0, dtype=pl.Int64),
        letter_scope=pl.lit(0, dtype=pl.Int64),
        gone_on=pl.lit(None, dtype=pl.Date),
    )
    return of_one_file.select(list(BOOK))
