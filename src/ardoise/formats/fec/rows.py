"""Blocks of text as typed columns: one row per sound line, a Problem per other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from ardoise.formats.faults import Faults
from ardoise.formats.fec.blocks import Block
from ardoise.formats.fec.columns import OFFICIAL, Header
from ardoise.formats.values import LARGEST_CENTS, cents, day

TEXTS = ("journal", "number", "gl_account")
TEXTS_OF_RECEIVABLES = ("journal_label", "account_label", "auxiliary", "auxiliary_label", "document", "label", "letter")
DATES_OF_RECEIVABLES = ("document_on", "lettered_on")
BLANKS = b" \t|;\x1a"
SIDES = {"D": 1, "d": 1, "+1": 1, "1": 1, "+": 1, "C": -1, "c": -1, "-1": -1, "-": -1}


@dataclass(frozen=True)
class Rows:
    """The lines of a block: how many there were, and the sound ones, typed."""

    count: int  # lines that are not blank
    frame: pl.DataFrame  # line, the texts, booked_on, debit_cents, credit_cents


def rows_of(block: Block, header: Header, faults: Faults) -> Rows:
    """The sound lines of a block; the others are told to `faults`."""
    frame, count = split(block, header, faults)
    return Rows(count, typed(frame, header, faults))


def split(block: Block, header: Header, faults: Faults) -> tuple[pl.DataFrame, int]:
    """One column of text per column of the file, with the line each row came from."""
    lines = block.lines
    marks = block.text.count(header.separator.encode())  # counted: polars fills up a line of too few fields in silence
    if marks == lines * header.separators:
        try:
            frame = _columns(block.text, header, header.separators + 1)
        except pl.exceptions.PolarsError:
            frame = None  # some line has too many fields, another too few
        if frame is not None and frame.height == lines:
            numbers = pl.int_range(block.first_line, block.first_line + lines, eager=True)
            return frame.with_columns(numbers.alias("line")), lines
    return _split_one_by_one(block, header, faults)


def _split_one_by_one(block: Block, header: Header, faults: Faults) -> tuple[pl.DataFrame, int]:
    """The slow way, for a block in which a line is blank or has not the right number of fields."""
    mark, sound, numbers = header.separator.encode(), [], []
    lines = [fields_of(line.removesuffix(b"\r"), header) for line in block.text.split(b"\n")[:-1]]
    filled = [(n, fields) for n, fields in enumerate(lines, block.first_line) if any(f.strip(BLANKS) for f in fields)]
    usual = _usual_fields(header, (len(fields) for _, fields in filled))
    for number, fields in filled:
        if len(fields) == usual and (usual == header.fields or not fields[-1].strip()):
            sound.append(mark.join(fields))
            numbers.append(number)
        else:
            is_end = block.is_cut and number == block.first_line + len(lines) - 1
            few = "truncated" if is_end else "too_few_fields"
            code = few if len(fields) < usual else "too_many_fields"
            faults.add(code, number, None, count=len(fields), expected=header.fields)
    frame = _columns(b"\n".join(sound) + b"\n" if sound else b"", header, usual)
    return frame.with_columns(pl.Series("line", numbers, pl.Int64)), len(filled)


def fields_of(line: bytes, header: Header) -> list[bytes]:
    """The fields of a line; where they are quoted, a separator between quotes is a blank of its label."""
    mark = header.separator.encode()
    if header.is_quoted:
        parts = line.split(b'"')
        parts[1::2] = [inside.replace(mark, b" ") for inside in parts[1::2]]
        line = b'"'.join(parts)
    return line.split(mark)


def _usual_fields(header: Header, counts: Iterable[int]) -> int:
    """The fields of a line: as many as the header has, or one empty more where a separator ends most lines."""
    found = Counter(counts)
    return max(header.separators + 1, header.fields, header.fields + 1, key=lambda count: found[count])


def _columns(text: bytes, header: Header, fields: int) -> pl.DataFrame:
    names = {place: word for word, place in header.places.items()}
    schema = {names.get(place, f"_{place}"): pl.String for place in range(fields)}
    kept = [pl.col(word) for word in OFFICIAL if word in header.places]
    if not text:
        return pl.DataFrame(schema=schema).select(kept)
    frame = pl.read_csv(
        text, has_header=False, separator=header.separator, quote_char=None, schema=schema, empty_string_is_null=False
    ).select(kept)
    return frame.with_columns(map(unquoted, frame.columns)) if header.is_quoted else frame


def unquoted(column: str) -> pl.Expr:
    """What stands between the quotes; a text without quotes around it as it is."""
    text = pl.col(column)
    inside = text.str.strip_chars().str.extract(r'(?s)^"(.*)"$').str.replace_all('""', '"', literal=True)
    return pl.coalesce(inside, text)


def typed(frame: pl.DataFrame, header: Header, faults: Faults) -> pl.DataFrame:
    """Texts stripped, days as dates, amounts as cents; a line with a value that says nothing is left out."""
    frame = frame.with_columns(
        pl.lit("").alias(word)
        for word in (*TEXTS, *TEXTS_OF_RECEIVABLES, *DATES_OF_RECEIVABLES)
        if word not in frame.columns
    )
    frame = frame.with_columns(pl.col(word).str.strip_chars() for word in TEXTS)
    frame = with_days(frame, "booked_on", "booked_on")
    frame = with_cents(frame, "amount" if header.has_side else "debit", "debit_cents")
    frame = sided(frame) if header.has_side else with_cents(frame, "credit", "credit_cents")
    if header.are_credits_turned:
        frame = frame.with_columns(credit_cents=-pl.col("credit_cents"))
    return _sound(frame, header, faults).drop("debit", "credit", "amount", "side", strict=False)


def sided(frame: pl.DataFrame) -> pl.DataFrame:
    """Montant and Sens as a debit and a credit; both null where the side says nothing."""
    side = pl.col("side").str.strip_chars().replace_strict(SIDES, default=None, return_dtype=pl.Int64)
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


def with_cents(frame: pl.DataFrame, source: str, target: str) -> pl.DataFrame:
    """Adds the cents of an amount column: at full speed where it is plain, one text at a time where it isn't."""
    text = frame.get_column(source)
    quick = _cents_of_official(text)
    if quick is None or quick.has_nulls():
        text = text.str.strip_chars()
        quick = _cents_of_official(text)
    if quick is None:
        quick = _cents_of_any_length(text)
    bounded = pl.when(quick.abs() < LARGEST_CENTS).then(quick).alias(target)
    return repaired(frame.with_columns(bounded), source, target, cents, pl.Int64())


def _cents_of_official(text: pl.Series) -> pl.Series | None:
    """Cents where every amount is written as the law asks, 1200,50; None where one isn't."""
    is_official = (text.str.slice(-3, 1) == ",") & (text.str.len_bytes() >= 4)
    return text.str.replace(",", "", literal=True).cast(pl.Int64, strict=False) if is_official.all() else None


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


def with_days(frame: pl.DataFrame, source: str, target: str) -> pl.DataFrame:
    """Adds the days of a date column; null where it says nothing."""
    text = pl.col(source)
    quick = pl.when(text.str.len_bytes() == 8).then(text.str.to_date("%Y%m%d", strict=False))
    frame = frame.with_columns(pl.col(source).alias(f"{source}_text"), quick.alias("_day"))
    frame = repaired(frame, f"{source}_text", "_day", day, pl.Date())
    return frame.drop(source).rename({"_day": target})


def repaired(
    frame: pl.DataFrame, source: str, target: str, parse: Callable[[str], Any], dtype: pl.DataType
) -> pl.DataFrame:
    """The quick answers, completed by the exact parser where there are none."""
    is_failed = frame.get_column(target).is_null()
    if not is_failed.any():
        return frame
    failed = frame.get_column(source).filter(is_failed).unique()
    answers = dict(zip(failed.to_list(), map(parse, failed.to_list()), strict=True))
    slow = pl.col(source).replace_strict(list(answers), list(answers.values()), return_dtype=dtype)
    return frame.with_columns(pl.when(pl.col(target).is_null()).then(slow).otherwise(pl.col(target)).alias(target))
