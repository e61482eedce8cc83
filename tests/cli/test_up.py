"""Opening Ardoise on an empty folder: the demo firm, or a company of one's own."""

from __future__ import annotations

import errno
import gc
import os
import shutil
import socket
import subprocess
import sys

import pytest
import typer
from django.urls import resolve

from ardoise.cli import up
from ardoise.records.models import Company, Membership, User


@pytest.mark.django_db
def test_without_the_demo_firm_an_empty_company_and_its_administrator_are_there():
    person = up.first_user(demo=False, language="en")
    assert Membership.objects.get(user=person).role == "administrator"
    assert (Company.objects.get().name, Company.objects.get().is_demo) == ("My company", False)
    assert not person.has_usable_password() and person.language == "en"
    assert resolve(up.link_of(person)).url_name == "session_link"
    assert up.first_user(demo=False, language="en") == person
    assert (Company.objects.count(), User.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_nobody_is_made_where_somebody_is(company, alice):
    assert up.first_user(demo=False, language="fr") is None  # Alice administers nothing: she signs in herself
    assert up.link_of(None) == "/"
    assert not User.objects.filter(username="admin").exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "est pris, peut-être par un Ardoise déjà ouvert"), ("en", "is taken, perhaps by an Ardoise")],
)
def test_a_port_that_is_taken_is_told_in_the_language_asked_for(capsys, language, words):
    with socket.create_server((up.HOST, 0)) as other, pytest.raises(typer.Exit) as stopped:
        up.leave_port_free(other.getsockname()[1], language)
    assert stopped.value.exit_code == 3 and words in capsys.readouterr().err


def test_the_pages_of_one_that_was_killed_are_waited_for(tmp_path, monkeypatch, capsys):
    with socket.create_server((up.HOST, 0)) as pages:
        port = pages.getsockname()[1]
        assert not up.is_left_over(tmp_path, port), "nothing was ever opened here"
        with up.alone_in(tmp_path, port, "fr"):
            assert not up.is_left_over(tmp_path, port), "it is open"
        assert up.is_left_over(tmp_path, port) and not up.is_left_over(tmp_path, port + 1)
        monkeypatch.setattr(up, "sleep", lambda _seconds: pages.close())
        up.leave_port_free(port, "fr", up.LAST_PAGES)
    assert capsys.readouterr().err == ""


def test_a_database_that_is_not_ours_to_write_is_told_before_anything_is_opened(tmp_path, monkeypatch, capsys):
    (tmp_path / up.DATABASE).write_bytes(b"")
    monkeypatch.setenv("ARDOISE_HOME", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda path, _mode: path != tmp_path / up.DATABASE)  # root may write anything
    with pytest.raises(typer.Exit):
        up.usable_home("fr")
    assert "donnez-vous le droit de lire et d’écrire ce fichier" in capsys.readouterr().err


def told_of(home, monkeypatch, capsys) -> str:
    monkeypatch.setenv("ARDOISE_HOME", str(home))
    with pytest.raises(typer.Exit):
        up.usable_home("fr")
    return capsys.readouterr().err


def test_a_full_disk_is_told_as_one_before_anything_is_begun(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(up, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 10**6))
    said = told_of(tmp_path, monkeypatch, capsys)
    assert "plein" in said and "100 Mo" in said and "droit" not in said
    monkeypatch.setenv("ARDOISE_DATABASE", "postgresql://elsewhere/ardoise")
    assert up.usable_home("fr") == tmp_path, "the data are on another disk"
    monkeypatch.delenv("ARDOISE_DATABASE")
    (tmp_path / up.DATABASE).write_bytes(b"")
    assert up.usable_home("fr") == tmp_path, "what is there already can be looked at"

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(up.Path, "write_text", refuse)
    assert "plein" in told_of(tmp_path, monkeypatch, capsys)


def test_a_worker_that_is_killed_is_begun_again_until_we_end(monkeypatch):
    begun = []

    class Killed:
        """A process that is killed at once."""

        def __init__(self, command, process_group):
            begun.append(command)

        def wait(self, *_):
            if len(begun) == 3:
                working.is_over = True

        terminate = wait

    monkeypatch.setattr(up.subprocess, "Popen", Killed)
    monkeypatch.setattr(up, "sleep", lambda _seconds: None)
    with up.worker("fr") as working:
        working.keep()
    working.keep()
    assert len(begun) == 3


CUT_OFF = """
import subprocess, sys
from ardoise.cli import up
with up.worker("fr") as working:
    working.process = subprocess.Popen([sys.executable, "-c", "import time; print(1, flush=True); time.sleep(600)"])
    working.cut_off()
"""


def test_cut_off_neither_we_nor_the_worker_go_on():
    with subprocess.Popen([sys.executable, "-c", CUT_OFF], stdout=subprocess.PIPE) as process:
        process.communicate(timeout=300)  # ends once nobody is left who could write
        assert process.returncode == 130


def test_what_a_server_loads_once_is_swept_at_no_page():
    import ardoise.wsgi  # noqa: F401 - as a server does

    try:
        assert gc.get_freeze_count() > 10_000  # all that the pages are made of, not of this test alone
    finally:
        gc.unfreeze()
