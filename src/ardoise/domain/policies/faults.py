"""What is wrong with a policy, told to either reader."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong, in a sentence for either reader."""

    fr: str
    en: str

    def told(self, language: str) -> str:
        """The sentence for the reader."""
        return self.fr if language == "fr" else self.en


def amount_of(cents: int) -> Fault:
    """An amount as whoever wrote the policy typed it; the currency is each customer's."""
    return Fault(*(f"{cents // 100}{point}{cents % 100:02d}" for point in (",", ".")))


class PolicyError(ValueError):
    """The file is no policy; its faults say why, one thing each. As text it speaks English."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.en for fault in faults))
        self.faults = faults

    def told(self, language: str) -> list[str]:
        """The sentences for the reader."""
        return [fault.told(language) for fault in self.faults]
