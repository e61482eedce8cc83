"""What cannot be done as it was asked; who may not is another matter (`rights`)."""

from __future__ import annotations

from collections.abc import Mapping


class Unfit(ValueError):  # noqa: N818 - it reads as what happened
    """It makes no sense, or cannot be kept: its text is a sentence that says what to do, `fields` those by field."""

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.fields = dict(fields or {})
