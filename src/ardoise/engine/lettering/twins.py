"""Lines of one amount that only their order tells apart: whether that order leaves a doubt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from ardoise.engine.lettering.accounts import SOON, Account
from ardoise.engine.lettering.candidates import FEW, Candidate, Usage, is_named

OFF = 1.5  # times the distance from the usual delay that is nothing out of the way

CLEARLY = 1.0  # by how much the next best explanation is worse where the day tells
NEVER = 9_999_999
AT_ONCE = 3  # days
FEW_MONTHS = 3  # of which nothing follows


def unruly(account: Account, groups: Sequence[Candidate], usual: Usage) -> dict[int, int]:
    """Per line, how many lines are as like it as one egg to another, where their order doesn't tell them apart.

    It tells where each is paid in its turn, after the usual delay, and only the latest are left unpaid; not where
    one was skipped, where a payment came back unexpectedly, or where some of them are settled with other lines.
    """
    group_of = {place: group for group in groups for place in group.places}
    alike: dict[int, int] = {}
    for places in classes(account, group_of, usual):
        if is_crowd(account, places) and not is_in_turn(account, places, group_of, usual):
            alike |= dict.fromkeys(places, len(places))
    for places in namesakes_of_one_amount(account, group_of):
        if not is_in_order(account, places, group_of):
            alike |= {place: max(alike.get(place, 0), len(places)) for place in places}
    return alike


def classes(account: Account, group_of: dict[int, Candidate], usual: Usage) -> Iterable[list[int]]:
    """The lines of one amount, debits and credits, but for the pairs that something else holds together."""
    found: dict[int, list[int]] = defaultdict(list)
    for place, cents in enumerate(account.cents):
        group = group_of.get(place)
        if group is None or not (group.kind == "pair" and is_told(account, group, usual)):
            found[abs(cents)].append(place)
    return found.values()


def namesakes_of_one_amount(account: Account, group_of: dict[int, Candidate]) -> Iterable[list[int]]:
    """The lines of one amount, one side and one name, but for those that a number ties to their group and
    payments taken back at once.
    """
    found: dict[tuple[int, frozenset[str]], list[int]] = defaultdict(list)
    for place, cents in enumerate(account.cents):
        group = group_of.get(place)
        if group is None or not (is_back(account, group) or is_tied(account, place, group)):
            found[cents, account.names[place]].append(place)
    return (places for places in found.values() if len(places) > 1)


def is_tied(account: Account, place: int, group: Candidate) -> bool:
    """A line of the other side in the group names the same number."""
    sign = account.cents[place] > 0
    others = (other for other in group.places if (account.cents[other] > 0) != sign)
    return any(account.references[place] & account.references[other] for other in others)


def is_in_order(account: Account, places: Sequence[int], group_of: dict[int, Candidate]) -> bool:
    """Those booked first were settled first, and only the latest are left; pairs without a name are looked at by
    themselves.
    """
    groups = [group_of.get(place) for place in places]
    is_paired = all(group is None or group.kind == "pair" for group in groups)
    return (is_paired and not account.names[places[0]]) or in_order(account, places, group_of)


def in_order(account: Account, places: Sequence[int], group_of: dict[int, Candidate]) -> bool:
    """The days on which they were settled rise as they do, and what isn't settled comes last."""
    ends = [account.days[group_of[place].places[-1]] if place in group_of else NEVER for place in places]
    return ends == sorted(ends)


def is_told(account: Account, pair: Candidate, usual: Usage) -> bool:
    """A number, a name, the bank's quick return, or the day where all pay on the same one says that these two belong
    together, whatever else is alike.
    """
    if usual.is_firm and pair.margin >= CLEARLY:
        return True
    one, other = pair.places
    is_back = account.is_cash[one] and account.is_cash[other] and account.cents[one] < 0
    return is_back or pair.is_near or is_named(account, one, other)


def is_crowd(account: Account, places: Iterable[int]) -> bool:
    """Two lines or more of one side, and one of the other."""
    debits = [account.cents[place] > 0 for place in places]
    return len(debits) > 2 and any(debits) and not all(debits)


def is_in_turn(account: Account, places: Sequence[int], group_of: dict[int, Candidate], usual: Usage) -> bool:
    """Every debit is paid in its turn after the usual delay, by itself or in one with the next, until those that aren't
    paid yet.
    """
    debits = [place for place in places if account.cents[place] > 0]
    credits_ = [place for place in places if account.cents[place] < 0]
    rows = {place: group_of[place] for place in debits if place in group_of and group_of[place].kind == "run"}
    if rows:
        if not all(is_soon(account, row, usual) for row in rows.values()) or not in_order(account, debits, group_of):
            return False
        debits = [place for place in debits if place not in rows]
    if len(credits_) > len(debits):
        return False
    for debit, credit in zip(debits, credits_, strict=False):
        group = group_of.get(debit)
        if group is None or group is not group_of.get(credit) or group.kind != "pair":
            return False
        if usual.strays(account.days[credit] - account.days[debit]) > OFF:
            return False
    if is_at_once(account, debits, credits_) or is_nearer_later(account, debits, credits_):
        return False
    return all(place not in group_of for place in debits[len(credits_) :])


def is_at_once(account: Account, debits: Sequence[int], credits_: Sequence[int]) -> bool:
    """The first or the first few were never paid, as likely: all the others were paid within days."""
    if len(credits_) < FEW_MONTHS:
        return False
    days = account.days
    return any(
        all(0 <= days[credit] - days[debit] <= AT_ONCE for debit, credit in zip(debits[left:], credits_, strict=False))
        for left in range(1, min(FEW_MONTHS, len(debits) - len(credits_)) + 1)
    )


def is_nearer_later(account: Account, debits: Sequence[int], credits_: Sequence[int]) -> bool:
    """The first, or the first few, were never paid, as likely: all the others were paid after a delay that is nearer to
    what is usual in the book.
    """
    if account.usual is None or not credits_:
        return False
    told = [account.days[credit] - account.days[debit] for debit, credit in zip(debits, credits_, strict=False)]
    for left in range(1, min(FEW_MONTHS, len(debits) - len(credits_)) + 1):
        later = [account.days[c] - account.days[d] for d, c in zip(debits[left:], credits_, strict=False)]
        if min(later) >= 0 and abs(median(later) - account.usual[0]) < abs(median(told) - account.usual[0]):
            return True
    return False


def is_soon(account: Account, row: Candidate, usual: Usage) -> bool:
    """One payment for several debits of one amount, the usual delay after the last of them."""
    *debits, payment = row.places
    if account.cents[payment] > 0 or len({account.cents[place] for place in debits}) > 1:
        return False
    return usual.strays(account.days[payment] - account.days[debits[-1]]) <= OFF


def turns(account: Account, groups: Sequence[Candidate]) -> dict[int, int]:
    """Per line the how-manieth of its amount and sign it is, but for payments that the bank took back at once."""
    back = {place for group in groups if is_back(account, group) for place in group.places}
    seen: Counter[int] = Counter()
    ranks = {}
    for place, cents in enumerate(account.cents):
        if place not in back:
            ranks[place] = seen[cents]
            seen[cents] += 1
    return ranks


def is_back(account: Account, group: Candidate) -> bool:
    """A payment and its return within days."""
    one, other = group.places[0], group.places[-1]
    is_pair = group.kind == "pair" and account.is_cash[one] and account.is_cash[other] and account.cents[one] < 0
    return is_pair and account.days[other] - account.days[one] <= SOON


def is_crossed(account: Account, group: Candidate, ranks: dict[int, int]) -> bool:
    """In their turn its two lines would be settled with others of their amount, of which there are few."""
    one, other = group.places[0], group.places[-1]
    if group.kind != "pair" or ranks.get(one) == ranks.get(other):
        return False
    return max(account.times[account.cents[one]], account.times[account.cents[other]]) <= FEW
