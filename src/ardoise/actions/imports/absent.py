"""Customers of whom a ledger told before and tells nothing any more: what it would let go of is asked about first."""

from __future__ import annotations

from functools import partial

import polars as pl
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ardoise.actions.imports.refusals import refusal
from ardoise.domain.money import with_currency
from ardoise.records import book as records
from ardoise.records.models import Import

SETTLED = "absent_settled"
"""The option that says that they owe nothing any more."""
TRIFLE_CENTS = 1_000  # a file that lets go of less than that in all asks nothing
LIST_MIN = 3  # customers of a list; fewer are what pays from one list to the next
NAMED_MAX = 10


def ask_about_absent(running: Import, customers: pl.DataFrame, changed: pl.DataFrame) -> None:
    """Unusable where customers whom the file does not name at all would owe something else than they do: by an export
    of a period, which tells of whoever paid in it, anything but a trifle; by a list of open items, from which whoever
    paid is absent, more than half of all that was open, of several customers.

    `changed`: what the file changes of what is known, as its posting says.
    """
    went = changed.filter(pl.col("gone_on").is_not_null() & pl.col("was_gone_on").is_null()).select("entry")
    if went.is_empty() or running.options.get("replace"):
        return
    told = records.told(running.company_id, running.kind).filter(pl.col("source") == running.source)
    lost = told.join(went, on="entry", how="semi").join(customers, on="customer", how="anti")
    owed = by_customer(lost)
    if running.kind == "open_items" and not is_most(owed, by_customer(told.filter(pl.col("gone_on").is_null()))):
        return
    ask(running, owed)


def ask_about_unlisted(running: Import, customers: pl.DataFrame, differing: pl.DataFrame) -> None:
    """The same of an export whose opening would let go of what the year before left open of them; inside the
    transaction that stores it. `differing`: what its opening says otherwise."""
    if not differing.is_empty():
        unlisted = differing.filter((pl.col("import_id") == running.pk) & (pl.col("opening_cents") == 0))
        lost = unlisted.join(customers, on="customer", how="anti")
        ask(running, by_customer(lost.rename({"carried_cents": "amount_cents"})))


def by_customer(entries: pl.DataFrame) -> pl.DataFrame:
    """What each owes by them, where they are not even."""
    sums = entries.group_by("customer", "currency").agg(pl.col("amount_cents").sum())
    return sums.filter(pl.col("amount_cents") != 0)


def is_most(owed: pl.DataFrame, stood: pl.DataFrame) -> bool:
    """Is it of more customers, and more money, than what is paid between two lists?"""
    lost, all_of_it = (int(one["amount_cents"].abs().sum()) for one in (owed, stood))
    return owed["customer"].n_unique() >= LIST_MIN and lost * 2 > all_of_it


def ask(running: Import, owed: pl.DataFrame) -> None:
    """Unusable where it is more than a trifle and nobody has said yet that they owe nothing any more."""
    if owed["amount_cents"].abs().sum() >= TRIFLE_CENTS and not running.options.get(SETTLED):
        raise refusal(partial(lets_go, running, owed), SETTLED)


def lets_go(running: Import, owed: pl.DataFrame) -> str:
    """Whom the file leaves out, and what each of them owed."""
    language = (get_language() or "fr")[:2]
    named = records.names(running.company_id).join(owed, on="customer").sort("amount_cents", descending=True)
    lines = named.select("customer", "customer_name", "amount_cents", "currency").iter_rows()
    each = [f"{name or code} {with_currency(cents, currency, language)}" for code, name, cents, currency in lines]
    names = ", ".join(each[:NAMED_MAX])
    if len(each) > NAMED_MAX:
        names = _("%(names)s and %(n)d more") % {"names": names, "n": len(each) - NAMED_MAX}
    count = owed["customer"].n_unique()
    return sentence(running.kind, count) % {"n": count, "source": running.source, "names": names}


def sentence(kind: str, count: int) -> str:
    """How it is said of an export, and of a list of open items."""
    if kind == "fec":
        return ngettext(
            "“%(source)s” told what %(n)d customer owes whom this file does not name at all: %(names)s. Nothing says "
            "that it was paid, and it would be claimed no longer. Export all customers and import the file again; or, "
            "if it is right, say that those it leaves out owe nothing any more.",
            "“%(source)s” told what %(n)d customers owe whom this file does not name at all: %(names)s. Nothing says "
            "that it was paid, and it would be claimed no longer. Export all customers and import the file again; or, "
            "if it is right, say that those it leaves out owe nothing any more.",
            count,
        )
    return ngettext(
        "This list leaves out %(n)d customer, who owed more than half of all that was open: %(names)s. Have they paid, "
        "say that they owe nothing any more; if it lists some customers only, export all of them.",
        "This list leaves out %(n)d customers, who owed more than half of all that was open: %(names)s. Have they all "
        "paid, say that they owe nothing any more; if it lists some customers only, export all of them.",
        count,
    )
