"""A resolver without an account answers through the link that was given to them: one act, or none."""

from __future__ import annotations

from datetime import datetime

from ardoise.actions import events
from ardoise.actions.disputes.discussion import remark
from ardoise.actions.disputes.settling import move
from ardoise.records.models import Link


def answer(link: Link, text: str, stage: str, at: datetime, name: str = "", content: bytes = b"") -> bool:
    """Their word in the discussion, and the stage at which it leaves the dispute; Unfit: nothing of it is kept.

    False where the link died meanwhile: somebody else is asked, or the dispute is settled.
    """
    with events.act(link.company):
        fresh = Link.objects.filter(pk=link.pk, revoked_at=None, expires_at__gt=at, dispute__ended_at=None)
        found = fresh.select_related("dispute__company").first()
        if found is None or found.dispute is None:
            return False
        remark(found.dispute, text, None, at, found.email, name, content)
        move(found.dispute, stage, None, at)
    return True
