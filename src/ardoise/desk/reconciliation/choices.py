"""The choice by hand: customers looked up, their open items ticked, the rest named or left with somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from ardoise.actions import ledger, rights
from ardoise.actions.restraints import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.inputs import cents_typed, key_of, keys_of
from ardoise.desk.reconciliation.explanations import Explanation
from ardoise.domain.reconciliation import DIFFERENCES
from ardoise.records.models import Customer, Entry, Movement

CUSTOMERS_MAX = 12
FOUND_MAX = 8
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
    difference: str = ""
    keeper: int | None = None  # the customer with whom the rest stays
    sheets: list[Sheet] = field(default_factory=list)
    left_cents: int = 0
    is_asked: bool = True  # false: a receipt just opened, before anybody chose

    @property
    def rest_cents(self) -> int:
        """Of the receipt, what the ticked items leave: positive is too much, negative too little."""
        return self.left_cents - sum(row.cents for sheet in self.sheets for row in sheet.rows if row.is_ticked)

    def completed(self, movement: Movement, left_cents: int) -> Choice:
        """The same with the customers' open items as they stand."""
        if not self.customers:
            return replace(self, left_cents=left_cents)
        company = movement.company
        as_of = max(clock.today(company), movement.booked_on)
        items = ledger.items(company, as_of, sorted(customer.pk for customer in self.customers))
        same = [
            row for row in items.sort("due_on", "entry").iter_rows(named=True) if row["currency"] == movement.currency
        ]
        keys = [row["entry"] for row in same]
        entries = Entry.objects.filter(company=company, pk__in=keys).in_bulk() if keys else {}
        sheets = [self.sheet(customer, [row for row in same if row["customer"] == customer.code], entries)
                  for customer in self.customers]  # fmt: skip
        return replace(self, sheets=sheets, left_cents=left_cents)

    def sheet(self, customer: Customer, items: Sequence[dict], entries: dict[int, Entry]) -> Sheet:
        """One customer's items; the ticked ones are always shown."""
        first = [row for n, row in enumerate(items) if n < ITEMS_MAX or row["entry"] in self.ticked]
        rows = [
            Row(
                entries[row["entry"]], row["due_on"], row["open_cents"], row["entry"] in self.ticked,
                self.ticked.get(row["entry"]) or row["open_cents"],
            )
            for row in first
            if row["entry"] in entries
        ]  # fmt: skip
        return Sheet(customer, rows, len(items) - len(first))


def asked(request: HttpRequest, told: Sequence[Explanation]) -> Choice:
    """What the address asks for; a receipt just opened begins with the customer of its first explanation."""
    keys = keys_of([*request.GET.getlist("with"), *request.GET.getlist("add")])[:CUSTOMERS_MAX]
    if keys:  # htmx would let a button's own value take the place of the others of its name
        ticked = dict.fromkeys(keys_of(request.GET.getlist("item")), None)
        return Choice(customers_of(request, keys), ticked)
    return Choice(told[0].customers[:CUSTOMERS_MAX] if told else [], is_asked=False)


def customers_of(request: HttpRequest, keys: Sequence[int]) -> list[Customer]:
    """The customers named, in the order given; those the person may not see do not exist."""
    seen = rights.customers(request.user, request.company).in_bulk(keys)
    return [seen[key] for key in dict.fromkeys(keys) if key in seen]


def customers_found(request: HttpRequest) -> list[Customer]:
    """The customers whose name, code, or one of whose documents holds every word looked for."""
    words = request.GET.get("find", "").split()
    if not words:
        return []
    found = rights.customers(request.user, request.company)
    for word in words:
        named = Q(name__alike=word) | Q(code__icontains=word)
        if any(sign.isdigit() for sign in word):  # a document's number, which the whole book is asked for
            documents = Entry.objects.filter(company=request.company, document__iexact=word).values("customer")
            named |= Q(pk__in=documents)
        found = found.filter(named)
    return list(found.order_by("name", "pk")[:FOUND_MAX])


def posted(request: HttpRequest) -> Choice:
    """The form as it was sent. Unfit, with a sentence, where an amount can't be read."""
    form = request.POST
    keys = keys_of(form.getlist("with"))[:CUSTOMERS_MAX]
    ticked = {key: amount_of(form, key) for key in keys_of(form.getlist("item"))}
    difference = form.get("difference", "")
    if difference and difference not in DIFFERENCES:
        raise Unfit(_("Say what the difference is."))
    return Choice(customers_of(request, keys), ticked, difference, key_of(form.get("keeper", "")))


def amount_of(form: QueryDict, entry: int) -> int | None:
    """What was typed beside an item; None where it was left alone."""
    typed = form.get(f"cents-{entry}", "").strip()
    if not typed:
        return None
    cents = cents_or_none(typed)
    if cents is None:
        raise Unfit(_("“%(typed)s” is no amount: write one such as 1234.50.") % {"typed": typed})
    return cents


def cents_or_none(typed: str) -> int | None:
    """Cents of an amount as people type it, without its currency."""
    try:
        return cents_typed(typed.replace("\u202f", "").replace("\xa0", "").removesuffix("€"))
    except ValueError:
        return None
