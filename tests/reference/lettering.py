"""The lettering of small books, one set after the other: what is right, and what adds up."""

from __future__ import annotations

import re
from itertools import combinations
from unicodedata import combining, normalize


def true_groups(rows):
    """The square letters of two lines or more, as sets of lines."""
    groups = {}
    for row in rows:
        if row["letter"] is not None and row["amount_cents"]:
            groups.setdefault((row["customer"], row["currency"], row["letter"]), []).append(row)
    return {
        key: frozenset(row["line"] for row in group)
        for key, group in groups.items()
        if len(group) > 1 and sum(row["amount_cents"] for row in group) == 0
    }


def score(groups, rows):
    """By group and by pair: proposed, true, right; then how many are sound, and how many aren't judged."""
    truth = true_groups(rows)
    accounts = {key[:2] for key in truth}
    lettered = frozenset().union(*truth.values())
    mine = [frozenset(g["lines"]) for g in groups if (g["customer"], g["currency"]) in accounts]
    judged = [lines for lines in mine if lines & lettered]
    right = sum(lines in truth.values() for lines in judged)
    sound = sum(any(lines <= theirs for theirs in truth.values()) for lines in judged)
    pairs, true_pairs = ({frozenset(p) for g in s for p in combinations(g, 2)} for s in (judged, truth.values()))
    return (
        (len(judged), len(truth), right),
        (len(pairs), len(true_pairs), len(pairs & true_pairs)),
        sound,
        len(mine) - len(judged),
    )


def ways(amounts, target, largest):
    """Every set of two to `largest` positions whose amounts add up to the target."""
    return [
        places
        for size in range(2, largest + 1)
        for places in combinations(range(len(amounts)), size)
        if sum(amounts[place] for place in places) == target
    ]


def words(rows, silent, least):
    """Per line, the words on both sides of its account that stand on at most half of its lines."""
    said, told = {}, {}
    for row in rows:
        text = f"{row['label'] or ''} {row['customer_name'] or ''}"
        plain = "".join(c for c in normalize("NFKD", text) if not combining(c)).upper()
        mine = set(re.findall("[A-Z]{3,}", plain)) - silent
        said.setdefault((row["customer"], row["currency"]), []).append((row["line"], row["amount_cents"] > 0, mine))
    for lines in said.values():
        for number, _, mine in lines:
            for word in mine:
                here = [is_debit for _, is_debit, theirs in lines if word in theirs]
                if len(lines) >= least and len(set(here)) == 2 and 2 * len(here) <= len(lines):
                    told.setdefault(number, set()).add(word)
    return told


def delays(rows):
    """Per account, the days between an invoice and its payment, where a letter holds just these two."""
    letters, told = {}, {}
    for row in rows:
        if row["letter"] is not None and row["amount_cents"]:
            letters.setdefault((row["customer"], row["currency"], row["letter"]), []).append(row)
    for (customer, currency, _), lines in letters.items():
        paid = [row["kind"] == "payment" for row in lines]
        if len(lines) == 2 and sum(paid) == 1 and sum(row["amount_cents"] for row in lines) == 0:
            debit, credit = sorted(lines, key=lambda row: -row["amount_cents"])
            told.setdefault((customer, currency), []).append((credit["booked_on"] - debit["booked_on"]).days)
    return {account: tuple(sorted(days)) for account, days in told.items()}
