"""What one worker holds of the queue: no other has it, its facts are asked for at once, it goes back untouched."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from django.db import DatabaseError

from ardoise.actions.days import business_date
from ardoise.actions.sending.claiming import AT_LEAST, AT_ONCE, LEASE, claim, release, renew
from ardoise.actions.sending.stopping import stands
from ardoise.actions.sending.verdicts import Verdicts
from ardoise.records import outbox
from ardoise.records.models import Company, Message

LOG = logging.getLogger(__name__)
WORTH = timedelta(seconds=2)  # what is claimed at once: another worker would wait so long for the last of it


class Holding:
    """Messages of one claim, in their order, and the verdicts about them; what is left at the end waits again."""

    def __init__(self, company: Company, clock: Callable[[], datetime]) -> None:
        self.company, self.clock = company, clock
        self.messages: list[Message] = []
        self.verdicts = Verdicts()
        self.last: tuple[datetime, int] | None = None  # when something was claimed, and how many it were

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._let_go()
        except DatabaseError as failure:  # the claim ends by itself
            LOG.warning("What a worker held could not be given back: %s", failure)

    def next(self, but: Collection[str], resting: Collection[str], most: int | None) -> Message | None:
        """The next message to try; None where nothing waits or sending is stopped.

        By no channel of `but`, by those of `resting` answers alone; `most`: no more are to be tried.
        """
        if stands(self.company, self.clock()):
            self._let_go()
            return None
        self._leave_out(but, resting)
        is_new = self.verdicts.is_over
        if self.messages and self.messages[0].lease_until - self.clock() < LEASE / 2:  # type: ignore[operator]
            self.messages, is_new = renew(self.messages, self.clock()), True
        if not self.messages:
            at = self.clock()
            share = self._share(at) if most is None else min(self._share(at), most)
            self.messages, is_new = claim(self.company, at, but, resting, share), True
            self.last = (at, len(self.messages)) if self.messages else None
        if is_new:
            self._ask()
        if not self.messages:
            return None
        message = self.messages.pop(0)
        message.attempts += 1
        return message

    def _share(self, at: datetime) -> int:
        """As many as left in such a while by now, but no fewer than are worth asking about: a slow server takes few,
        and its other workers the rest."""
        if self.last is None:
            return AT_LEAST
        since, count = self.last
        took = (at - since) / count
        return AT_ONCE if took * AT_ONCE <= WORTH else max(AT_LEAST, int(WORTH / took))

    def _ask(self) -> None:
        if self.messages:
            self.verdicts.ask(self.company, business_date(self.company, self.clock()), self.messages)

    def _leave_out(self, but: Collection[str], resting: Collection[str]) -> None:
        """What may not leave now waits with the others, for whoever may send it."""
        late = [m for m in self.messages if m.channel in but or (m.channel in resting and not outbox.is_at_once(m))]
        release(late)
        self.messages = [message for message in self.messages if message not in late]

    def _let_go(self) -> None:
        held, self.messages = self.messages, []
        release(held)
