"""A customer's account as the search sees it: its open lines, oldest first, and what each of them names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from math import log2
from statistics import median

import polars as pl

from ardoise.domain.ledger import CLAIMS_APART
from ardoise.engine.lettering.references import references_of, telling, words_of

Delays = dict[tuple[str, str], tuple[int, ...]]
Usual = tuple[float, float]  # days until a payment, and how far one strays from them

MANY = 20  # delays of a book that tell something
SOON = 15  # days within which the bank takes back what didn't hold
ACCOUNT = ("customer", "currency")
APART = (*ACCOUNT, "apart")
"""Nobody letters a line of a customer's account with one of his doubtful account, or of what he holds back as a
guarantee: what moves from one to the other settles an invoice here and is a claim of its own there."""
ORDER = ["booked_on", "journal", "number", "document_on", "document", "label", "kind", "is_opening"]
"""Of the lines of an account; what they say rather than where they stand, so that a shuffled file tells the same."""


@dataclass(frozen=True)
class Account:
    """The open lines of one customer in one currency, oldest first; a line is known by its place in these tuples."""

    customer: str
    currency: str
    lines: tuple[int, ...]  # numbers of the file
    days: tuple[int, ...]  # of booking, as ordinals
    cents: tuple[int, ...]
    openings: tuple[bool, ...]
    is_cash: tuple[bool, ...]  # a payment, or one taken back
    references: tuple[frozenset[str], ...]  # the numbers a line names, its own document's among them
    words: tuple[frozenset[str], ...]  # of its label, those that tell lines of this account apart
    letters: tuple[str | None, ...]
    is_slight: tuple[bool, ...]  # neither invoice nor payment: a difference, perhaps
    delays: tuple[int, ...] = ()  # in days, of what letters already tell of this customer's payments
    usual: Usual | None = None  # in the whole book, over amounts that come once in an account

    @cached_property
    def named(self) -> dict[str, list[int]]:
        """Per number, the lines that name it."""
        places: dict[str, list[int]] = {}
        for place, numbers in enumerate(self.references):
            for number in numbers:
                places.setdefault(number, []).append(place)
        return places

    @cached_property
    def said(self) -> dict[str, list[int]]:
        """Per word, the lines that bear it."""
        places: dict[str, list[int]] = {}
        for place, words in enumerate(self.words):
            for word in sorted(words):
                places.setdefault(word, []).append(place)
        return places

    @cached_property
    def said_by(self) -> dict[str, float]:
        """What each word says: the rarer, the more."""
        return {word: log2(len(self.lines) / len(places)) for word, places in self.said.items()}

    @cached_property
    def weights(self) -> dict[frozenset[str], float]:
        """What the words of each line say together."""
        return {words: sum(self.said_by[word] for word in sorted(words)) for words in set(self.words)}

    @cached_property
    def names(self) -> tuple[frozenset[str], ...]:
        """All the telling words of each line as one."""
        return tuple(frozenset((" ".join(sorted(words)),)) if words else words for words in self.words)

    @cached_property
    def times(self) -> Counter[int]:
        """How often each amount, with its sign, stands in the account."""
        return Counter(self.cents)

    @cached_property
    def places_of(self) -> dict[int, list[int]]:
        """Per amount, with its sign, the lines that bear it."""
        places: dict[int, list[int]] = {}
        for place, cents in enumerate(self.cents):
            places.setdefault(cents, []).append(place)
        return places

    @cached_property
    def balances(self) -> list[int]:
        """What was owed after each line."""
        return list(accumulate(self.cents))

    @cached_property
    def taken_back(self) -> frozenset[int]:
        """The payments that the bank took back within days."""
        return taken_back(self, range(len(self.lines)))

    @cached_property
    def lumps(self) -> frozenset[int]:
        """The openings without detail."""
        return frozenset(p for p, told in enumerate(self.openings) if told and not self.references[p])


def taken_back(account: Account, free: Sequence[int]) -> frozenset[int]:
    """The payments that the bank took back within days: each return takes the latest of its amount."""
    failed: set[int] = set()
    since: dict[int, list[int]] = defaultdict(list)
    for place in free:
        if not account.is_cash[place]:
            continue
        if account.cents[place] < 0:
            since[-account.cents[place]].append(place)
        elif (money := since[account.cents[place]]) and account.days[place] - account.days[money[-1]] <= SOON:
            failed.add(money.pop())
    return frozenset(failed)


def accounts_of(entries: pl.DataFrame, delays: Delays | None = None) -> Iterator[Account]:
    """The accounts of ENTRIES, in the order of customer and currency; the order of the rows given doesn't matter."""
    usual = usual_of(entries)
    apart = pl.coalesce(pl.when(pl.col("gl_account").str.starts_with(held)).then(pl.lit(held)) for held in CLAIMS_APART)
    numbered = in_order(entries.with_columns(apart=apart.fill_null(""))).with_columns(account=pl.struct(APART).rle_id())
    named = telling(references_of(numbered)).sort("account", "line", "reference")
    numbers = named.group_by("line").agg(references="reference")
    told = numbered.join(numbers, on="line", how="left", maintain_order="left")
    rows = told.join(words_of(numbered), on="line", how="left", maintain_order="left").select(
        "account", *ACCOUNT, "line", pl.col("booked_on").to_physical().fill_null(0), "amount_cents", "is_opening",
        "kind", "references", "words", "letter",
    )  # fmt: skip
    for part in rows.partition_by("account", maintain_order=True):
        account = account_of(part)
        own = (delays or {}).get((account.customer, account.currency), ())
        yield replace(account, delays=own, usual=usual)


def usual_of(entries: pl.DataFrame) -> Usual | None:
    """The median days from an invoice to its payment, and the median distance from them, over the amounts of an account
    that are claimed as often as they are paid, each in its turn; None where there are few.
    """
    day, is_debit = pl.col("booked_on").to_physical(), pl.col("amount_cents") > 0
    is_paid = (pl.col("kind") == "payment") == ~is_debit
    sizes = entries.group_by(*ACCOUNT, size=pl.col("amount_cents").abs()).agg(
        is_plain=is_paid.all() & (is_debit.sum() * 2 == pl.len()) & pl.col("booked_on").is_not_null().all(),
        owed=day.filter(is_debit).sort(), paid=day.filter(~is_debit).sort(),
    )  # fmt: skip
    pairs = sizes.filter("is_plain").select("owed", "paid").explode("owed", "paid")
    told = (pairs["paid"] - pairs["owed"]).to_list()
    if len(told) < MANY:
        return None
    middle = float(median(told))
    return middle, float(median(abs(delay - middle) for delay in told))


def delays_of(entries: pl.DataFrame) -> Delays:
    """Per account, the days between an invoice and its payment, where a letter holds just these two."""
    of_letter = ["customer", "currency", "letter"]
    day = pl.col("booked_on").to_physical()
    is_debit = pl.col("amount_cents") > 0
    letters = entries.filter(pl.col("letter").is_not_null(), pl.col("booked_on").is_not_null()).group_by(of_letter)
    pairs = letters.agg(
        lines=pl.len(), rest=pl.col("amount_cents").sum(), is_paid=pl.col("kind").eq("payment").sum() == 1,
        delay=day.filter(~is_debit).first() - day.filter(is_debit).first(),
    ).filter(pl.col("lines") == 2, pl.col("rest") == 0, "is_paid")  # fmt: skip
    told = pairs.group_by("customer", "currency").agg(pl.col("delay").sort())
    return {(customer, currency): tuple(delays) for customer, currency, delays in told.iter_rows()}


def in_order(entries: pl.DataFrame) -> pl.DataFrame:
    """Account by account, oldest first; of one day by number and document (9 before 10), the larger amount first."""
    keys: list[pl.Expr] = [pl.col(name) for name in APART]
    for name in ORDER:
        keys += [pl.col(name).str.len_chars()] if name in ("number", "document") else []
        keys.append(pl.col(name))
    keys += [pl.col("amount_cents"), pl.col("line")]
    return entries.sort(keys, descending=[name.meta.output_name() == "amount_cents" for name in keys], nulls_last=True)


def account_of(rows: pl.DataFrame) -> Account:
    """One account from its rows."""
    columns = rows.to_dict(as_series=False)
    return Account(
        columns["customer"][0], columns["currency"][0], tuple(columns["line"]), tuple(columns["booked_on"]),
        tuple(columns["amount_cents"]), tuple(bool(told) for told in columns["is_opening"]),
        tuple(kind in ("payment", "returned_payment") for kind in columns["kind"]),
        tuple(frozenset(numbers or ()) for numbers in columns["references"]),
        tuple(frozenset(words or ()) for words in columns["words"]),
        tuple(columns["letter"]), tuple(kind == "other" for kind in columns["kind"]),
    )  # fmt: skip
