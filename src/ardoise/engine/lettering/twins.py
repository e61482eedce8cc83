"""Lines of one amount that only their order tells apart: whether that order leaves a doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ardoise.engine.lettering.accounts import Account
from ardoise.engine.lettering.candidates import Candidate, Usage, is_named

OFF = 1.5  # times the distance from the usual delay that is nothing out of the way


def unruly(account: Account, groups: Sequence[Candidate], usual: Usage) -> dict[int, int]:
    """Per line, how many lines are as like it as one egg to another, where their order doesn't tell them apart.

    It tells where each is paid in its turn, after the usual delay, and only the latest are left unpaid; not where
    one was skipped, where a payment came back unexpectedly, or where some of them are settled with other lines.
    """
    group_of = {place: group for group in groups for place in group.places}
    classes: dict[int, list[int]] = defaultdict(list)
    for place, cents in enumerate(account.cents):
        group = group_of.get(place)
        if group is None or not (group.kind == "pair" and is_told(account, group)):
            classes[abs(cents)].append(place)
    alike: dict[int, int] = {}
    for places in classes.values():
        if is_crowd(account, places) and not is_in_turn(account, places, group_of, usual):
            alike |= dict.fromkeys(places, len(places))
    return alike


def is_told(account: Account, pair: Candidate) -> bool:
    """A number, a name, or the bank's quick return says that these two belong together, whatever else is alike."""
    one, other = pair.places
    is_back = account.is_cash[one] and account.is_cash[other] and account.cents[one] < 0
    return is_back or pair.is_near or is_named(account, one, other)


def is_crowd(account: Account, places: Iterable[int]) -> bool:
    """Two lines or more of one side, and one of the other."""
    debits = [account.cents[place] > 0 for place in places]
    return len(debits) > 2 and any(debits) and not all(debits)


def is_in_turn(account: Account, places: Sequence[int], group_of: dict[int, Candidate], usual: Usage) -> bool:
    """Every debit is paid in its turn after the usual delay, until those that aren't paid yet."""
    debits = [place for place in places if account.cents[place] > 0]
    credits_ = [place for place in places if account.cents[place] < 0]
    if len(credits_) > len(debits):
        return False
    for debit, credit in zip(debits, credits_, strict=False):
        group = group_of.get(debit)
        if group is None or group is not group_of.get(credit) or group.kind != "pair":
            return False
        if usual.strays(account.days[credit] - account.days[debit]) > OFF:
            return False
    return all(place not in group_of for place in debits[len(credits_) :])
