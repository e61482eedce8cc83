"""The third party's cash application problems, and its pairs of names."""

from __future__ import annotations

import csv

import pytest
from tests.cast import REALDATA

from ardoise.cli.problems import measured
from ardoise.engine.ledger import book_of
from ardoise.engine.reconciliation import replay
from ardoise.engine.reconciliation.names import likeness
from ardoise.engine.reconciliation.payers import LIKE
from ardoise.formats import files, problems

CASHAPP = REALDATA / "cashapp"
PROBLEMS = sorted(CASHAPP.rglob("problems/*.json"))
PAIRS = sorted(CASHAPP.rglob("test_data.v5-128pairs.csv"))


@pytest.mark.skipif(not PROBLEMS, reason="../shared/realdata/cashapp is absent")
@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_applications_of_the_third_party_are_found_without_one_error(path):
    document = measured(problems.read(path))
    assert document["applications"]["f1"] >= 0.98
    assert document["applications"]["precision"] == document["automatic"]["precision"] == 1.0


@pytest.mark.skipif(not PAIRS, reason="../shared/realdata/cashapp is absent")
def test_no_two_firms_are_taken_for_one_by_their_names():
    with PAIRS[0].open(encoding="utf-8-sig") as stream:
        pairs = [row for row in csv.reader(stream) if row[2] in ("0", "1")]
    told_alike = [pair for pair in pairs if likeness(pair[0], pair[1]) >= LIKE]
    assert not [pair for pair in told_alike if pair[2] == "0"]
    assert len(told_alike) >= 0.6 * sum(pair[2] == "1" for pair in pairs)


QUADRA = REALDATA / "fec" / "quadra_half_lettered.txt"


@pytest.mark.skipif(not QUADRA.is_file(), reason=f"the ledger is absent: {QUADRA}")
@pytest.mark.parametrize(("by_name", "wrong", "least", "sound"), [(False, 0, 0.72, 0.978), (True, 1, 0.51, 0.97)])
def test_what_is_applied_by_itself_on_a_real_ledger_is_what_its_book_keeper_did(by_name, wrong, least, sound):
    told = replay(book_of(files.read(QUADRA).entries), by_name)
    assert told.automatic.proposed - told.automatic.sound <= wrong
    assert told.automatic.proposed > least * told.every.payments
    assert told.every.sound >= sound * told.every.proposed
