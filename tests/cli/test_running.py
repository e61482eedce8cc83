"""`ardoise run`, `ardoise worker --once` and `ardoise outbox`: told as one document, done once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_scopes import scope
from tests.actions.books import invoice
from typer import Typer
from typer.testing import CliRunner

from ardoise.actions import policies
from ardoise.cli import dunning, outbox, running, worker
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.records.models import Contact, Import, Message, Run

APPS = {}
for name, command in (("run", running.run), ("plan", dunning.run), ("outbox", outbox.run), ("worker", worker.run)):
    APPS[name] = Typer()
    APPS[name].command()(command)


def ardoise(name, *arguments):
    return CliRunner().invoke(APPS[name], list(arguments))


def told(name, *arguments):
    answer = ardoise(name, *arguments, "--json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


@pytest.fixture(autouse=True)
def a_monday(settings, tmp_path):
    settings.RECEIVED_FILES, settings.TODAY = tmp_path / "received", ""
    with time_machine.travel("2026-11-23 09:00:00+00:00") as traveller:
        yield traveller


@pytest.fixture
def book(in_company, alice):
    """Martin is ten days late; the company's first level needs nobody; it has run before."""
    now = timezone.now()
    today = now.date()
    invoice(in_company, "MARTIN", 120_000, today - timedelta(10), booked_on=today - timedelta(40))
    Import.objects.update(ended_at=now - timedelta(hours=2))
    content = words.described(DEFAULT_POLICY)
    content["levels"][1]["is_automatic"] = True
    policy = policies.adopt(in_company, alice, now)
    policies.switch_on(policies.draft(policy, content, alice, now), alice, now)
    Run.objects.create(company=in_company, policy="default", as_of=today - timedelta(3), at=now)
    return in_company


def test_the_plan_of_a_company_tells_whom_a_level_by_telephone_reaches(company, tmp_path):
    with scope(company=company):
        for code, phone in (("MARTIN", "01 42 00 00 01"), ("DURAND", "")):
            invoice(company, code, 120_000, timezone.now().date() - timedelta(10))
            Contact.objects.filter(customer__code=code).update(phone=phone)
    policy = tmp_path / "calls.toml"
    policy.write_text('name = "calls"\n[[levels]]\nkey = "call"\ndays_overdue_min = 5\nchannel = "call"\n')
    document = told("plan", "--as-of", "2026-11-23", "--policy", str(policy))  # no company is anybody’s scope here
    assert [(one["customer"], one["channel"]) for one in document["proposals"]] == [("MARTIN", "call")]
    assert {one["customer"]: one["reason_code"] for one in document["skips"]}["DURAND"] == "no_address"


def test_a_run_is_told_and_made_again_does_nothing_twice(book):
    (company,) = told("run", "--as-of", "2026-11-23")["companies"]
    assert (company["proposals"], company["approved"], company["braked"]) == (1, 1, [])
    told("run", "--as-of", "2026-11-23")
    assert Message.objects.count() == 1 and Run.objects.count() == 2
    answer = ardoise("run", "--as-of", "2026-11-23", "--company", "Ardoise")
    assert "1 validée(s) par leur scénario" in answer.stdout


def test_a_run_that_stops_says_why(book):
    Import.objects.update(ended_at=timezone.now() - timedelta(20))
    (company,) = told("run", "--as-of", "2026-11-23", "--language", "en")["companies"]
    assert company["approved"] == 0 and "20\u00a0days ago" in company["braked"][0]


def test_a_day_that_is_none_or_is_still_to_come_is_wrong_usage_and_does_nothing(book):
    for day in ("hier", "0001-01-01", "9999-12-31"):
        assert ardoise("run", "--as-of", day).exit_code == 2
    answer = ardoise("run", "--as-of", "2026-11-24")
    assert answer.exit_code == 2 and "ardoise plan --as-of 2026-11-24" in answer.stderr
    assert Run.objects.count() == 1 and not Message.objects.exists()


def test_the_outbox_is_told_by_state_and_what_is_in_doubt_apart(book):
    told("run", "--as-of", "2026-11-23")
    (company,) = told("outbox")["companies"]
    assert company["states"] == {"queued": 1} and company["messages"][0]["customer"] == "MARTIN"
    assert told("outbox", "--in-doubt")["companies"][0]["messages"] == []
    assert company["held_up"] == []
    Message.objects.update(reason="mail_unreachable:timed out")
    (held_up,) = told("outbox")["companies"][0]["held_up"]
    assert (held_up["channel"], held_up["count"], held_up["answered_at"]) == ("email", 1, None) and held_up["since"]
    assert "1 en attente depuis" in (told_of := ardoise("outbox").stdout) and "n’a plus répondu" in told_of
    Message.objects.update(state="in_doubt", reason="lease_expired")
    (doubted,) = told("outbox", "--in-doubt")["companies"][0]["messages"]
    assert doubted["state"] == "in_doubt" and "interrompu" in doubted["reason"]
    assert "en doute" in ardoise("outbox", "--in-doubt").stdout


def test_the_worker_makes_the_run_of_the_day_and_sends_what_it_approved(book):
    assert ardoise("worker", "--once").exit_code == 0
    assert list(Message.objects.values_list("state", flat=True)) == ["kept"]
    ardoise("worker", "--once")
    assert Message.objects.count() == 1
