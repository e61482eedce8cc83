"""The same ordeals by the channels of providers: killed anywhere, nothing is taken twice, lost or stuck.

The provider is a real server; it would take a message twice if it were given twice, whatever its key, and says so.
What it knows of a doubt ends the doubt, by asking alone.
"""

from __future__ import annotations

import random
import signal
from collections import Counter
from contextlib import contextmanager

import pytest
from tests import seeds
from tests.channels.providers import standing_in
from tests.street import bases
from tests.street.forge_client import Forge
from tests.street.test_sending_survives import BETWEEN_INTENT_AND_RECEIPT, Aftermath, note, unharmed

from ardoise.channels.failpoints import NAMES

SEEDS = seeds.drawn(2)
WORKERS = (1, 3) if seeds.IS_NIGHT else (3,)
CHANNELS = ("sms", "letter", "registered_letter")


@pytest.fixture(scope="module", params=CHANNELS)
def forge(request, tmp_path_factory):
    """The forge, and the base each run starts from: messages that wait for one channel."""
    home = tmp_path_factory.mktemp("base")
    forge = Forge()
    forge.base, forge.channel = home, request.param
    bases.create(home)
    assert forge.run({"do": "prepare_channel", "home": str(home), "channel": request.param}) == [0]
    yield forge
    bases.drop(home)


@contextmanager
def a_run(forge, home, **habits):
    """A copy of the base, whose messages go to a provider of its own."""
    bases.create(home, like=forge.base)
    try:
        with standing_in(forge.channel, home / "world", **habits) as (port, shelf):
            assert forge.run({"do": "move_provider", "home": str(home), "port": port}) == [0]
            yield shelf
    finally:
        bases.drop(home)


def aftermath(home, shelf, kills):
    truth = Counter(one["key"] for one in shelf.taken())
    states = dict(bases.query(home, "SELECT message_id, state FROM records_message"))
    (told,) = bases.query(home, "SELECT count(*) FROM records_event WHERE verb = 'doubted'")
    return Aftermath(states, truth, kills, told[0])


def suffer(forge, home, shelf, deaths):
    """Workers that die, fresh ones who clear up; then the janitor asks about the doubts."""
    jobs = [{"do": "work", "home": str(home), "failpoint": death} for death in deaths]
    kills = forge.run(*jobs).count(signal.SIGKILL)
    assert forge.run({"do": "recover", "home": str(home)}) == [0]
    before = aftermath(home, shelf, kills)
    assert forge.run({"do": "ask", "home": str(home)}) == [0]
    return before, aftermath(home, shelf, kills)


@pytest.mark.slow
@pytest.mark.parametrize("workers", WORKERS)
@pytest.mark.parametrize("point", NAMES)
def test_a_worker_killed_anywhere_hands_nothing_over_twice(forge, tmp_path, point, workers):
    home, dice = tmp_path / "home", random.Random(f"{point} {workers} {seeds.FIRST}")
    with a_run(forge, home) as shelf:
        deaths = [f"{point}:{dice.randint(1, 2)}" for _ in range(workers)]
        before, after = suffer(forge, home, shelf, deaths)
    assert before.kills >= 1, "nobody was killed: the ordeal proves nothing"
    assert unharmed(before), before
    assert not before.doubts or point in BETWEEN_INTENT_AND_RECEIPT, before
    assert after.truth == before.truth, "asking has sent something"
    assert unharmed(after) and not after.delivered_doubts, after


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_nor_when_the_provider_has_bad_moments(forge, tmp_path, seed):
    """It refuses, is busy, breaks down, drops the line after taking a message."""
    home, dice = tmp_path / "home", random.Random(seed)
    with a_run(forge, home, chaos=0.2, seed=seed, misdeeds=("busy", "refuse", "fail", "drop")) as shelf:
        deaths = [f"{dice.choice(NAMES)}:{dice.randint(1, 3)}" for _ in range(dice.randint(1, 3))]
        before, after = suffer(forge, home, shelf, deaths)
    note(forge.channel, seed, before)
    assert unharmed(before) and unharmed(after), (before, after)
    assert after.truth == before.truth and not after.delivered_doubts, after
