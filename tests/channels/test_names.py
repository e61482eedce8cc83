"""Asking a real name server of this machine: what it says, and what is said when it says nothing."""

from __future__ import annotations

from tests.channels.name_server import IN_ORDER, name_server

from ardoise.channels.email.names import lookup_by
from ardoise.domain.sending_domain import Sender, examine
from ardoise.domain.sending_domain.report import Answer

PATIENCE = 60.0  # seconds: a machine that is busy is no silent server
SENDER = Sender("ardoise.example", "smtp.post.example")


def test_a_domain_in_order_is_found_in_order_each_name_asked_once():
    with name_server(IN_ORDER) as (address, asked):
        report = examine(SENDER, lookup_by(address, PATIENCE))
    assert {c.check: (c.state, c.code) for c in report.checks} == {
        "spf": ("good", "spf_good"), "dkim": ("good", "dkim_good"), "dmarc": ("good", "dmarc_good"),
        "alignment": ("good", "aligned"), "ptr": ("good", "ptr_good"),
    }  # fmt: skip
    assert report.state == "good" and len(asked) == len(set(asked))


def test_a_name_that_is_not_there_is_an_answer_and_a_server_that_fails_is_none():
    with name_server(IN_ORDER | {("broken.example", "TXT"): ["SERVFAIL"]}) as (address, _asked):
        ask = lookup_by(address, seconds=PATIENCE)
        assert ask("nowhere.example", "TXT") == ask("smtp.post.example", "TXT") == Answer()
        assert ask("x" * 80 + ".example", "TXT") == Answer()
        assert ask("broken.example", "TXT") == Answer(is_asked=False)
        assert ask("smtp.post.example", "A").values == ("93.184.216.34",)


def test_a_silent_server_is_waited_for_once_and_nothing_is_said_of_the_domain():
    with name_server({}, is_silent=True) as (address, asked):
        report = examine(SENDER, lookup_by(address, seconds=0.5))
    assert len(set(asked)) <= 1, "after the first question, be it asked again, none"
    assert report.state == "unknown" and {c.code for c in report.checks} == {"unasked"}


def test_a_machine_without_a_resolver_is_told_as_one_that_could_not_ask():
    assert examine(SENDER, lookup_by("no such server")).state == "unknown"
