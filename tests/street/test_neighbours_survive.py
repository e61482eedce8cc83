"""Killed anywhere, two companies that face one debtor contact him once, and two who post letters post each once.

On SQLite, and on PostgreSQL by `tools/postgresql.py`, where nothing but the lock of the debtor keeps two workers of
two companies from looking at the same time.
"""

from __future__ import annotations

import json
import random
import signal
from collections import Counter, defaultdict

import pytest
from tests import seeds
from tests.channels.sink import listening, taken
from tests.street import bases
from tests.street.forge_client import Forge
from tests.street.neighbours import COMPANIES
from tests.street.test_sending_survives import Aftermath, aftermath, drawn_death, note, unharmed

SEEDS = seeds.drawn(1)
WORDS = (40, 600)  # at most so many, that a person's program has said to the database when it dies


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    yield from bases_of(tmp_path_factory, {"do": "prepare_debtors"})


@pytest.fixture(scope="module")
def printers(tmp_path_factory):
    yield from bases_of(tmp_path_factory, {"do": "prepare_channel", "channel": "letter", "way": "print"})


def bases_of(tmp_path_factory, prepare):
    """The forge, and the base each run starts from."""
    home = tmp_path_factory.mktemp("base")
    forge = Forge()
    forge.base = home
    bases.create(home)
    assert forge.run(prepare | {"home": str(home)}) == [0]
    yield forge
    bases.drop(home)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_companies_that_face_one_debtor_contact_him_once_whoever_dies(forge, tmp_path, seed):
    """Of the messages to a debtor one has left, or may have; he is not forgotten either."""
    dice, home, world = random.Random(seed), tmp_path / "home", tmp_path / "home" / "world"
    bases.create(home, like=forge.base)
    world.mkdir()
    with listening(world, chaos=dice.choice((0.0, 0.15)), seed=seed) as port:
        bases.query(home, "UPDATE records_mailserver SET port = %s", port)
        workers = [company for company in COMPANIES for _ in range(dice.randint(1, 2))]
        deaths = [drawn_death(dice) if dice.random() < 0.7 else "" for _ in workers]
        jobs = [
            {"do": "work", "home": str(home), "company": c, "failpoint": d}
            for c, d in zip(workers, deaths, strict=True)
        ]
        kills = forge.run(*jobs).count(signal.SIGKILL)
        assert forge.run({"do": "recover", "home": str(home), "after": 2}) == [0]
        after = aftermath(home, world, kills)
    reached = Counter(mail["To"].split("@")[0][-9:] for mail in taken(world))
    standing = defaultdict(Counter)
    for recipient, state in bases.query(home, "SELECT recipient, state FROM records_message"):
        standing[recipient.split("@")[0][-9:]][state] += 1
    bases.drop(home)
    note("debtors", seed, after)
    assert unharmed(after), after
    assert set(reached.values()) <= {1}, reached
    assert all(states["sent"] + states["in_doubt"] == 1 for states in standing.values()), standing


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_letters_in_a_batch_are_posted_once_whoever_dies_printing_or_posting(printers, tmp_path, seed):
    dice, home = random.Random(seed), tmp_path / "home"
    bases.create(home, like=printers.base)
    work, person = {"do": "work", "home": str(home)}, {"do": "post_letters", "home": str(home)}
    jobs = [work | {"failpoint": drawn_death(dice)} for _ in range(2)]
    dying = [person | {"die_at": dice.randint(1, dice.choice(WORDS))} for _ in range(4)]
    kills = printers.run(*jobs, *dying[:2]).count(signal.SIGKILL)
    assert printers.run({"do": "work", "home": str(home), "ahead": 7200}) == [0]
    kills += printers.run(*dying[2:]).count(signal.SIGKILL)
    assert printers.run(person, person) == [0, 0] and printers.run(person) == [0]
    states = dict(bases.query(home, "SELECT id, state FROM records_message"))
    posted = Counter(key for (key,) in bases.query(home, "SELECT object_id FROM records_event WHERE verb = 'posted'"))
    told = [json.loads(bytes(content))["after"]["messages"] for (content,) in bases.query(
        home, "SELECT content FROM records_event WHERE verb = 'posted_batch'")]  # fmt: skip
    open_batches = bases.query(home, "SELECT count(*) FROM records_printbatch WHERE posted_on IS NULL")[0][0]
    bases.drop(home)
    left = {str(key): state for key, state in states.items()}
    note("letters", seed, Aftermath(left, Counter({str(key): times for key, times in posted.items()}), kills, 0))
    assert set(states.values()) == {"sent"} and open_batches == 0
    assert posted == Counter(dict.fromkeys(states, 1)) and sum(told) == len(states)
