"""`ardoise worker`: the process that works day and night, alone or one of several."""

from __future__ import annotations

import os
import time
from typing import Annotated

import typer

from ardoise.cli.parents import end_with_parent
from ardoise.cli.working import PAUSE, RECOVERED_EVERY, Lines, Stop, look, patiently

NIGHTS_EVERY = 30  # looks


def run(
    once: Annotated[bool, typer.Option(help="Do what waits, then end.")] = False,
) -> None:
    """Make each working day's run, carry out imports and errands, send what may leave, until Ctrl-C."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ardoise.settings")
    import django

    django.setup()
    from ardoise.cli import database

    stop = Stop()
    end_with_parent(is_patient=True)
    patiently(database.require_current, is_patient=not once)
    looks = 0
    with Lines(stop, is_once=once) as lines:
        while not stop.asked:
            if looks % NIGHTS_EVERY == 0:
                patiently(nights, is_patient=not once)
            look(looks % RECOVERED_EVERY == 0, is_patient=not once, lines=lines)
            looks += 1
            if once:
                break
            time.sleep(PAUSE)


def nights() -> None:
    """The runs of the day that nobody has made yet; none where the desk rehearses another day."""
    from django.conf import settings
    from django.utils import timezone

    from ardoise.actions.nights import run_nights

    if not settings.TODAY:
        run_nights(timezone.now)
