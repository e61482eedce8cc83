"""Reminders withheld since their level goes by another channel now: their day's run may propose it by that one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ardoise.actions import correspondence
from ardoise.actions.dunning.facts import ELSEWHERE
from ardoise.records.models import Event, Message, Run

NEVER_BEGAN = {"suppressed"}
"""All that the trail tells of a message nobody ever began to send."""


def reopen(run: Run, at: datetime, whose: Collection[int] | None = None) -> None:
    """Undoes the approvals of that run, or of some customers, whose message was withheld for that, by itself alone, and
    of which the trail tells nothing else: neither handed to a person, nor begun, nor in doubt. Inside an act.

    What a person had in hands, what may have left and what left with others waits for the run of another day.
    """
    alone = Message.objects.filter(approval__proposal__run=run, carrier=None, carried=None, left_at=None)
    held = alone.filter(state="suppressed", reason=ELSEWHERE).select_related("approval__proposal", "customer")
    if whose is not None:
        held = held.filter(customer__in=whose)
    about = Event.objects.filter(company=run.company, object_kind="message")
    for message in held:
        if set(about.filter(object_id=message.pk).values_list("verb", flat=True)) == NEVER_BEGAN:
            correspondence.unwrite(message, "reopened", None, at, {message.pk: ELSEWHERE})
