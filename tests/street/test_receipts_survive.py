"""Receipts under real processes: raced against reminders, applied and undone by two at once, imports killed anywhere.

On SQLite, and on PostgreSQL by `tools/postgresql.py`. ARDOISE_SEEDS=30: that many races; ARDOISE_KILLS=60: kills.
"""

from __future__ import annotations

import json
import os

import pytest
from tests import seeds
from tests.channels.sink import listening, taken
from tests.street import bases
from tests.street.forge_client import Forge
from tests.street.till import LINES

SEEDS = seeds.drawn(1)
KILLS = int(os.environ.get("ARDOISE_KILLS", "4"))
INVOICES = 60
PAYERS, SENDERS = 2, 2


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    home = tmp_path_factory.mktemp("till")
    forge = Forge()
    forge.base = home
    bases.create(home)
    prepare = {"do": "prepare_receipts", "home": str(home), "count": INVOICES, "is_reminded": True}
    assert forge.run(prepare) == [0]
    yield forge
    bases.drop(home)


@pytest.fixture
def home(forge, tmp_path):
    home = tmp_path / "home"
    bases.create(home, like=forge.base)
    yield home
    bases.drop(home)


def counted(home, table, condition="1 = 1"):
    return bases.query(home, f"SELECT COUNT(*) FROM records_{table} WHERE {condition}")[0][0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_receipt_applied_before_the_intent_suppresses_the_reminder(forge, home, seed):
    world = home / "world"
    world.mkdir()
    work = {"do": "work", "home": str(home)}
    receive = {"do": "receive", "home": str(home), "seed": seed, "payers": PAYERS}
    with listening(world) as port:
        bases.query(home, "UPDATE records_mailserver SET port = %s", port)
        jobs = [*[work] * SENDERS, *[receive | {"payer": payer} for payer in range(PAYERS)]]
        assert forge.run(*jobs) == [0] * len(jobs)
    reached = [mail["To"].split("@")[0].upper() for mail in taken(world)]
    seen = {}
    for payer in range(PAYERS):
        seen |= json.loads((home / f"seen-{payer}.json").read_text())
    in_time = {code for code, state in seen.items() if state not in ("sending", "sent")}
    assert len(seen) == INVOICES and len(reached) == len(set(reached))
    assert set(reached) & in_time == set()
    assert set(reached) | in_time == set(seen)


@pytest.mark.slow
def test_two_who_apply_the_same_receipts_at_once_apply_each_once(forge, home):
    apply = {"do": "apply_all", "home": str(home)}
    assert forge.run(apply | {"worker": 0}, apply | {"worker": 1}) == [0, 0]
    won = [json.loads((home / f"won-{n}.json").read_text()) for n in (0, 1)]
    assert sorted(won[0] + won[1]) == sorted(f"C{n}" for n in range(INVOICES))
    assert counted(home, "settlement") == counted(home, "reconciliation") == INVOICES
    undo = {"do": "undo_all", "home": str(home)}
    assert forge.run(undo | {"worker": 0}, undo | {"worker": 1}) == [0, 0]
    undone = [json.loads((home / f"undone-{n}.json").read_text()) for n in (0, 1)]
    assert len(undone[0]) + len(undone[1]) == INVOICES
    assert counted(home, "reconciliation", "undone_at IS NULL") == 0


@pytest.mark.slow
def test_an_import_of_a_statement_killed_anywhere_leaves_nothing_and_comes_in_the_next_time(forge, home):
    bring = {"do": "import_statement", "home": str(home)}
    before = counted(home, "movement")
    assert forge.run(bring) == [0]
    words = json.loads((home / "said.json").read_text())
    assert counted(home, "movement") == before + len(LINES)
    for n in range(KILLS):
        other = home.parent / f"home-{n}"
        bases.create(other, like=forge.base)
        die_at = 1 + words * n // KILLS
        assert forge.run(bring | {"home": str(other), "die_at": die_at}) == [9]
        there = counted(other, "movement")
        assert there in (before, before + len(LINES)), die_at
        assert counted(other, "sighting") == there
        assert forge.run(bring | {"home": str(other)}) == [0]
        assert counted(other, "movement") == before + len(LINES)
        assert counted(other, "import", "state = 'running'") == 0
        bases.drop(other)
