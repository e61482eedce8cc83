"""The terminal most of these tests use answers as a process begun from nothing does."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.cli import terminal
from tests.cli.test_aging import fec  # noqa: F401 - the same book

QUESTIONS = {
    "an answer": ("plan", "{fec}", "--as-of", "2026-03-16"),
    "a document": ("aged-balance", "{fec}", "--as-of", "2026-03-16", "--json"),
    "a refusal": ("read", "{fec}.none"),
    "wrong usage": ("plan", "{fec}", "--as-of", "16/03/2026"),
    "a word too many": ("due-date", "tomorrow", "--json"),
    "a database": ("verify", "--language", "en"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_command_answers_the_same_begun_from_nothing(fec, question, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("ARDOISE_HOME", str(tmp_path))
    words = [word.format(fec=fec) for word in QUESTIONS[question]]
    cold = subprocess.run([sys.executable, "-m", "ardoise.cli", *words], capture_output=True, text=True, check=False)
    warm = terminal.ardoise(*words)
    assert (warm.returncode, warm.stdout, warm.stderr) == (cold.returncode, cold.stdout, cold.stderr)
