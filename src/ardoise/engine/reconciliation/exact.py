"""Receipts that name their documents in full and pay exactly what they ask: the whole book at once, by joins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from ardoise.engine.reconciliation.filing import ACCENTS
from ardoise.engine.reconciliation.receipts import STRUCTURED_START
from ardoise.engine.reconciliation.wording import SPEAKS

SIGNS_MIN = 6  # a document's number shorter than this may stand in a label by chance
STRUCTURED, FREE = ("creditor_reference", "end_to_end_id"), ("label",)
WORDS = r"[0-9A-Z]*[0-9][0-9A-Z]*(?:[-/.][0-9A-Z]+)*"  # with a digit in the first part
STARTING = r"[0-9A-Z]+(?:[-/.][0-9A-Z]+)*[-/.][0-9A-Z]*[0-9][0-9A-Z]*(?:[-/.][0-9A-Z]+)*"  # FA-2026-17
MORE = r"[0-9](?:[ ,;+&/-]|\bET\b|\bAU?\b)+[0-9]{2,}(?:[ ,;+&/-]|$)"
"""Two numbers one after the other."""
NOT_WORD = r"[^0-9A-Z]+"
GIVES_BACK, UNDOES = SPEAKS["gives_back"].pattern, SPEAKS["undoes"].pattern
NAMED: dict[str, type] = {
    "receipt": int,
    "entry": int,
    "line": int,
    "document": str,
    "customer": str,
    "amount_cents": int,
    "is_structured": bool,  # the structured reference alone names it
}
"""Receipts with the items they name and pay to the cent."""


def exactly_named(receipts: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """NAMED: receipts whose documents, all written in full and of one customer, add up to the very amount.

    Only where each number is one open item's and of no other receipt: whatever is less plain is for the search.
    Numbers are compared as they stand; where that leaves receipts, capitals and digits alone.
    """
    found: list[pl.DataFrame] = []
    for columns, is_bare in ((STRUCTURED, False), (FREE, False), ((*STRUCTURED, *FREE), True)):
        if found:
            receipts = receipts.join(found[-1], on="receipt", how="anti")
        if receipts.is_empty() or items.is_empty():
            break
        written = numbers_written(receipts, columns, is_bare)
        if written.is_empty():
            continue
        if found and found[-1].height:
            items = items.join(found[-1], on="entry", how="anti")
        number = pl.col("document")
        bare = number.str.to_uppercase().str.replace_all(NOT_WORD, "") if is_bare else number
        named = settled(written, items.with_columns(number=bare))
        found.append(named if columns == STRUCTURED else without_more(named, receipts))
    return pl.concat([pl.DataFrame(schema=NAMED), *found]).sort("receipt", "entry")


def undoubted(exact: pl.DataFrame, receipts: pl.DataFrame, payers: pl.DataFrame) -> pl.DataFrame:
    """NAMED with `payer`, the evidence of who pays; without those whose account is known as somebody else's alone."""
    iban = pl.col("counterparty_iban").str.to_uppercase().str.replace_all(NOT_WORD, "")
    told = exact.join(receipts.select("receipt", iban=iban), on="receipt", how="left", maintain_order="left")
    known = payers.filter(pl.col("kind") == "iban", pl.col("times") > 0)
    owners = known.group_by(iban=pl.col("value")).agg(owners=pl.col("customer"))
    joined = told.join(owners, on="iban", how="left", maintain_order="left")
    is_his = pl.col("customer").is_in(pl.col("owners"))
    payer = pl.when(is_his.fill_null(False)).then(pl.lit("payer_iban")).otherwise(pl.lit("payer_document"))
    return joined.filter(is_his.fill_null(True)).with_columns(payer=payer).select(*NAMED, "payer")


def undoubtedly_his(exact: pl.DataFrame, receipts: pl.DataFrame, names: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """NAMED without what a person should look at, though the number and the amount agree.

    That is: words that undo a payment (given back, refused, paid twice), however the document is named; and, but for
    a structured reference, which is ours whoever uses it, a payer who has not a word of the customer's name, or bears
    another customer's, and money for something else. `names` gives customer and `customer_name`.
    """
    if exact.is_empty():
        return exact
    told = exact.select("receipt", "customer", "is_structured").unique("receipt", keep="any")
    label = pl.col("label").fill_null("").str.normalize("NFKD").str.replace_all(ACCENTS, "").str.to_uppercase()
    told = told.join(receipts.select("receipt", "counterparty", "label"), on="receipt").with_columns(
        pl.col("counterparty").str.to_uppercase(), label=label
    )
    left_out = [told.filter(pl.col("label").str.contains(UNDOES)).select("receipt")]
    free = told.filter(~pl.col("is_structured"))
    if not free.is_empty():
        left_out += [free.filter(pl.col("label").str.contains(GIVES_BACK)).select("receipt"), *by_others(free, names())]
    return exact.join(pl.concat(left_out), on="receipt", how="anti", maintain_order="left")


def by_others(free: pl.DataFrame, names: pl.DataFrame) -> list[pl.DataFrame]:
    """The receipts whose payer has not a word of the customer's name, and those of one called like another customer."""
    text = pl.coalesce("counterparty", "label")
    own = free.join(names, on="customer", how="left").select(
        "receipt", "counterparty", text=text, name=pl.col("customer_name").str.to_uppercase()
    )
    is_other = ~pl.col("name").str.starts_with(pl.col("text")).fill_null(False)
    others = own.filter(pl.col("counterparty").str.len_chars() >= SIGNS_MIN)
    left_out = [own.filter(is_other).pipe(without_its_name)]
    if not others.is_empty():
        told = others.with_columns(bare=bare_of(pl.col("counterparty")))
        called = names.select(bare=bare_of(pl.col("customer_name").str.to_uppercase())).unique()
        another = told.filter(pl.col("bare") != bare_of(pl.col("name"))).join(called, on="bare", how="semi")
        left_out.append(another.select("receipt"))
    return left_out


def bare_of(text: pl.Expr) -> pl.Expr:
    """A name without blanks and marks."""
    return text.str.replace_all(NOT_WORD, "")


def without_its_name(told: pl.DataFrame) -> pl.DataFrame:
    """receipt: those whose text has not a word of the customer's name; `name` and `text` in capitals."""
    words = told.select("receipt", "text", word=pl.col("name").str.extract_all(r"[A-Z]{4,}")).explode("word")
    is_his = pl.col("text").str.contains(pl.col("word"), literal=True).fill_null(False)
    his = words.filter(is_his).select("receipt").unique()
    return told.join(his, on="receipt", how="anti").select("receipt")


def unadvised(receipts: pl.DataFrame, advices: pl.DataFrame | None) -> pl.DataFrame:
    """The receipts of which no advice may speak: none has their amount."""
    if advices is None or advices.is_empty():
        return receipts
    totals = advices.group_by("payer", "paid_on", "payment").agg(
        pl.col("payment_cents").first(), pl.col("amount_cents").sum()
    )
    told = pl.concat([totals["payment_cents"], totals["amount_cents"]]).drop_nulls().unique()
    return receipts.filter(~pl.col("amount_cents").is_in(told.implode()))


def settled(written: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """NAMED of the receipts whose numbers are each one item's, and whose items add up to what is paid."""
    owed = items.select(
        "number", "entry", "line", "document", owner="customer", amount_cents="open_cents",
        item_currency=pl.col("currency").fill_null(""),
    )  # fmt: skip
    named = written.join(owed, on="number", how="inner")
    plain = named.select(((pl.col("receipt").is_unique()) & pl.col("entry").is_unique()).all()).item()
    return fitting_one_by_one(named) if plain else fitting(named)


def fitting_one_by_one(named: pl.DataFrame) -> pl.DataFrame:
    """NAMED, where each receipt names one item and each item is named by one receipt."""
    kept = named.filter(is_his(), pl.col("amount_cents") == pl.col("paid_cents"))
    return kept.with_columns(customer="owner").select(list(NAMED))


def without_more(named: pl.DataFrame, receipts: pl.DataFrame) -> pl.DataFrame:
    """NAMED without the receipts whose label goes on to a number after the one that is found: `FA2026-114 115`."""
    alone = named.filter(pl.len().over("receipt") == 1).join(receipts.select("receipt", "label"), on="receipt")
    marked = pl.col("label").str.to_uppercase().str.split(pl.col("document")).list.join("0")
    going_on = alone.filter(marked.str.contains(MORE))
    return named.join(going_on, on="receipt", how="anti", maintain_order="left")


def is_his() -> pl.Expr:
    """The same currency, and nobody said that the receipt is another's."""
    same = pl.col("told_customer").is_null() | (pl.col("told_customer") == pl.col("owner"))
    return (pl.col("item_currency") == pl.col("currency")) & same


def fitting(named: pl.DataFrame) -> pl.DataFrame:
    """NAMED, where a receipt may name several, and several receipts one."""
    is_one = (pl.len().over("receipt", "number") == 1) & (pl.len().over("entry") == 1)
    judged = named.with_columns(is_one=is_one)
    is_fit = pl.col("is_one") & is_his()
    is_whole = pl.col("amount_cents").sum().over("receipt") == pl.col("paid_cents")
    is_ones = pl.col("owner").n_unique().over("receipt") == 1
    kept = judged.filter(is_fit.all().over("receipt") & is_whole & is_ones)
    structured = pl.col("is_structured") & (pl.len().over("receipt") == 1)
    return kept.with_columns(is_structured=structured, customer="owner").select(list(NAMED))


def numbers_written(receipts: pl.DataFrame, columns: Sequence[str], is_bare: bool) -> pl.DataFrame:
    """One row per receipt and number in these columns, in capitals: words that hold a digit, structured references."""
    whose = [
        "receipt", pl.col("currency").fill_null(""), pl.col("amount_cents").alias("paid_cents"),
        pl.col("customer").alias("told_customer"),
    ]  # fmt: skip
    parts = []
    for column in columns:
        told = receipts.filter(pl.col(column).str.len_bytes() >= SIGNS_MIN)
        text = pl.col(column).str.to_uppercase()
        keys = [*whose, pl.lit(column == STRUCTURED[0]).alias("is_structured")]
        if column in STRUCTURED:
            parts.append(told.select(*keys, number=text))
            iso = told.filter(pl.col(column).str.starts_with("RF"))
            parts.append(iso.select(*keys, number=text.str.replace(STRUCTURED_START, "")))
        else:
            words = told.select(*keys, number=text.str.extract_all(f"{STARTING}|{WORDS}"))
            parts.append(words.explode("number", keep_nulls=False))
    rows = pl.concat(parts)
    if is_bare:
        rows = rows.with_columns(pl.col("number").str.replace_all(NOT_WORD, "").str.replace(STRUCTURED_START, ""))
    long = rows.filter(pl.col("number").str.len_bytes() >= SIGNS_MIN)
    return long.sort("is_structured", descending=True).unique(["receipt", "number"], keep="first")
