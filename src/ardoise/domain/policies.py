"""A dunning policy read from its file, TOML or JSON: a policy, or the sentences that say what is wrong with it."""

from __future__ import annotations

import json
import tomllib
from itertools import pairwise
from typing import Any

from ardoise.domain.dunning import Level, Policy

CHANNELS = ("email", "letter", "registered_letter", "sms", "call")
TONES = ("courteous", "friendly", "firm", "formal")

DAYS_MAX = 3650
CENTS_MAX = 10**12

LEVEL_KEYS = {"key": str, "days_overdue_min": int, "channel": str, "tone": str, "amount_min_cents": int}
POLICY_KEYS = {
    "name": str,
    "levels": list,
    "days_between_min": int,
    "amount_min_cents": int,
    "net_credits": bool,
    "promise_grace_days": int,
}


class PolicyError(ValueError):
    """The file is no policy; `sentences` says why, one thing each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def read(text: str) -> Policy:
    """The Policy a text describes, TOML or JSON; what it leaves out is as in the default policy's fields.

    Refuses (PolicyError) unknown words, wrong types, channels or tones that don't exist and a ladder that
    doesn't rise: a setting that is not understood is never silently ignored.
    """
    described = parse(text)
    wrong = [*misfits(described, POLICY_KEYS, "the policy"), *wrong_levels(described.get("levels"))]
    if wrong:
        raise PolicyError(wrong)
    levels = tuple(Level(**level) for level in described.pop("levels"))
    policy = Policy(**{"name": "custom", **described, "levels": levels})
    wrong = [*wrong_figures(policy), *wrong_ladder(levels)]
    if wrong:
        raise PolicyError(wrong)
    return policy


def parse(text: str) -> dict[str, Any]:
    """The text as a mapping: JSON where it starts with a brace, else TOML."""
    try:
        described = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise PolicyError([f"The policy is neither TOML nor JSON: {error}. Correct the file there."]) from None
    return dict(described)


def misfits(described: dict[str, Any], keys: dict[str, type], whose: str) -> list[str]:
    """Words that mean nothing here, and values of the wrong type."""
    unknown = [f"“{k}” of {whose} means nothing; known are {', '.join(keys)}." for k in described if k not in keys]
    typed = [
        f"“{k}” of {whose} is {v!r}; give {NAMES[keys[k]]}."
        for k, v in described.items()
        if k in keys and type(v) is not keys[k]
    ]
    return unknown + typed


NAMES = {str: "a text", int: "a whole number", bool: "true or false", list: "a list of levels"}


def wrong_levels(levels: Any) -> list[str]:
    """What keeps the levels from being read at all."""
    if not isinstance(levels, list) or not levels:
        return ["The policy has no levels: give at least one, with its key and days_overdue_min."]
    return [sentence for n, level in enumerate(levels, 1) for sentence in wrong_level(level, f"level {n}")]


def wrong_level(level: Any, whose: str) -> list[str]:
    """What is wrong with one level."""
    if not isinstance(level, dict):
        return [f"The {whose} is {level!r}; give its key and days_overdue_min."]
    missing = [f"The {whose} has no “{k}”: give it." for k in ("key", "days_overdue_min") if level.get(k, "") == ""]
    chosen = [
        f"The {k} “{level[k]}” of {whose} doesn't exist; choose one of {', '.join(known)}."
        for k, known in (("channel", CHANNELS), ("tone", TONES))
        if isinstance(level.get(k), str) and level[k] not in known
    ]
    return [*misfits(level, LEVEL_KEYS, whose), *missing, *chosen]


def wrong_figures(policy: Policy) -> list[str]:
    """Figures that can't be."""
    own = [
        ("days_between_min", policy.days_between_min, 1, DAYS_MAX),
        ("amount_min_cents", policy.amount_min_cents, 0, CENTS_MAX),
        ("promise_grace_days", policy.promise_grace_days, 0, DAYS_MAX),
    ]
    of_levels = [
        figure
        for x in policy.levels
        for figure in (
            (f"days_overdue_min of {x.key}", x.days_overdue_min, -DAYS_MAX, DAYS_MAX),
            (f"amount_min_cents of {x.key}", x.amount_min_cents, 0, CENTS_MAX),
        )
    ]
    return [
        f"“{name}” is {value}; give {least} to {most}."
        for name, value, least, most in own + of_levels
        if not least <= value <= most
    ]


def wrong_ladder(levels: tuple[Level, ...]) -> list[str]:
    """Levels said twice, not rising, or on the due date itself."""
    keys = [level.key for level in levels]
    twice = [
        f"The level “{key}” is there twice: give each its own key."
        for key in dict.fromkeys(keys)
        if keys.count(key) > 1
    ]
    falls = [
        f"The level “{b.key}” ({b.days_overdue_min} days) must come later than “{a.key}” ({a.days_overdue_min} days)."
        for a, b in pairwise(levels)
        if b.days_overdue_min <= a.days_overdue_min
    ]
    on_the_day = [
        f"The level “{x.key}” is at 0 days: nothing is overdue on its due date, give 1 or more, or days before it (-7)."
        for x in levels
        if x.days_overdue_min == 0
    ]
    return [*twice, *falls, *on_the_day]
