"""A whole disk put back, database and folder together: an answer to a message nobody here knows stops what leaves."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from tests.actions.books import AT
from tests.actions.mails import mail, received
from tests.actions.outbox import approve_all, clock, state_of
from tests.actions.test_replies_bounces import report
from tests.channels.sink import taken

from ardoise.actions import dunning, events, installation, message_names, replies, sending
from ardoise.actions.sending import dispatching
from ardoise.domain.correspondence.reasons import in_words
from ardoise.records.models import Event, Installation, Mailbox, Message


@pytest.fixture
def home(settings, tmp_path, book):
    """A folder of one's own, which knows the database."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    Installation.objects.all().delete()
    assert installation.is_at_home(AT)
    with events.act(book):
        events.record(book, "created_company", None, AT, book)  # as every company begins
    return settings.HOME


class PutBack(Exception):  # noqa: N818 - it reads as what happened
    """All that was written since is gone."""


@pytest.fixture
def put_back(home, book, alice, server):
    """The whole disk as it was in the evening, when nothing was approved: what left since, by its name."""
    left = []
    with suppress(PutBack), transaction.atomic():
        approve_all(book, alice)
        assert sending.dispatch(book, clock).counts == {"sent": 1}
        left += Message.objects.values_list("message_id", flat=True)
        raise PutBack
    for memory in home.glob(f"{installation.LEFT}*"):
        memory.unlink()
    assert installation.is_at_home(AT) and not Message.objects.exists()
    return left[0]


def stands():
    return Event.objects.filter(verb="missed_message").count()


def answers(name, number=1):
    return mail("Bien reçu", number=number, In_Reply_To="<autre@client.example>", References=f"<x@y.example> {name}")


def test_an_answer_to_a_message_of_ours_that_nobody_here_knows_stops_what_leaves(put_back, book, alice, world):
    approve_all(book, alice)  # what left already, proposed and approved again
    received(book, answers(put_back))
    assert sending.dispatch(book, clock).obstacle == "missing" and len(taken(world)) == 1
    assert all("--adopt" in in_words("missing", language) for language in ("fr", "en"))
    received(book, answers(put_back, 2))
    assert stands() == 1, "it is told once"
    assert installation.identify(AT) == 1
    received(book, answers(put_back, 3))
    assert installation.is_at_home(AT) and stands() == 1, (
        "somebody has looked: what was made before is known to be lost"
    )
    assert (state_of(Message.objects.get()), len(taken(world))) == ("in_doubt", 1)


def test_so_does_a_report_that_it_came_back(put_back, book, alice):
    gone = Message(message_id=put_back, recipient="martin@client.example")
    received(book, report(gone))
    assert installation.obstacle(AT) == "missing"


def test_so_does_an_answer_to_one_that_waits_here_to_be_sent_for_the_first_time(home, book, alice, server, world):
    """The disk is that of an hour when it was approved and had not left."""
    name = approve_all(book, alice).message_id
    received(book, answers(name))
    assert sending.dispatch(book, clock).obstacle == "missing" and not taken(world)


def test_one_that_is_sent_again_after_a_doubt_or_a_refusal_may_be_answered(home, book, alice):
    message = approve_all(book, alice)
    Message.objects.update(state="in_doubt", left_at=AT)
    with events.act(book):
        events.record(book, "doubted", None, AT, message, message.customer)
    assert sending.decide(message, "send_again", alice, AT)
    received(book, answers(message.message_id))
    assert installation.is_at_home(AT)
    Message.objects.update(state="queued", attempts=1)
    received(book, answers(message.message_id, 2))
    assert installation.is_at_home(AT)


def test_what_somebody_sends_elsewhere_in_the_name_of_the_company_stops_it_again(home, book, alice):
    installation.identify(AT - timedelta(days=1))
    received(book, answers(message_names.new(events.origin(book), "x@ardoise.example", AT)))
    assert installation.obstacle(AT) == "missing"


def test_no_mail_that_anybody_could_write_stops_anything(home, book, other_company, alice):
    message = approve_all(book, alice)
    origin = events.origin(book)
    ours = message_names.new(origin, "x@ardoise.example", AT)
    unsigned = f"{ours[:43]}{'a' * 16}{ours[59:]}"
    forged = [
        "<bb844a2f43a04317b3c449e3bf2cac2c@ardoise.example>",  # as they were named before
        ours[:1] + ("1" if ours[1] == "0" else "0") + ours[2:],
        unsigned,
        message_names.new(events.origin(other_company), "x@ardoise.example", AT),
        message_names.new("", "x@ardoise.example", AT),
        message.message_id,
    ]
    Message.objects.update(state="sent", left_at=AT)
    for number, name in enumerate(forged):
        received(book, answers(name, number))
        assert installation.is_at_home(AT), name
    assert message_names.made_at(origin, message.message_id) == AT


def test_a_message_that_was_taken_back_was_ours_all_the_same(home, book, alice):
    """One in doubt that a person sent again, and that was then withdrawn, may have left the first time."""
    message = approve_all(book, alice)
    name = message.message_id
    assert dunning.withdraw(message.approval, alice, AT)
    received(book, answers(name))
    assert not Message.objects.filter(message_id=name).exists() and installation.is_at_home(AT)


@pytest.fixture
def unheard(book, monkeypatch):
    """A mailbox that nobody has read for some hours; what it holds is given to whoever reads it."""
    Mailbox.objects.create(company=book, host="imap.example", fetched_at=AT - timedelta(hours=3))
    held, read = [], []

    def fetch(company, clock):
        read.append(company)
        Mailbox.objects.update(fetched_at=clock())
        for raw in held:
            replies.keep(company, raw, clock())

    monkeypatch.setattr(replies, "fetch", fetch)
    return held, read


def test_a_mailbox_unread_for_long_is_read_before_anything_leaves(put_back, book, alice, world, unheard):
    """A machine that begins from a backup reads what came meanwhile before it says all of it again."""
    held, read = unheard
    approve_all(book, alice)
    held.append(answers(put_back))
    assert sending.dispatch(book, clock).obstacle == "missing" and len(taken(world)) == 1
    sending.dispatch(book, clock)
    assert read == [book], "once in so long"


def test_a_mailbox_that_cannot_be_read_holds_nothing_up(home, book, alice, server, monkeypatch):
    Mailbox.objects.create(company=book, host="imap.example", fetched_at=AT - timedelta(hours=3))
    monkeypatch.setattr(replies, "fetch", lambda company, clock: 1 / 0)
    approve_all(book, alice)
    assert sending.dispatch(book, clock).counts == {"sent": 1}


def test_one_that_was_read_lately_or_never_is_not_read_for_it(home, book, alice, server, unheard):
    _held, read = unheard
    for at in (AT - dispatching.UNHEARD_FOR / 2, None):
        Mailbox.objects.update(fetched_at=at)
        sending.dispatch(book, clock)
    assert not read
