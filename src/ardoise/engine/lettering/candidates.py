"""Groups that would be square: every way of explaining lines that a book-keeper would try, with its score."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ardoise.engine.lettering.accounts import SOON, Account
from ardoise.engine.lettering.naming import SAME, alike

AHEAD = 10  # days by which a payment may be booked before what it pays
CREDITED = 0.3  # what speaks for an invoice and its credit note once it was paid
BARE = 0.8  # what speaks against an invoice and a credit note of its amount that names nothing
AGAIN = 2.5  # what speaks against a payment whose number and amount an earlier one bears
LAST = 0.1  # what speaks for the last of the payments that could have been taken back
NEAR = 3  # partners tried on either side where an amount comes back often
LUCKY = 0.5  # groups like it that chance would make: from there on one proves nothing
UNITS = (100_000, 10_000, 1_000, 100, 10, 1)  # cents
NAMED = 2.0  # what the same names weigh
FEW = 8  # occurrences of an amount up to which every pair is tried


@dataclass(frozen=True)
class Candidate:
    """Places of one account whose amounts add up to nothing, and how good an explanation they are."""

    score: float
    kind: str
    places: tuple[int, ...]  # in the order of the account
    margin: float = 9.0  # how much better than the next one that would take one of its lines
    is_near: bool = False  # the numbers of its lines nearly agree
    luck: float = 0.0  # how many like it chance alone would make
    searches: int = 1  # as wide as the one that found it, in the same account
    chance: float = 1.0  # of a square stretch: that it is lettered as one


@dataclass(frozen=True)
class Usage:
    """How many days this customer usually takes to pay, and how far he strays from them."""

    delay: float = 45.0
    spread: float = 20.0
    leeway: float = 5.0  # days that mean nothing: the fewer delays were seen, the more
    is_firm: bool = False  # seen often enough, and always nearly the same, over amounts that come once

    def misfit(self, delay: int) -> float:
        """How ill a delay fits, compared with another: to the day where he always pays on the same one."""
        return abs(delay - self.delay) / (self.leeway + 2 * self.spread)

    def strays(self, delay: int) -> float:
        """How unusual a delay is: 1 is nothing out of the way, 3 is."""
        return abs(delay - self.delay) / (5 + 2 * self.spread)


def by_amount(account: Account, free: Sequence[int], usual: Usage) -> Iterator[Candidate]:
    """A debit and a credit of the same amount."""
    sides: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for place in free:
        cents = account.cents[place]
        sides[abs(cents)][cents < 0].append(place)
    for debits, credits_ in sides.values():
        ranks = dict(zip(debits, credits_, strict=False))
        for debit, credit in dict.fromkeys(partners(account, debits, credits_, usual)):
            rank = LAST if account.is_cash[debit] else 0.3
            is_in_turn = is_last(debit, credit, credits_) if account.is_cash[debit] else ranks.get(debit) == credit
            score = pair_score(account, debit, credit, usual) + rank * is_in_turn
            near = names_nearly(account, debit, credit)
            yield Candidate(score, "pair", tuple(sorted((debit, credit))), is_near=near)


def is_last(debit: int, credit: int, credits_: list[int]) -> bool:
    """No other of these payments lies between the payment and what takes it back."""
    return credit < debit and credits_[bisect_left(credits_, debit) - 1] == credit


def partners(account: Account, debits: list[int], credits_: list[int], usual: Usage) -> Iterator[tuple[int, int]]:
    """Pairs worth scoring: all where they are few, else the likeliest, among all or among those alike."""
    yield from likeliest(account, debits, credits_, usual)
    if len(debits) * len(credits_) > FEW * FEW:
        for told in (account.references, account.words, account.names):
            theirs = by_mark(told, credits_)
            for mark, mine in by_mark(told, debits).items():
                yield from likeliest(account, mine, theirs.get(mark, []), usual)


def likeliest(account: Account, debits: list[int], credits_: list[int], usual: Usage) -> Iterator[tuple[int, int]]:
    """All pairs where they are few, else of each debit those of like rank, of its day, and of the usual day."""
    is_few = len(debits) * len(credits_) <= FEW * FEW
    days = [account.days[credit] for credit in credits_]
    for rank, debit in enumerate(debits):
        day = account.days[debit]
        ranks = (rank, bisect_left(days, day), bisect_left(days, day + usual.delay))
        near = [credits_] if is_few else [credits_[max(0, n - NEAR) : n + NEAR + 1] for n in ranks]
        yield from ((debit, credit) for some in near for credit in some)


def by_mark(told: Sequence[frozenset[str]], places: Iterable[int]) -> dict[str, list[int]]:
    """Per number or word, those of these lines that bear it."""
    marked: dict[str, list[int]] = {}
    for place in places:
        for mark in sorted(told[place]):
            marked.setdefault(mark, []).append(place)
    return marked


def pair_score(account: Account, debit: int, credit: int, usual: Usage) -> float:
    """What speaks for one debit and one credit of the same amount being of one group."""
    delay = account.days[credit] - account.days[debit]
    told = reference_score(account, debit, credit) + NAMED * alike(account, debit, credit)
    if account.is_cash[debit]:  # taken back after it was paid, soon
        return 5.0 + told - (late_return(-delay) if credit < debit else 1.7)
    if not account.is_cash[credit] and debit < credit and were_paid(account, debit, credit):
        return CREDITED
    timing = min(2.0, usual.misfit(delay) * 0.75) + (1.5 if delay < -AHEAD else 0.0)
    if account.openings[debit] and account.openings[credit]:
        timing = 0.0
    if is_bare(account, debit, credit):
        timing += BARE
    return 3.0 + told - timing - AGAIN * is_again(account, debit, credit)


def is_bare(account: Account, debit: int, credit: int) -> bool:
    """An invoice and a credit note, where nothing but the amount says that it gives back this one."""
    has_cash = account.is_cash[debit] or account.is_cash[credit]
    return not has_cash and not account.openings[debit] and not is_named(account, debit, credit)


def is_again(account: Account, debit: int, credit: int) -> bool:
    """Another payment of this amount came first and names the number too, and no other claim is of that amount: it was
    paid twice.
    """
    shared = account.references[debit] & account.references[credit]
    if not shared or not account.is_cash[credit]:
        return False
    cents = account.cents[credit]
    earlier = (place for number in shared for place in account.named[number] if place < credit)
    return any(account.is_cash[place] and account.cents[place] == cents for place in earlier) and not any(
        not account.is_cash[place] for place in account.places_of[-cents] if place != debit
    )


def late_return(days: int) -> float:
    """What speaks against it: what comes back after weeks had been lettered with its invoices by then."""
    return min(2.0, days / 30) + min(2.5, max(0, days - SOON) / 8)


def reference_score(account: Account, one: int, other: int) -> float:
    """What the numbers two lines name say: the same, nearly the same, somebody else's, or nothing."""
    first, second = account.references[one], account.references[other]
    if first & second:
        return 5.0
    if names_nearly(account, one, other):
        return 2.0
    has_cash = account.is_cash[one] or account.is_cash[other]
    takers = is_taken(account, one, has_cash) + is_taken(account, other, has_cash)
    return -2.5 * takers if first and second else 0.0


def is_named(account: Account, one: int, other: int) -> bool:
    """They share a number, or the same name."""
    return bool(account.references[one] & account.references[other]) or alike(account, one, other) > SAME


def names_nearly(account: Account, one: int, other: int) -> bool:
    """A number of one line is a mistyped number of the other."""
    return any(is_near(a, b) for a in account.references[one] for b in account.references[other])


def is_near(one: str, other: str) -> bool:
    """Two numbers of five digits or more that differ by one digit mistyped, missing, added or swapped with the next."""
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 1 or not (one + other).isdecimal():
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    return rest[1:] == others[1:] or rest == others[1:] or rest[1:] == others or (
        rest[:2] == others[1::-1] and rest[2:] == others[2:]
    )  # fmt: skip


def is_taken(account: Account, place: int, has_cash: bool = False) -> bool:
    """A line of the other side bears one of its numbers: it has a better partner, whatever the amounts. That an
    invoice was credited after it had been paid, or in part, doesn't tell who paid it, where cash is in question.
    """
    sign, is_cash = account.cents[place] > 0, account.is_cash
    bearers = (other for n in account.references[place] for other in account.named[n])
    return any(
        (account.cents[other] > 0) != sign and (not has_cash or is_cash[other] or is_cash[place]) for other in bearers
    )


def were_paid(account: Account, debit: int, credit: int) -> bool:
    """When the credit note came, all invoices of its amount had been paid: it gives back, or is for the next one."""
    cents, day = account.cents[debit], account.days[credit]
    owed = [p for p in account.places_of.get(cents, ()) if not account.is_cash[p] and account.days[p] <= day]
    paid = [p for p in account.places_of.get(-cents, ()) if account.is_cash[p] and account.days[p] < day]
    return len(owed) <= len(paid)


def by_reference(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """Three lines or more that name the same numbers, or one line and all whose numbers it names."""
    allowed = set(free)
    told: set[tuple[int, ...]] = set()
    for places in gatherings(account, free):
        kept = tuple(place for place in places if place in allowed)
        for group in square_parts(account, kept):
            if len(group) > 2 and group not in told:
                told.add(group)
                yield Candidate(7.5 - 2.0 * holds_pair(account, group), "document", group)


def gatherings(account: Account, free: Sequence[int]) -> Iterator[list[int]]:
    """The lines that name one number; those that share a number with one line; whole chains of them."""
    yield from account.named.values()
    for place in free:
        if len(account.references[place]) > 1:
            yield sorted({other for n in account.references[place] for other in account.named[n]})


def square_parts(account: Account, places: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The whole if it is square, else its shortest square stretches."""
    if sum(account.cents[place] for place in places) == 0:
        yield places
        return
    yield from square_stretches(account.cents, places)


def square_stretches(cents: Sequence[int], places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """The shortest stretches of these places that add up to nothing, none within another."""
    seen, balance, start = {0: 0}, 0, 0
    for end, place in enumerate(places, 1):
        balance += cents[place]
        since = seen.get(balance, -1)
        if since >= start:
            yield tuple(places[since:end])
            start = since + 1
        seen[balance] = end


def holds_pair(account: Account, group: Iterable[int]) -> bool:
    """Two lines of the group would be square alone."""
    amounts = {account.cents[place] for place in group}
    return any(-amount in amounts for amount in amounts)


def luck(account: Account, places: Sequence[int], tried: int) -> float:
    """How many groups as square as this one chance alone would make, of so many tried: few tried, odd amounts, few.

    A sum falls on a given amount by chance once in as many times as the largest amount holds of the unit in which
    all of them are counted, cents, tenths, euros, tens: whole tens of euros prove a thousand times less than cents.
    """
    amounts = [abs(account.cents[place]) for place in places]
    unit = next(unit for unit in UNITS if all(amount % unit == 0 for amount in amounts))
    return tried * unit / max(amounts)
