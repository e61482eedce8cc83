"""The choice by hand: customers looked up, their open items ticked, the rest named or left with somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Upper
from django.http import QueryDict
from django.utils.translation import gettext as _

from ardoise.actions import ledger, rights
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.inputs import cents_typed, key_of, keys_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import written
from ardoise.desk.reconciliation.explanations import Explanation
from ardoise.domain.reconciliation import DIFFERENCES
from ardoise.records.models import Customer, Entry, Movement

CUSTOMERS_MAX = 12
FOUND_MAX = 8
PARTS_MAX = 3  # reasons that what lacks may have
ITEMS_MAX = 300  # of one customer, the oldest first


@dataclass(frozen=True)
class Row:
    """An open item that may be ticked."""

    entry: Entry
    due_on: date | None
    open_cents: int
    is_ticked: bool
    cents: int  # of it, to be paid


@dataclass(frozen=True)
class Sheet:
    """The open items of one customer."""

    customer: Customer
    rows: list[Row]
    more: int  # that are not shown


@dataclass(frozen=True)
class Choice:
    """What a person is choosing: whose items, which, for how much, and what becomes of the rest."""

    customers: list[Customer]
    ticked: dict[int, int | None] = field(default_factory=dict)  # entry → cents; None: all that is open
    differences: Sequence[tuple[str, int | None]] = ()  # reason → cents of the rest; None: all that is left of it
    keeper: int | None = None  # the customer with whom the rest stays
    sheets: list[Sheet] = field(default_factory=list)
    left_cents: int = 0
    as_of: date | None = None  # the day on which the items are open
    is_kept: bool = False  # on the account of one of them, though nothing is ticked
    is_asked: bool = True  # false: a receipt just opened, before anybody chose
    rules: Sequence[str] = ()  # by which it was spread: keys of law/imputation.py

    @property
    def rest_cents(self) -> int:
        """Of the receipt, what the ticked items leave: positive is too much, negative too little."""
        return self.left_cents - sum(row.cents for sheet in self.sheets for row in sheet.rows if row.is_ticked)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The lines in which the rest is named: reason and amount as typed, those beyond the first for a rest of
        several reasons."""
        told = [(reason, "" if cents is None else written(cents)) for reason, cents in self.differences]
        return [*told, *[("", "")] * (PARTS_MAX - len(told))]

    def named(self) -> list[tuple[str, int]]:
        """The differences as the action takes them: positive is what lacks. What no amount says is all that is left;
        one without amount beside which nothing is left, is none."""
        sign = 1 if self.rest_cents < 0 else -1
        said = [(reason, abs(cents)) for reason, cents in self.differences if cents is not None]
        left = abs(self.rest_cents) - sum(cents for _reason, cents in said)
        open_ended = [reason for reason, cents in self.differences if cents is None]
        if len(open_ended) > 1:
            raise Unfit(_("Give the amount of each reason; one of them may be left empty and takes the rest."))
        if left < 0 and self.rest_cents:
            told = {"told": written(abs(self.rest_cents) - left), "rest": written(abs(self.rest_cents))}
            raise Unfit(_("The reasons come to %(told)s, the rest to %(rest)s: lower one of them.") % told)
        if open_ended and left > 0:
            said.append((open_ended[0], left))
        return [(reason, sign * cents) for reason, cents in said] if self.rest_cents else []

    def completed(self, movement: Movement, left_cents: int) -> Choice:
        """The same with the customers' open items as they stand."""
        if not self.customers:
            return replace(self, left_cents=left_cents)
        company = movement.company
        as_of = max(clock.today(company), movement.booked_on)
        told = ledger.read(company, sorted(customer.pk for customer in self.customers))
        items = told.items(as_of)
        left = told.left(items, as_of)  # what pays an item from a later day is not open any more
        same = [
            row | {"open_cents": left.get(row["entry"], 0)}
            for row in items.filter(items["currency"] == movement.currency)
            .sort("due_on", "entry")
            .iter_rows(named=True)
            if row["entry"] in left or row["entry"] in self.ticked
        ]
        listed = [(one, [row for row in same if row["customer"] == one.code]) for one in self.customers]
        shown = [(one, items, self.shown(items)) for one, items in listed]
        keys = [row["entry"] for _one, _items, rows in shown for row in rows]
        entries = Entry.objects.filter(company=company, pk__in=keys).in_bulk() if keys else {}
        sheets = [
            Sheet(one, [self.row(row, entries[row["entry"]]) for row in rows if row["entry"] in entries],
                  len(items) - len(rows))
            for one, items, rows in shown
        ]  # fmt: skip
        return replace(self, sheets=sheets, left_cents=left_cents, as_of=as_of)

    def shown(self, items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """One customer's items as far as they are listed; the ticked ones always are."""
        return [row for n, row in enumerate(items) if n < ITEMS_MAX or row["entry"] in self.ticked]

    def row(self, item: dict[str, Any], entry: Entry) -> Row:
        """An item as it may be ticked."""
        cents = self.ticked.get(entry.pk)
        typed = item["open_cents"] if cents is None else cents
        return Row(entry, item["due_on"], item["open_cents"], entry.pk in self.ticked, typed)


def asked(request: Request, told: Sequence[Explanation]) -> Choice:
    """What the address asks for; a receipt just opened begins with the customer of its first explanation."""
    keys = keys_of([*request.GET.getlist("with"), *request.GET.getlist("add")])[:CUSTOMERS_MAX]
    if keys:  # htmx would let a button's own value take the place of the others of its name
        return typed(request, request.GET, keys)
    return Choice(told[0].customers[:CUSTOMERS_MAX] if told else [], is_asked=False)


def customers_of(request: Request, keys: Sequence[int]) -> list[Customer]:
    """The customers named, in the order given; those the person may not see do not exist."""
    seen = rights.customers(request.user, request.company).in_bulk(keys)
    return [seen[key] for key in dict.fromkeys(keys) if key in seen]


def customers_found(request: Request) -> list[Customer]:
    """The customers whose name, code, or one of whose documents holds every word looked for."""
    words = request.GET.get("find", "").split()
    if not words:
        return []
    found = rights.customers(request.user, request.company)
    for word in words:
        named = Q(name__alike=word) | Q(code__icontains=word)
        if any(sign.isdigit() for sign in word):  # a document's number, which the whole book is asked for
            book = Entry.objects.filter(company=request.company).alias(known_as=Upper("document"))
            named |= Q(pk__in=book.filter(known_as=Upper(Value(word))).values("customer"))
        found = found.filter(named)
    return list(found.order_by("name", "pk")[:FOUND_MAX])


def posted(request: Request) -> Choice:
    """The form as it was sent. Unfit, with a sentence, where an amount can't be read."""
    return typed(request, request.POST, keys_of(request.POST.getlist("with"))[:CUSTOMERS_MAX])


def typed(request: Request, form: QueryDict, keys: Sequence[int]) -> Choice:
    """What is ticked, typed and named in a form of these customers: sent, or kept while another is looked up."""
    ticked = {key: amount_of(form, key) for key in keys_of(form.getlist("item"))}
    kept = key_of(form.get("keep", ""))
    return Choice(
        customers_of(request, keys), ticked, differences_of(form), kept or key_of(form.get("keeper", "")),
        is_kept=bool(kept),
    )  # fmt: skip


def differences_of(form: QueryDict) -> list[tuple[str, int | None]]:
    """What the rest was said to be: one reason or several, each with its amount, the last one that has none taking
    what the others leave. Unfit where one is unknown, or an amount stands without its reason."""
    told = []
    amounts = [*form.getlist("difference-cents"), *[""] * PARTS_MAX]
    for reason, typed in zip(form.getlist("difference")[:PARTS_MAX], amounts, strict=False):
        cents = cents_of_field(typed)
        if reason not in DIFFERENCES and (reason or cents is not None):
            raise Unfit(_("Say what the difference is."))
        if reason:
            told.append((reason, cents))
    return told


def cents_of_field(typed: str) -> int | None:
    """Cents of what was typed in a field of amounts; None where it was left alone, Unfit where it is no amount."""
    if not typed.strip():
        return None
    cents = cents_or_none(typed)
    if cents is None:
        raise Unfit(_("“%(typed)s” is no amount: write one such as 1234.50.") % {"typed": typed})
    return cents


def amount_of(form: QueryDict, entry: int) -> int | None:
    """What was typed beside an item; None where it was left alone."""
    return cents_of_field(form.get(f"cents-{entry}", ""))


def cents_or_none(typed: str) -> int | None:
    """Cents of an amount as people type it, without its currency."""
    try:
        return cents_typed(typed.replace("\u202f", "").replace("\xa0", "").removesuffix("€"))
    except ValueError:
        return None
