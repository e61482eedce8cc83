"""What the folder is told of what leaves, so that an older database put back in it is noticed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from django.db import DatabaseError

from ardoise.actions import installation
from ardoise.records import facts
from ardoise.records.models import Company

LOG = logging.getLogger(__name__)
EVERY = timedelta(seconds=1)  # a message costs no file


class Trace:
    """Of one worker's round: the last event of the company when something left, told at most so often and at the end.

    A folder that cannot be written to keeps nobody from sending.
    """

    def __init__(self, company: Company) -> None:
        self.company = company
        self.seq = 0
        self.told_at: datetime | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.seq:
            self._tell(is_over=True)

    def note(self, event: facts.Last, at: datetime) -> None:
        """The intent to send is on the disk, and with it all that happened up to that event."""
        self.seq = dict(event.seqs).get(self.company.pk, 0)
        if self.told_at is None or abs(at - self.told_at) >= EVERY:
            self.told_at = at
            self._tell()

    def _tell(self, is_over: bool = False) -> None:
        try:
            seq = installation.latest(self.company) if is_over else self.seq
            installation.remember(self.company, seq)
        except (OSError, DatabaseError) as failure:
            LOG.warning("The folder could not be told what left: %s", failure)
