"""The lines that say what customers owe: whose they are, and what each of them is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

import polars as pl

from ardoise.domain.ledger import ADVANCE_ACCOUNTS, BILL_ACCOUNTS, ENTRIES, RECEIVABLE_ACCOUNTS
from ardoise.formats.faults import Faults
from ardoise.formats.fec.columns import OFFICIAL
from ardoise.formats.fec.rows import DATES_OF_RECEIVABLES, TEXTS_OF_RECEIVABLES, with_days

OPENING_CODES = ("AN", "RAN", "ANO", "ANV", "ANX", "NOUV", "ANOUV")
OPENING_LABEL = (
    r"(?i)(\b[aà][\s-]*nouv|^\s*(an|ran)\s*$|report[s]? [aà] n|bilan (de |d['’])?(d[ée]but|ouverture)"
    r"|journal d['’]ouverture|r[ée]ouverture|\bopening\b)"
)
OPENING_LINE = r"(?i)^\s*([aà][\s-]*nouveaux?\b|report[s]? ([aà] nouveau|exercice pr))"
CASH_LABEL = r"(?i)(\bban(que|q|k)|\bbq|caisse|encaiss|tr[ée]sorerie|\bcash\b|ch[èe]que|\bccp\b|pr[ée]l[èe]vement)"
CASH_CODES = ("BQ", "BQE", "BANQ", "BNQ", "CAI", "CAISSE")
CASH_ACCOUNTS = ("51", "53", "58", *BILL_ACCOUNTS)
"""A bill handed over settles the invoices as money does, and one that comes back unpaid is a payment returned."""
SALES_ACCOUNTS = ("7", "4457")
CURRENCY = "EUR"
"""A FEC is kept in the books' currency; Montantdevise and Idevise say what a line was made out for."""

ACCOUNT = pl.col("gl_account")


def starts(*prefixes: str) -> pl.Expr:
    """Is it an account of one of these classes?"""
    return pl.any_horizontal(ACCOUNT.str.starts_with(prefix) for prefix in prefixes)


EVIDENCE = {
    "has_cash": starts(*CASH_ACCOUNTS),
    "has_sales": starts(*SALES_ACCOUNTS),
    "has_capital": starts("1"),
    "has_result": starts("6", "7"),
}
"""What a line tells about its entry."""
FLAGS = tuple(EVIDENCE)
IS_RECEIVABLE = starts(*RECEIVABLE_ACCOUNTS)


def identity() -> pl.Expr:
    """The number of an entry, or its document where the number is nothing but zeros."""
    number = pl.col("number").str.strip_chars()
    is_nil = number.str.strip_chars("0") == ""
    return pl.when(is_nil).then(pl.col("document").str.strip_chars()).otherwise(number).alias("identity")


def entries_of(kept: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """What is known of the receivable lines of a block before it is known what each of them is.

    `kept` has the journal, number, identity and FLAGS of each line's entry, as far as the block tells.
    """
    kept = kept.with_columns(pl.col("gl_account", *TEXTS_OF_RECEIVABLES).str.strip_chars())
    kept = with_journals(with_secondary_days(kept, faults))
    return kept.select(
        "line", "journal", "number", "identity", "booked_on", "gl_account",
        customer=customer_code(),
        customer_name=_unknown_if_empty(customer_name()),
        document="document",
        document_on="document_on",
        label=_unknown_if_empty(pl.col("label")),
        amount_cents=pl.col("debit_cents") - pl.col("credit_cents"),
        letter=_unknown_if_empty(pl.col("letter")),
        lettered_on="lettered_on",
        due_on=pl.when(pl.col("debit_cents") > pl.col("credit_cents")).then("due_on"),
        is_opening_told=pl.col("is_opening_journal") | pl.col("label").str.contains(OPENING_LINE),
        is_opening_code="is_opening_code",
        is_cash_journal="is_cash_journal",
        **foreign_of(kept),
        **{flag: pl.col(flag) for flag in FLAGS},
    )  # fmt: skip


FOREIGN = r"^[+-]?(\d{1,13})(?:[.,](\d{1,2})0*)?$"


def foreign_of(kept: pl.DataFrame) -> dict[str, pl.Expr]:
    """What a line was made out for in another currency, on the side of its amount; null where it tells none."""
    currency = pl.col("foreign_currency").str.strip_chars().str.to_uppercase()
    written = kept.get_column("foreign_currency")
    if (
        not (written != "").any()
        or kept.filter(currency.str.contains(r"^[A-Z]{3}$") & (currency != CURRENCY)).is_empty()
    ):
        return {"foreign_cents": pl.lit(None, pl.Int64), "foreign_currency": pl.lit(None, pl.String)}
    text = pl.col("foreign_amount").str.replace_all(r"[\s\u00a0]", "")
    whole, part = (text.str.extract(FOREIGN, group) for group in (1, 2))
    cents = whole.cast(pl.Int64) * 100 + part.fill_null("").str.pad_end(2, "0").cast(pl.Int64)
    sign = pl.when(pl.col("debit_cents") >= pl.col("credit_cents")).then(1).otherwise(-1)
    is_told = currency.str.contains(r"^[A-Z]{3}$") & (currency != CURRENCY) & (cents > 0)
    return {
        "foreign_cents": pl.when(is_told).then(cents * sign),
        "foreign_currency": pl.when(is_told).then(currency),
    }


ASIDE = starts(*ADVANCE_ACCOUNTS, *BILL_ACCOUNTS)


def aside(frame: pl.DataFrame) -> dict[tuple[str, str], int]:
    """(4191 or 413, customer) → what the lines say was received on orders, less what was used; bills are negative."""
    lines = frame.filter(ASIDE)
    if lines.is_empty():
        return {}
    lines = lines.with_columns(pl.col("gl_account", *TEXTS_OF_RECEIVABLES).str.strip_chars())
    cents = (pl.col("credit_cents") - pl.col("debit_cents")).sum()
    sums = lines.group_by(held_on().alias("held_on"), customer_code().alias("customer")).agg(cents)
    return {(account, customer): held for account, customer, held in sums.iter_rows()}


def held_on() -> pl.Expr:
    """The class of account that holds what is told aside."""
    return pl.when(starts(*BILL_ACCOUNTS)).then(pl.lit(BILL_ACCOUNTS[0])).otherwise(pl.lit(ADVANCE_ACCOUNTS[0]))


def customer_code() -> pl.Expr:
    """CompAuxNum; else the sub-account of 411; else the label of the sub-ledger; else the account itself."""
    is_sub_account = pl.col("gl_account").str.slice(3).str.strip_chars("0") != ""
    return (
        pl.when(pl.col("auxiliary") != "").then(pl.col("auxiliary"))
        .when(is_sub_account).then(pl.col("gl_account"))
        .when(pl.col("auxiliary_label") != "").then(pl.col("auxiliary_label"))
        .otherwise(pl.col("gl_account"))
    )  # fmt: skip


def customer_name() -> pl.Expr:
    """The label that goes with the code."""
    is_sub_account = pl.col("gl_account").str.slice(3).str.strip_chars("0") != ""
    own = pl.col("auxiliary_label") != ""
    return (
        pl.when((pl.col("auxiliary") != "") & own).then(pl.col("auxiliary_label"))
        .when((pl.col("auxiliary") == "") & ~is_sub_account & own).then(pl.col("auxiliary_label"))
        .otherwise(pl.col("account_label"))
    )  # fmt: skip


def with_journals(kept: pl.DataFrame) -> pl.DataFrame:
    """Adds what the journal's code and label say; asked once per journal, not once per line."""
    code = pl.col("journal").str.to_uppercase().str.replace_all(r"[^A-Z]", "")
    journals = (
        kept.select("journal", "journal_label")
        .unique()
        .with_columns(
            is_opening_code=code.is_in(OPENING_CODES),
            is_opening_journal=pl.col("journal_label").str.contains(OPENING_LABEL),
            is_cash_journal=code.is_in(CASH_CODES) | pl.col("journal_label").str.contains(CASH_LABEL),
        )
    )
    if journals.get_column("journal").is_duplicated().any():  # one code under several labels
        return kept.join(journals, on=["journal", "journal_label"], how="left", maintain_order="left")
    told = ("is_opening_code", "is_opening_journal", "is_cash_journal")
    codes = {flag: journals.filter(flag).get_column("journal").implode() for flag in told}
    return kept.with_columns(pl.col("journal").is_in(those).alias(flag) for flag, those in codes.items())


def found_later(later: list[pl.DataFrame]) -> pl.DataFrame:
    """The evidence of entries that more than their own block tells of, one row an entry."""
    if not later:
        return pl.DataFrame()
    key = [column for column in later[0].columns if column not in FLAGS]
    return pl.concat(later).group_by(key).agg(pl.col(flag).any() for flag in FLAGS)


def completed(kept: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The receivable lines, with the evidence of their entry that came from elsewhere."""
    if found.is_empty():
        return kept
    key = [column for column in found.columns if column not in FLAGS]
    near = kept.select(key).with_row_index("place").filter(pl.col("number").is_in(found["number"].implode()))
    more = near.join(found, on=key)
    places = {flag: more.get_column("place").filter(more.get_column(flag)) for flag in FLAGS}
    place = pl.int_range(pl.len(), dtype=pl.UInt32)
    return kept.with_columns(pl.col(flag) | place.is_in(at.implode()) for flag, at in places.items() if at.len())


def trading_journals(kept: Iterable[pl.DataFrame]) -> set[str]:
    """The journals whose code says openings (AN), whose label doesn't, and most of whose lines are trade: Nantes."""
    trade, lines = Counter[str](), Counter[str]()
    for entries in kept:
        coded = entries.filter(pl.col("is_opening_code") & ~pl.col("is_opening_told"))
        told = coded.group_by("journal").agg(pl.col("has_result").sum(), pl.len())
        for journal, results, count in told.iter_rows():
            trade[journal] += results
            lines[journal] += count
    return {journal for journal, count in lines.items() if trade[journal] * 2 > count}


def openings(entries: pl.DataFrame, trading: Collection[str]) -> pl.DataFrame:
    """Adds which lines carry last year over, as their journal or label says and their entry does not deny.

    An opening touches balance-sheet accounts only: no line of class 6 or 7 stands beside it. Where entries have
    neither number nor document they can't be told apart, and only the journal's code alone is denied. VAT on sales
    without capital is a sale, to the code alone.
    """
    is_told, has_result = pl.col("is_opening_told"), pl.col("has_result")
    is_sale = has_result | (pl.col("has_sales") & ~pl.col("has_capital"))
    is_coded = pl.col("is_opening_code") & ~is_sale & ~pl.col("journal").is_in(sorted(trading))
    is_denied = has_result & (pl.col("identity") != "")
    return entries.with_columns(is_opening=pl.when(is_told).then(~is_denied).otherwise(is_coded)).drop(
        "is_opening_told", "is_opening_code"
    )


def kinds(entries: pl.DataFrame, first_on: date | None) -> pl.DataFrame:
    """ENTRIES with what each line is, from the evidence of its own accounting entry.

    `first_on` is the first day of a file in which no journal and no label tells of openings.
    """
    amount, cash, sales = pl.col("amount_cents"), pl.col("has_cash"), pl.col("has_sales")
    is_opening = first_day_opening(first_on)
    kind = (
        pl.when(is_opening).then(pl.lit("opening"))
        .when(amount > 0).then(pl.when(cash & ~sales).then(pl.lit("returned_payment")).otherwise(pl.lit("invoice")))
        .when(amount == 0).then(pl.lit("other"))
        .when(cash | pl.col("is_cash_journal")).then(pl.lit("payment"))
        .when(sales).then(pl.lit("credit_note"))
        .otherwise(pl.lit("other"))
    )  # fmt: skip
    told = [_unknown_if_empty(pl.col(word)) for word in ("journal", "number", "document")]
    entries = entries.with_columns(*told, is_opening=is_opening, kind=kind, currency=pl.lit(CURRENCY))
    return entries.select(list(ENTRIES)).cast(pl.DataFrame(schema=ENTRIES).schema)


def first_day_opening(first_on: date | None) -> pl.Expr:
    """Opening by journal or label; in a file without either, a first-day entry of balance-sheet accounts only."""
    looks = pl.col("has_capital") & ~pl.col("has_result") & (pl.col("booked_on") == pl.lit(first_on, pl.Date))
    return pl.col("is_opening") | looks.fill_null(False)


def with_secondary_days(kept: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """The days a line can do without: told when they say nothing, and left empty."""
    kept = with_days(kept, *DATES_OF_RECEIVABLES)
    is_unread = {
        word: pl.col(word).is_null() & (pl.col(f"{word}_text").str.strip_chars(" 0") != "")
        for word in DATES_OF_RECEIVABLES
    }
    has_unread = kept.select(test.any().alias(word) for word, test in is_unread.items()).row(0, named=True)
    for word in (word for word in DATES_OF_RECEIVABLES if has_unread[word]):
        for line, value in kept.filter(is_unread[word]).select("line", f"{word}_text").rows():
            faults.add("ignored_date", line, OFFICIAL[word], value=value)
    return kept


def _unknown_if_empty(text: pl.Expr) -> pl.Expr:
    """The text; null, under the same name, where it is empty."""
    return pl.when(text != "").then(text).name.keep()
