"""The emergency stop: at once, whatever is said of it; its reason and its end once somebody tells them."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.actions.books import AS_OF, AT
from tests.actions.outbox import approved, approved_on, later
from tests.channels.sink import taken

from ardoise.actions import sending, verification
from ardoise.actions.sending.claiming import claim
from ardoise.records import outbox
from ardoise.records.models import Event


def test_an_emergency_needs_no_reason_and_is_told_one_after(book, alice, server, world):
    """Once told, a reason and an end stand as they were."""
    approved(book, alice)
    stopped = sending.stop(book, alice, AT)
    assert (stopped.note, stopped.until_on) == ("", None) and sending.dispatch(book, later()).obstacle
    for note, until_on in (("", None), ("mauvais modèle", None), ("autre", AS_OF + timedelta(2)), ("", AS_OF)):
        assert sending.stop(book, alice, later(minutes=1)(), note, until_on).pk == stopped.pk
    stopped.refresh_from_db()
    assert (stopped.note, stopped.until_on, stopped.at) == ("mauvais modèle", AS_OF + timedelta(2), AT)
    told = [json.loads(bytes(e.content)) for e in Event.objects.filter(verb="explained_stop").order_by("seq")]
    assert [(said["words"], said["after"]["until_on"]) for said in told] == [
        ("mauvais modèle", None),
        ("", (AS_OF + timedelta(2)).isoformat()),
    ]
    assert not verification.verify(book)


def test_a_stop_said_when_one_is_just_over_stands(book, alice, server, world):
    """No worker has ended the one before yet: it would be the one that stands, and end with the next round."""
    first = sending.stop(book, alice, AT, "prix faux", AS_OF)
    tomorrow = later(days=1)
    again = sending.stop(book, alice, tomorrow(), "encore")
    assert again.pk != first.pk and again.until_on is None
    approved_on(book, alice, AS_OF + timedelta(1))
    assert sending.dispatch(book, tomorrow).obstacle == "sending_stopped" and not taken(world)


def test_a_stop_whose_last_day_is_over_neither_stands_nor_is_resumed_though_nobody_has_noted_it(book, alice):
    stopped = sending.stop(book, alice, AT, "prix faux", AS_OF)
    assert sending.stands(book, AT) == stopped and outbox.in_the_way(book.pk, AS_OF).is_stopped
    tomorrow = AS_OF + timedelta(1)
    assert sending.stands(book, later(days=1)()) is None and not outbox.in_the_way(book.pk, tomorrow).is_stopped
    approved_on(book, alice, tomorrow)
    assert len(claim(book, later(days=1)())) == 1
    assert not sending.resume(book, alice, later(days=1)())
    stopped.refresh_from_db()
    assert stopped.ended_at == later(days=1)() and stopped.ended_by is None
