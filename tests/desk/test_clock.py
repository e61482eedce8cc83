"""The desk's clock on a day of its own: it goes on, over the hour and over midnight."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from ardoise.desk.frame import clock
from tests.desk.conftest import TODAY


def test_on_a_day_of_its_own_it_is_after_noon_and_never_earlier_than_it_was():
    told = []
    for hours in (0, 1, 23, 24, 48):
        for seconds in (-1, 1):
            with time_machine.travel(clock.BEGUN + timedelta(hours=hours, seconds=seconds + 1), tick=False):
                told.append(clock.now())
    assert told == sorted(set(told))
    assert {(instant.date(), instant.hour in (12, 13, 14)) for instant in told} == {(TODAY, True)}


def test_without_one_it_is_the_machine_s(settings):
    settings.TODAY = ""
    with time_machine.travel("2028-02-29 23:59:59+00:00", tick=False):
        assert clock.now().isoformat() == "2028-02-29T23:59:59+00:00"
