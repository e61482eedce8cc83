"""How sure one may be of a group, and on what evidence: what was counted on real books, put together by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ardoise.domain.lettering_odds import probability
from ardoise.engine.lettering.accounts import Account
from ardoise.engine.lettering.ambiguities import either_way, has_namesake, repeated
from ardoise.engine.lettering.candidates import AHEAD, Candidate, Usage, luck
from ardoise.engine.lettering.choice import usage_of
from ardoise.engine.lettering.naming import names_differ
from ardoise.engine.lettering.squares import LONGEST, Habit, stretches
from ardoise.engine.lettering.twins import OFF, is_crossed, turns, unruly

YEAR = 366
CREDITED = 60  # days after which a credit note that names no invoice is hardly of the one of its amount
ODD = 4.0  # the same, for a delay nobody would expect
LIKELY = 0.9
SLIGHTEST = 100  # cents, of which two differences meet by chance
LUCK_TOLD, LUCK_MUCH = 0.005, 0.1
EXCHANGED = frozenset({"twins", "crossed", "nearly"})  # another line would do as well, or nearly, and no number tells
AS_GOOD, NEARLY = 0.5, 1.5  # differences of score between rivals


@dataclass(frozen=True)
class Proposal:
    """One group of an account, how sure one may be of it, and why."""

    account: Account
    places: tuple[int, ...]
    confidence: float  # the probability that these lines belong together
    exact: float  # the probability that the book-keeper's group is these lines and no other
    is_rivalled: bool
    evidence: tuple[str, ...]

    @property
    def days(self) -> int:
        """Between its first and its last line."""
        days = [self.account.days[place] for place in self.places]
        return max(days) - min(days)

    @property
    def reference(self) -> str | None:
        """A number that all its lines name."""
        shared = frozenset.intersection(*(self.account.references[place] for place in self.places))
        return max(shared, key=lambda number: (len(number), number), default=None)


def weigh(account: Account, groups: Sequence[Candidate], habit: Habit) -> list[Proposal]:
    """The groups with their confidence, in the order given."""
    usual = usage_of(account, range(len(account.lines)))
    explained = sum(len(group.places) for group in groups) / max(1, len(account.lines))
    apart = {
        group: chance for stretch in stretches(account, groups) for group, chance in alone(account, stretch, habit)
    }
    stray, peers = astray(account, groups), Counter(group.kind for group in groups)
    held, either = chained(account, groups), either_way(account, groups) | repeated(account, groups)
    twins, ranks = unruly(account, groups, usual), turns(account, groups)
    settings = (
        Setting(explained, apart.get(g, 1.0), usual, habit, twins, ranks, stray, peers, g in held, g in either)
        for g in groups
    )
    return [weigh_one(account, group, setting) for group, setting in zip(groups, settings, strict=True)]


def astray(account: Account, groups: Sequence[Candidate]) -> int:
    """How many payments and invoices stay without explanation on either side: who pays so pays no single invoices."""
    left = set(range(len(account.lines))).difference(*(group.places for group in groups))
    debits = sum(account.cents[place] > 0 for place in left)
    return min(debits, len(left) - debits)


def alone(account: Account, stretch: list[Candidate], habit: Habit) -> list[tuple[Candidate, float]]:
    """Per group of a stretch, the probability that it keeps a letter of its own."""
    if len(stretch) == 1:
        return []
    end = max(group.places[-1] for group in stretch)
    is_square = len(stretch) <= LONGEST and account.balances[end] == 0
    chance = habit.together(account, stretch) if is_square else 0.0
    if len(stretch) > 2 or not is_square:  # some of them may be lettered together, not all
        chance = max(chance, habit.together_unsquare)
    return [(group, 1 - chance) for group in stretch]


@dataclass(frozen=True)
class Setting:
    """What surrounds a group in its account."""

    explained: float  # the share of the account's lines that some group takes
    apart: float  # the probability that the group keeps a letter of its own
    usual: Usage
    habit: Habit
    twins: dict[int, int]  # per line that others resemble: how many they are
    turns: dict[int, int]  # per line, the how-manieth of its amount and sign it is
    astray: int  # lines of either side that nothing explains
    peers: Counter[str]  # per kind, the groups found
    is_chained: bool  # it goes on where the payment before stopped, and the next payment goes on where it stops
    is_either_way: bool  # a payment returned, what was paid anew, an invoice opened again: as good the other way round


def weigh_one(account: Account, group: Candidate, setting: Setting) -> Proposal:
    """One group: its main evidence, what speaks against it, and what it may be lettered together with."""
    main = main_evidence(account, group)
    against = list(doubts(account, group, main, setting)) if main != "square" else []
    chance = probability(main, against) if main != "square" else group.chance
    told = [main, *against]
    if main == "square":
        told += ["habit"] * setting.habit.is_seen
    elif setting.apart < LIKELY:
        told.append("together")
    is_rivalled = "rival" in told or (main != "reference" and not EXCHANGED.isdisjoint(told))
    return Proposal(account, group.places, chance, chance * setting.apart, is_rivalled, tuple(told))


def main_evidence(account: Account, group: Candidate) -> str:
    """What the group rests on."""
    if group.kind == "document" and is_remittance(account, group):
        return "remittance"
    if group.kind == "document" and is_of_one_invoice(account, group):
        return "invoice"
    if group.kind != "pair":
        return group.kind
    one, other = (account.references[place] for place in group.places)
    if one & other:
        return "reference"
    return "near_reference" if group.is_near else "amount"


def chained(account: Account, groups: Sequence[Candidate]) -> set[Candidate]:
    """The rows that one payment settles between those that the payments before and after it settle, none left out."""
    rank = {place: n for n, place in enumerate(p for p in range(len(account.lines)) if is_claim(account, p))}
    rows = []
    for group in groups:
        ranks = sorted(rank[place] for place in group.places if place in rank)
        payers = [place for place in group.places if account.is_cash[place] and account.cents[place] < 0]
        if len(payers) == 1 and ranks and ranks[-1] - ranks[0] == len(ranks) - 1:
            rows.append((payers[0], ranks[0], ranks[-1], group))
    rows.sort(key=lambda row: row[0])
    return {
        group
        for (_, _, before, _), (_, first, last, group), (_, after, _, _) in zip(rows, rows[1:], rows[2:], strict=False)
        if group.kind == "run" and before + 1 == first and last + 1 == after and not is_even(account, group)
    }  # fmt: skip


def is_claim(account: Account, place: int) -> bool:
    """An invoice or a credit note: no money, and no difference booked beside it."""
    return not account.is_cash[place] and (account.cents[place] > 0 or not account.is_slight[place])


def is_even(account: Account, group: Candidate) -> bool:
    """All its invoices are of one amount: every month like the other."""
    return len({account.cents[place] for place in group.places if is_claim(account, place)}) == 1


def is_remittance(account: Account, group: Candidate) -> bool:
    """A payment names every other line of the group, each by a number that no third line of it bears."""
    bears = Counter(number for place in group.places for number in account.references[place])
    own = [frozenset(n for n in account.references[place] if bears[n] == 2) for place in group.places]
    told = dict(zip(group.places, own, strict=True))
    return any(
        account.is_cash[payer] and all(told[payer] & told[other] for other in told if other != payer) for payer in told
    )


def is_of_one_invoice(account: Account, group: Candidate) -> bool:
    """One claim, and lines that all name its number: no order that other invoices name, too."""
    claims = [place for place in group.places if account.cents[place] > 0]
    shared = frozenset.intersection(*(account.references[place] for place in group.places))
    return len(claims) == 1 and is_claim(account, claims[0]) and bool(shared)


def doubts(account: Account, group: Candidate, main: str, setting: Setting) -> Iterator[str]:
    """What speaks against the group."""
    is_guess = main in ("amount", "run", "few", "day", "stretch", "subset", "but")
    if is_guess and any(is_elsewhere(account, place, group) for place in group.places):
        yield "taken"
    if is_guess and main != "stretch" and names_differ(account, group.places):
        yield "stranger"
    if is_crossed(account, group, setting.turns):
        yield "against_number" if main == "reference" else "crossed"
    elif (
        has_twins(account, group)
        if main == "reference"
        else (is_exchangeable(group, setting) or has_namesake(account, group))
    ):
        yield "twins"
    if main == "run" and has_lump(account, group):
        yield "undetailed"
    lucky = chance_of(account, group, main, setting)
    if lucky > LUCK_TOLD:
        yield "luck" if lucky <= LUCK_MUCH else "much_luck"
    if group.margin < AS_GOOD or setting.is_either_way:
        yield "rival"
    elif group.margin < NEARLY and main != "reference":
        yield "nearly"
    if main != "reference" and is_exceptional(account, group, setting.usual):
        yield "exceptional"
    if setting.explained < 0.5 and main not in ("reference", "remittance", "document", "invoice"):
        yield "unexplained"


def chance_of(account: Account, group: Candidate, main: str, setting: Setting) -> float:
    """How many groups like it luck makes in such an account, for each that was found: of pairs, the more the more it
    leaves unexplained, but only where the days and the names fit.
    """
    if setting.is_chained:
        return luck(account, group.places, len(group.places))
    if main != "amount":
        return group.luck * group.searches / setting.peers[group.kind]
    if abs(account.cents[group.places[0]]) < SLIGHTEST and not any(account.is_cash[place] for place in group.places):
        return 1.0
    days = account.days[-1] - account.days[0] + 1
    window = min(1.0, 2 * OFF * (setting.usual.leeway + 2 * setting.usual.spread) / days)
    return setting.astray * window * share_of_name(account, *group.places) * luck(account, group.places, 1)


def share_of_name(account: Account, one: int, other: int) -> float:
    """How much of the account bears the rarest name that both bear: all of it where they have none in common."""
    shared = account.words[one] & account.words[other]
    return min((len(account.said[word]) for word in shared), default=len(account.lines)) / len(account.lines)


def has_twins(account: Account, group: Candidate) -> bool:
    """Another debit and another credit of this account bear the same amount: the numbers alone tell them apart."""
    one, other = account.cents[group.places[0]], account.cents[group.places[-1]]
    return group.kind == "pair" and account.times[one] > 1 and account.times[other] > 1


def is_exchangeable(group: Candidate, setting: Setting) -> bool:
    """A line that isn't in the group could stand for one that is, and its row is no link of a chain."""
    here = [place for place in group.places if place in setting.twins]
    return not setting.is_chained and any(setting.twins[place] > len(here) for place in here)


def has_lump(account: Account, group: Candidate) -> bool:
    """One of its lines is an opening without detail."""
    return not account.lumps.isdisjoint(group.places)


def is_elsewhere(account: Account, place: int, group: Candidate) -> bool:
    """A line names a number that a line of the other side bears outside the group, and none inside; but that an
    invoice was credited in part doesn't tell who paid the rest.
    """
    numbers, side = account.references[place], account.cents[place] > 0
    if any(account.references[other] & numbers for other in group.places if other != place):
        return False
    has_cash = any(account.is_cash[other] for other in group.places)
    bearers = (other for number in numbers for other in account.named[number])
    cents = account.cents[place]
    return any(
        (account.cents[other] > 0) != side
        and (account.is_cash[other] or account.is_cash[place] or not has_cash or account.cents[other] == -cents)
        for other in bearers
    )


def is_paid_oddly(account: Account, group: Candidate, usual: Usage) -> bool:
    """One payment, after a delay from the last of its invoices that nobody would expect."""
    payers = [place for place in group.places if account.is_cash[place] and account.cents[place] < 0]
    owed = [account.days[place] for place in group.places if account.cents[place] > 0]
    return len(payers) == 1 and usual.strays(account.days[payers[0]] - max(owed)) > ODD


def is_exceptional(account: Account, group: Candidate, usual: Usage) -> bool:
    """Paid long before it was invoiced, after a delay far from the usual, or with more than a year in between; made
    out again long after, or before, by what is no payment and names no number.
    """
    if any(account.openings[place] for place in group.places):
        return False
    days = sorted(account.days[place] for place in group.places)
    first = account.cents[group.places[0]]
    is_odd = group.kind == "pair" and first > 0 and usual.strays(days[-1] - days[0]) > ODD
    is_odd |= group.kind in ("run", "few") and is_paid_oddly(account, group, usual)
    is_paper = group.kind == "pair" and not any(account.is_cash[place] for place in group.places)
    if is_paper and days[-1] - days[0] > (0 if first < 0 else CREDITED):
        return True
    is_early = first < 0 and account.is_cash[group.places[0]] and days[-1] - days[0] > 3 * AHEAD
    if is_early and group.kind == "pair" and usual.strays(days[0] - days[-1]) < 1:
        is_early = False  # he always pays first
    return is_odd or is_early or any(b - a > YEAR for a, b in pairwise(days))
