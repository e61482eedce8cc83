"""Gathers what is wrong, fault by fault, and stops repeating itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ardoise.domain.ledger import Problem
from ardoise.formats.messages import problem

SAID_MAX = 200
"""Of each fault, so many lines are told one by one; the rest are counted in one sentence."""
SHOWN_CHARACTERS = 40
WHOLE = (None, None, False)
"""Where a fault stands that is the file's: no line, no column, and the rest is read."""


@dataclass
class Faults:
    """The problems of one file, in the language asked for."""

    language: str = "fr"
    said: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    last_lines: dict[str, int | None] = field(default_factory=dict)

    def add(self, code: str, line: int | None, column: str | None, is_fatal: bool = False, **parts: object) -> None:
        """One more fault; a value quoted in the sentence is shortened."""
        self.counts[code] += 1
        if self.counts[code] <= SAID_MAX:
            self.last_lines[code] = line
            if "value" in parts:
                parts["value"] = shortened(str(parts["value"]))
            self.said.append(problem(code, self.language, (line, column, is_fatal), **parts))

    @property
    def has_fatal(self) -> bool:
        return any(problem.is_fatal for problem in self.said)

    def problems(self) -> tuple[Problem, ...]:
        """All of them, the file's own first, then in the order of the lines."""
        more = [
            problem("more_problems", self.language, WHOLE, count=count - SAID_MAX, last=self.last_lines[code])
            for code, count in self.counts.items()
            if count > SAID_MAX
        ]
        return tuple(sorted([*self.said, *more], key=lambda problem: (not problem.is_fatal, problem.line or 0)))


def shortened(text: str) -> str:
    """The text as it can stand in a sentence: on one line, and not longer than one."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
