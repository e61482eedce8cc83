"""The numbers and words that lines have in common, kept only where they tell lines apart."""

from __future__ import annotations

import polars as pl

from ardoise.domain.lettering import (
    CUSTOMERS_PER_REFERENCE_MAX,
    LINES_PER_REFERENCE_MAX,
    LINES_WITH_NAMES_MIN,
    SIDES_PER_REFERENCE_MAX,
)
from ardoise.domain.names import LEGAL_FORMS, LINKS, NOISE

PART = r"\d{4,}"
NUMBER = r"\d{3,}"
TOLD = r"[\p{L}\d]*[^\p{L}\d]*\d{3,}"  # a number of a label, and the word before it
MIXED = r"\d\p{L}+\d+$"  # the end of a word of letters and figures
WORD = r"[A-Z]{3,}"
MARKS = r"\p{M}"
NOT_ALPHANUMERIC = r"[^0-9A-Za-z]+"
SHORT = 5  # digits below which numbers of two series meet by chance
DAY_FORMATS = ("%Y", "%m%y", "%y%m", "%m%Y", "%Y%m", "%d%m%y", "%y%m%d", "%d%m%Y", "%Y%m%d")
NUMBER_MIN = 3
AGO, AHEAD = 12, 3  # days before and after a line's own that its label may tell
ALWAYS, OFTEN = 0.8, 5  # the share of a word's numbers that are days, and how many there are, for all of them to be
WHOSE = ("account", "line", "customer", "is_debit")


def references_of(entries: pl.DataFrame) -> pl.DataFrame:
    """One row per line and number it names: account, line, customer, is_debit, reference.

    A number is written without its letters and leading zeros: “FC171536” and “171536” are one. A short one keeps the
    letters of its series, since “REM101” is no “S101”; without letters it stands for each series of the account. The
    line's own day is no reference, nor is a day that its label tells.
    """
    kept = (*WHOSE[:3], "booked_on", "document_on", "document", "label")
    lines = entries.select(*kept, is_debit=pl.col("amount_cents") > 0)
    documents = numbers_of_documents(lines)
    rows = pl.concat([documents, numbers_of_labels(lines, documents)])
    return rows.filter(pl.col("reference").str.len_chars() > 1).select(*WHOSE, "reference").unique()


def numbers_of_documents(lines: pl.DataFrame) -> pl.DataFrame:
    """WHOSE with digits and reference: the numbers of each document, as a whole and each part."""
    joined = pl.col("document").str.replace_all(NOT_ALPHANUMERIC, "").str.extract_all(NUMBER)
    told = [lines.with_columns(digits=numbers) for numbers in (joined, pl.col("document").str.extract_all(PART))]
    rows = trimmed(pl.concat(told).explode("digits", keep_nulls=False))
    series = pl.col("document").str.extract(r"^(\D*)").str.replace_all(r"[^\p{L}]", "").str.to_uppercase()
    is_short = pl.col("digits").str.len_chars() < SHORT
    named = pl.when(is_short).then(series.fill_null("") + pl.col("digits")).otherwise("digits")
    return rows.select(*WHOSE, "digits", reference=named)


def numbers_of_labels(lines: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """The same of the labels: numbers of four digits, or that a document of the account bears, and that tell no day;
    for each, the documents' own series.
    """
    told = lines.with_columns(told=pl.col("label").str.extract_all(TOLD)).explode("told", keep_nulls=False)
    borne = documents.select("account", "digits", "reference", is_borne=pl.lit(True)).unique()
    own = documents.select("line", "digits")
    rows = trimmed(told.with_columns(digits=pl.col("told").str.extract(r"(\d+)$"))).join(
        own, on=["line", "digits"], how="anti"
    )
    here = rows.join(borne.select("account", "digits", "is_borne").unique(), on=["account", "digits"], how="left")
    is_part = (pl.col("written") < SHORT) & pl.col("told").str.contains(MIXED)
    is_told = (pl.col("written") > NUMBER_MIN) | pl.col("is_borne")
    numbers = here.filter(is_told & ~is_part).filter(~tells_day())
    series = numbers.join(borne.drop("is_borne"), on=["account", "digits"], how="inner")
    bare = numbers.with_columns(reference="digits")
    return pl.concat([part.select(*WHOSE, "digits", "reference") for part in (bare, series)])


def trimmed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with their digits without leading zeros and `written`, how many there were; no line's own day."""
    for day in ("booked_on", "document_on"):
        for form in DAY_FORMATS:
            rows = rows.filter((pl.col("digits") != pl.col(day).dt.to_string(form)).fill_null(True))
    digits = pl.col("digits")
    return rows.with_columns(digits.str.strip_chars_start("0"), written=digits.str.len_chars(), whole=digits)


def tells_day() -> pl.Expr:
    """Is the number of a label a day shortly before it, where the same word nearly always goes with such a day, or
    where no document of the account bears that number?
    """
    word = pl.col("told").str.extract(r"^(\p{L}*)").str.to_uppercase()
    near = is_near_day()
    always = (near.mean().over(word, "written") >= ALWAYS) & (pl.len().over(word, "written") >= OFTEN)
    return near & (always | pl.col("is_borne").is_null())


def is_near_day() -> pl.Expr:
    """Does it read as day and month, with the year or without, of some days before the line was booked?"""
    whole, size = pl.col("whole"), pl.col("written")
    first, second, year = whole.str.slice(0, 2), whole.str.slice(2, 2), whole.str.slice(4)
    day, month = first.cast(pl.Int32, strict=False), second.cast(pl.Int32, strict=False)
    on = pl.col("booked_on")
    written = pl.when(size == 8).then(on.dt.to_string("%Y")).otherwise(on.dt.to_string("%y"))
    ago = (on.dt.month() - month).cast(pl.Float64) * 30.44 + (on.dt.day().cast(pl.Int32) - day)
    since = (ago + 365.25) % 365.25
    is_day = day.is_between(1, 31) & month.is_between(1, 12) & ((since <= AGO) | (since >= 365.25 - AHEAD))
    is_whole = size.is_in([4, 6, 8]) & ((size == 4) | (year == written))
    return (is_day & is_whole).fill_null(False)


def telling(references: pl.DataFrame) -> pl.DataFrame:
    """The references that tell lines apart: what everybody writes (a year, the firm's own number) says nothing, nor
    does the customer's own code, nor what stands on several invoices and several payments of his.
    """
    spread = references.group_by("reference").agg(customers=pl.col("customer").n_unique())
    few = spread.filter(pl.col("customers") <= CUSTOMERS_PER_REFERENCE_MAX).select("reference")
    is_code = pl.col("customer").str.contains(pl.col("reference"), literal=True).fill_null(False)
    here = references.join(few, on="reference", how="semi").filter(~is_code)
    both = pl.min_horizontal(pl.col("is_debit").sum(), (~pl.col("is_debit")).sum()).over("account", "reference")
    return here.filter(
        pl.len().over("account", "reference") <= LINES_PER_REFERENCE_MAX, both <= SIDES_PER_REFERENCE_MAX
    )


def words_of(entries: pl.DataFrame) -> pl.DataFrame:
    """Per line, the words of its label and its customer's name that tell lines of its account apart: those that stand
    on both sides of it, and on half of its lines at most. A name is such only where one account holds many customers.
    """
    said = pl.concat_str("label", "customer_name", separator=" ", ignore_nulls=True)
    label = said.str.normalize("NFKD").str.replace_all(MARKS, "").str.to_uppercase()
    told = entries.select(
        "account", "line", is_debit=pl.col("amount_cents") > 0, size=pl.len().over("account"),
        word=label.str.extract_all(WORD),
    )  # fmt: skip
    rows = told.filter(pl.col("size") >= LINES_WITH_NAMES_MIN).explode("word", keep_nulls=False).unique()
    telling = rows.filter(~pl.col("word").is_in(sorted(LEGAL_FORMS | LINKS | NOISE)))
    here = pl.len().over("account", "word")
    sides = pl.col("is_debit").n_unique().over("account", "word")
    few = telling.filter(here * 2 <= pl.col("size"), sides == 2)
    return few.group_by("line").agg(words=pl.col("word").sort())
