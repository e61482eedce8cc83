"""What no machine does: a person prints and posts, calls or visits. The message waits for them, its facts looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Literal, Self

from ardoise.channels.outcomes import Accepted, NotSent, Parcel, ToDo


class Session:
    """Hands nothing over: it says what a person has to do."""

    keeps = False

    def __init__(self, asks: Literal["print", "call", "visit"], check: Callable[[Parcel], str] | None = None) -> None:
        self.asks = asks
        self.check = check  # why the parcel cannot be done that way: a reason's code, "" if it can

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nothing was opened."""

    def address(self, parcel: Parcel, at: datetime) -> None:
        """Can a person do it at all?"""
        if self.check and (reason := self.check(parcel)):
            raise NotSent(reason, is_final=True)

    def to_do(self, parcel: Parcel) -> ToDo:
        """What is to be done, with what to say and which number."""
        phone = parcel.recipient if self.asks == "call" else ""
        return ToDo(self.asks, phone, "" if self.asks == "print" else parcel.body)

    def hand_over(self, parcel: Parcel, is_late: Callable[[], bool]) -> Accepted:
        """Never: whoever asks has forgotten to look whether a person is asked."""
        raise NotSent("A person does this: nothing can be handed over.")

    def forget(self) -> None:
        """Nothing was begun."""
