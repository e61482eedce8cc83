"""How the pure floors say no: one sentence, in French and in English."""

from __future__ import annotations


class RefusalError(ValueError):
    """What cannot be answered, and what to do instead; as text it speaks English."""

    def __init__(self, *, fr: str, en: str) -> None:
        super().__init__(en)
        self.fr = fr
        self.en = en

    def sentence(self, language: str) -> str:
        """The sentence for the reader."""
        return self.fr if language == "fr" else self.en
