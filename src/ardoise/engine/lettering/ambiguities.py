"""What reads as well another way: returns and what pays anew, invoices opened again, people of one name."""

from __future__ import annotations

from collections.abc import Sequence

from ardoise.engine.lettering.accounts import Account
from ardoise.engine.lettering.candidates import Candidate
from ardoise.engine.lettering.twins import is_back, is_tied


def either_way(account: Account, groups: Sequence[Candidate]) -> set[Candidate]:
    """A payment with its return, and what paid the invoice anew: as square is the invoice with that payment, and the
    return with the new one. Some book-keepers do the one and some the other.
    """
    group_of = {place: group for group in groups for place in group.places}
    found: set[Candidate] = set()
    for back in (group for group in groups if is_back(account, group)):
        payment, returned = back.places
        for claim in account.places_of[account.cents[returned]]:
            if claim > payment:
                break
            anew = group_of.get(claim)
            if not account.is_cash[claim] and not is_settled_before(account, anew, returned):
                found.update({back} if anew is None else {back, anew})
    return found


def repeated(account: Account, groups: Sequence[Candidate]) -> set[Candidate]:
    """An invoice that an opening of a later year repeats, or that opening, where the other one stays unsettled."""
    group_of = {place: group for group in groups for place in group.places}
    found: set[Candidate] = set()
    for opening in (place for place, is_opening in enumerate(account.openings) if is_opening):
        for claim in account.places_of[account.cents[opening]]:
            if claim >= opening:
                break
            if account.references[claim] & account.references[opening]:
                one, other = group_of.get(claim), group_of.get(opening)
                found.update(group for group in (one, other) if group and (one is None or other is None))
    return found


def is_settled_before(account: Account, group: Candidate | None, place: int) -> bool:
    """All the money of the group came before that line."""
    money = [other for other in group.places if account.cents[other] < 0] if group else []
    return bool(money) and max(money) < place


def has_namesake(account: Account, group: Candidate) -> bool:
    """One payer of several lines, and between them a line of one of their amounts that bears all his names, too."""
    payers = [place for place in group.places if account.is_cash[place] and account.words[place]]
    if len(group.places) < 3 or len(payers) != 1:
        return False
    words, inside = account.words[payers[0]], set(group.places)
    claims = {account.cents[place] for place in group.places if not is_tied(account, place, group)}
    rarest = min(words, key=lambda word: (len(account.said[word]), word))
    return any(
        account.cents[place] in claims and place not in inside and words <= account.words[place]
        for place in account.said[rarest]
        if group.places[0] < place < group.places[-1]
    )
