"""Replies are fetched by IMAP from a real server: each once, the oldest first, nothing marked as read."""

from __future__ import annotations

import imaplib
import socket
from datetime import date

import pytest

from ardoise.sources.mailbox import Account, Position, Unreachable, fetch
from ardoise.sources.mailbox import test_connection as connection_tested
from tests.channels.untrusted import untrusted
from tests.sources.mailboxes import serving


def mail(n: int, body: str = "Bonjour") -> bytes:
    head = f"From: durand@client.example\r\nSubject: Mail {n}\r\nMessage-ID: <{n}@client.example>\r\n"
    return f"{head}\r\n{body}\r\n".encode()


@pytest.fixture(scope="module")
def server():
    with serving() as running:
        yield running


def test_each_mail_is_fetched_once_the_oldest_first(server):
    server.put(*(mail(n) for n in range(1, 6)))
    first = list(fetch(server.account, Position(), limit=3))
    assert [b"Subject: Mail %d" % n in one.raw for n, one in enumerate(first, 1)] == [True] * 3
    rest = list(fetch(server.account, first[-1].position))
    assert len(rest) == 2 and not list(fetch(server.account, rest[-1].position))
    server.put(mail(6))
    (new,) = fetch(server.account, rest[-1].position)
    assert b"Mail 6" in new.raw and not new.is_cut
    assert not any(b"Seen" in flags for flags in server.marks())


def test_what_lay_there_before_a_day_is_left_alone_and_what_waits_is_counted(server):
    known = list(fetch(server.account, Position()))
    after = known[-1].position if known else Position()
    server.put(mail(21), arrived_at='"27-Dec-2025 10:00:00 +0000"')
    server.put(mail(22), mail(23), arrived_at='"28-Dec-2025 10:00:00 +0000"')
    first, second = fetch(server.account, after, since_on=date(2025, 12, 28))
    assert b"Mail 22" in first.raw and (first.left, second.left) == (1, 0)
    assert [one.left for one in fetch(server.account, after, limit=1)] == [2]


def test_a_hundred_mails_are_asked_for_in_a_few_questions(server, monkeypatch):
    known = list(fetch(server.account, Position()))
    server.put(*(mail(n, "x" * (n % 7 * 300)) for n in range(100, 160)))
    asked, uid = [], imaplib.IMAP4.uid
    monkeypatch.setattr(imaplib.IMAP4, "uid", lambda self, *words: asked.append(words[0]) or uid(self, *words))
    monkeypatch.setattr("ardoise.sources.mailbox.fetching.TOGETHER", 40_000)
    found = list(fetch(server.account, known[-1].position if known else Position()))
    assert [b"Subject: Mail %d\r" % n in one.raw for n, one in enumerate(found, 100)] == [True] * 60
    assert len(asked) <= 7, asked


def test_a_mail_the_server_cannot_give_costs_no_other(server, monkeypatch):
    server.put(mail(201), mail(202), mail(203))
    found = [one.position for one in fetch(server.account, Position())]
    uid, lost = imaplib.IMAP4.uid, str(found[-2].last_uid)
    monkeypatch.setattr(
        imaplib.IMAP4, "uid",
        lambda self, verb, about, *words: ("NO", [b"Some of the requested messages no longer exist"])
        if verb == "FETCH" and lost in about.split(",") else uid(self, verb, about, *words),
    )  # fmt: skip
    given = list(fetch(server.account, Position()))
    assert [one.position for one in given] == found and b"Mail 203" in given[-1].raw
    assert [one.raw for one in given].count(b"") == 1 and given[-2].raw == b"", "it is told of, since it lies there"


def test_while_the_server_gives_nothing_all_is_asked_for_again(server, monkeypatch):
    server.put(mail(211), mail(212))
    uid = imaplib.IMAP4.uid
    monkeypatch.setattr(
        imaplib.IMAP4, "uid",
        lambda self, verb, *words: ("NO", [b"try later"]) if verb == "FETCH" else uid(self, verb, *words),
    )  # fmt: skip
    assert not list(fetch(server.account, Position()))


def test_another_generation_of_the_mailbox_is_read_from_its_beginning(server):
    server.put(mail(7))
    known = list(fetch(server.account, Position()))
    assert len(
        list(fetch(server.account, Position(known[-1].position.validity + 1, known[-1].position.last_uid)))
    ) == len(known)


def test_of_a_huge_mail_only_the_beginning_is_read(server, monkeypatch):
    before = list(fetch(server.account, Position()))
    server.put(mail(8, "Ci-joint nos photos.\r\n" + "x" * 5000))
    monkeypatch.setattr("ardoise.sources.mailbox.fetching.SIZE_MAX", 1000)
    monkeypatch.setattr("ardoise.sources.mailbox.fetching.BEGINNING", 200)
    (huge,) = fetch(server.account, before[-1].position if before else Position())
    assert huge.is_cut and b"Mail 8" in huge.raw and b"photos" in huge.raw and len(huge.raw) == 200


def test_a_server_that_never_says_a_word_is_left_in_time(monkeypatch):
    monkeypatch.setattr("ardoise.sources.mailbox.account.SECONDS_IN_ALL", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        account = Account("127.0.0.1", silent.getsockname()[1], "none")
        with pytest.raises(Unreachable, match="mailbox_unreachable"):
            list(fetch(account, Position()))


def test_a_mailbox_whose_certificate_nobody_vouches_for_is_left():
    with untrusted() as port, pytest.raises(Unreachable, match="mailbox_not_trusted"):
        list(fetch(Account("127.0.0.1", port, "tls"), Position()))


def test_what_is_wrong_with_a_mailbox_is_said(server):
    account = server.account
    assert connection_tested(account) == ""
    for wrong, words in (
        (Account(account.host, account.port, "none", account.username, "faux"), "mailbox_login_refused"),
        (
            Account(account.host, account.port, "none", account.username, account.password, "Relances"),
            "mailbox_no_folder",
        ),
        (Account(account.host, 1, "none"), "mailbox_unreachable"),
        (Account(account.host, account.port, "tls"), "mailbox_no_tls"),
    ):
        assert words in connection_tested(wrong)
        with pytest.raises(Unreachable):
            list(fetch(wrong, Position()))
