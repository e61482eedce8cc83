"""What a person does: calls and visits with their outcomes, addresses to repair."""

from __future__ import annotations

from ardoise.actions.tasks.asking import ask, ask_each, note_call, number_of
from ardoise.actions.tasks.calls import OUTCOMES, Noted, Said, begin, note_outcome, open_task, put_off, why_not
from ardoise.actions.tasks.repairs import close_repaired, open_repairs
from ardoise.actions.tasks.scripts import Script, script
from ardoise.actions.tasks.standing import close, standing

__all__ = [
    "OUTCOMES",
    "Noted",
    "Said",
    "Script",
    "ask",
    "ask_each",
    "begin",
    "close",
    "close_repaired",
    "note_call",
    "note_outcome",
    "number_of",
    "open_repairs",
    "open_task",
    "put_off",
    "script",
    "standing",
    "why_not",
]
