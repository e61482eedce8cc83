"""Customers' names filed under the beginnings of their words and their initials: the whole book at once, by columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import polars as pl

from ardoise.domain.names import LEGAL_FORMS, LETTERS, LINKS, NOISE, PHRASES, SPELT, WEAK, unspelt
from ardoise.engine.reconciliation.names import initials_of, keys_of, name_known, words_of

ACCENTS = "[\u0300-\u034e]"  # as they stand behind their letter once it is taken apart
PLAIN = r"^[ !-~]*$"
NOT_PLAIN = r"(?:[0-9A-Z_]\.){2}|'S\b"  # S.N.C.F., MARTIN'S: words that are put together
FILED = {"key": pl.String, "place": pl.UInt32}
NOT_WORD = r"[^0-9A-Z]+"


def one_of(words: Iterable[str], more: str = "") -> str:
    """A pattern that finds any of these words."""
    return rf"\b(?:{'|'.join(sorted(words))}){more}\b"


FORMS, USUAL = one_of(LEGAL_FORMS | LINKS), one_of(NOISE | PHRASES, "S?")
BANKS_OWN = one_of(LEGAL_FORMS | LINKS | NOISE | {"[A-Z]*[0-9][0-9A-Z]*"})


def filed(named: pl.DataFrame, asked: Iterable[str]) -> dict[str, list[str]]:
    """Key → the customers filed under it, of those keys that are asked for; `named`: customer and `customer_name`."""
    keys = pl.DataFrame({"key": sorted(set(asked))}, {"key": pl.String})
    rows = filing(named).join(keys, on="key", how="semi").unique()
    told = rows.join(named.with_row_index("place").select("place", "customer"), on="place")
    return dict(told.group_by("key").agg(pl.col("customer").sort()).iter_rows())


def filing(named: pl.DataFrame) -> pl.DataFrame:
    """key and the place of the customer: what `keys_of_name` says of every name."""
    told = named.with_row_index("place").select("place", "customer_name", text=capitals("customer_name"))
    words = words_of_plain(told.filter(is_plain()))
    odd = told.join(words, on="place", how="anti").select("place", "customer_name")
    rows = [(key, place) for place, name in odd.iter_rows() for key in keys_of_name(name)]
    return pl.concat([*plain_keys(words, told), pl.DataFrame(rows, FILED, orient="row")])


def capitals(column: str) -> pl.Expr:
    """Texts in capitals without accents."""
    letters = pl.col(column).str.replace_all("’", "'").str.normalize("NFKD").str.replace_all(ACCENTS, "")
    return letters.str.to_uppercase().str.replace_many(list(LETTERS), list(LETTERS.values()))


def in_capitals(texts: pl.Series) -> pl.Series:
    """Texts in capitals without accents, "" for none: most of a bank's bear none, and nothing more is asked of them."""
    plain = texts.fill_null("")
    if (plain.str.len_bytes() == plain.str.len_chars()).all():
        return plain.str.to_uppercase()
    return plain.to_frame("text").select(capitals("text")).to_series()


Texts = TypeVar("Texts", pl.Expr, pl.Series)


def as_compared(word: Texts) -> Texts:
    """Words in capitals as they are compared: what `unspelt` makes of each."""
    return word.str.replace_all(SPELT, "${1}${2}")


def is_plain() -> pl.Expr:
    """The words of `text` are read by columns."""
    return pl.col("text").str.contains(PLAIN) & ~pl.col("text").str.contains(NOT_PLAIN)


def wholes(written: pl.Series) -> pl.DataFrame:
    """`written`, once each, and its `whole`: its words in one, as `words_of` finds them; "" where they name nobody."""
    told = pl.DataFrame({"written": written.drop_nulls().unique()}).with_columns(text=capitals("written"))
    words = " " + pl.col("text").str.replace_all("&", " ET ", literal=True).str.replace_all(NOT_WORD, " ")
    kept = words.str.replace_all(FORMS, "")
    plain = told.filter(is_plain()).select("written", every=words, kept=kept).select(
        "written", whole=pl.when(pl.col("kept").str.strip_chars() == "").then("every").otherwise("kept")
    )  # fmt: skip
    is_somebody = pl.col("whole").str.replace_all(USUAL, "").str.strip_chars() != ""
    joined = as_compared(pl.col("whole")).str.replace_all(" ", "", literal=True)
    whole = pl.when(is_somebody).then(joined).otherwise(pl.lit(""))
    odd = told.filter(~is_plain()).get_column("written")
    read = pl.DataFrame(
        {"written": odd, "whole": [whole_of(one) for one in odd]}, {"written": pl.String, "whole": pl.String}
    )
    return pl.concat([plain.select("written", whole=whole), read])


def words_of_plain(told: pl.DataFrame) -> pl.DataFrame:
    """place and `word`, in order: those of a name that are neither a legal form nor an article; names without
    any are left out."""
    words = told.select("place", word=pl.col("text").str.extract_all("[0-9A-Z]+")).explode("word")
    return words.filter(~pl.col("word").is_in([*LEGAL_FORMS, *LINKS])).drop_nulls()


def plain_keys(words: pl.DataFrame, told: pl.DataFrame) -> list[pl.DataFrame]:
    """The keys of names in plain letters, part by part."""
    word, first = pl.col("word"), pl.col("word").str.head(1)
    runs = told.join(words, on="place", how="semi").select("place", word=pl.col("text").str.extract_all("[A-Z]+"))
    words = words.with_columns(as_compared(word), plain=word)
    long = words.filter((word.str.len_bytes() > 2) | (pl.len().over("place") == 1))
    joined = words.group_by("place", maintain_order=True).agg(word.str.join(""))
    whole = [joined.select("place", key="=" + word.str.head(6)), joined.select("place", key="~" + word)]
    lettered = words.filter(first.is_between(pl.lit("A"), pl.lit("Z")))
    every = runs.explode("word").filter(~word.is_in(list(LINKS))).drop_nulls()
    telling = lettered.filter(~pl.col("plain").is_in(list(WEAK)))
    initials = [
        part.group_by("place", maintain_order=True).agg(key="#" + first.str.join(""))
        for part in (lettered, telling, every)
    ]
    short = [part.filter(pl.col("key").str.len_bytes() > 2) for part in initials]
    heads = [long.select("place", key=pl.col(column).str.head(4)) for column in ("plain", "word")]
    return [part.select(list(FILED)) for part in (*heads, *whole, *short)]


def keys_of_name(name: str) -> set[str]:
    """Under what a name is filed: the beginnings of its words, its initials, and all of it in one word."""
    words = words_of(name)
    return {
        *keys_of(words),
        key_of_whole(words),
        *(f"#{initials}" for initials in initials_of(name) if len(initials) > 1),
    }


def whole_of(written: str) -> str:
    """All words of a name in one; "" where they name nobody."""
    return "".join(map(unspelt, name_known(written).split()))


def key_of_whole(words: Sequence[str]) -> str:
    """Under what the names are filed that are just these words."""
    return f"~{''.join(map(unspelt, words))}"
