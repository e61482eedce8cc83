"""Arguments of a command that takes only texts and flags, read in a few milliseconds.

Typer builds a pydantic schema for each option, which takes longer than a date or an
interest to compute. What is not plainly understood here is left to it, and so is every
refusal: it has the better words.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, get_args, get_type_hints

TEXT, FLAG = "text", "flag"


def plainly_read(run: Callable[..., None], words: list[str]) -> dict[str, Any] | None:
    """What to call `run` with; None where it takes more than texts and flags, or the words don't fit."""
    kinds = kinds_of(run)
    given: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        option, is_joined, value = word.partition("=")
        name = option.removeprefix("--").replace("-", "_") if option.startswith("--") else ""
        if name not in kinds or name in given or (kinds[name] == FLAG and is_joined):
            return None
        told = value if is_joined else True if kinds[name] == FLAG else next(rest, None)
        if told is None or (not is_joined and isinstance(told, str) and told.startswith("--")):
            return None
        given[name] = told
    parameters = inspect.signature(run).parameters.values()
    needed = {p.name for p in parameters if p.default is inspect.Parameter.empty}
    return given if kinds and needed <= given.keys() else None


def kinds_of(run: Callable[..., None]) -> dict[str, str]:
    """Each option's name with TEXT or FLAG; empty when the command takes anything else."""
    hints = {name: hint for name, hint in get_type_hints(run).items() if name != "return"}
    kinds = {}
    for name, hint in hints.items():
        plain = set(get_args(hint) or (hint,)) - {type(None)}
        if plain not in ({str}, {bool}):
            return {}
        kinds[name] = TEXT if plain == {str} else FLAG
    return kinds
