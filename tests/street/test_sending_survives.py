"""Workers are killed at every named place on the way out: nothing is sent twice, lost or stuck, and doubt is shown.

On SQLite, and on PostgreSQL by `tools/postgresql.py`. ARDOISE_SEEDS=300: that many ordeals drawn by their seed, from
ARDOISE_FIRST_SEED on; ARDOISE_FIGURES=file keeps a line of figures of each. The controls are three designs in common
use; a harness that doesn't catch them proves nothing.
"""

from __future__ import annotations

import json
import os
import random
import signal
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests import seeds
from tests.channels.sink import listening, taken
from tests.street import bases
from tests.street.forge_client import ENDED, Forge

from ardoise.channels.failpoints import NAMES

SEEDS = seeds.drawn(3)
HARMS = ("duplicates", "lost", "stuck", "unknown", "untold", "torn")
BETWEEN_INTENT_AND_RECEIPT = {"intent", "data", "dot", "got250", "presend"}


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    """The forge, and the base each run starts from."""
    home = tmp_path_factory.mktemp("base")
    forge = Forge()
    forge.base = home
    bases.create(home)
    assert forge.run({"do": "prepare", "home": str(home)}) == [0]
    yield forge
    bases.drop(home)


@dataclass(frozen=True)
class Aftermath:
    """What the database says and what the world has."""

    states: dict[str, str]  # message_id → state
    truth: Counter
    kills: int
    told: int  # doubts the trail tells of
    carriers: dict[str, str] = field(
        default_factory=dict
    )  # message_id → that of the message it leaves in, of those that leave in another

    @property
    def duplicates(self) -> int:
        return sum(count - 1 for count in self.truth.values())

    @property
    def lost(self) -> int:
        return sum(
            state == "sent" and not self.truth[self.carriers.get(name, name)] for name, state in self.states.items()
        )

    @property
    def torn(self) -> int:
        """Not in the state of the message they leave in, or delivered beside it."""
        return sum(self.states[name] != self.states[of] or name in self.truth for name, of in self.carriers.items())

    @property
    def stuck(self) -> int:
        return sum(state not in ENDED for state in self.states.values())

    @property
    def unknown(self) -> int:
        """Delivered, and the database neither says so nor doubts."""
        return sum(self.states[name] not in ("sent", "in_doubt") for name in self.truth)

    @property
    def doubts(self) -> int:
        return sum(state == "in_doubt" and name not in self.carriers for name, state in self.states.items())

    @property
    def delivered_doubts(self) -> int:
        """What a design that tried again by itself would have sent twice."""
        return sum(state == "in_doubt" and self.truth[name] for name, state in self.states.items())

    @property
    def untold(self) -> int:
        """Doubts the trail says nothing of."""
        return max(0, self.doubts - self.told)


@contextmanager
def a_run(forge, home: Path, **habits):
    """A copy of the base, whose messages go to a server of its own; the server's folder is the world."""
    bases.create(home, like=forge.base)
    world = home / "world"
    world.mkdir()
    try:
        with listening(world, **habits) as port:
            bases.query(home, "UPDATE records_mailserver SET port = %s", port)
            yield world
    finally:
        bases.drop(home)


def aftermath(home: Path, world: Path, kills: int) -> Aftermath:
    """The base and the world, compared."""
    truth = Counter(str(mail["Message-ID"]) for mail in taken(world))
    states = dict(bases.query(home, "SELECT message_id, state FROM records_message"))
    carried = (
        """SELECT m.message_id, c.message_id FROM records_message m JOIN records_message c ON c.id = m.carrier_id"""
    )
    carriers = dict(bases.query(home, carried))
    (told,) = bases.query(home, "SELECT count(*) FROM records_event WHERE verb = 'doubted'")
    return Aftermath(states, truth, kills, told[0], carriers)


def ordeal(forge, home: Path, design: str, workers: int, point: str, chaos: float = 0.0) -> Aftermath:
    """Workers of a design are killed at a place; fresh ones clear up."""
    dice = random.Random(f"{design} {workers} {point} {seeds.FIRST if design == 'work' else 0}")
    with a_run(forge, home, chaos=chaos) as world:
        times = [dice.randint(1, 3 if workers == 1 else 2) for _ in range(workers)]
        jobs = [{"do": design, "home": str(home), "failpoint": f"{point}:{n}"} for n in times]
        kills = forge.run(*jobs).count(signal.SIGKILL)
        clearing = "recover" if design == "work" else design
        assert forge.run({"do": clearing, "home": str(home), "ahead": 7200})[0] in (0, 256)
        return aftermath(home, world, kills)


def drawn_ordeal(forge, home: Path, seed: int) -> Aftermath:
    """How many workers, where each dies, how the server behaves: all drawn; a second wave dies as well."""
    dice = random.Random(seed)
    with a_run(forge, home, chaos=dice.choice((0.0, 0.15)), seed=seed) as world:
        kills = 0
        for wave in range(2):
            jobs = [
                {"do": "work", "home": str(home), "ahead": wave * 7200, "failpoint": drawn_death(dice)}
                for _ in range(dice.randint(1, 4))
            ]
            kills += forge.run(*jobs).count(signal.SIGKILL)
        assert forge.run({"do": "recover", "home": str(home), "after": 2}) == [0]
        after = aftermath(home, world, kills)
    note("email", seed, after)
    return after


def drawn_death(dice: random.Random) -> str:
    return f"{dice.choice(NAMES)}:{dice.randint(1, 3)}"


def note(kind: str, seed: int, after: Aftermath) -> None:
    """A line of figures, where one is asked for."""
    if place := os.environ.get("ARDOISE_FIGURES"):
        figures = {name: getattr(after, name) for name in ("kills", "doubts", "delivered_doubts", *HARMS)}
        with Path(place).open("a") as out:
            out.write(json.dumps({"engine": bases.ENGINE, "kind": kind, "seed": seed} | figures) + "\n")


def unharmed(after: Aftermath) -> bool:
    return not any(getattr(after, harm) for harm in HARMS)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("point", NAMES)
def test_a_worker_killed_anywhere_sends_nothing_twice_and_loses_nothing(forge, tmp_path, point, workers):
    after = ordeal(forge, tmp_path / "home", "work", workers, point)
    note(f"{point} {workers}", seeds.FIRST, after)
    assert after.kills >= 1, "nobody was killed: the ordeal proves nothing"
    assert unharmed(after), after
    assert after.doubts <= after.kills
    assert not after.doubts or point in BETWEEN_INTENT_AND_RECEIPT, after


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_nor_do_several_that_die_anywhere_twice_over_while_the_server_has_bad_moments(forge, tmp_path, seed):
    after = drawn_ordeal(forge, tmp_path / "home", seed)
    assert unharmed(after), after


REGATHERING = ("claimed:2", "preintent:2", "regathered:1", "preintent:7", "intent:6", "dot:6", "got250:6", "presend:6")


@pytest.mark.slow
@pytest.mark.parametrize("is_planned", [False, True])
@pytest.mark.parametrize("place", REGATHERING)
def test_where_an_account_drops_out_after_midnight_the_rest_leaves_once_or_waits_to_be_approved(
    forge, tmp_path, place, is_planned
):
    """C3 reads one message for itself, C1 and C2; C1 pays. Who prepares the rest anew is killed at that place."""
    home, day = tmp_path / "home", 86_400
    with a_run(forge, home) as world:
        assert forge.run({"do": "overnight", "home": str(home), "is_planned": is_planned}) == [0]
        kills = forge.run({"do": "work", "home": str(home), "ahead": day, "failpoint": place}).count(signal.SIGKILL)
        assert forge.run({"do": "recover", "home": str(home), "after": 12}) == [0]
        after = aftermath(home, world, kills)
        read = [str(mail) for mail in taken(world) if mail["To"] == "c3@client.example"]
        codes = """SELECT c.code, m.state FROM records_message m JOIN records_customer c ON c.id = m.customer_id"""
        said = dict(bases.query(home, codes))
        waiting = """SELECT c.code FROM records_proposal p JOIN records_customer c ON c.id = p.customer_id
            WHERE p.run_id = (SELECT max(id) FROM records_run) AND NOT EXISTS
            (SELECT 1 FROM records_approval a WHERE a.proposal_id = p.id)"""
        listed = {code for (code,) in bases.query(home, waiting)}
    assert kills == 1, "nobody was killed: the ordeal proves nothing"
    assert unharmed(after), after
    assert "C1" not in said and all("Client 1" not in mail for mail in read)
    if place.startswith("regathered"):
        assert not read and not {"C2", "C3"} & set(said) and {"C2", "C3"} <= listed
    else:
        assert len(read) <= 1 and said["C2"] == said["C3"] and not listed & {"C2", "C3"}
        assert said["C3"] == ("in_doubt" if place.split(":")[0] in BETWEEN_INTENT_AND_RECEIPT else "sent")
        assert all("Client 2" in mail for mail in read)


@pytest.mark.slow
@pytest.mark.parametrize("point", ["claimed", "rcpt", "preintent", "intent", "data"])
def test_a_worker_that_slept_past_its_lease_sends_nothing_when_it_wakes(forge, tmp_path, point):
    """Others took its message over, and a person had the doubt sent again, before the machine came back."""
    home = tmp_path / "home"
    with a_run(forge, home) as world:
        (status,) = forge.run({"do": "work", "home": str(home), "failpoint": f"{point}:2:freeze"})
        assert os.WIFSTOPPED(status)
        assert forge.run({"do": "recover", "home": str(home)}) == [0]
        assert forge.run({"do": "resend", "home": str(home)}) == [0]
        (home / "slept").write_text("7200")
        forge.run("thaw")
        after = aftermath(home, world, 0)
    assert set(after.truth.values()) == {1}
    assert set(after.states.values()) == {"sent"}


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
    assert getattr(ordeal(forge, tmp_path / "home", design, workers, point), harm) > 0
