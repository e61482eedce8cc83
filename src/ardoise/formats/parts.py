"""Frames one after another: held in memory while they are few, on disk beyond, so that memory stays flat."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from tempfile import TemporaryFile
from typing import Any

import polars as pl

HELD_ROWS = 500_000  # of a ledger, some 120 MiB
Change = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass
class Store:
    """What was added, in order. The file has no name: however the process ends, nothing of it is left behind."""

    limit: int = field(default_factory=lambda: HELD_ROWS)
    height: int = 0
    held: list[pl.DataFrame] = field(default_factory=list)
    file: Any = None
    places: list[tuple[int, int]] = field(default_factory=list)  # where each frame begins in the file, and its length

    def add(self, frame: pl.DataFrame) -> None:
        """One more frame, of the columns of the first."""
        self.height += frame.height
        self.held.append(frame)
        if self.height > self.limit:
            self._put_down()

    def _put_down(self) -> None:
        """What is held goes to disk."""
        self.file = self.file or TemporaryFile(prefix="ardoise-")  # noqa: SIM115 - it lives as long as the store
        self.held.reverse()
        while self.held:
            written = io.BytesIO()
            self.held.pop().write_ipc(written, compression="lz4")
            begin = self.file.seek(0, io.SEEK_END)
            self.places.append((begin, self.file.write(written.getbuffer())))
        self.file.flush()

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for begin, length in self.places:
            self.file.seek(begin)
            yield pl.read_ipc(self.file.read(length))
        yield from self.held


@dataclass(frozen=True)
class Parts:
    """The frames of a store, each changed as it is asked for; they may be asked for again."""

    store: Store = field(default_factory=Store)
    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, *frames: pl.DataFrame) -> Parts:
        """Some frames that are there already."""
        store = Store()
        for frame in frames:
            store.add(frame)
        return cls(store)

    @property
    def height(self) -> int:
        """The rows of all of them; no change adds or takes any."""
        return self.store.height

    def changed(self, change: Change) -> Parts:
        """The same, each frame changed once more."""
        return replace(self, changes=(*self.changes, change))

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for frame in self.store:
            for change in self.changes:
                frame = change(frame)
            yield frame

    def whole(self) -> pl.DataFrame | None:
        """All of them in one frame; None where there is none."""
        frames = list(self)
        return pl.concat(frames) if frames else None
