"""Invoices are contested and colleagues asked while workers are killed, then reminded by two nights at once that are
killed as well: no reminder to the customer after the dispute, and each colleague reads each mail once.

On SQLite, and on PostgreSQL by `tools/postgresql.py`. ARDOISE_SEEDS=30: that many ordeals.
"""

from __future__ import annotations

import json
import random
import signal
from collections import defaultdict

import pytest
from tests import seeds
from tests.channels.sink import listening
from tests.street import bases
from tests.street.test_plans_survive import CUSTOMERS, TOLD, forge  # noqa: F401 - the same company
from tests.street.test_sending_survives import aftermath, drawn_death, note, unharmed

SEEDS = seeds.drawn(2)
LATER = 23 * 86_400  # seconds: past every deadline, on a Wednesday
WORDS = (60, 500)  # at most so many, that a night has said to the database when it dies


def ordeal(forge, home, seed):  # noqa: F811
    """The base and the world, compared; of each message what was told; how far each reminder was when its invoice was
    contested."""
    dice, world = random.Random(seed), home / "world"
    bases.create(home, like=forge.base)
    world.mkdir()
    try:
        with listening(world, chaos=dice.choice((0.0, 0.15)), seed=seed) as port:
            bases.query(home, "UPDATE records_mailserver SET port = %s", port)
            work, night = {"do": "work", "home": str(home)}, {"do": "nudge", "home": str(home), "ahead": LATER}
            dying = [work | {"failpoint": drawn_death(dice)} for _ in range(2)]
            kills = forge.run({"do": "contest", "home": str(home), "seed": seed}, *dying).count(signal.SIGKILL)
            assert forge.run({"do": "recover", "home": str(home), "after": 1}) == [0]
            asked = [work | {"ahead": LATER, "failpoint": drawn_death(dice)}]
            nights = [night | {"die_at": dice.randint(1, dice.choice(WORDS))}, night]
            kills += forge.run(*nights, *asked).count(signal.SIGKILL)
            assert forge.run(night) == [0]
            assert forge.run({"do": "recover", "home": str(home), "after": LATER // 7200}) == [0]
        told, seen = bases.query(home, TOLD), json.loads((home / "seen.json").read_text())
        return aftermath(home, world, kills), told, seen
    finally:
        bases.drop(home)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_to_answer_a_dispute_reads_each_mail_once_and_its_customer_no_reminder(forge, tmp_path, seed):  # noqa: F811
    after, told, seen = ordeal(forge, tmp_path / "home", seed)
    note("resolvers", seed, after)
    assert unharmed(after), after
    assert len(seen) == CUSTOMERS
    early = {code for code, states in seen.items() if not {"sending", "sent", "in_doubt"} & set(states)}
    reached = {code for name, level, _state, code, of in told if level == "friendly" and after.truth[of]}
    assert not reached & early, "reminded after the dispute"
    mails = {code: defaultdict(list) for code in seen}
    for _name, level, state, code, _of in told:
        mails[code][level].append(state)
    for code, levels in mails.items():
        assert levels["resolver_asked"] in (["sent"], ["in_doubt"]), code
        expected = (["sent"], ["in_doubt"]) if levels["resolver_asked"] == ["sent"] else ([],)
        assert levels["resolver_reminded"] in expected, code
