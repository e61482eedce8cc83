"""Workers are killed at every named place on the way out: nothing is sent twice, lost or stuck, and doubt is shown.

More seeds: ARDOISE_KILL_SEEDS=30. The controls are three designs in common use; a harness that
doesn't catch them proves nothing.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.channels.sink import listening, taken
from tests.street.forge_client import Forge, query

from ardoise.channels.failpoints import NAMES

SEEDS = range(int(os.environ.get("ARDOISE_KILL_SEEDS", "1")))
ENDED = {"sent", "in_doubt", "failed", "suppressed"}
BETWEEN_INTENT_AND_RECEIPT = {"intent", "data", "dot", "got250", "presend"}


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    """The forge, and the base each run starts from."""
    home = tmp_path_factory.mktemp("base")
    forge = Forge(home)
    forge.base = home
    assert forge.run({"do": "prepare", "home": str(home)}) == [0]
    yield forge
    forge.close()


@dataclass(frozen=True)
class Aftermath:
    """What the database says and what the world has."""

    states: dict[str, str]  # message_id → state
    truth: Counter
    kills: int

    @property
    def duplicates(self) -> int:
        return sum(count - 1 for count in self.truth.values())

    @property
    def lost(self) -> int:
        return sum(state == "sent" and not self.truth[name] for name, state in self.states.items())

    @property
    def stuck(self) -> int:
        return sum(state not in ENDED for state in self.states.values())

    @property
    def unknown(self) -> int:
        """Delivered, and the database neither says so nor doubts."""
        return sum(self.states[name] not in ("sent", "in_doubt") for name in self.truth)

    @property
    def doubts(self) -> int:
        return sum(state == "in_doubt" for state in self.states.values())


def ordeal(forge, home: Path, design: str, workers: int, point: str, seed: int, chaos: float = 0.0) -> Aftermath:
    """Workers of a design are killed at a place; fresh ones clear up; the base and the world are compared."""
    dice = random.Random(f"{design} {workers} {point} {seed}")
    shutil.copytree(forge.base, home)
    world = home / "world"
    world.mkdir()
    with listening(world, chaos=chaos, seed=seed) as port:
        query(home, "UPDATE records_mailserver SET port = ?", port)
        jobs = [
            {"do": design, "home": str(home), "failpoint": f"{point}:{dice.randint(1, 3 if workers == 1 else 2)}"}
            for _ in range(workers)
        ]
        statuses = forge.run(*jobs)
        clearing = "recover" if design == "work" else design
        assert forge.run({"do": clearing, "home": str(home), "ahead": 7200})[0] in (0, 256)
    truth = Counter(str(mail["Message-ID"]) for mail in taken(world))
    states = dict(query(home, "SELECT message_id, state FROM records_message"))
    return Aftermath(states, truth, statuses.count(signal.SIGKILL))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("point", NAMES)
def test_a_worker_killed_anywhere_sends_nothing_twice_and_loses_nothing(forge, tmp_path, point, workers, seed):
    after = ordeal(forge, tmp_path / "home", "work", workers, point, seed)
    assert after.kills >= 1, "nobody was killed: the ordeal proves nothing"
    assert (after.duplicates, after.lost, after.stuck, after.unknown) == (0, 0, 0, 0), after
    assert after.doubts <= after.kills
    assert not after.doubts or point in BETWEEN_INTENT_AND_RECEIPT, after


@pytest.mark.slow
@pytest.mark.parametrize("point", ["claimed", "rcpt", "preintent", "intent", "data"])
def test_a_worker_that_slept_past_its_lease_sends_nothing_when_it_wakes(forge, tmp_path, point):
    """Others took its message over, and a person had the doubt sent again, before the machine came back."""
    home, world = tmp_path / "home", tmp_path / "home" / "world"
    shutil.copytree(forge.base, home)
    world.mkdir()
    with listening(world) as port:
        query(home, "UPDATE records_mailserver SET port = ?", port)
        (status,) = forge.run({"do": "work", "home": str(home), "failpoint": f"{point}:2:freeze"})
        assert os.WIFSTOPPED(status)
        assert forge.run({"do": "recover", "home": str(home)}) == [0]
        assert forge.run({"do": "resend", "home": str(home)}) == [0]
        (home / "slept").write_text("7200")
        forge.run("thaw")
    truth = Counter(str(mail["Message-ID"]) for mail in taken(world))
    assert set(truth.values()) == {1}
    assert set(dict(query(home, "SELECT message_id, state FROM records_message")).values()) == {"sent"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("point", ["intent", "dot", "presend"])
def test_nor_when_the_server_has_bad_moments(forge, tmp_path, point, seed):
    after = ordeal(forge, tmp_path / "home", "work", 4, point, seed, chaos=0.15)
    assert (after.duplicates, after.lost, after.stuck, after.unknown) == (0, 0, 0, 0), after


@pytest.mark.slow
@pytest.mark.parametrize(
    ("design", "workers", "point", "harm"),
    [
        ("naive", 1, "got250", "duplicates"),
        ("naive", 4, "presend", "duplicates"),
        ("lease", 1, "presend", "duplicates"),
        ("mark_first", 1, "connected", "lost"),
    ],
)
def test_the_harness_catches_the_designs_in_common_use(forge, tmp_path, design, workers, point, harm):
    assert getattr(ordeal(forge, tmp_path / "home", design, workers, point, 0), harm) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_payment_committed_before_the_intent_suppresses_the_reminder(forge, tmp_path, seed):
    """Payers and senders race; each payment notes, in its own transaction, whether the intent was there first."""
    home, world = tmp_path / "home", tmp_path / "home" / "world"
    shutil.copytree(forge.base, home)
    world.mkdir()
    with listening(world) as port:
        query(home, "UPDATE records_mailserver SET port = ?", port)
        work = {"do": "work", "home": str(home)}
        assert forge.run(work, work, {"do": "pay", "home": str(home), "seed": seed}) == [0, 0, 0]
    reached = {mail["To"].split("@")[0].upper() for mail in taken(world)}
    seen = json.loads((home / "seen.json").read_text())
    in_time = {code for code, state in seen.items() if state not in ("sending", "sent")}
    assert reached & in_time == set()
    assert reached | in_time == set(seen)
