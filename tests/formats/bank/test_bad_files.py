"""Whatever happened to a bank's file, reading it ends, says why, and never in an exception."""

from __future__ import annotations

import time

import polars as pl
import pytest
from tests.formats.bank.mutations import mutated, put, samples

from ardoise.domain.bank import MOVEMENT_KINDS, MOVEMENTS, STATEMENTS
from ardoise.formats import bank, files

SEEDS = 400
SECONDS_MAX = 60


@pytest.fixture(scope="module")
def originals():
    return samples()


@pytest.mark.parametrize("block", range(8))
def test_a_file_gone_wrong_is_read_to_its_end_or_refused_with_a_sentence(tmp_path, originals, block):
    """As `ardoise read` does: a bank's file by the readers of banks, anything else by those of ledgers too."""
    for seed in range(block, SEEDS, 8):
        path = put(tmp_path, seed, mutated(seed, originals))
        began = time.perf_counter()
        is_a_banks = bank.is_statement(path)
        reading = (bank if is_a_banks else files).read(path)
        assert time.perf_counter() - began < SECONDS_MAX, seed
        assert reading.is_readable or any(problem.is_fatal for problem in reading.problems), seed
        assert all(problem.message.strip() for problem in reading.problems), seed
        check(reading if is_a_banks else bank.read(path), seed)


def check(reading, seed):
    """What holds of every reading, whatever was read."""
    assert dict(zip(reading.movements.columns, reading.movements.dtypes, strict=True)) == dict(
        pl.DataFrame(schema=MOVEMENTS).schema
    ), seed
    assert reading.statements.columns == list(STATEMENTS), seed
    assert reading.statements.get_column("statement").to_list() == list(range(reading.statements.height)), seed
    assert set(reading.movements.get_column("statement")) <= set(range(reading.statements.height)), seed
    assert reading.movements.get_column("statement").is_sorted(), seed
    assert set(reading.movements.get_column("kind")) <= set(MOVEMENT_KINDS), seed
    assert reading.movements.get_column("amount_cents").null_count() == 0, seed
    assert reading.movements.get_column("line").null_count() == 0, seed
    if not reading.is_readable:
        assert reading.movements.is_empty() and reading.statements.is_empty(), seed
