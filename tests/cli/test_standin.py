"""`ardoise standin`: a provider of this machine; what it can't be is said in a sentence."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest
import typer
from tests import ports

from ardoise.cli import standin


def test_it_answers_whoever_knows_its_key(tmp_path):
    port = ports.free()
    command = [sys.executable, "-m", "ardoise.cli", "standin", "sms", "--port", str(port), "--folder", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert "standin" in process.stdout.readline()
            assert answered(port) == 200
        finally:
            process.terminate()


def answered(port):
    """The status of the account, once it listens."""
    for _ in range(600):
        try:
            line = HTTPConnection("127.0.0.1", port, timeout=60)
            line.request("GET", "/v1/account", headers={"Authorization": "Bearer standin"})
            return line.getresponse().status
        except OSError:
            time.sleep(0.1)
    return 0


def test_what_it_cannot_stand_in_for_is_told(capsys):
    with pytest.raises(typer.Exit):
        standin.run("pigeon", language="en")
    assert "choose one of sms, letter" in capsys.readouterr().err


def test_a_port_in_use_is_told(capsys, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(typer.Exit):
        standin.run("sms", port=taken.getsockname()[1], folder=tmp_path, chaos=0.0, seed=0, language="fr")
    assert "n’est pas libre" in capsys.readouterr().err
