"""Plans are agreed and confirmed while reminders leave and workers are killed: no reminder after the commit of a plan
that came before its intent, and each confirmation leaves once.

On SQLite, and on PostgreSQL by `tools/postgresql.py`. ARDOISE_SEEDS=30: that many races.
"""

from __future__ import annotations

import json
import random
import signal
from collections import Counter

import pytest
from tests import seeds
from tests.channels.sink import listening, taken
from tests.street import bases
from tests.street.forge_client import ENDED, Forge

from ardoise.channels.failpoints import NAMES

SEEDS = seeds.drawn(1)
CUSTOMERS = 8
TOLD = """SELECT m.message_id, m.level, m.state, c.code, coalesce(b.message_id, m.message_id)
    FROM records_message m JOIN records_customer c ON c.id = m.customer_id
    LEFT JOIN records_message b ON b.id = m.carrier_id"""
"""Of each message its level, its state, its customer, and that in which it leaves."""


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    home = tmp_path_factory.mktemp("planned")
    forge = Forge()
    forge.base = home
    bases.create(home)
    assert forge.run({"do": "prepare", "home": str(home), "count": CUSTOMERS}) == [0]
    yield forge
    bases.drop(home)


def ordeal(forge, home, *deaths, seed=0):
    """Workers die at these places while plans are agreed and confirmed; fresh ones clear up. What was told, what the
    world has, how many were killed, and in which states the reminders were when each plan was committed."""
    bases.create(home, like=forge.base)
    world = home / "world"
    world.mkdir()
    try:
        with listening(world) as port:
            bases.query(home, "UPDATE records_mailserver SET port = %s", port)
            work = {"do": "work", "home": str(home)}
            jobs = [{"do": "spread", "home": str(home), "seed": seed}, *[work | {"failpoint": at} for at in deaths]]
            kills = forge.run(*jobs).count(signal.SIGKILL)
            assert forge.run({"do": "recover", "home": str(home), "after": 1}) == [0]
        truth = Counter(str(mail["Message-ID"]) for mail in taken(world))
        return bases.query(home, TOLD), truth, kills, json.loads((home / "seen.json").read_text())
    finally:
        bases.drop(home)


def unharmed(told, truth, seen):
    """Nothing is twice, lost or stuck; no plan that came before the intent of a reminder was followed by it; each plan
    has one confirmation, which left or is in doubt."""
    assert set(truth.values()) <= {1}, "twice"
    assert all(state in ENDED for _name, _level, state, _code, _of in told), "stuck"
    assert all(truth[of] for _name, _level, state, _code, of in told if state == "sent"), "lost"
    early = {code for code, states in seen.items() if not {"sending", "sent", "in_doubt"} & set(states)}
    reached = {code for name, level, _state, code, of in told if level == "friendly" and truth[of]}
    assert not reached & early, "reminded after the plan"
    confirmations = [(code, state) for _name, level, state, code, _of in told if level == "instalments"]
    assert sorted(code for code, _state in confirmations) == sorted(seen), "one for each plan"
    assert {state for _code, state in confirmations} <= {"sent", "in_doubt"}


@pytest.mark.slow
@pytest.mark.parametrize("point", NAMES)
def test_a_plan_agreed_while_a_worker_is_killed_anywhere_is_followed_by_no_reminder(forge, tmp_path, point):
    told, truth, kills, seen = ordeal(forge, tmp_path / "home", f"{point}:1", f"{point}:2")
    assert kills, "nobody was killed: the ordeal proves nothing"
    assert len(seen) == CUSTOMERS
    unharmed(told, truth, seen)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_nor_while_several_die_anywhere(forge, tmp_path, seed):
    dice = random.Random(seed)
    deaths = [f"{dice.choice(NAMES)}:{dice.randint(1, 4)}" for _ in range(dice.randint(1, 3))]
    told, truth, _kills, seen = ordeal(forge, tmp_path / "home", *deaths, seed=seed)
    unharmed(told, truth, seen)
