"""What a remittance advice says of a payment: joined by number, amount, payer and day, it decides the items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from ardoise.domain.documents import running_of
from ardoise.engine.lettering.candidates import is_near
from ardoise.engine.reconciliation.explaining import HINT, NEARLY, SURE, Case, Explanation, in_order
from ardoise.engine.reconciliation.names import likeness
from ardoise.engine.reconciliation.payers import LIKE
from ardoise.engine.reconciliation.receipts import (
    LONG,
    RUN,
    Item,
    Receipt,
    digits_of,
    normal,
    numbers_in,
    oldest_first,
    ordinal,
)

DAYS = 20  # between an advice and its payment
EXACT, TAIL, NEAR, FOREIGN = 3.0, 2.6, 2.0, 0.5  # what a line's number says of an item; of another kind than ours
EQUAL, REDUCED, PART, OVER = 2.0, 1.4, 0.4, 0.3  # and what its amount says
GUESSED = 2.5  # below, a line rests on half its evidence: a number nearly right with a part, an amount without a number
LEAST = 1.4  # of both together: a part of an item whose number is not named is a guess
REDUCTION_MAX = 0.06  # the largest discount people take
OVER_MAX = 1.2  # times the item, from where an amount is not for it
ONLY = 1.4  # a number of another kind than ours, and one item alone that it could be for
ONLY_MIN = 0.1  # the least share of that item
SCANNED = 400  # items looked at one by one for a line that nothing indexes


@dataclass(frozen=True)
class Line:
    """What a payer says of one document."""

    document: str
    cents: int
    deducted_cents: int


@dataclass(frozen=True)
class Advice:
    """What a payer says of one payment."""

    payer: str
    on: int
    payment: str
    cents: int
    lines: tuple[Line, ...]

    @property
    def numbers(self) -> frozenset[str]:
        """What its documents may be called."""
        return frozenset().union(*(numbers_in(line.document) for line in self.lines))

    @property
    def tails(self) -> frozenset[str]:
        """The last digits of what its documents are called, where they are too few to name one by themselves."""
        ends = (running_of(line.document).lstrip("0") for line in self.lines)
        return frozenset(run for run in ends if len(run) < LONG) - {""}


class Advices:
    """The advices of a book, by the payment's number and by amount."""

    def __init__(self, advices: pl.DataFrame | None) -> None:
        self.by_payment: dict[str, list[Advice]] = defaultdict(list)
        self.by_cents: dict[int, list[Advice]] = defaultdict(list)
        for advice in gathered(advices) if advices is not None else ():
            if advice.payment:
                self.by_payment[advice.payment].append(advice)
            self.by_cents[advice.cents].append(advice)

    def of(self, receipt: Receipt) -> Advice | None:
        """The one advice that is of this receipt; none where two might be."""
        if not self.by_cents:
            return None
        called = {receipt.reference, *map(normal, receipt.texts), *receipt.numbers} - {""}
        told = [advice for number in sorted(called) for advice in self.by_payment.get(number, ())]
        if one := the_one(told) or the_one([advice for advice in told if advice.cents == receipt.cents]):
            return one
        return the_one([advice for advice in self.by_cents.get(receipt.cents, ()) if is_of(advice, receipt)])


def the_one(told: Sequence[Advice]) -> Advice | None:
    """The advice that all of these are, in however many papers it stands; None where they say different things."""
    return told[0] if len({advice.lines for advice in told}) == 1 else None


def is_of(advice: Advice, receipt: Receipt) -> bool:
    """Near in time, and nothing that names another payer or another payment."""
    is_soon = not advice.on or abs(advice.on - receipt.on) <= DAYS
    told = advice.payer and receipt.counterparty
    return is_soon and (not told or likeness(receipt.counterparty, advice.payer) >= LIKE)


def gathered(advices: pl.DataFrame) -> Iterator[Advice]:
    """ADVICES by payment: the lines of one paper that bear the same payer, day, number and total; and those of a
    payment that several papers number alike, together."""
    rows = advices.with_row_index("place").sort(
        "payer", "paid_on", "payment", "paper", "payment_cents", "line", "document", "amount_cents", nulls_last=True
    )
    for key, group in groupby(rows.iter_rows(named=True), key=lambda r: (r["payer"], r["paid_on"], r["payment"])):
        papers = [list(lines) for _paper, lines in groupby(group, key=lambda r: r["paper"])]
        yield from (advice_of(key, lines) for lines in papers)
        if key[2] and len(papers) > 1:
            yield advice_of(key, [row for lines in papers for row in lines], is_of_several=True)


def advice_of(
    key: tuple[str | None, date | None, str | None], rows: Sequence[dict[str, Any]], is_of_several: bool = False
) -> Advice:
    """What these rows say together; a line that several papers tell is told once."""
    lines = [Line(r["document"] or "", r["amount_cents"] or 0, r["deducted_cents"] or 0) for r in rows]
    own = tuple(dict.fromkeys(lines) if is_of_several else lines)
    total = None if is_of_several else next((r["payment_cents"] for r in rows if r["payment_cents"] is not None), None)
    cents = sum(line.cents for line in own) if total is None else total
    return Advice(key[0] or "", ordinal(key[1]), normal(key[2]), cents, own)


def by_advice(case: Case, advice: Advice) -> Iterator[Explanation]:
    """The items the advice decides; where it names none that is open here, the receipt stays unapplied."""
    settled = settle(case, advice)
    taken = tuple((item, cents) for item, cents, _ in settled)
    rest = case.cents - sum(cents for _, cents in taken)
    if not taken:
        yield Explanation(case.payer, "unapplied", HINT, unapplied_cents=rest, doubts=("unknown_document",))
        return
    scores = [score for *_, score in settled]
    score = SURE if min(scores) >= EXACT else NEARLY if min(scores) >= NEAR else HINT
    missing = len(settled) < len(advice.lines)
    guessed = any(score < GUESSED for score in scores)
    doubts = ("unknown_document",) * missing + ("guessed_document",) * guessed
    if rest * case.cents >= 0:
        yield Explanation(case.payer, "advice", score - 0.5 * missing, taken, unapplied_cents=rest, doubts=doubts)
        return
    part = in_order(oldest_first(item for item, _ in taken), case.cents)
    left = case.cents - sum(cents for _, cents in part)
    yield Explanation(
        case.payer, "advice", HINT, part, unapplied_cents=left, doubts=(*doubts, "guessed_document"), is_proved=False
    )


def settle(case: Case, advice: Advice) -> list[tuple[Item, int, float]]:
    """Per line that finds its item: the item, what is paid of it, and how well they fit; the best fits first."""
    offers = [
        (score, -place, -item.due, -item.entry, item, cents)
        for place, line in enumerate(advice.lines)
        for item, score, cents in offers_of(line, case)
    ]
    left: dict[int, int] = {}
    done: set[int] = set()
    settled: list[tuple[Item, int, float]] = []
    for score, place, _, _, item, cents in sorted(offers, key=lambda offer: offer[:4], reverse=True):
        rest = left.get(item.entry, item.cents)
        if place in done or rest * cents <= 0 or abs(cents) > abs(rest):
            continue
        done.add(place)
        left[item.entry] = rest - cents
        settled.append((item, cents, score))
    return settled or the_only_one(case, advice)


def the_only_one(case: Case, advice: Advice) -> list[tuple[Item, int, float]]:
    """The one item the advice could be for, where it bears a number of another kind than ours, an order's perhaps."""
    open_by_then = [item for item in case.account.items if item.on <= case.receipt.on]
    if len(advice.lines) != 1 or len(open_by_then) != 1:
        return []
    (line,), (item,) = advice.lines, open_by_then
    is_ours = letters_of(line.document) == letters_of(item.document) or normal(line.document) in case.account.closed
    if is_ours or not ONLY_MIN <= line.cents / item.cents <= OVER_MAX:
        return []
    return [(item, item.cents if abs(line.cents) > abs(item.cents) else line.cents, ONLY)]


def letters_of(document: str) -> str:
    """The letters a number begins with."""
    return normal(document).rstrip("0123456789")


def offers_of(line: Line, case: Case) -> Iterator[tuple[Item, float, int]]:
    """The items a line may mean, each with how well it fits and what is paid of it."""
    is_paid = normal(line.document) in case.account.closed
    for item in worth_a_look(line, case):
        named, fits = number_score(line.document, item.document), amount_score(line, item)
        if is_paid and named < EXACT:
            continue  # it names what an earlier receipt has paid: a second payment, not a typing error
        if not line.cents and named >= NEAR:
            yield item, named, item.cents  # named with others, their amounts told together
        if fits is not None and named + fits >= LEAST and (named > FOREIGN or fits >= REDUCED):
            paid = item.cents if abs(line.cents) > abs(item.cents) else line.cents
            yield item, named + fits, paid


def worth_a_look(line: Line, case: Case) -> Sequence[Item]:
    """The items of its number or its amounts; all of a small account."""
    account = case.account
    if len(account.items) <= SCANNED:
        return account.items
    numbers = [item for number in sorted(numbers_in(line.document)) for item in account.by_number.get(number, ())]
    amounts = [i for cents in (line.cents, line.cents + line.deducted_cents) for i in account.by_cents.get(cents, ())]
    return list({item.entry: item for item in (*numbers, *amounts[:SCANNED])}.values())


def number_score(document: str, ours: str) -> float:
    """How well what is written names a document of ours."""
    written, own = normal(document), normal(ours)
    if written and written == own:
        return EXACT
    mine, theirs = RUN.findall(document), RUN.findall(ours)
    if not mine or not theirs:
        return 0.0
    if running_of(document).lstrip("0") == running_of(ours).lstrip("0") and len(mine) <= len(theirs):
        return TAIL
    if any(is_near("".join(mine), digits) for digits in digits_of(ours)):
        return NEAR
    return FOREIGN if letters_of(document) != letters_of(ours) else 0.0


def amount_score(line: Line, item: Item) -> float | None:
    """How well the amount paid fits the item; None where it can't be for it."""
    if not line.cents or line.cents * item.cents < 0:
        return None
    if line.cents == item.cents or line.cents + line.deducted_cents == item.cents:
        return EQUAL
    share = line.cents / item.cents
    if is_usual_reduction(line.cents, item.cents):
        return REDUCED
    if share < 1:
        return PART
    return OVER if share <= OVER_MAX else None


def is_usual_reduction(cents: int, full: int) -> bool:
    """A discount by a half or a whole percent, to the cent."""
    rest = full - cents
    steps = round(200 * rest / full)
    return 0 < rest / full <= REDUCTION_MAX and steps > 0 and abs(200 * rest - steps * full) <= 200
