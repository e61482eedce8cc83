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

NUMBER = r"\d{4,}"
SHORT_NUMBER = r"\d{3,}"
WORD = r"[A-Z]{3,}"
MARKS = r"\p{M}"
NOT_ALPHANUMERIC = r"[^0-9A-Za-z]+"
DAY_FORMATS = ("%Y", "%m%y", "%y%m", "%m%Y", "%Y%m", "%d%m%y", "%y%m%d", "%d%m%Y", "%Y%m%d")


def references_of(entries: pl.DataFrame) -> pl.DataFrame:
    """One row per line and number it names: account, customer, line, is_debit, reference.

    A number is written without its letters and leading zeros: “FC171536” and “171536” are one.
    The line's own day is no reference.
    """
    joined = pl.col("document").str.replace_all(NOT_ALPHANUMERIC, "").str.extract_all(SHORT_NUMBER)
    told = [joined, pl.col("document").str.extract_all(NUMBER), pl.col("label").str.extract_all(NUMBER)]
    whose = ["account", "line", "customer", "is_debit"]
    parts = [
        entries.select(*whose[:3], "booked_on", "document_on", is_debit=pl.col("amount_cents") > 0, reference=numbers)
        for numbers in told
    ]
    rows = pl.concat(parts).explode("reference", keep_nulls=False)
    for day in ("booked_on", "document_on"):
        for form in DAY_FORMATS:
            rows = rows.filter((pl.col("reference") != pl.col(day).dt.to_string(form)).fill_null(True))
    trimmed = rows.with_columns(pl.col("reference").str.strip_chars_start("0"))
    return trimmed.filter(pl.col("reference").str.len_chars() > 1).select(*whose, "reference").unique()


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
