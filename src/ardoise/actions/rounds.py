"""What comes back from outside, looked for every so often: replies, proofs of the providers, doubts they can end.

Each look stands alone: a mailbox that hangs keeps no proof from being read, one company none of another's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q
from django_scopes import scope, scopes_disabled

from ardoise.actions import delivery, replies
from ardoise.actions.delivery.asking import BY_PROVIDER
from ardoise.records.models import ChannelSetting, Company, Mailbox

Clock = Callable[[], datetime]
LOG = logging.getLogger(__name__)

EVERY = timedelta(minutes=2)
AFTER_FAULT = timedelta(minutes=10)  # a mailbox that did not answer costs the worker seconds each time


def connected(at: datetime) -> list[Company]:
    """The companies with a mailbox nobody has read for a while, or a channel that a provider carries."""
    with scopes_disabled():
        well = Q(fault="") & (Q(left__gt=0) | Q(fetched_at__lte=at - EVERY))  # a full one is read on at each look
        unknown = Q(fetched_at=None) | Q(fetched_at__gt=at)  # read by a clock that was put back since
        stale = unknown | well | Q(fetched_at__lte=at - AFTER_FAULT)
        boxes = Mailbox.objects.filter(stale).values("company")
        carried = ChannelSetting.objects.filter(way__in=BY_PROVIDER).values("company")
        return list(Company.objects.filter(Q(pk__in=boxes) | Q(pk__in=carried)).order_by("pk"))


def look_at(company: Company, clock: Clock) -> int:
    """What came back for one company; what cannot be looked at is logged, and looked at again later."""
    looks: tuple[Callable[[], int], ...] = (
        lambda: replies.fetch(company, clock).counts.total(),
        lambda: delivery.collect(company, clock()),
        lambda: delivery.ask_about_doubts(company, clock()),
    )
    found = 0
    with scope(company=company):
        for look in looks:
            try:
                found += look()
            except Exception:
                LOG.exception("What came back for company %s could not be looked at", company.pk)
    return found
