"""One round through the mailbox: each new mail kept in a transaction of its own, and how far we have read with it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django_scopes import scope

from ardoise.actions.replies.mailboxes import account_of
from ardoise.actions.replies.storing import Clock, keep, keep_unread
from ardoise.records.models import Company, Mailbox
from ardoise.sources import mailbox as source

ROUND_MAX = timedelta(seconds=20)  # then the worker does something else: what waits to leave is not kept waiting
LOG = logging.getLogger(__name__)


@dataclass
class Round:
    """What a round brought: how many replies in each state, and why it ended early, if it did."""

    counts: Counter[str] = field(default_factory=Counter)
    fault: str = ""
    left: int = 0  # mails seen and not read yet

    @property
    def share(self) -> float:
        """Of the mails seen, how many are read: from 0 to 1."""
        return self.counts.total() / max(1, self.counts.total() + self.left)

    @property
    def news(self) -> int:
        """How many of them are new to us."""
        return self.counts.total() - self.counts["known"]


def fetch(
    company: Company,
    clock: Clock,
    limit: int = source.fetching.AT_ONCE,
    tell: Callable[[int], None] = lambda percent: None,
) -> Round:
    """Read what is new, at most `limit` mails and for some seconds; what cannot be read is kept for a person."""
    done = Round()
    box = Mailbox.objects.filter(company=company).first()
    if box is None:
        return done
    with scope(company=company):
        try:
            position = source.Position(box.uid_validity, box.last_uid)
            until = clock() + ROUND_MAX
            for fetched in source.fetch(account_of(box), position, limit, box.since_on):
                done.counts[kept(company, box, fetched, clock)] += 1
                done.left = fetched.left
                tell(int(100 * max(done.share, 1 - (until - clock()) / ROUND_MAX)))
                if clock() >= until:
                    break
        except source.Unreachable as fault:
            done.fault = str(fault)
        left = box.left if done.fault and not done.counts else done.left
        Mailbox.objects.filter(pk=box.pk).update(fetched_at=clock(), fault=done.fault[:300], left=left)
    return done


def kept(company: Company, box: Mailbox, fetched: source.Fetched, clock: Clock) -> str:
    """What became of one mail; the position moves past it whatever it holds, so that none blocks those behind it.

    A database that is busy, full or gone is no fault of the mail: the round ends, and the next begins with this mail.
    """
    told, at = fetched.position, clock()
    try:
        is_given = bool(fetched.raw)
        state = keep(company, fetched.raw, at, fetched.is_cut, clock) if is_given else not_given(company, told, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        LOG.exception("Mail %s of company %s could not be read", fetched.position.last_uid, company.pk)
        state = keep_unread(company, fetched.raw, at)
    Mailbox.objects.filter(pk=box.pk).update(uid_validity=told.validity, last_uid=told.last_uid)
    return state


def not_given(company: Company, position: source.Position, at: datetime) -> str:
    """A mail that lies in the mailbox, and that its server could not give: a person opens it there."""
    return keep_unread(company, b"", at, f"{position.validity}.{position.last_uid}")
