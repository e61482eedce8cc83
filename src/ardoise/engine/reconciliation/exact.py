"""Receipts that name their documents in full and pay exactly what they ask: the whole book at once, by joins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from ardoise.engine.reconciliation.filing import BANKS_OWN, as_compared, in_capitals, wholes
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
    """NAMED without what a person, or the search, should look at, though the number and the amount agree.

    That is: words that undo a payment (given back, refused, paid twice), however the document is named; and, but for
    a structured reference, which is ours whoever uses it, money for something else, and a payer who isn't plainly the
    customer, unless a person or an account that is known says so. `names` gives customer and `customer_name`.
    """
    if exact.is_empty():
        return exact
    told = exact.select("receipt", "customer", "is_structured", "payer").unique("receipt", keep="any")
    written = receipts.select("receipt", "counterparty", label=in_capitals(receipts["label"]), told_customer="customer")
    told = told.join(written, on="receipt")
    free = told.filter(~pl.col("is_structured"))
    is_known = (pl.col("payer") == "payer_iban") | pl.col("told_customer").is_not_null()
    left_out = [
        told.filter(pl.col("label").str.contains(UNDOES)).select("receipt"),
        free.filter(pl.col("label").str.contains(GIVES_BACK)).select("receipt"),
        *by_others(free.filter(~is_known), names),
    ]
    return exact.join(pl.concat(left_out), on="receipt", how="anti", maintain_order="left")


def by_others(told: pl.DataFrame, names: Callable[[], pl.DataFrame]) -> list[pl.DataFrame]:
    """The receipts of a payer who isn't called like the customer, nor so but cut; or so, and another is called that."""
    if told.is_empty():
        return []
    known = names()
    named = told.join(known, on="customer", how="left")
    name, payer = pl.col("customer_name").str.to_uppercase(), pl.col("counterparty").str.to_uppercase()
    is_begun = (payer != "") & name.str.starts_with(payer)
    others = named.filter((name != payer).fill_null(True)).with_columns(is_begun=is_begun)
    others = others.with_columns(called=payer_called(others)).filter(pl.col("called") != "")
    own = wholes(others["customer_name"]).rename({"written": "customer_name", "whole": "own"})
    others = others.join(own, on="customer_name", how="left").filter(
        (pl.col("called") != pl.col("own")).fill_null(True)
    )
    if others.is_empty():
        return []
    is_cut = (pl.col("is_begun") | pl.col("own").str.starts_with(pl.col("called"))).fill_null(False)
    every = wholes(known["customer_name"]).select(called="whole")
    left_out = others.filter(~is_cut), others.filter(is_cut).join(every, on="called", how="semi")
    return [part.select("receipt") for part in left_out]


def payer_called(told: pl.DataFrame) -> pl.Series:
    """The words of the payer's name in one, as the bank tells it apart or in the label; "" where it tells none."""
    apart = told.select("counterparty").join(
        wholes(told["counterparty"]), left_on="counterparty", right_on="written", how="left", maintain_order="left"
    )
    words = as_compared(told["label"].str.replace_all(NOT_WORD, " ").str.replace_all(BANKS_OWN, ""))
    words = words.str.replace_all(" ", "")
    whole = apart["whole"].fill_null("")
    return words.zip_with(whole == "", whole)


def unadvised(receipts: pl.DataFrame, advices: pl.DataFrame | None) -> pl.DataFrame:
    """The receipts of which no advice may speak: none has their amount."""
    if advices is None or advices.is_empty():
        return receipts
    of_one, paid = ["payer", "paid_on", "payment"], pl.col("amount_cents").sum()
    papers = advices.group_by(*of_one, "paper").agg(paid)["amount_cents"]
    together = advices.unique([*of_one, "document", "amount_cents", "deducted_cents"]).group_by(of_one).agg(paid)
    told = pl.concat([advices["payment_cents"], papers, together["amount_cents"]]).drop_nulls().unique()
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
