"""What a check of a sending domain found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

CHECKS = ("spf", "dkim", "dmarc", "alignment", "ptr")
STATES = ("good", "warn", "bad", "unknown")
"""In order; to look at, but it does not stop anything; wrong; the domain name system could not be asked."""


@dataclass(frozen=True)
class Answer:
    """What the domain name system said of a name: values, none, or that it could not be asked."""

    values: tuple[str, ...] = ()
    is_asked: bool = True


Lookup = Callable[[str, str], Answer]
"""Name and record type (TXT, A, AAAA, MX, PTR) → Answer. An MX answer is the names of the hosts, the first first."""


@dataclass(frozen=True)
class Check:
    """One of CHECKS: its state, and why by a code of `words.py` with its facts."""

    check: str
    state: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """All the checks of a domain."""

    domain: str
    checks: tuple[Check, ...]

    @property
    def state(self) -> str:
        """good: in order; bad: something is wrong; unknown: something could not be asked, and nothing is wrong."""
        states = {check.state for check in self.checks}
        return next((state for state in ("bad", "unknown") if state in states), "good")

    @property
    def wrong(self) -> tuple[str, ...]:
        """The checks that are wrong, or could not be asked."""
        return tuple(check.check for check in self.checks if check.state in ("bad", "unknown"))

    def told(self) -> list[dict[str, Any]]:
        """As it is stored; `of` takes it back."""
        return [{"check": c.check, "state": c.state, "code": c.code, "facts": c.facts} for c in self.checks]

    @classmethod
    def of(cls, domain: str, told: Iterable[dict[str, Any]]) -> Report:
        """The report that was stored."""
        return cls(domain, tuple(Check(**one) for one in told))
