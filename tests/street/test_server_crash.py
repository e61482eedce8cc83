"""The database server itself dies while messages leave: what was committed holds, and what is not known is a doubt."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter

import pytest
from tests import seeds
from tests.channels.sink import listening, taken
from tests.street import bases
from tests.street.forge_client import Forge

TOLD = """SELECT coalesce(c.message_id, m.message_id), m.state FROM records_message m
    LEFT JOIN records_message c ON c.id = m.carrier_id"""
"""The message in which each left, its own or that to the head of its group, and its state."""
SEEDS = seeds.drawn(2, "ARDOISE_CRASHES")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bases.ENGINE == "sqlite", reason="needs a PostgreSQL server: tools/postgresql.py pytest …"),
]


@pytest.fixture(scope="module")
def own_server():
    """A server that no other test works with."""
    from tools.postgresql import server

    asked = bases.ADDRESS
    with server() as address:
        bases.ADDRESS = os.environ["ARDOISE_DATABASE"] = address
        yield
        bases.ADDRESS = os.environ["ARDOISE_DATABASE"] = asked


@pytest.mark.parametrize("seed", SEEDS)
def test_a_server_that_dies_sends_nothing_twice_and_forgets_nothing(own_server, tmp_path, seed):
    dice, forge, home, world = random.Random(seed), Forge(), str(tmp_path), tmp_path / "world"
    world.mkdir()
    bases.create(tmp_path)
    assert forge.run({"do": "prepare", "home": home, "count": 24}) == [0]
    with listening(world) as port:
        bases.query(tmp_path, "UPDATE records_mailserver SET port = %s", port)
        forge.start({"do": "work", "home": home}, {"do": "work", "home": home})
        until_some_left(world)
        time.sleep(dice.random() / 10)
        kill_a_backend(tmp_path)
        forge.finish()
        until_back(tmp_path)
        assert forge.run({"do": "recover", "home": home}) == [0]
    told = bases.query(tmp_path, TOLD)
    truth = Counter(str(mail["Message-ID"]) for mail in taken(world))
    assert set(truth.values()) == {1}
    assert {state for _leaves_in, state in told} <= {"sent", "in_doubt"}
    assert all(truth[leaves_in] for leaves_in, state in told if state == "sent")
    assert set(truth) <= {leaves_in for leaves_in, _state in told}


def until_some_left(world):
    for _ in range(6000):
        if len(list(world.glob("*.eml"))) >= 2:
            return
        time.sleep(0.02)
    raise AssertionError("nothing left")


def kill_a_backend(home):
    """One process of the server is killed, as by a machine out of memory: the server drops the others and recovers.

    That of a worker, or where all have ended by then our own.
    """
    others_first = "SELECT pid FROM pg_stat_activity WHERE datname = %s ORDER BY pid = pg_backend_pid(), pid"
    line = bases.connected(home)
    os.kill(line.execute(others_first, [bases.name_of(home)]).fetchall()[0][0], signal.SIGKILL)
    line.close()


def until_back(home):
    from psycopg import OperationalError

    for _ in range(1200):
        try:
            bases.query(home, "SELECT 1")
            return
        except OperationalError:
            time.sleep(0.1)
    raise AssertionError("the server did not come back")
