"""Payers and senders race: what was paid before a reminder's intent gets none.

On SQLite, and on PostgreSQL by `tools/postgresql.py`. ARDOISE_SEEDS=30: that many races.
"""

from __future__ import annotations

import json

import pytest
from tests import seeds
from tests.channels.sink import listening, taken
from tests.street import bases
from tests.street.forge_client import Forge

SEEDS = seeds.drawn(2)
INVOICES = 120
PAYERS, SENDERS = 2, 2
CARRIED = """SELECT c.code FROM records_message m JOIN records_customer c ON c.id = m.customer_id
    WHERE m.carrier_id IS NOT NULL AND m.state = 'sent'"""
"""Who was reached in the one message to the head of their group."""


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    home = tmp_path_factory.mktemp("raced")
    forge = Forge()
    forge.base = home
    bases.create(home)
    assert forge.run({"do": "prepare", "home": str(home), "count": INVOICES}) == [0]
    yield forge
    bases.drop(home)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_payment_committed_before_the_intent_suppresses_the_reminder(forge, tmp_path, seed):
    """Each payment notes, in its own act, whether the intent was there first."""
    home, world = tmp_path / "home", tmp_path / "home" / "world"
    bases.create(home, like=forge.base)
    world.mkdir()
    work = {"do": "work", "home": str(home)}
    pay = {"do": "pay", "home": str(home), "seed": seed, "payers": PAYERS}
    with listening(world) as port:
        bases.query(home, "UPDATE records_mailserver SET port = %s", port)
        jobs = [*[work] * SENDERS, *[pay | {"payer": payer} for payer in range(PAYERS)]]
        assert forge.run(*jobs) == [0] * len(jobs)
    carried = bases.query(home, CARRIED)
    bases.drop(home)
    reached = [mail["To"].split("@")[0].upper() for mail in taken(world)] + [code for (code,) in carried]
    seen = {}
    for payer in range(PAYERS):
        seen |= json.loads((home / f"seen-{payer}.json").read_text())
    in_time = {code for code, state in seen.items() if state not in ("sending", "sent")}
    assert len(seen) == INVOICES and len(reached) == len(set(reached))
    assert set(reached) & in_time == set()
    assert set(reached) | in_time == set(seen)
