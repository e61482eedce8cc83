"""`ardoise send`: one JSON document, a sentence where something stands in the way."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from tests.actions.books import invoice
from tests.channels.sink import listening, taken
from typer import Typer
from typer.testing import CliRunner

from ardoise.actions import dunning, work
from ardoise.cli import sending
from ardoise.records.models import MailServer, Message

app = Typer()
app.command()(sending.run)


def ardoise_send(*arguments):
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(autouse=True)
def a_monday():
    """On which mail leaves."""
    with time_machine.travel("2026-11-23 09:00:00+00:00") as traveller:
        yield traveller


@pytest.fixture
def waiting(in_company, alice):
    """Martin's reminder of today is approved and waits."""
    now = timezone.now()
    today = now.date()
    invoice(in_company, "MARTIN", 120_000, today - timedelta(10), booked_on=today - timedelta(40))
    run = dunning.plan(in_company, today, alice, now)
    assert dunning.approve(run.proposals.all(), alice, now).messages
    return in_company


def test_what_waits_leaves_and_is_counted(waiting, tmp_path):
    with listening(tmp_path) as port:
        MailServer.objects.create(company=waiting, host="127.0.0.1", port=port, security="none")
        told = json.loads(ardoise_send("--json").stdout)
        again = json.loads(ardoise_send("--json").stdout)
    (company,) = told["companies"]
    nothing = {"waiting": 0, "why": [], "in_doubt": 0, "obstacle": None}
    assert company == {"company": "Ardoise", "messages": {"sent": 1}} | nothing
    assert again["companies"][0]["messages"] == {}
    assert len(taken(tmp_path)) == 1


def test_without_a_server_it_is_kept_and_the_command_ends(waiting):
    answer = ardoise_send("--language", "en")
    assert answer.exit_code == 0 and "1 kept on this machine" in answer.stdout
    assert Message.objects.get().state == "kept"


def test_a_server_that_cannot_be_reached_is_a_sentence_and_a_status(waiting):
    MailServer.objects.create(company=waiting, host="127.0.0.1", port=1, security="none")
    answer = ardoise_send("--once")
    assert answer.exit_code == 3 and "127.0.0.1:1" in answer.stderr
    assert Message.objects.get().state == "queued"


def test_on_a_sunday_the_command_says_why_it_waits(waiting, a_monday):
    MailServer.objects.create(company=waiting, host="127.0.0.1", port=1, security="none")
    a_monday.move_to("2026-11-29 09:00:00+00:00")
    answer = ardoise_send("--once", "--language", "en")
    assert answer.exit_code == 3
    assert "a Sunday or a public holiday: what waits leaves on 30\u00a0Nov\u00a02026." in answer.stderr
    assert "waits for the next working day" in answer.stdout


def test_the_worker_says_once_why_it_waits(waiting, a_monday, caplog):
    MailServer.objects.create(company=waiting, host="127.0.0.1", port=1, security="none")
    a_monday.move_to("2026-11-29 09:00:00+00:00")
    for _ in range(3):
        work.send_waiting(waiting, timezone.now)
    assert [record.message for record in caplog.records].count(
        "Ardoise: Rien ne part un samedi, un dimanche ou un jour férié : ce qui attend part le 30\u00a0nov.\u00a02026."
    ) == 1


def test_an_unknown_company_is_refused(waiting):
    answer = ardoise_send("--company", "Nobody")
    assert answer.exit_code == 3 and "Nobody" in answer.stderr


def test_a_copied_database_is_adopted_once_a_person_says_so(waiting, settings, tmp_path):
    settings.HOME = tmp_path / "elsewhere"
    assert "--adopt" in ardoise_send("--once").stderr
    assert "1" in ardoise_send("--adopt").stdout
    assert Message.objects.get().state == "in_doubt"
    assert ardoise_send("--once").exit_code == 0
