"""`ardoise worker`: the process that works day and night, alone or one of several."""

from __future__ import annotations

from typing import Annotated

import typer

from ardoise.cli.working import keep_looking


def run(
    once: Annotated[bool, typer.Option(help="Do what waits, then end.")] = False,
) -> None:
    """Make each working day's run, carry out imports and errands, send what may leave, until Ctrl-C."""
    keep_looking(once, nights)


def nights() -> None:
    """The runs of the day that nobody has made yet; none where the desk rehearses another day."""
    from django.conf import settings
    from django.utils import timezone

    from ardoise.actions.nights import run_nights

    if not settings.TODAY:
        run_nights(timezone.now)
