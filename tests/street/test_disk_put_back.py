"""A whole disk put back, database and folder together: one answer to what left since, and nothing is said again."""

from __future__ import annotations

import pytest
from tests.actions.mails import mail
from tests.channels.sink import listening, taken
from tests.sources.mailboxes import serving
from tests.street import bases
from tests.street.forge_client import Forge


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    home = tmp_path_factory.mktemp("evening")
    forge = Forge()
    forge.base = home
    bases.create(home)
    assert forge.run({"do": "prepare", "home": str(home)}) == [0]
    yield forge
    bases.drop(home)


def morning(forge, home, world, box):
    """A worker begins on the disk of the evening, on which everything was approved and nothing had left."""
    bases.create(home, like=forge.base)
    try:
        with listening(world) as port:
            bases.query(home, "UPDATE records_mailserver SET port = %s", port)
            assert forge.run({"do": "hear", "home": str(home), "port": box.port}) == [0]
            assert forge.run({"do": "work", "home": str(home)}) == [0]
        return bases.query(home, "SELECT COUNT(*) FROM records_event WHERE verb = 'missed_message'")[0][0]
    finally:
        bases.drop(home)


@pytest.mark.slow
def test_one_answer_in_the_mailbox_keeps_a_disk_put_back_from_saying_all_again(forge, tmp_path):
    world = tmp_path / "world"
    world.mkdir()
    with serving() as box:
        assert morning(forge, tmp_path / "first", world, box) == 0
        left = [letter["Message-ID"] for letter in taken(world)]
        assert left and len(left) == len(set(left))
        assert morning(forge, tmp_path / "unheard", world, box) == 0
        assert len(taken(world)) == 2 * len(left), "nothing tells it, and docs/explanation/outbox.md says so"
        box.put(mail("Bien reçu", In_Reply_To=left[0]))
        assert morning(forge, tmp_path / "heard", world, box) == 1
        assert len(taken(world)) == 2 * len(left)
