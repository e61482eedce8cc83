"""The processes that open and draw papers: stopped where they take too much, and not because the machine is busy."""

from __future__ import annotations

import subprocess
from threading import Timer

import pytest

from ardoise.formats import batches, typesetting
from ardoise.formats.advices import pdfs
from ardoise.formats.limits import PATIENCE

ENDLESS = "#let draw(content) = range(90000).map(a => range(90000).map(b => a * b).sum()).sum()"


def test_a_paper_that_takes_too_much_is_stopped_and_says_so(tmp_path):
    (tmp_path / "endless.typ").write_text(ENDLESS)
    with pytest.raises(typesetting.Unrenderable, match="took more than 2 seconds"):
        typesetting.draw_many(tmp_path / "endless.typ", [{"date": (2026, 3, 16)}], seconds_max=1)


def test_a_busy_machine_stops_none_that_would_have_come(tmp_path, monkeypatch):
    told = []

    def timer(seconds, end):
        told.append(seconds / (typesetting.SECONDS_MAX + 1))
        return Timer(seconds, end)

    def run(command, *, timeout, **_how):
        told.append(timeout / max(int(word) for word in command if word.isdigit() and int(word) < 100))
        raise subprocess.TimeoutExpired(command, timeout)

    (tmp_path / "short.typ").write_text("#let draw(content) = [Bonjour]")
    monkeypatch.setattr(typesetting, "Timer", timer)
    assert typesetting.draw_many(tmp_path / "short.typ", [{"date": (2026, 3, 16)}])
    monkeypatch.setattr(subprocess, "run", run)
    assert pdfs.text_of(tmp_path / "short.typ") is None
    with pytest.raises(batches.Unbindable, match="too long"):
        batches.bind(None, [batches.Enclosed("", "", "", "", (b"",))])
    assert told == [PATIENCE] * 3
