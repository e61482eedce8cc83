"""The reminders of the day as they stand, and how long its calls take."""

from __future__ import annotations

import re
from datetime import timedelta

from django_scopes import scope

from ardoise.actions import dunning
from ardoise.domain.worklist import CALL_MAX_SECONDS, call_seconds, duration_written
from ardoise.records.models import Skip
from tests.desk.conftest import AT, TODAY
from tests.desk.test_today import words
from tests.desk.test_work import day  # noqa: F401 - the day's fixture


def test_the_reminders_stand_red_white_or_green_each_said_in_words(as_alice, day, alice):  # noqa: F811
    with scope(company=day.company):
        friday = TODAY - timedelta(3)
        dunning.plan(day.company, friday, alice, AT - timedelta(3))
        Skip.objects.filter(run=day.run, customer__code="PETIT").update(
            reason="waiting_next_level", on=TODAY + timedelta(2), level="firm"
        )
        dunning.approve([day.proposals["MARTIN"]], alice, AT)
    page = as_alice.get("/day/?tab=confirm").content.decode()
    rows = dict(re.findall(r'<tr id="(\w+)-\d+" class="send is-(\w+)"', page))
    assert rows == {"proposal": "late", "approved": "confirmed", "coming": "future"}
    said = words(as_alice.get("/day/?tab=confirm")).replace("\u00a0", " ")
    assert "non confirmée depuis le 13 mars 2026" in said
    assert "confirmée par" in said and "à venir, à partir du 18 mars 2026" in said
    assert "Qu’est-ce qui est en retard" in said, "what late means is said where it is told"
    assert said.count("À confirmer 1") == 1, "what is confirmed and what comes is no work"
    narrowed = as_alice.get("/day/?tab=confirm&send=confirmed").content.decode()
    assert "is-confirmed" in narrowed and 'class="send is-late"' not in narrowed
    today = words(as_alice.get("/"))
    assert "non confirmée depuis" in today.replace("\u00a0", " ") and "1 en retard" in today


def test_a_call_takes_a_second_at_least_and_no_half_day():
    assert [call_seconds(told) for told in ("1", "192", str(CALL_MAX_SECONDS))] == [1, 192, CALL_MAX_SECONDS]
    assert call_seconds(str(CALL_MAX_SECONDS + 1)) is None and call_seconds("-1") is None and call_seconds("") is None
    told = [duration_written(seconds).replace("\u00a0", " ") for seconds in (7, 60, 192, 3720)]
    assert told == ["7 s", "1 min 00 s", "3 min 12 s", "1 h 02 min"]
