"""`ardoise up`, as a person on a new machine types it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import date
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from tests import ports
from tests.cli import terminal
from tests.street import bases

UP = [sys.executable, "-m", "ardoise.cli", "up"]


def refusal(home, *arguments) -> tuple[int, str]:
    done = subprocess.run(
        [*UP, *arguments], env=environment(home), capture_output=True, text=True, timeout=300, check=False
    )
    return done.returncode, done.stderr


def environment(home) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("ARDOISE_URL", "DJANGO_SETTINGS_MODULE")}
    return kept | {"ARDOISE_HOME": str(home)}


@pytest.fixture
def first_up(tmp_path):
    """Ardoise just opened on an empty folder: its folder, its port and its signed-in link."""
    home, port, said = tmp_path / "home", ports.free(), tmp_path / "said"
    with said.open("w") as out:
        process = subprocess.Popen([*UP, "--port", str(port)], env=environment(home), stderr=out, stdout=out)
    link = None
    for _ in range(18_000):  # the demo firm is made in as long as a machine takes
        if (link := re.search(r"http://\S+/sign-in/link/\S+", said.read_text())) or process.poll() is not None:
            break
        time.sleep(0.1)
    if not link:
        process.kill()
    assert link, said.read_text()
    yield home, port, link.group(0), process
    process.send_signal(signal.SIGTERM)
    assert process.wait(120) == 0
    assert any(is_silent(port) for _ in range(600)), "nobody answers after the end"


def is_silent(port) -> bool:
    """Does nobody listen there (any more)? Whoever still does is given a moment."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)):
            return True
    time.sleep(0.1)
    return False


def test_the_first_opening_shows_every_screen_of_the_demo_firm(first_up):
    home, port, link, _ = first_up
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    assert "Les Ateliers du Chai" in browser.open(link, timeout=120).read().decode()
    for path in ("/", "/not-chased/", "/aged-balance/", "/customers/", "/outbox/", "/imports/", "/settings/"):
        page = browser.open(f"http://127.0.0.1:{port}{path}", timeout=120)
        assert page.status == 200, path
    assert home.stat().st_mode & 0o077 == 0, "every debtor is in it: the folder is its owner's alone"

    it_is_sound(home)

    status, sentence = refusal(home, "--port", str(ports.free()))
    assert status == 3
    assert "Un Ardoise est déjà ouvert" in sentence
    assert f":{port}/" in sentence


def it_is_sound(home):
    """Everything the firm brings came in without a problem, and whatever a screen shows has something to show."""
    told = bases.query(home, "SELECT kind, state, problems FROM records_import ORDER BY id")
    assert told == [(kind, "done", "[]") for kind in ("fec", "fec", "contacts", "bank")]
    for room in ("dispute", "promise", "block", "insolvency"):
        assert bases.query(home, f"SELECT 1 FROM records_{room}"), room
    read = {situation for (situation,) in bases.query(home, "SELECT situation FROM records_finding")}
    assert {"promise", "paid", "copy_wanted", "dispute", "plan_wanted"} <= read
    assert bases.query(home, "SELECT count(*) FROM records_reply WHERE state = 'to_attach'") == [(1,)]
    verified = terminal.ardoise("verify", home=home)
    assert verified.returncode == 0, verified.stdout
    balance = terminal.ardoise("aged-balance", "--json", "--as-of", date.today(), home=home)
    assert len(json.loads(balance.stdout)["customers"]) > 100


def test_a_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "home").write_text("")
    status, sentence = refusal(tmp_path / "home", "--port", str(ports.free()))
    assert status == 3
    assert "ARDOISE_HOME" in sentence


def test_a_database_that_is_none_is_left_untouched(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "ardoise.sqlite3").write_bytes(b"this is no database" * 100)
    status, sentence = refusal(home, "--port", str(ports.free()))
    assert status == 3
    assert "Rien n’a été changé" in sentence
    assert (home / "ardoise.sqlite3").read_bytes() == b"this is no database" * 100
