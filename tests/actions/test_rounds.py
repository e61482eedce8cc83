"""What comes back is looked for, company by company; what fails stops nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope
from tests.actions.books import AT
from tests.actions.mails import mail
from tests.sources.mailboxes import PASSWORD, USER, serving

from ardoise.actions import rounds
from ardoise.records.models import Mailbox, Reply


@pytest.mark.usefixtures("company")
def test_without_a_mailbox_nobody_is_looked_at():
    assert rounds.connected(AT) == []


def look(at):
    """How much came back, wherever nobody had looked for a while."""
    return sum(rounds.look_at(company, lambda: at) for company in rounds.connected(at))


def test_each_mailbox_is_read_and_one_that_is_silent_stops_no_other(company, other_company):
    with serving() as server:
        told = {"port": server.port, "security": "none", "username": USER, "password": PASSWORD}
        Mailbox.objects.create(company=other_company, host="127.0.0.1", **(told | {"port": 1}))
        Mailbox.objects.create(company=company, host="127.0.0.1", **told)
        server.put(mail("Le virement est parti hier."))
        assert look(AT) == 1
        assert look(AT) == 0, "read a moment ago"
        assert look(AT + timedelta(minutes=5)) == 0, "nothing new"
    assert rounds.connected(AT + timedelta(minutes=8)) == [company], "one that was silent is left in peace for longer"
    with scope(company=company):
        assert Reply.objects.get().customer.code == "MARTIN"
    assert "mailbox_unreachable" in Mailbox.objects.get(company=other_company).fault


def test_a_clock_that_was_put_back_keeps_no_mailbox_unread(company):
    Mailbox.objects.create(company=company, host="127.0.0.1", fetched_at=AT)
    assert rounds.connected(AT) == [] and rounds.connected(AT - timedelta(hours=1)) == [company]
