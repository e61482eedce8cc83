"""The embedded default: no server is configured, so the message stays on this machine and is shown there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from ardoise.channels.outcomes import Accepted, Parcel


class Session:
    """Hands nothing over to anybody."""

    keeps = True
    asks = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nothing was opened."""

    def address(self, parcel: Parcel, at: datetime) -> None:
        """Everybody can be kept for."""

    def hand_over(self, parcel: Parcel, is_late: Callable[[], bool]) -> Accepted:
        """Kept; nothing left the machine."""
        return Accepted("kept on this machine")

    def forget(self) -> None:
        """Nothing was begun."""
