"""Every way of explaining a receipt by the open items of one payer that a book-keeper would try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import log10

from ardoise.domain.documents import running_of
from ardoise.domain.reconciliation import Tolerances
from ardoise.engine.lettering.candidates import UNITS, is_near
from ardoise.engine.reconciliation.accounts import Account
from ardoise.engine.reconciliation.differences import difference_of, is_told_in_label
from ardoise.engine.reconciliation.receipts import (
    LONG,
    YEAR_ALONE,
    Item,
    Payer,
    Receipt,
    digits_of,
    normal,
    numbers_of,
    oldest_first,
)  # fmt: skip
from ardoise.engine.reconciliation.wording import (
    RUNS,
    credits_told,
    is_a_day,
    is_called,
    is_of_another_year,
    speaks_of_lateness,
)  # fmt: skip
from ardoise.law.regimes import FR_B2B

Taken = tuple[tuple[Item, int], ...]
AHEAD = 10  # days by which a receipt may come before the invoice it pays
FEW = 200  # items of an account up to which each is looked at for typing errors
CREDITS_MAX, SEVERAL = 14, 2  # credit notes of which every set is looked at
SHORT_SUMS = 2  # short numbers from which their sum proves something
SURE, NEARLY, HINT = 4.0, 2.4, 1.2
AGREES = 0.3  # what a number nearly right adds to an amount
TWIN = 0.6  # by how much an older item of the same amount is likelier than the next
USUAL_LESS = {"rounding": 1.6, "discount": 1.6, "withholding": 1.6, "bank_charges": 1.6, "exchange": 1.6}
"""How much less a part payment is likely where the difference is a usual one."""
CREDITED_LESS = 1.6  # the same where it is just what a credit note takes off
FIXED_CHARGE_CENTS = FR_B2B.fixed_charge[0].charge_cents  # for the recovery of each invoice paid late
SIGNS_MIN = 6  # of a number in digits alone that nobody takes for an order's or a file's
LEAST, MOST = -1.0, 3.0
LEAST_OF_AMOUNT = 1.2  # one item of the very amount is never less likely than that


@dataclass(frozen=True)
class Explanation:
    """What a receipt would settle, how strongly that speaks (the logarithm of the odds), and what speaks against."""

    payer: Payer
    evidence: str
    score: float
    taken: Taken = ()
    difference_cents: int = 0
    difference: str | None = None
    unapplied_cents: int = 0
    doubts: tuple[str, ...] = ()
    is_proved: bool = True  # no other set of items could make up the amount, or it names them
    is_hinted: bool = False  # two digits that end its number are all that names it
    habit: str | None = None  # of the customer, with which it agrees
    beside: str | None = None  # what the money beside its items may be for
    base: float | None = None  # how often it is right, where a habit tells better than the evidence

    @property
    def key(self) -> tuple[tuple[int, int], ...]:
        """The same for explanations that settle the same."""
        return tuple(sorted((item.entry, cents) for item, cents in self.taken))


@dataclass(frozen=True)
class Case:
    """A receipt, who may have paid it, what he owes, and what the company lets pass."""

    receipt: Receipt
    payer: Payer
    account: Account
    tolerances: Tolerances
    named: tuple[Item, ...] = field(default=())

    @property
    def cents(self) -> int:
        return self.receipt.cents


def by_number(case: Case) -> Iterator[Explanation]:
    """The items whose numbers the receipt names, all of them, one of them, or with a typing error."""
    named = named_items(case)
    if named:
        credited = list(by_credits(case, named))
        less = CREDITED_LESS if any(one.is_proved for one in credited) else 0.0
        told = settling(case, named)
        yield from (replace(one, score=one.score - less) if one.evidence == "named_part" else one for one in told)
        yield from credited
        if len(named) > 1:
            for item in named:
                if item.cents == case.cents:
                    yield whole(case, "reference", (item,), NEARLY, is_proved=False)
    for first, last in case.receipt.dashes:
        row = in_range(case.account.items, first, last)
        if len(row) > 1 and sum(item.cents for item in row) == case.cents:
            yield whole(case, "reference", row, SURE)
    yield from by_short_numbers(case)
    yield from by_near_number(case, named)


def named_items(case: Case) -> tuple[Item, ...]:
    """The items of the account that the receipt names, oldest first."""
    receipt = case.receipt
    if not receipt.numbers and not receipt.ranges and not receipt.announced:
        return ()
    by_number = case.account.by_number
    found = {item.entry: item for number in receipt.numbers for item in by_number.get(number, ())}
    if receipt.announced:  # as short as 114, where a word says that it is a document's
        by_short = case.account.by_short_number
        found |= {item.entry: item for number in receipt.announced for item in by_short.get(number, ())}
    named = {entry for entry, item in found.items() if is_of_its_year(item, case.receipt)}
    named |= {item.entry for first, last in case.receipt.ranges for item in in_range(case.account.items, first, last)}
    return tuple(item for item in case.account.items if item.entry in named) if named else ()


def is_of_its_year(item: Item, receipt: Receipt) -> bool:
    """No other year than its own is written after its number; nor before it, unless the number is written whole."""
    before, after = receipt.years, receipt.years_after
    if not before and not after:
        return True
    year = date.fromordinal(max(1, item.on)).year
    if is_of_another_year(item.document, year, after):
        return False
    is_whole = not item.document.isdigit() and normal(item.document) in receipt.numbers
    return is_whole or not is_of_another_year(item.document, year, before)


def in_range(items: Sequence[Item], first: int, last: int) -> Sequence[Item]:
    """The items numbered from one to the other, both there, each told by the end of its number at least."""
    numbered = [(int(run), letters_before(i.document, run), i) for i in items if (run := running_of(i.document))]
    ends = [[one for one in numbered if str(one[0]).endswith(str(number))] for number in (first, last)]
    if any(len(found) != 1 for found in ends):
        return ()
    (low, letters, _), (high, others, _) = ends[0][0], ends[1][0]
    return [item for number, own, item in numbered if own == letters == others and low <= number <= high]


def letters_before(document: str, running: str) -> str:
    """What stands before the running number, in capitals and digits alone."""
    return normal(document[: document.rindex(running)])


def settling(case: Case, named: tuple[Item, ...]) -> Iterator[Explanation]:
    """What a receipt that names these items settles of them: all, all but a difference, a part, or all and more."""
    total = sum(item.cents for item in named)
    if total == case.cents:
        structured = len(named) == 1 and not case.receipt.structured.isdisjoint(numbers_of(named[0].document))
        evidence = "creditor_reference" if structured else "reference"
        yield whole(case, evidence, named, SURE, is_proved=not announces_more(case, named))
        return
    difference = difference_of(case.cents, named, case.receipt, case.tolerances)
    if difference:
        is_proved = case.cents not in case.account.by_cents  # another item has the very amount
        yield whole(case, "reference", named, 3.0, total - case.cents, difference, is_proved)
    if 0 < case.cents / total < 1 if total else False:
        score = (2.2 if len(named) == 1 else HINT) - (USUAL_LESS.get(difference, 0.0) if difference else 0.0)
        # another item has the very amount, or the number may be of something else: which is meant?
        is_proved = case.cents not in case.account.by_cents and all(is_plainly_named(i, case.receipt) for i in named)
        yield Explanation(case.payer, "named_part", score, in_order(named, case.cents), is_proved=is_proved)
    elif total and case.cents / total > 1:
        rest = case.cents - total
        late = "late_charges" if is_for_lateness(rest, len(named), case.receipt) else None
        yield Explanation(case.payer, "named_more", HINT, in_full(named), unapplied_cents=rest, beside=late)


def is_for_lateness(rest: int, documents: int, receipt: Receipt) -> bool:
    """What is paid beside the documents is the fixed charge of one or each of them, or the words speak of lateness."""
    is_charge = receipt.currency == "EUR" and rest in (FIXED_CHARGE_CENTS, FIXED_CHARGE_CENTS * documents)
    return is_charge or speaks_of_lateness(receipt.texts)


def is_plainly_named(item: Item, receipt: Receipt) -> bool:
    """Its number is written whole, and long, or behind a word that announces documents: no order's, no file's."""
    whole_ = normal(item.document)
    is_telling = not whole_.isdigit() or (len(whole_) >= SIGNS_MIN and not is_a_day(item.document))
    return (is_telling and whole_ in receipt.numbers) or is_called(item.document, receipt.announced)


def announces_more(case: Case, named: tuple[Item, ...]) -> bool:
    """It announces numbers that are none of the items named, and end another item's."""
    told = [run for run in case.receipt.announced if not any(ends(item, run) for item in named)]
    known = {item.entry for item in named}
    return bool(told) and any(
        item.entry not in known and any(ends(item, run) for run in told if len(run) > 1) for item in case.account.items
    )


def by_credits(case: Case, named: tuple[Item, ...]) -> Iterator[Explanation]:
    """The items named less credit notes that are not: all that are open, or the one of the very rest.

    It is proved where no other credit notes make up the rest, where he names none himself, whether we know it or not,
    and where nothing else that is owed is of the very amount.
    """
    rest = case.cents - sum(item.cents for item in named)
    known = {item.entry for item in named}
    notes = [item for item in case.account.items if item.cents < 0 and item.entry not in known] if rest < 0 else []
    fitting = [notes] if sum(item.cents for item in notes) == rest else [[one] for one in notes if one.cents == rest]
    if not notes or not fitting:
        return
    is_only = ways_to(rest, [item.cents for item in notes]) == 1 and case.cents not in case.account.by_cents
    is_plain = is_only and all(item.cents > 0 for item in named) and not names_others(case, named)
    for taken in fitting:
        yield whole(case, "credited", in_age(named, taken), SURE, is_proved=is_plain)


def ways_to(rest: int, cents: Sequence[int]) -> int:
    """How many sets of these amounts come to the rest, two at most; two where they are too many to be told."""
    if len(cents) > CREDITS_MAX:
        return SEVERAL
    sums = Counter({0: 1})
    for one in cents:
        sums.update({total + one: many for total, many in sums.items() if total + one >= rest})
    return min(SEVERAL, sums[rest])


def names_others(case: Case, named: Sequence[Item]) -> bool:
    """It announces a number that is none of the items named, nor a part of one's as its year is, or tells a credit
    note's."""
    parts = {part.lstrip("0") for item in named for part in RUNS.findall(item.document)}
    told = case.receipt.announced - parts | credits_told(case.receipt.texts)
    return any(not any(is_called(item.document, frozenset((run,))) for item in named) for run in told)


def in_age(*items: Sequence[Item]) -> list[Item]:
    return oldest_first(item for some in items for item in some)


def by_short_numbers(case: Case) -> Iterator[Explanation]:
    """Items of whose numbers the receipt only writes the ends, where their sum less credit notes is the amount."""
    shorts = case.receipt.shorts | {run for run in case.receipt.announced if is_telling(run)}
    if not shorts or len(case.account.items) > FEW:
        return
    named = named_items(case)
    ending = [
        item for item in case.account.items
        if item in named or (any(ends(item, short) for short in shorts) and is_of_its_year(item, case.receipt))
    ]  # fmt: skip
    if len(ending) == len(named):
        return
    if case.receipt.announced and all(is_called(item.document, case.receipt.announced) for item in ending):
        is_whole = all(any(ends(item, run) for run in shorts if is_telling(run)) for item in ending)
        yield from (found if is_whole else replace(found, is_proved=False) for found in by_credits(case, tuple(ending)))
    if sum(item.cents for item in ending) == case.cents:
        several = len(ending) >= SHORT_SUMS
        is_told = several and all(any(ends(item, run) for run in case.receipt.announced) for item in ending)
        is_said = bool(case.receipt.announced) and is_called(ending[0].document, case.receipt.announced)
        found = whole(case, "reference", tuple(ending), SURE if is_told else NEARLY if several or is_said else 2.0)
        yield found if several else replace(found, is_hinted=not is_said)


def is_telling(run: str) -> bool:
    """Digits that a word announces, long enough and no year: neither the 26 of F26/114 nor the 2026 of 2026-114."""
    return len(run) >= LONG and not YEAR_ALONE.fullmatch(run)


def ends(item: Item, short: str) -> bool:
    """The item's number ends with these digits, after a zero or a longer number."""
    return any(run.endswith(short) for run in (*digits_of(item.document), running_of(item.document)))


def by_near_number(case: Case, named: tuple[Item, ...]) -> Iterator[Explanation]:
    """An item of the very amount, or of what the items named leave, whose number is a keystroke away."""
    rest = case.cents - sum(item.cents for item in named)
    if not rest or not case.receipt.numbers or not case.receipt.numbers.isdisjoint(case.account.closed_numbers):
        return
    score = max(NEARLY, odds_against(case, 1, len(case.account.items))) + AGREES
    known = {item.entry for item in named}
    for item in case.account.by_cents.get(rest, ())[:FEW]:
        if item.entry not in known and is_nearly_named(item, case.receipt):
            yield whole(case, "near_reference", (*named, item), score)


def is_nearly_named(item: Item, receipt: Receipt) -> bool:
    """A number of the receipt is a mistyped number of the item; another year is no typing error."""
    own = digits_of(item.document)
    return is_of_its_year(item, receipt) and any(
        is_near(number, digits) for number in receipt.numbers for digits in own
    )


def by_amount(case: Case) -> Iterator[Explanation]:
    """One item of the amount, the older the likelier, or of the amount but for a difference."""
    cents = case.cents
    same = case.account.by_cents.get(cents, ())
    score = odds_against(case, 1, len(case.account.items), LEAST_OF_AMOUNT)
    for rank, item in enumerate(same[:4]):
        yield whole(case, "amount", (item,), score - TWIN * rank)
    if same:
        return
    if case.receipt.currency == "EUR":
        for item in case.account.by_cents.get(cents - FIXED_CHARGE_CENTS, ())[:1]:
            found = whole(case, "amount_more", (item,), min(score, HINT), is_proved=False)
            yield replace(found, unapplied_cents=FIXED_CHARGE_CENTS, beside="late_charges")
    near = [item for item in case.account.items if 0.85 < cents / item.cents < 1.1]
    for item in near[:FEW]:
        difference = difference_of(case.cents, (item,), case.receipt, case.tolerances)
        if difference:
            rest = item.cents - case.cents
            lucky = len(near) * WIDTHS.get(difference, 1) * abs(rest)
            score = min(1.8, -log10(max(lucky, 1) / abs(case.cents)))
            yield whole(case, "amount_less", (item,), score, rest, difference)


WIDTHS = {"rounding": 2.0, "bank_charges": 2.0, "discount": 0.02, "withholding": 0.02}
"""How many amounts of the size of a difference would be taken for one: charges may be any, a discount is a rate."""


def odds_against(case: Case, tried: int, size: int, least: float = LEAST) -> float:
    """The logarithm of the odds that what fits is no chance, of so many tried: odd amounts prove more than round."""
    unit = next(unit for unit in UNITS if case.cents % unit == 0)
    return max(least, min(MOST, -log10(max(1, tried * size) * unit / max(1, abs(case.cents)))))


def whole(
    case: Case, evidence: str, items: Sequence[Item], score: float, difference_cents: int = 0,
    difference: str | None = None, is_proved: bool = True,
) -> Explanation:  # fmt: skip
    """All of these items settled."""
    late = [item for item in items if item.on > case.receipt.on + AHEAD]
    is_guess = difference == "exchange" and not is_told_in_label(items, case.receipt)
    doubts: tuple[str, ...] = ("exchange",) if is_guess else ()
    doubts += ("ahead",) if late and evidence not in ("reference", "creditor_reference", "advice") else ()
    return Explanation(
        case.payer, evidence, score - len(doubts), in_full(items), difference_cents, difference, 0, doubts, is_proved
    )


def in_full(items: Sequence[Item]) -> Taken:
    return tuple((item, item.cents) for item in items)


def in_order(items: Sequence[Item], cents: int) -> Taken:
    """So much spread over the items, credit notes first, then the oldest; none gets more than it asks."""
    sign = 1 if cents > 0 else -1
    taken = [(item, item.cents) for item in items if item.cents * sign < 0]
    left = cents - sum(part for _, part in taken)
    for item in items:
        if item.cents * sign > 0 and left * sign > 0:
            part = item.cents if abs(item.cents) <= abs(left) else left
            taken.append((item, part))
            left -= part
    return tuple(taken)
