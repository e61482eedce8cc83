"""How far a claim climbs a ladder: levels that none reaches, those that some never reach, those that come late.

No level is skipped: what one doesn't take stays below it, so an amount reaches a level only where all those before
take it too. Meant is a claim that stays as it is; one that grows, or is paid in part, may be taken later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf

from ardoise.domain.dunning import Level, Policy
from ardoise.domain.policies.faults import Fault, amount_of
from ardoise.domain.reasons import days_written

WEEKEND = 2  # days on which nothing leaves


def stranded(policy: Policy) -> list[Fault]:
    """The first level that no claim reaches, since one before it takes other amounts: in a sentence, or nothing."""
    found = _apart(policy)
    return [_never(*found)] if found else []


def gaps(policy: Policy) -> list[Fault]:
    """What a policy seems to say and doesn't do, a sentence each; it may be meant so, so nothing is refused for it.

    Amounts that never reach a level which would take them, levels that come later than their day, notices that some
    due dates leave no day for; all of it up to the level that `stranded` tells.
    """
    if found := _apart(policy):
        policy = replace(policy, levels=policy.levels[: policy.levels.index(found[2])])
    unheard = [_unheard(*found) for found in _crowded(policy)]
    late = [_late(*found) for found in _delayed(policy)]
    return [*_held_back(policy), *unheard, *late, *(_rests(x) for x in _notices(policy) if _is_over_weekend(x))]


def _notices(policy: Policy) -> list[Level]:
    return [level for level in policy.levels if level.is_before_due]


def _rungs(policy: Policy) -> list[Level]:
    return [level for level in policy.levels if not level.is_before_due]


def _least(policy: Policy, level: Level) -> int:
    return max(level.amount_min_cents, policy.amount_min_cents)


def _most(level: Level) -> float:
    return inf if level.amount_max_cents is None else level.amount_max_cents


def _apart(policy: Policy) -> tuple[Policy, Level, Level] | None:
    """The first rung that shares no amount with one before it, and that one."""
    rungs = _rungs(policy)
    for number, level in enumerate(rungs):
        for before in rungs[:number]:
            if min(_most(before), _most(level)) < max(_least(policy, before), _least(policy, level)):
                return policy, before, level
    return None


def _never(policy: Policy, before: Level, level: Level) -> Fault:
    if _most(before) < _least(policy, level):
        first, last = amount_of(_least(policy, level)), amount_of(before.amount_max_cents or 0)
        french = f"il commence à {first.fr}, mais « {before.key} », qui le précède, s’arrête à {last.fr}"
        english = f"it starts at {first.en}, but “{before.key}” before it takes at most {last.en}"
    else:
        first, last = amount_of(_least(policy, before)), amount_of(level.amount_max_cents or 0)
        french = f"il s’arrête à {last.fr}, mais « {before.key} », qui le précède, ne commence qu’à {first.fr}"
        english = f"it takes at most {last.en}, but “{before.key}” before it starts at {first.en}"
    return Fault(
        f"Le niveau « {level.key} » ne peut pas être atteint : {french}, et aucun niveau n’est sauté "
        "(amount_min_cents, amount_max_cents). Faites se rejoindre les montants, ou faites deux scénarios et une règle "
        "selon le montant.",
        f"The level “{level.key}” can't be reached: {english}, and no level is skipped (amount_min_cents, "
        "amount_max_cents). Let the amounts meet, or make two policies and a rule by amount.",
    )


def _held_back(policy: Policy) -> list[Fault]:
    """Amounts that a level would take and that one before it never lets through, told by the one that stops them."""
    below: dict[Level, list[Level]] = {}
    above: dict[Level, list[Level]] = {}
    narrow = wide = None  # the rungs that take the least and the most so far
    for level in _rungs(policy):
        if narrow is None or _least(policy, level) >= _least(policy, narrow):
            narrow = level
        else:
            below.setdefault(narrow, []).append(level)
        if wide is None or _most(level) <= _most(wide):
            wide = level
        else:
            above.setdefault(wide, []).append(level)
    return [_too_small(policy, x, held) for x, held in below.items()] + [
        _too_large(x, held) for x, held in above.items()
    ]


def _too_small(policy: Policy, before: Level, held: list[Level]) -> Fault:
    least = amount_of(_least(policy, before))
    names = _names(held)
    return Fault(
        f"En dessous de {least.fr}, une nouvelle créance n’atteint jamais {names.fr} : « {before.key} » vient avant, "
        "commence à ce montant, et aucun niveau n’est sauté.",
        f"Below {least.en} a new claim never reaches {names.en}: “{before.key}” comes before, starts at that amount, "
        "and no level is skipped.",
    )


def _too_large(before: Level, held: list[Level]) -> Fault:
    most = amount_of(before.amount_max_cents or 0)
    names = _names(held)
    return Fault(
        f"Au-dessus de {most.fr}, une nouvelle créance n’atteint jamais {names.fr} : « {before.key} » vient avant, "
        "s’arrête à ce montant, et aucun niveau n’est sauté ; une personne décide.",
        f"Above {most.en} a new claim never reaches {names.en}: “{before.key}” comes before, stops at that amount, and "
        "no level is skipped; a person decides.",
    )


def _names(levels: list[Level]) -> Fault:
    french, english = ([f"{a}{x.key}{b}" for x in levels] for a, b in (("« ", " »"), ("“", "”")))
    return Fault(_listed(french, "et"), _listed(english, "and"))


def _listed(names: list[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def _climb(policy: Policy) -> Iterator[tuple[Level, Level, int]]:
    """Each level with the one before it that the same customer heard, and the day it then leaves at the earliest,
    counted from the due date; of notices, those of amounts that both announce."""
    said: list[tuple[Level, int]] = []
    for level in policy.levels:
        heard = [(x, day) for x, day in said if not level.is_before_due or _meet(x, level)]
        if not heard:
            day = level.days_overdue_min
        else:
            before, day = max(heard, key=lambda one: one[1])
            spaced = day + policy.spacing(level)
            counted = day if level.counted_from == "last_contact" else 0
            day = max(counted + level.days_overdue_min, spaced)
            yield before, level, day
        if not (level.is_before_due and day >= 0):
            said.append((level, day))
        elif _is_alone(level, [x for x, _ in heard]):
            said.append((level, level.days_overdue_min))


def _is_alone(level: Level, others: list[Level]) -> bool:
    """Is there an amount that it takes and none of the others does?"""
    least = [level.amount_min_cents, *(x.amount_max_cents + 1 for x in others if x.amount_max_cents is not None)]
    own = [cents for cents in least if level.amount_min_cents <= cents <= _most(level)]
    return any(not any(x.amount_min_cents <= cents <= _most(x) for x in others) for cents in own)


def _meet(one: Level, other: Level) -> bool:
    """Is there an amount that both take?"""
    return max(one.amount_min_cents, other.amount_min_cents) <= min(_most(one), _most(other))


def _crowded(policy: Policy) -> list[tuple[Level, Level, int]]:
    """Notices for which no day before the due date is left after another one, and the days between."""
    climb = [found for found in _climb(policy) if found[1].is_before_due and found[2] >= 0]
    return [(before, level, policy.spacing(level)) for before, level, _day in climb]


def _unheard(before: Level, level: Level, between: int) -> Fault:
    french, english = days_written(between), days_written(between, "en")
    return Fault(
        f"Après « {before.key} », « {level.key} » ne part plus pour la même échéance : il faut {french} entre "
        "deux (days_between_min), et elle est alors passée.",
        f"After “{before.key}”, “{level.key}” does not leave any more for the same due date: {english} must lie "
        "between two (days_between_min), and it is past by then.",
    )


def _delayed(policy: Policy) -> list[tuple[Level, Level, int, int]]:
    """Levels that the spacing after another one puts off beyond their own day: until which, and by which spacing."""
    return [
        (before, level, day, policy.spacing(level))
        for before, level, day in _climb(policy)
        if level.counted_from == "due" and level.days_overdue_min < day and not (level.is_before_due and day >= 0)
    ]


def _late(before: Level, level: Level, day: int, between: int) -> Fault:
    french, english = ("avant l’échéance", "before the due date") if day < 0 else ("de retard", "late")
    own = abs(level.days_overdue_min)
    return Fault(
        f"« {level.key} » est prévu à {days_written(own)} {french} et part au plus tôt à {abs(day)} pour "
        f"qui a reçu « {before.key} » : il faut {days_written(between)} entre deux (days_between_min).",
        f"“{level.key}” is set at {days_written(own, 'en')} {english} and leaves at {abs(day)} at the earliest "
        f"for whoever got “{before.key}”: {days_written(between, 'en')} must lie between two (days_between_min).",
    )


def _is_over_weekend(notice: Level) -> bool:
    return -notice.days_overdue_min <= WEEKEND


def _rests(notice: Level) -> Fault:
    days = -notice.days_overdue_min
    return Fault(
        f"« {notice.key} » n’annonce pas ce qui échoit un lundi : rien ne part le samedi ni le dimanche, et il part "
        f"{days_written(days)} avant l’échéance. Donnez {WEEKEND + 1} jours ou plus.",
        f"“{notice.key}” does not announce what falls due on a Monday: nothing leaves on Saturdays and Sundays, and it "
        f"leaves {days_written(days, 'en')} before the due date. Give {WEEKEND + 1} days or more.",
    )
