"""How the reminders of a list stand, in words: to confirm, or late since nobody confirms them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _

from ardoise.actions.sending.confirming import Send, unconfirmed
from ardoise.desk.frame import clock
from ardoise.desk.frame.rows import show
from ardoise.desk.frame.tags import day_text
from ardoise.records.models import Proposal, Run

Chip = tuple[str | Lazy, str, str]
"""Words, tone, drawing."""


def with_sends(lines: Sequence[Proposal], run: Run) -> int:
    """Tell each line its `send`, and in words where it is late (`late`); how many are."""
    today, found = clock.today(run.company), unconfirmed(run, lines, clock.now())
    late = {line.pk: said(found[line.pk], today) for line in lines if found[line.pk].state == "late"}
    for line in lines:
        show(line, send=found[line.pk], late=late.get(line.pk))
    return len(late)


def said(send: Send, today: date) -> Chip:
    """Unconfirmed since when, or by its hours; else that it is to be confirmed."""
    if send.state != "late":
        return (_("to confirm"), "calm", "clock")
    if send.since_on < today:
        return (_("unconfirmed since %(day)s") % {"day": day_text(send.since_on)}, "grave", "alert")
    return (_("unconfirmed, and its hours are over for today"), "grave", "alert")
