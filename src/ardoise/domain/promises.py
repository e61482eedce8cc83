"""What became of a promise: kept, partly kept, broken or still waited for; computed from facts, never declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

OUTCOMES = ("waiting", "kept", "partly_kept", "broken")

PROMISES: dict[str, type] = {
    "promise": int,  # its identity
    "customer": str,
    "entry": int,  # one row per item promised; None: what is due, whichever items it pays
    "amount_cents": int,  # of the whole promise, the same on each of its rows; None: what its items amount to
    "opened_on": date,  # the day it was made: what was paid before was not promised
    "promised_on": date,  # the day the money should be here
    "ended_on": date,  # somebody ended it that day; None: it stands
}
"""What customers said they would pay, and when."""

PROMISE_OUTCOMES: dict[str, type] = {
    "promise": int,
    "customer": str,
    "outcome": str,  # one of OUTCOMES
    "amount_cents": int,
    "paid_cents": int,  # of it, in time
    "promised_on": date,
    "judged_on": date,  # the last day on which a payment is still in time
}

SENTENCES = {
    "waiting": {
        "fr": "{paid} reçus sur {amount} promis pour le {day}.",
        "en": "{paid} received of {amount} promised by {day}.",
    },
    "kept": {
        "fr": "Promesse tenue : {amount} promis pour le {day}.",
        "en": "Promise kept: {amount} promised by {day}.",
    },
    "partly_kept": {
        "fr": "Promesse tenue en partie : {paid} reçus sur {amount} promis pour le {day}.",
        "en": "Promise partly kept: {paid} received of {amount} promised by {day}.",
    },
    "broken": {
        "fr": "Promesse non tenue : {amount} promis pour le {day}, rien de reçu.",
        "en": "Promise broken: {amount} promised by {day}, nothing received.",
    },
}


def say(row: Mapping[str, Any], language: str = "fr", currency: str | None = None) -> str:
    """What became of a promise (a row of PROMISE_OUTCOMES), in a sentence."""
    from ardoise.domain.reasons import amount_written, day_written

    return SENTENCES[row["outcome"]][language].format(
        paid=amount_written(row["paid_cents"], currency, language),
        amount=amount_written(row["amount_cents"], currency, language),
        day=day_written(row["promised_on"], language),
    )


def judge(amount_cents: int, paid_cents: int, judged_on: date, as_of: date) -> str:
    """The outcome on a day: kept as soon as it is paid; until its last day has passed, waited for."""
    if paid_cents >= amount_cents:
        return "kept"
    if as_of <= judged_on:
        return "waiting"
    return "partly_kept" if paid_cents > 0 else "broken"


def last_day(promised_on: date, grace_days: int) -> date:
    """The last day on which the money is in time: a bank takes its days."""
    return promised_on + timedelta(grace_days)


def share_out(amounts: Sequence[int], windows: Sequence[tuple[date, date]], payments: Mapping[date, int]) -> list[int]:
    """What each promise of a customer got, in the order given: a payment counts once, for the first it is in time for.

    `payments` are cents by day; `windows` the first and last day of each promise, both included.
    """
    left, got = dict(payments), []
    for amount, (first, last) in zip(amounts, windows, strict=True):
        wanted = amount
        for day in sorted(day for day in left if first <= day <= last):
            taken = min(wanted, left[day])
            left[day] -= taken
            wanted -= taken
        got.append(amount - wanted)
    return got
