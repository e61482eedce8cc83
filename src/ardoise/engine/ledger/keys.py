"""Each entry under its natural key, and the book of a file that no database knows."""

from __future__ import annotations

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
    told = [pl.col(c).cast(pl.String).fill_null("") for c in KEY]
    texts = entries.select(pl.concat_str(told, separator=SEPARATOR).alias("text")).with_row_index("place")
    # ranking by text is dear, and few entries are told more than once: their hashes leave those that may be
    repeated = texts.filter(pl.col("text").hash().is_duplicated()).select(
        "place", rank=pl.int_range(pl.len()).over("text")
    )
    ranked = texts.join(repeated, on="place", how="left", maintain_order="left")
    rank = pl.col("rank").fill_null(0).cast(pl.String)
    spelled = ranked.select(pl.concat_str("text", rank, separator=SEPARATOR).cast(pl.Binary)).to_series()
    keys = [blake2b(text, digest_size=16).digest() for text in spelled.to_list()]
    return entries.with_columns(key=pl.Series(keys, dtype=pl.Binary))


def book_of(entries: pl.DataFrame) -> pl.DataFrame:
    """The BOOK of one file without a database: an entry is known by its line, everything comes from import 0."""
    of_one_file = entries.with_columns(
        entry=pl.col("line"),
        import_id=pl.lit(0, dtype=pl.Int64),
        letter_scope=pl.lit(0, dtype=pl.Int64),
        gone_on=pl.lit(None, dtype=pl.Date),
    )
    return of_one_file.select(list(BOOK))
