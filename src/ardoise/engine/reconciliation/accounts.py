"""The open items by customer, as they are taken: an account is made when it is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

import polars as pl

from ardoise.engine.reconciliation.receipts import LONG, Item, kind_of, normal, numbers_of, oldest_first
from ardoise.engine.reconciliation.wording import shape_of

EPOCH = date(1970, 1, 1).toordinal()
NAMED_MAX = 3  # items of one account that one number may name; above, it is a year or the customer's own number


class Account:
    """The open items of one customer, or of a group, in one currency, oldest first."""

    """Items are given oldest first."""

    def __init__(self, items: Iterable[Item], closed: Iterable[str] = ()) -> None:
        self.every = list(items)
        self.items = [item for item in self.every if not item.is_payment]
        self.closed = frozenset(closed)  # documents, in capitals and digits alone, that earlier receipts have paid

    @cached_property
    def total(self) -> int:
        return sum(item.cents for item in self.every)

    @cached_property
    def closed_numbers(self) -> frozenset[str]:
        """What names the documents that are paid."""
        return frozenset().union(*(numbers_of(document) for document in self.closed))

    @cached_property
    def kinds(self) -> frozenset[tuple[str, int]]:
        """How the documents of this account are numbered: the letters in front, and how many signs."""
        written = {normal(item.document) for item in self.every} | self.closed
        return frozenset(kind for document in written if (kind := kind_of(document))[0])

    @cached_property
    def shapes(self) -> frozenset[str]:
        """How those of several parts are made: 114/2026."""
        return frozenset(shape_of(item.document) for item in self.every) - {""}

    @cached_property
    def by_cents(self) -> dict[int, list[Item]]:
        """Per amount, the items that have it."""
        found: dict[int, list[Item]] = defaultdict(list)
        for item in self.items:
            found[item.cents].append(item)
        return found

    @cached_property
    def by_number(self) -> dict[str, list[Item]]:
        """Per number, the items it names; numbers that name many are left out."""
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.items:
            for number in numbers_of(item.document):
                found[number].append(item)
        return {number: items for number, items in found.items() if len(items) <= NAMED_MAX}

    @cached_property
    def by_short_number(self) -> dict[str, list[Item]]:
        """The same for numbers of three digits and no letter, which need a word that announces them."""
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.items:
            if len(item.document) == LONG - 1 and item.document.isdigit():
                found[item.document.lstrip("0")].append(item)
        return {number: items for number, items in found.items() if len(items) == 1}


class Book:
    """The open items of everybody; what is taken of them goes."""

    def __init__(self, items: pl.DataFrame, groups: Mapping[str, str]) -> None:
        self.items = items
        self.rows: dict[tuple[str, str], list[Item]] = {}
        self.owes_in: dict[str, set[str]] = defaultdict(set)
        self.left: dict[int, int] = {}  # entry → cents left, where something was taken
        self.made: dict[tuple[tuple[str, ...], str], tuple[int, Account]] = {}
        self.versions: dict[str, int] = defaultdict(int)
        self.in_doubt: dict[str, set[int]] = defaultdict(set)  # customer → amounts of items that doubtful receipts took
        self.groups = groups
        self.members: dict[str, list[str]] = defaultdict(list)
        for customer, group in sorted(groups.items()):
            self.members[group].append(customer)

    def open_for(self, customers: Iterable[str]) -> None:
        """Take out what these customers and their groups owe: nobody else will be asked for."""
        asked = sorted({fellow for customer in customers for fellow in self.fellows(customer)})
        wanted = columns_of(
            self.items.join(
                pl.DataFrame({"customer": asked}, schema={"customer": pl.String}), on="customer", how="semi"
            )
        )
        for item in map(Item._make, wanted.iter_rows()):
            self.rows.setdefault((item.customer, item.currency), []).append(item)
        for customer, currency in self.rows:
            self.owes_in[customer].add(currency)

    def account(self, customers: tuple[str, ...], currency: str) -> Account:
        """What these customers owe in that currency, without what is taken."""
        key, version = (customers, currency), self.version(customers)
        known = self.made.get(key)
        if known and known[0] == version:
            return known[1]
        items = [item for customer in customers for item in self.items_of(customer, currency)]
        is_sorted = len(customers) == 1
        open_ = [item for item in items if item.cents]
        closed = [normal(item.document) for item in items if not item.cents]
        account = Account(open_ if is_sorted else oldest_first(open_), closed)
        self.made[key] = (version, account)
        return account

    def currencies(self, customer: str, currency: str) -> list[str]:
        """The other currencies in which the customer owes."""
        return sorted(self.owes_in.get(customer, set()) - {currency})

    def version(self, customers: Iterable[str]) -> int:
        """How often something was taken from these customers: as long as it stays, what was found of them holds."""
        return sum(self.versions[customer] for customer in customers)

    def items_of(self, customer: str, currency: str) -> Iterable[Item]:
        """The items of one customer as they stand; nothing is left of those that are paid."""
        rows, left = self.rows.get((customer, currency), ()), self.left
        return [item._replace(cents=left[item.entry]) if item.entry in left else item for item in rows]

    def fellows(self, customer: str) -> tuple[str, ...]:
        """The customers of the same group, this one first; himself alone where he is in none."""
        group = self.groups.get(customer)
        others = {*self.members[group], group} if group else set(self.members.get(customer, ()))
        if not others:
            return (customer,)
        return (customer, *sorted(other for other in others if other != customer))

    def close(self, entries: Iterable[int]) -> None:
        """These entries are paid already."""
        self.left.update(dict.fromkeys(entries, 0))

    def take(self, taken: Iterable[tuple[Item, int]], is_sure: bool) -> None:
        """What is settled is open no more; it may be yet, where that is not sure."""
        for item, cents in taken:
            if not is_sure:
                self.in_doubt[item.customer].add(item.cents)
            self.left[item.entry] = item.cents - cents
            self.versions[item.customer] += 1


def columns_of(items: pl.DataFrame) -> pl.DataFrame:
    """ITEMS as the fields of Item, by customer and currency."""
    on = pl.coalesce("document_on", "booked_on", "due_on")
    return items.select(
        "entry", "line", "customer", pl.col("document").fill_null(""), cents="open_cents", on=ordinals(on),
        due=ordinals(pl.coalesce("due_on", on)), currency=pl.col("currency").fill_null(""),
        is_payment=(pl.col("kind") == "payment").fill_null(False) & (pl.col("open_cents") < 0),
        foreign_cents=pl.col("foreign_cents").fill_null(0),
    ).sort("customer", "currency", "due", "on", "line", "entry")  # fmt: skip


def ordinals(day: pl.Expr) -> pl.Expr:
    """Days as Python counts them."""
    return (day.to_physical().cast(pl.Int64) + EPOCH).fill_null(0)
