"""A dunning policy read from its file, TOML or JSON: a policy, or the sentences that say what is wrong with it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any

from ardoise.domain.dunning import APART, NO_RUNGS, Level, Policy
from ardoise.domain.policies import climbing, reach
from ardoise.domain.policies.faults import Fault, PolicyError

__all__ = ["Fault", "PolicyError", "described", "read", "refused", "stored", "taken"]

CHANNELS = ("email", "letter", "registered_letter", "sms", "call", "fax", "visit")
TONES = ("courteous", "friendly", "firm", "formal")
COUNTED_FROM = ("due", "last_contact")
PAPERS = ("statement", "statement_xlsx", "invoices")
ROLES = ("", "reminders", "accounting", "management", "billing", "legal", "other")

DAYS_MAX = 3650
CENTS_MAX = 10**12

LEVEL_KEYS = {
    "key": str,
    "days_overdue_min": int,
    "channel": str,
    "tone": str,
    "amount_min_cents": int,
    "amount_max_cents": int,
    "counted_from": str,
    "days_between_min": int,
    "template": str,
    "is_automatic": bool,
    "hour_from": int,
    "hour_until": int,
    "contact_role": str,
    "copies_salesperson": bool,
    "papers": list,
    "formerly": list,
}
POLICY_KEYS = {
    "name": str,
    "levels": list,
    "days_between_min": int,
    "amount_min_cents": int,
    "net_credits": bool,
    "promise_grace_days": int,
    "notifies_on_due": bool,
    "thanks": bool,
}
OPTIONAL = ("amount_max_cents", "days_between_min", "hour_from", "hour_until")
"""What may be left open (null): no bound."""


def read(text: str, templates: Collection[str] | None = None, channels: Collection[str] | None = None) -> Policy:
    """The Policy a text describes, TOML or JSON; what it leaves out is as in the default policy's fields.

    Refuses (PolicyError) unknown words, wrong types, channels or tones that don't exist, a ladder that doesn't
    rise, a level that can't be reached or is called what no level may be: a setting that is not understood is never
    silently ignored. With `templates`, the names there are, an unknown one is refused; with `channels`, those
    configured, any other.
    """
    policy = taken(parse(text), templates, channels)
    if wrong := refused(policy):
        raise PolicyError(wrong)
    return policy


def refused(policy: Policy) -> list[Fault]:
    """What is refused of a policy that comes in and not of one that is stored, which was kept before and goes on."""
    return [*reach.misnamed(policy), *climbing.stranded(policy)]


def taken(
    described: Mapping[str, Any], templates: Collection[str] | None = None, channels: Collection[str] | None = None
) -> Policy:
    """The same of a mapping, such as `described` gives and the database keeps."""
    wrong = [*misfits(described, POLICY_KEYS, THE_POLICY), *wrong_levels(described.get("levels"))]
    if wrong:
        raise PolicyError(wrong)
    lists = ("papers", "formerly")
    levels = tuple(Level(**level | {k: tuple(level.get(k, ())) for k in lists}) for level in described["levels"])
    policy = Policy(**{"name": "custom", **described, "levels": levels})
    wrong = [*wrong_figures(policy), *wrong_ladder(levels), *reach.unreachable(policy)]
    wrong += reach.unconfigured(policy, templates, channels)
    if wrong:
        raise PolicyError(wrong)
    return policy


def stored(described: Mapping[str, Any]) -> Policy:
    """The same of what the database keeps: a level that an earlier version let be called as what is no reminder is
    read under a name of its own, so that nothing takes it for that."""
    policy = taken(described)
    keys = {level.key for level in policy.levels}
    return replace(policy, levels=tuple(_apart(level, keys) for level in policy.levels))


def _apart(level: Level, keys: Collection[str]) -> Level:
    if level.key not in NO_RUNGS:
        return level
    key = level.key + APART
    while key in keys:
        key += APART
    return replace(level, key=key)


def described(policy: Policy) -> dict[str, Any]:
    """The policy as a mapping that JSON can hold; `taken` gives it back. What is as usual is left unsaid in levels."""
    usual = asdict(Level("", 0))
    levels = [
        {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(level).items() if k in NEEDED or v != usual[k]}
        for level in policy.levels
    ]
    return asdict(policy) | {"levels": levels}


NEEDED = ("key", "days_overdue_min", "channel", "tone")


def parse(text: str) -> dict[str, Any]:
    """The text as a mapping: JSON where it starts with a brace, else TOML."""
    try:
        described = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        french, english = place_of(text, error)
        fault = Fault(
            f"Le scénario n’est ni en TOML ni en JSON : le fichier n’est plus compris {french}. Corrigez-le là.",
            f"The policy is neither TOML nor JSON: the file is not understood {english}. Correct it there.",
        )
        raise PolicyError([fault]) from None
    return dict(described)


def place_of(text: str, error: Exception) -> tuple[str, str]:
    """Where a text stops being understood, in both languages; the parsers' own words are English alone."""
    found = re.search(r"line (\d+),? column (\d+)", str(error))
    if found:
        line, column = found[1], found[2]
        return f"à partir de la ligne {line}, colonne {column}", f"from line {line}, column {column} on"
    line = str(text.count("\n") + 1)
    return f"à sa fin (ligne {line})", f"at its end (line {line})"


def misfits(described: Mapping[str, Any], keys: dict[str, type], whose: Fault) -> list[Fault]:
    """Words that mean nothing here, and values of the wrong type."""
    known = ", ".join(keys)
    unknown = [
        Fault(
            f"« {k} » ne veut rien dire dans {whose.fr} ; les mots connus sont {known}.",
            f"“{k}” of {whose.en} means nothing; known are {known}.",
        )
        for k in described
        if k not in keys
    ]
    typed = [
        Fault(
            f"« {k} » vaut {v!r} dans {whose.fr} ; donnez {NAMES[keys[k]].fr}.",
            f"“{k}” of {whose.en} is {v!r}; give {NAMES[keys[k]].en}.",
        )
        for k, v in described.items()
        if k in keys and type(v) is not keys[k] and not (v is None and k in OPTIONAL)
    ]
    return unknown + typed


THE_POLICY = Fault("le scénario", "the policy")
NAMES = {
    str: Fault("un texte", "a text"),
    int: Fault("un nombre entier", "a whole number"),
    bool: Fault("true ou false", "true or false"),
    list: Fault("une liste", "a list"),
}


def wrong_levels(levels: Any) -> list[Fault]:
    """What keeps the levels from being read at all."""
    if not isinstance(levels, list) or not levels:
        return [
            Fault(
                "Le scénario n’a pas de niveaux : donnez-en au moins un, avec key et days_overdue_min.",
                "The policy has no levels: give at least one, with its key and days_overdue_min.",
            )
        ]
    return [fault for n, level in enumerate(levels, 1) for fault in wrong_level(level, n)]


def wrong_level(level: Any, number: int) -> list[Fault]:
    """What is wrong with one level."""
    whose = Fault(f"le niveau {number}", f"level {number}")
    if not isinstance(level, dict):
        return [
            Fault(
                f"Le niveau {number} vaut {level!r} ; donnez key et days_overdue_min.",
                f"The level {number} is {level!r}; give its key and days_overdue_min.",
            )
        ]
    missing = [
        Fault(f"Il manque « {k} » dans le niveau {number} : donnez-le.", f"The level {number} has no “{k}”: give it.")
        for k in ("key", "days_overdue_min")
        if level.get(k, "") == ""
    ]
    chosen = [
        Fault(
            f"« {level[k]} » n’existe pas ({k} du niveau {number}) ; choisissez parmi {', '.join(known)}.",
            f"The {k} “{level[k]}” of {whose.en} doesn't exist; choose one of {', '.join(known)}.",
        )
        for k, known in CHOICES.items()
        if isinstance(level.get(k), str) and level[k] not in known
    ]
    listed = [*wrong_papers(level.get("papers"), number), *wrong_names(level.get("formerly"), number)]
    return [*misfits(level, LEVEL_KEYS, whose), *missing, *chosen, *listed]


CHOICES = {"channel": CHANNELS, "tone": TONES, "counted_from": COUNTED_FROM, "contact_role": ROLES}


def wrong_papers(papers: Any, number: int) -> list[Fault]:
    """Papers that don't exist."""
    return [
        Fault(
            f"La pièce jointe {paper!r} du niveau {number} n’existe pas ; choisissez parmi {', '.join(PAPERS)}.",
            f"The paper {paper!r} of level {number} doesn't exist; choose among {', '.join(PAPERS)}.",
        )
        for paper in (papers if isinstance(papers, list) else ())
        if paper not in PAPERS
    ]


def wrong_names(names: Any, number: int) -> list[Fault]:
    """Former keys that are no texts."""
    return [
        Fault(
            f"Un ancien nom du niveau {number} (formerly) vaut {name!r} ; donnez un texte.",
            f"A former name of level {number} (formerly) is {name!r}; give a text.",
        )
        for name in (names if isinstance(names, list) else ())
        if not isinstance(name, str) or not name
    ]


def wrong_figures(policy: Policy) -> list[Fault]:
    """Figures that can't be."""
    own: list[tuple[str, int | None, int, int]] = [
        ("days_between_min", policy.days_between_min, 1, DAYS_MAX),
        ("amount_min_cents", policy.amount_min_cents, 0, CENTS_MAX),
        ("promise_grace_days", policy.promise_grace_days, 0, DAYS_MAX),
    ]
    of_levels = [
        figure
        for x in policy.levels
        for figure in (
            (f"days_overdue_min ({x.key})", x.days_overdue_min, -DAYS_MAX, DAYS_MAX),
            (f"amount_min_cents ({x.key})", x.amount_min_cents, 0, CENTS_MAX),
            (f"amount_max_cents ({x.key})", x.amount_max_cents, 0, CENTS_MAX),
            (f"days_between_min ({x.key})", x.days_between_min, 1, DAYS_MAX),
            (f"hour_from ({x.key})", x.hour_from, 0, 23),
            (f"hour_until ({x.key})", x.hour_until, 1, 24),
        )
    ]
    return [
        Fault(f"« {name} » vaut {value} ; donnez de {least} à {most}.", f"“{name}” is {value}; give {least} to {most}.")
        for name, value, least, most in own + of_levels
        if value is not None and not least <= value <= most
    ]


def wrong_ladder(levels: tuple[Level, ...]) -> list[Fault]:
    """Levels said twice, not rising, or on the due date itself."""
    keys = [level.key for level in levels]
    dated = [level for level in levels if level.counted_from == "due"]
    twice = [
        Fault(
            f"Le niveau « {key} » est là deux fois : donnez à chacun un autre nom (key).",
            f"The level “{key}” is there twice: give each another name (key).",
        )
        for key in dict.fromkeys(keys)
        if keys.count(key) > 1
    ]
    falls = [
        Fault(
            f"Le niveau « {b.key} » ({b.days_overdue_min} jours) doit venir après "
            f"« {a.key} » ({a.days_overdue_min} jours).",
            f"The level “{b.key}” ({b.days_overdue_min} days) must come later than "
            f"“{a.key}” ({a.days_overdue_min} days).",
        )
        for a, b in pairwise(dated)
        if b.days_overdue_min <= a.days_overdue_min
    ]
    on_the_day = [
        Fault(
            f"Le niveau « {x.key} » est à 0 jour : rien n’est en retard le jour de l’échéance ; "
            "donnez 1 ou plus, ou des jours avant elle (-7).",
            f"The level “{x.key}” is at 0 days: nothing is overdue on its due date, "
            "give 1 or more, or days before it (-7).",
        )
        for x in levels
        if x.days_overdue_min == 0 and x.counted_from == "due"
    ]
    return [*twice, *falls, *on_the_day]
