"""Ardoise ends when it is asked to, in order; asked again, at once."""

from __future__ import annotations

import os
import signal
from threading import Event

import pytest

from ardoise.cli import endings


@pytest.fixture
def signals():
    """As a terminal gives them, whatever began the tests; afterwards what they were."""
    before = {number: signal.getsignal(number) for number in endings.SIGNALS}
    for number in endings.SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_signal_while_the_server_holds_its_lock_ends_it_all_the_same(signals, monkeypatch):
    monkeypatch.setattr(endings, "ONE_WISH", 3600)  # however slow the machine between the two
    ended, cut_off = Event(), Event()
    endings.end_on_signal(ended.set, cut_off.set)
    with ended._cond:  # what its main thread holds when it wakes or falls asleep
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
    assert ended.wait(30)
    assert not cut_off.wait(0.2), "two at a time are one wish"


@pytest.mark.parametrize("first", endings.SIGNALS)
@pytest.mark.parametrize("again", endings.SIGNALS)
def test_asked_again_while_it_ends_it_is_cut_off_at_once(signals, monkeypatch, first, again):
    monkeypatch.setattr(endings, "ONE_WISH", 0.05)
    ended, cut_off = Event(), Event()
    endings.end_on_signal(ended.set, cut_off.set)
    os.kill(os.getpid(), first)
    assert ended.wait(30) and not cut_off.wait(0.1)
    os.kill(os.getpid(), again)
    assert cut_off.wait(30)


def test_what_is_to_go_on_without_a_terminal_is_not_ended_by_its_end(signals):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup begins it
    unheard, ended = endings.ignored(), Event()
    signal.signal(signal.SIGHUP, lambda *_: None)  # as the server does
    endings.end_on_signal(ended.set, ended.set, unheard)
    os.kill(os.getpid(), signal.SIGHUP)
    assert unheard == [signal.SIGHUP] and not ended.wait(0.2)
    os.kill(os.getpid(), signal.SIGTERM)
    assert ended.wait(30)
