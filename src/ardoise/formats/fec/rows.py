"""Blocks of text as typed columns: one row per sound line, a Problem per other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from ardoise.formats.faults import Faults
from ardoise.formats.fec.blocks import Block
from ardoise.formats.fec.columns import OFFICIAL, Header
from ardoise.formats.fec.lines import MARK, sound_lines
from ardoise.formats.values import FIRST_YEAR, LARGEST_CENTS, LAST_YEAR, all_cents, day

TEXTS = ("journal", "number", "gl_account")
TEXTS_OF_RECEIVABLES = ("journal_label", "account_label", "auxiliary", "auxiliary_label", "document", "label", "letter")
FOREIGN = ("foreign_amount", "foreign_currency")
DATES_OF_RECEIVABLES = ("document_on", "lettered_on", "due_on")
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
NIL = "0,00"
LETTERED = r"^(?i:C(41\d)|F(40\d)|G([1-7]\d\d))"
"""An account behind the letter of its class, customers', suppliers' or general: C411."""
OWN_SIDE = {
    "debit": re.compile(r"(?i)(?<=[\d)])\s*(d|db|dt|dr)$"),
    "credit": re.compile(r"(?i)(?<=[\d)])\s*(c|cr|ct)$"),
}
"""The side of its column, written once more behind an amount: 1200,50 DB."""
SIDES = {
    "D": 1,
    "DEBIT": 1,
    "DÉBIT": 1,
    "DB": 1,
    "DT": 1,
    "DR": 1,
    "+1": 1,
    "1": 1,
    "+": 1,
    "C": -1,
    "CREDIT": -1,
    "CRÉDIT": -1,
    "CR": -1,
    "CT": -1,
    "-1": -1,
    "-": -1,
}


@dataclass(frozen=True)
class Rows:
    """The lines of a block: how many there were, and the sound ones, typed."""

    count: int  # lines that are not blank
    frame: pl.DataFrame  # line, the texts, booked_on, debit_cents, credit_cents


def rows_of(block: Block, header: Header, faults: Faults) -> Rows:
    """The sound lines of a block; the others are told to `faults`."""
    frame, count = split(block, header, faults)
    kept = without_strays(frame, faults)
    return Rows(count - frame.height + kept.height, typed(kept, header, faults))


def without_strays(frame: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """The lines without those that are none: nothing but separators, or the header again, which is told."""
    account = pl.col("gl_account")
    if not frame.select((account.is_null() | (account < "0") | (account >= ":")).any()).item():
        return frame
    is_header = account.str.to_lowercase().str.contains(r"^[\s\"]*comptenum[\s\"]*$")
    for line in frame.filter(is_header).get_column("line"):
        faults.add("repeated_header", line, None)
    is_empty = pl.all_horizontal(pl.exclude("line").str.strip_chars() == "")
    return frame.filter(~is_header & ~is_empty)


def split(block: Block, header: Header, faults: Faults) -> tuple[pl.DataFrame, int]:
    """One column of text per column of the file, with the line each row came from."""
    marks = block.text.count(header.separator.encode())  # counted: polars fills up a line of too few fields in silence
    lines, odd = divmod(marks, header.separators)
    if not odd:
        try:
            frame = _columns(block.text, header, header.separators + 1)
        except pl.exceptions.PolarsError:
            frame = None  # some line has too many fields, another too few
        if frame is not None and frame.height == lines:
            block.known_lines = lines
            return frame.with_row_index("line", block.first_line).cast({"line": pl.Int64}), lines
    text, numbers, count = sound_lines(block, header, faults)
    frame = _columns(text, replace(header, separator=MARK.decode()), header.fields)
    return frame.with_columns(pl.Series("line", numbers, pl.Int64)), count


def _columns(text: bytes, header: Header, fields: int) -> pl.DataFrame:
    """The columns that are read. All are asked for: where one is not, polars lets a line have too many fields."""
    names = {place: word for word, place in header.places.items()}
    schema = {names.get(place, f"_{place}"): pl.String for place in range(fields)}
    kept = [word for word in OFFICIAL if word in header.places]
    if not text:
        return pl.DataFrame(schema=schema).select(kept)
    frame = pl.read_csv(
        text, has_header=False, separator=header.separator, quote_char=None, schema=schema,
        empty_string_is_null=False,
    ).select(kept)  # fmt: skip
    return frame.with_columns(map(unquoted, frame.columns)) if header.is_quoted else frame


def unquoted(column: str) -> pl.Expr:
    """What stands between the quotes; a text without quotes around it as it is."""
    text = pl.col(column)
    inside = text.str.strip_chars().str.extract(r'(?s)^"(.*)"$').str.replace_all('""', '"', literal=True)
    return pl.coalesce(inside, text)


def typed(frame: pl.DataFrame, header: Header, faults: Faults) -> pl.DataFrame:
    """Accounts stripped, days as dates, amounts as cents; a line with a value that says nothing is left out."""
    absent = [
        word for word in (*TEXTS, *TEXTS_OF_RECEIVABLES, *DATES_OF_RECEIVABLES, *FOREIGN) if word not in frame.columns
    ]
    account = pl.col("gl_account")
    if frame.select(((account < "0") | (account >= ":")).any()).item():  # blanks before it, a letter, or nothing
        account = account.str.strip_chars().str.replace(LETTERED, "${1}${2}${3}")
    frame = frame.with_columns(account, *(pl.lit("").alias(word) for word in absent))
    frame = with_days(frame, "booked_on")
    frame = sided(with_cents(frame, debit_cents="amount")) if header.has_side else with_sides(frame)
    if header.are_credits_turned:
        frame = frame.with_columns(credit_cents=-pl.col("credit_cents"))
    return _sound(frame, header, faults).drop("debit", "credit", "amount", "side", strict=False)


def sided(frame: pl.DataFrame) -> pl.DataFrame:
    """Montant and Sens as a debit and a credit; both null where the side says nothing."""
    side = (
        pl.col("side").str.strip_chars().str.to_uppercase().replace_strict(SIDES, default=None, return_dtype=pl.Int64)
    )
    amount = pl.col("debit_cents")
    return frame.with_columns(
        debit_cents=pl.when(side == 1).then(amount).when(side == -1).then(0),
        credit_cents=pl.when(side == -1).then(amount).when(side == 1).then(0),
        is_sided=side.is_not_null(),
        is_amount=amount.is_not_null(),
    )


def _sound(frame: pl.DataFrame, header: Header, faults: Faults) -> pl.DataFrame:
    """The rows all of whose values say something; each fault of the others is told."""
    checks: list[tuple[str, str, pl.Expr]] = [
        ("bad_date", "booked_on", pl.col("booked_on").is_null()),
        ("no_account", "gl_account", pl.col("gl_account") == ""),
    ]
    if header.has_side:
        checks += [("bad_side", "side", ~pl.col("is_sided")), ("bad_amount", "amount", ~pl.col("is_amount"))]
    else:
        checks += [("bad_amount", word, pl.col(f"{word}_cents").is_null()) for word in ("debit", "credit")]
    is_bad = pl.any_horizontal(test for _, _, test in checks)
    if frame.select(is_bad.any()).item():
        for line, place, value in _faulty(frame.filter(is_bad), checks):
            code, word, _ = checks[place]
            faults.add(code, line, OFFICIAL[word], value=value)
        frame = frame.filter(~is_bad)
    return frame.drop("booked_on_text", "is_sided", "is_amount", strict=False)


def _faulty(bad: pl.DataFrame, checks: list[tuple[str, str, pl.Expr]]) -> list[tuple[int, int, str]]:
    """(line, which check failed, the text checked), line by line."""
    texts = {"booked_on": "booked_on_text"}
    failed = [
        bad.filter(test).select("line", check=pl.lit(place), value=texts.get(word, word))
        for place, (_, word, test) in enumerate(checks)
    ]
    return pl.concat(failed).sort("line", "check").rows()


def with_sides(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds debit and credit in cents. Where one of them is 0,00 in each line, only the other is worked out."""
    is_credit = pl.col("debit") == NIL
    text = pl.when(is_credit).then("credit").otherwise("debit")
    chosen = frame.lazy().select(text=text, is_credit=is_credit, is_one=is_credit | (pl.col("credit") == NIL))
    is_plain = (pl.col("is_one") & is_official(pl.col("text"))).all()
    read = chosen.select("is_credit", is_plain=is_plain, cents=digits_of(pl.col("text"))).collect()
    cents = read.get_column("cents")
    if cents.has_nulls() or not read.get_column("is_plain").all() or not (cents.abs() < LARGEST_CENTS).all():
        return with_cents(frame, debit_cents="debit", credit_cents="credit")
    side = pl.when("is_credit")
    sides = read.select(debit_cents=side.then(0).otherwise("cents"), credit_cents=side.then("cents").otherwise(0))
    return frame.hstack(sides)


def with_cents(frame: pl.DataFrame, **targets: str) -> pl.DataFrame:
    """Adds the cents of amount columns: at full speed where they are plain, one text at a time where they aren't."""
    read = frame.select(
        *(is_official(pl.col(source)).all().alias(f"is_{target}") for target, source in targets.items()),
        *(digits_of(pl.col(source)).alias(target) for target, source in targets.items()),
    )
    for target, source in targets.items():
        quick = read.get_column(target)
        if quick.has_nulls() or not read.get_column(f"is_{target}").all():
            quick = _cents_of_stripped(frame.get_column(source).str.strip_chars())
        bounded = pl.when(quick.abs() < LARGEST_CENTS).then(quick).alias(target)
        frame = repaired(frame.with_columns(bounded), source, target, partial(cents_beside, source), pl.Int64())
    return frame


def cents_beside(column: str, texts: list[str]) -> dict[str, int]:
    """The texts of a column that are amounts; behind one, the side of the column may be said once more."""
    side = OWN_SIDE.get(column)
    if side is None:
        return all_cents(texts)
    plain = {text: side.sub("", text.strip()) for text in texts}
    found = all_cents(set(plain.values()))
    return {text: found[amount] for text, amount in plain.items() if amount in found}


def is_official(text: pl.Expr) -> pl.Expr:
    """Is an amount written as the law asks, 1200,50?"""
    return (text.str.slice(-3, 1) == ",") & (text.str.len_bytes() >= 4)


def digits_of(text: pl.Expr) -> pl.Expr:
    """Its cents then; null where there is more than digits and a sign."""
    return text.str.replace(",", "", literal=True).cast(pl.Int64, strict=False)


def _cents_of_stripped(text: pl.Series) -> pl.Series:
    """The quick answers for amounts without blanks around them."""
    text = text.alias("text")
    read = text.to_frame().select(is_official(pl.col("text")).all().alias("is_all"), digits_of(pl.col("text")))
    return read.get_column("text") if read.get_column("is_all").all() else _cents_of_any_length(text)


def _cents_of_any_length(text: pl.Series) -> pl.Series:
    """Cents where there is one mark at most, and two decimals at most; null elsewhere."""
    parts = pl.DataFrame({"text": text.str.replace(".", ",", literal=True)}).with_columns(
        size=pl.col("text").str.len_bytes(),
        comma=pl.col("text").str.find(",", literal=True),
        digits=pl.col("text").str.replace(",", "", literal=True).cast(pl.Int64, strict=False),
    )
    decimals = pl.col("size") - pl.col("comma") - 1
    return parts.select(
        pl.when(pl.col("size") == 0).then(0)
        .when(decimals == 2).then("digits")
        .when(decimals == 1).then(pl.col("digits") * 10)
        .when(pl.col("comma").is_null() & (pl.col("size") <= 15)).then(pl.col("digits") * 100)
    ).to_series()  # fmt: skip


def with_days(frame: pl.DataFrame, *sources: str) -> pl.DataFrame:
    """The columns as days, null where they say nothing; what they said stands beside them as `…_text`."""
    quick = [_compact_day(pl.col(source)) for source in sources]
    texts = [pl.col(source).alias(f"{source}_text") for source in sources]
    frame = frame.with_columns(*texts, *quick)
    for source in sources:
        frame = repaired(frame, f"{source}_text", source, all_days, pl.Date())
    return frame


def _compact_day(text: pl.Expr) -> pl.Expr:
    """The day of a text such as 20230131, if a book can be that old."""
    found = text.str.to_date("%Y%m%d", strict=False)
    return pl.when(text.str.len_bytes() == 8, found.is_between(FIRST_DAY, LAST_DAY)).then(found)


def all_days(texts: list[str]) -> dict[str, date]:
    """The texts that are days."""
    return {text: on for text in texts if (on := day(text)) is not None}


def repaired(
    frame: pl.DataFrame, source: str, target: str, parse: Callable[[list[str]], dict[str, Any]], dtype: pl.DataType
) -> pl.DataFrame:
    """The quick answers, completed by the exact parser where there are none."""
    if not frame.get_column(target).null_count():
        return frame
    failed = frame.get_column(source).filter(frame.get_column(target).is_null()).unique().to_list()
    if not (answers := parse(failed)):
        return frame
    slow = pl.col(source).replace_strict(list(answers), list(answers.values()), default=None, return_dtype=dtype)
    return frame.with_columns(pl.when(pl.col(target).is_null()).then(slow).otherwise(pl.col(target)).alias(target))
