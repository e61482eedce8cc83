"""When the account is square: groups between two moments of nothing owed, lettered as one or each by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import exp, lgamma

from ardoise.domain.lettering import TOGETHER, TOGETHER_UNSQUARE, TOGETHER_WITH_LUMP
from ardoise.engine.lettering.accounts import Account
from ardoise.engine.lettering.candidates import Candidate

LONGEST = 12  # groups
FIRM = 10.0  # groups that what is so in general weighs


@dataclass(frozen=True)
class Habit:
    """On which days square stretches ended in this book's own lettering, and whether each got one letter.

    Whoever letters changes his way at most once in the book: before some day, and from it on. Every such day is
    weighed by how well it explains what was seen (two beta-binomials), so little seen says little.
    """

    seen: tuple[tuple[int, bool], ...] = ()  # in the order of the days
    unsquare: tuple[int, int] = (0, 0)  # of the groups in stretches that don't end square: lettered with others, all

    @cached_property
    def cuts(self) -> list[tuple[float, int, int, int, int]]:
        """Per day of change, between two of those seen: its weight, and how many one-letter stretches lie before it."""
        total, ones = len(self.seen), sum(one for _, one in self.seen)
        before = list(accumulate((one for _, one in self.seen), initial=0))
        return [
            (odds(before[n], n) * odds(ones - before[n], total - n), before[n], n, ones - before[n], total - n)
            for n in range(total + 1)
        ]

    def together(self, account: Account, stretch: Sequence[Candidate]) -> float:
        """The probability that these groups, square together, get one letter."""
        has_lump = len(stretch) == 2 and any(is_lump(account, group) for group in stretch)
        general = TOGETHER_WITH_LUMP if has_lump else TOGETHER
        return self.chance(account.days[max(group.places[-1] for group in stretch)], general)

    @property
    def together_unsquare(self) -> float:
        """The same where something else stays open."""
        together, seen = self.unsquare
        return (together + FIRM * TOGETHER_UNSQUARE) / (seen + FIRM)

    @property
    def is_seen(self) -> bool:
        return bool(self.seen)

    def chance(self, end: int, general: float) -> float:
        """The probability for a stretch that ends that day, from what is so in general and what was seen here."""
        weight = chance = 0.0
        for n, (likely, ones, count, later_ones, later) in enumerate(self.cuts):
            share = self.share_before(end, n)
            first, second = (ones + general) / (count + 1), (later_ones + general) / (later + 1)
            weight += likely
            chance += likely * (share * first + (1 - share) * second)
        return chance / weight

    def share_before(self, day: int, n: int) -> float:
        """How likely the day comes before a change that lies after the first n stretches seen."""
        opened = self.seen[n - 1][0] if n else None
        closed = self.seen[n][0] if n < len(self.seen) else None
        if opened is None or closed is None:
            return 0.0 if opened is None else 1.0
        return min(1.0, max(0.0, (closed - day) / (closed - opened))) if closed > opened else float(day < closed)


def odds(ones: int, count: int) -> float:
    """How likely a series with so many ones is, when their share isn't known: beta-binomial."""
    return exp(
        lgamma(ones + TOGETHER) + lgamma(count - ones + 1 - TOGETHER) - lgamma(count + 1)
        - lgamma(TOGETHER) - lgamma(1 - TOGETHER)
    )  # fmt: skip


def is_lump(account: Account, group: Candidate) -> bool:
    """All that the openings tell without detail, settled by what is no equal: nobody letters it line by line."""
    inside = set(group.places)
    is_mixed = any(not account.openings[place] for place in inside)
    return len(inside) > 2 and is_mixed and bool(account.lumps) and inside.issuperset(account.lumps)


def stretches(account: Account, groups: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Groups whose lines interleave: from one moment at which all of them balance to the next."""
    of = {place: group for group in groups for place in group.places}
    balance, end, inside = 0, -1, []
    for place in sorted(of):
        balance, end = balance + account.cents[place], max(end, of[place].places[-1])
        inside.append(of[place])
        if balance == 0 and place == end:
            yield list(dict.fromkeys(inside))
            inside = []


def squares(account: Account, groups: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """The stretches of two groups or more at whose end the account itself owes nothing."""
    for stretch in stretches(account, groups):
        end = max(group.places[-1] for group in stretch)
        if 1 < len(stretch) <= LONGEST and account.balances[end] == 0:
            yield stretch


def learn(lettered: Iterable[tuple[Account, Sequence[Candidate]]]) -> Habit:
    """The habit that the letters of a book show, from what would have been proposed without them."""
    seen, together, alone = [], 0, 0
    for account, groups in lettered:
        of_square = list(squares(account, groups))
        for stretch in of_square:
            letters = {account.letters[place] for group in stretch for place in group.places}
            if None not in letters:
                seen.append((account.days[max(g.places[-1] for g in stretch)], len(letters) == 1))
        sizes = Counter(letter for letter in account.letters if letter is not None)
        for stretch in stretches(account, groups):
            if len(stretch) > 1 and stretch not in of_square:
                told = [is_joined(account, group, sizes) for group in stretch]
                together, alone = together + told.count(True), alone + told.count(False)
    return Habit(tuple(sorted(seen)), (together, together + alone))


def is_joined(account: Account, group: Candidate, sizes: Counter[str]) -> bool | None:
    """The letter of the group covers other lines too; None where it has several, or none."""
    letter, *others = {account.letters[place] for place in group.places}
    return None if others or letter is None else sizes[letter] > len(group.places)


def join(account: Account, groups: Sequence[Candidate], habit: Habit) -> list[Candidate]:
    """The groups, with those of a square stretch made one where that is the likelier habit."""
    kept = list(groups)
    for stretch in squares(account, groups):
        chance = habit.together(account, stretch)
        if chance > 0.5:
            kept = [group for group in kept if group not in stretch]
            places = tuple(sorted(place for group in stretch for place in group.places))
            score, margin = min(group.score for group in stretch), min(group.margin for group in stretch)
            kept.append(Candidate(score, "square", places, margin, chance=chance))
    return sorted(kept, key=lambda group: group.places)
