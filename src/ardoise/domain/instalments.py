"""An instalment plan: what a customer owes, spread over dated amounts that sum to it to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ardoise.domain.calendar import add_months

RHYTHMS = ("weekly", "fortnightly", "monthly", "quarterly")
MONTHS = {"monthly": 1, "quarterly": 3}
DAYS = {"weekly": 7, "fortnightly": 14}
COUNT_MAX = 60

Instalments = Sequence[tuple[date, int]]
"""Each instalment's day and cents."""

PLANNED_ITEMS: dict[str, type] = {
    "plan": int,
    "customer": str,
    "entry": int,  # one row per item of the plan
    "planned_cents": int,  # what the plan spreads of it
    "rest_cents": int,  # what was left out of the plan of it: claimed as ever; 0: it is planned whole
    "note": str,
}
"""What the plans that stand are about."""

PLAN_OUTCOMES: dict[str, type] = {
    "plan": int,
    "customer": str,
    "outcome": str,  # waiting, kept, or broken: an instalment's last day has passed and it is not paid
    "amount_cents": int,
    "paid_cents": int,  # of it, by the day
    "coming_cents": int,  # of it, what is to come: not due yet, or due and waited for
    "next_on": date,  # the day of the first instalment that is waited for; None: none is
    "last_on": date,  # the day of the last one
    "broken_on": date,  # the day of the first one that was not paid; None: none
    "reminded_on": date,  # the day on which a reminder claimed it all again, the plan being broken; None: none did
    "is_caught_up": bool,  # it is broken since it was claimed again, though what was wanting has come
}
"""What became of the plans."""

PLAN_REMINDERS: dict[str, type] = {"plan": int, "on": date}
"""The days on which reminders claimed an item of a plan with nothing of it left to the plan."""

GIVEN_UP: dict[str, type] = {"plan": int, "reminded_on": date, "broken_on": date}
"""The plans that were broken on the first day on which they were claimed again, and by which instalment."""


def spread(
    total_cents: int, count: int, first_on: date, rhythm: str = "monthly", remainder: str = "last"
) -> list[tuple[date, int]]:
    """So many equal instalments from a day on; the cents that don't divide go to the `remainder`, first or last.

    A month's last day follows the month: from 31 January comes 28 February, then 31 March.
    """
    share, left = divmod(total_cents, count)
    cents = [share] * count
    cents[0 if remainder == "first" else -1] += left
    return [(step(first_on, rhythm, n), part) for n, part in enumerate(cents)]


def step(first_on: date, rhythm: str, n: int) -> date:
    """The n-th day of a rhythm, from 0."""
    if rhythm in DAYS:
        return first_on + timedelta(DAYS[rhythm] * n)
    return add_months(first_on, MONTHS[rhythm] * n)


SENTENCES = {
    "none": {"fr": "Un échéancier a au moins une échéance.", "en": "A plan has at least one instalment."},
    "many": {"fr": "Un échéancier a {n} échéances au plus.", "en": "A plan has {n} instalments at most."},
    "amount": {
        "fr": "Chaque échéance est d’un montant supérieur à zéro.",
        "en": "Each instalment is of an amount above zero.",
    },
    "past": {
        "fr": "Une échéance est pour aujourd’hui ou un jour à venir : le {day} est passé.",
        "en": "An instalment is for today or a day to come: {day} is past.",
    },
    "order": {
        "fr": "Deux échéances tombent le {day} : réunissez-les ou changez l’une.",
        "en": "Two instalments fall on {day}: join them, or change one.",
    },
    "short": {
        "fr": "Les échéances font {sum}, il manque {wanting} pour les {total} à échelonner.",
        "en": "The instalments amount to {sum}: {wanting} are wanting of the {total} to be planned.",
    },
    "over": {
        "fr": "Les échéances font {sum}, {wanting} de trop pour les {total} à échelonner.",
        "en": "The instalments amount to {sum}: {wanting} more than the {total} to be planned.",
    },
}


def wrong(instalments: Instalments, total_cents: int, opened_on: date, currency: str, language: str = "fr") -> str:
    """What is wrong with them, in a sentence that says what to do; "" where they are a plan of the whole amount."""
    from ardoise.domain.reasons import amount_written, day_written

    days = [on for on, _cents in instalments]
    past = min((on for on in days if on < opened_on), default=None)
    twice = next((on for on in sorted(days) if days.count(on) > 1), None)
    total = sum(cents for _on, cents in instalments)
    found = {
        "none": not days,
        "many": len(days) > COUNT_MAX,
        "amount": any(cents <= 0 for _on, cents in instalments),
        "past": past is not None,
        "order": twice is not None,
        "short": total < total_cents,
        "over": total > total_cents,
    }
    code = next((code for code, is_so in found.items() if is_so), "")
    if not code:
        return ""
    day = past or twice
    return SENTENCES[code][language].format(
        n=COUNT_MAX,
        day=day_written(day, language) if day else "",
        sum=amount_written(total, currency, language),
        total=amount_written(total_cents, currency, language),
        wanting=amount_written(abs(total_cents - total), currency, language),
    )
