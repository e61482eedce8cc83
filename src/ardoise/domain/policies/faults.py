"""What is wrong with a policy, told to either reader."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong, in a sentence for either reader."""

    fr: str
    en: str


class PolicyError(ValueError):
    """The file is no policy; its faults say why, one thing each. As text it speaks English."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.en for fault in faults))
        self.faults = faults

    def told(self, language: str) -> list[str]:
        """The sentences for the reader."""
        return [fault.fr if language == "fr" else fault.en for fault in self.faults]
