"""Who writes of a company holds the company first: else two acts on PostgreSQL wait for each other in a ring."""

from __future__ import annotations

from pathlib import Path

ACTIONS = Path(__file__).parents[2] / "src" / "ardoise" / "actions"
OF_THEIR_OWN = {
    "events.py": "the act itself",
    "installation.py": "of the installation, under a lock of its own",
    "work.py": "a row of the queue, and nothing else",
    "companies.py": "a company that is being made, a person who joins it, or the company's own row held first",
    "sending/claiming.py": "a message is claimed, and nothing else; rows held by others are left out",
    "sending/intending.py": "the intent holds the company first, and reads it as it is",
}
"""File → why its transaction needs no `events.act`."""


def test_every_act_holds_its_company_first():
    for path in sorted(ACTIONS.rglob("*.py")):
        name = path.relative_to(ACTIONS).as_posix()
        opens = "transaction.atomic" in path.read_text()
        assert not opens or name in OF_THEIR_OWN, (
            f"{name} opens a transaction by itself: write `with events.act(company):`, which holds the company first"
        )


def test_no_exception_outlives_its_reason():
    for name in OF_THEIR_OWN:
        assert "transaction.atomic" in (ACTIONS / name).read_text(), name
