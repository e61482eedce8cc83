"""The lines that say what customers owe: whose they are, and what each of them is."""

from __future__ import annotations

from datetime import date

import polars as pl

from ardoise.domain.ledger import ENTRIES, RECEIVABLE_ACCOUNTS
from ardoise.formats.faults import Faults
from ardoise.formats.fec.rows import TEXTS_OF_RECEIVABLES, with_days

OPENING_CODES = ("AN", "RAN", "ANO", "ANV", "ANX", "NOUV", "ANOUV")
OPENING_LABEL = (
    r"(?i)(\b[aà][\s-]*nouv|^\s*(an|ran)\s*$|report[s]? [aà] n|bilan (de |d['’])?(d[ée]but|ouverture)"
    r"|journal d['’]ouverture|r[ée]ouverture|\bopening\b)"
)
OPENING_LINE = r"(?i)^\s*([aà][\s-]*nouveaux?\b|report[s]? ([aà] nouveau|exercice pr))"
CASH_LABEL = r"(?i)(\bban(que|q|k)|\bbq|caisse|encaiss|tr[ée]sorerie|\bcash\b|ch[èe]que|\bccp\b|pr[ée]l[èe]vement)"
CASH_CODES = ("BQ", "BQE", "BANQ", "BNQ", "CAI", "CAISSE")
CASH_ACCOUNTS = ("51", "53", "58")
SALES_ACCOUNTS = ("7", "4457")
CURRENCY = "EUR"
"""A FEC is kept in the books' currency; Montantdevise and Idevise only comment on it."""

FLAGS = ("has_cash", "has_sales", "has_capital", "has_result")


def starts(column: str, prefixes: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(pl.col(column).str.starts_with(prefix) for prefix in prefixes)


SPENT = (
    "journal_label", "account_label", "auxiliary", "auxiliary_label", "debit_cents", "credit_cents", "is_receivable",
    "is_opening_journal",
)  # fmt: skip
"""What a line no longer needs once its customer is known."""


def with_evidence(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds what each line tells about its entry."""
    account = pl.col("gl_account")
    return frame.with_columns(
        identity=pl.when(pl.col("number").str.strip_chars("0") == "")
        .then(pl.col("document").str.strip_chars())
        .otherwise(pl.col("number")),
        is_receivable=starts("gl_account", RECEIVABLE_ACCOUNTS),
        has_cash=starts("gl_account", CASH_ACCOUNTS),
        has_sales=starts("gl_account", SALES_ACCOUNTS),
        has_capital=account.str.starts_with("1"),
        has_result=account.str.starts_with("6") | account.str.starts_with("7"),
    )


def entries_of(kept: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """ENTRIES of the receivable lines of a block, not yet knowing what each of them is."""
    for word, name in (("document_on", "PieceDate"), ("lettered_on", "DateLet")):
        kept = _secondary_day(kept, word, name, faults)
    kept = with_journals(kept.with_columns(pl.col(word).str.strip_chars() for word in TEXTS_OF_RECEIVABLES))
    kept = kept.with_columns(
        customer=customer_code(),
        customer_name=customer_name(),
        amount_cents=pl.col("debit_cents") - pl.col("credit_cents"),
        currency=pl.lit(CURRENCY),
        due_on=pl.lit(None, pl.Date),
        is_opening_told=pl.col("is_opening_journal") | pl.col("label").str.contains(OPENING_LINE),
    )
    kept = kept.with_columns(_unknown_if_empty(word) for word in ("customer_name", "label", "letter"))
    return kept.select(column for column in kept.columns if column not in SPENT)


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
    return kept.join(journals, on=["journal", "journal_label"], how="left", maintain_order="left")


def found_later(later: list[pl.DataFrame]) -> pl.DataFrame:
    """The evidence of entries that came in later blocks, one row an entry."""
    if not later:
        return pl.DataFrame()
    key = [column for column in later[0].columns if column not in FLAGS]
    return pl.concat(later).group_by(key).agg(pl.col(flag).any().alias(f"{flag}_later") for flag in FLAGS)


def completed(kept: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The receivable lines, with the evidence of their entry that came in later blocks."""
    if found.is_empty():
        return kept
    key = [column for column in found.columns if not column.endswith("_later")]
    kept = kept.join(found, on=key, how="left", maintain_order="left")
    return kept.with_columns(pl.col(flag) | pl.col(f"{flag}_later").fill_null(False) for flag in FLAGS)


def trading_journals(kept: list[pl.DataFrame]) -> pl.DataFrame:
    """The journals whose code says openings (AN), whose label doesn't, and most of whose lines are trade: Nantes."""
    coded = [
        entries.filter(pl.col("is_opening_code") & ~pl.col("is_opening_told")).select("journal", "has_result")
        for entries in kept
    ]
    return pl.concat(coded).group_by("journal").agg(pl.col("has_result").mean()).filter(pl.col("has_result") > 0.5)


def openings(entries: pl.DataFrame, trading: pl.DataFrame) -> pl.DataFrame:
    """Adds which lines carry last year over, as their journal or label says and their entry does not deny.

    An opening touches balance-sheet accounts only: no line of class 6 or 7 stands beside it. Where entries have
    neither number nor document they can't be told apart, and only the journal's code alone is denied. VAT on sales
    without capital is a sale, to the code alone.
    """
    is_told, has_result = pl.col("is_opening_told"), pl.col("has_result")
    is_sale = has_result | (pl.col("has_sales") & ~pl.col("has_capital"))
    is_coded = pl.col("is_opening_code") & ~is_sale & ~pl.col("journal").is_in(trading["journal"].implode())
    is_denied = has_result & (pl.col("identity") != "")
    return entries.with_columns(is_opening=pl.when(is_told).then(~is_denied).otherwise(is_coded)).drop(
        "is_opening_told", "is_opening_code"
    )


def kinds(entries: pl.DataFrame, first_on: date | None) -> pl.DataFrame:
    """ENTRIES with what each line is, from the evidence of its own accounting entry.

    `first_on` is the first day of a file in which no journal and no label tells of openings.
    """
    amount, cash, sales = pl.col("amount_cents"), pl.col("has_cash"), pl.col("has_sales")
    kind = (
        pl.when("is_opening").then(pl.lit("opening"))
        .when(amount > 0).then(pl.when(cash & ~sales).then(pl.lit("returned_payment")).otherwise(pl.lit("invoice")))
        .when(amount == 0).then(pl.lit("other"))
        .when(cash | pl.col("is_cash_journal")).then(pl.lit("payment"))
        .when(sales).then(pl.lit("credit_note"))
        .otherwise(pl.lit("other"))
    )  # fmt: skip
    entries = entries.with_columns(is_opening=first_day_opening(first_on)).with_columns(kind=kind)
    entries = entries.with_columns(_unknown_if_empty(word) for word in ("journal", "number", "document"))
    return entries.select(list(ENTRIES)).cast(pl.DataFrame(schema=ENTRIES).schema)


def first_day_opening(first_on: date | None) -> pl.Expr:
    """Opening by journal or label; in a file without either, a first-day entry of balance-sheet accounts only."""
    looks = pl.col("has_capital") & ~pl.col("has_result") & (pl.col("booked_on") == pl.lit(first_on, pl.Date))
    return pl.col("is_opening") | looks.fill_null(False)


def _secondary_day(kept: pl.DataFrame, word: str, name: str, faults: Faults) -> pl.DataFrame:
    """A day the line can do without: told when it says nothing, and left empty."""
    kept = with_days(kept, word, word)
    unread = kept.filter(pl.col(word).is_null() & (pl.col(f"{word}_text") != "")).select("line", f"{word}_text")
    for line, value in unread.filter(pl.col(f"{word}_text").str.strip_chars() != "").rows():
        faults.add("ignored_date", line, name, value=value)
    return kept.drop(f"{word}_text")


def _unknown_if_empty(word: str) -> pl.Expr:
    return pl.when(pl.col(word) != "").then(pl.col(word)).alias(word)
