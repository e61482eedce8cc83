"""Fiscal years come in one after another, in any order, and a process may be killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.actions.fecs import bring, opening, receipt, sale, write
from tests.cli import terminal
from tests.street import bases
from tests.street.forge_client import Forge

from ardoise.actions import ledger
from ardoise.records.models import Company

CODES = ("MARTIN", "DURAND")
DAYS = [date(year, month, 20) for year in (2024, 2025, 2026) for month in (1, 6, 12)]


@st.composite
def firms(draw):
    """Three fiscal years of two customers: each invoice open, or paid in its year or a later one; openings tell again
    what is still open; letters start over every year; in some years nobody buys or pays anything."""
    years: dict[int, list] = {year: steady(year) if draw(st.booleans()) else [] for year in (2024, 2025, 2026)}
    for number in range(draw(st.integers(1, 6))):
        code, sold = draw(st.sampled_from(CODES)), draw(st.integers(2024, 2026))
        paid = draw(st.one_of(st.none(), st.integers(sold, 2026)))
        cents = draw(st.sampled_from((100, 250, 999)))
        letter = chr(ord("A") + number) if paid else ""
        for year in range(sold, (paid or 2026) + 1):
            tell = sale if year == sold else opening
            day = f"{year}-02-{number + 1:02d}" if year == sold else f"{year}-01-01"
            years[year].append(tell(f"F{number}", code, day, cents, letter if year == paid else ""))
        if paid:
            years[paid].append(receipt(f"R{number}", code, f"{paid}-03-{number + 1:02d}", cents, letter))
    return {year: lines for year, lines in years.items() if lines}


def steady(year):
    """What most years have: something sold and paid."""
    return [
        sale(f"S{year}", "PETIT", f"{year}-05-02", 4000, "Z"),
        receipt(f"P{year}", "PETIT", f"{year}-06-02", 4000, "Z"),
    ]


def owed(firm, day):
    """What a person would count: invoices sold by then and not yet paid."""
    told: dict[str, int] = {}
    for lines in firm.values():
        for line in lines:
            if line.journal != "AN" and date.fromisoformat(line.on) <= day:
                told[line.customer] = told.get(line.customer, 0) + line.cents
    return {code: cents for code, cents in told.items() if cents}


@pytest.fixture(autouse=True)
def received(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(firm=firms(), chance=st.randoms(use_true_random=False))
def test_years_imported_in_any_order_give_the_same_book_and_tell_no_opening_twice(tmp_path, firm, chance):
    paths = [write(tmp_path / f"{year}.txt", *lines) for year, lines in firm.items()]
    told = []
    for order in (paths, chance.sample(paths, len(paths))):
        company = Company.objects.create(name="Essai")
        for path in order:
            assert bring(company, path).state == "done"
        told.append([balances(company, day) for day in DAYS])
    assert all(one == told[0] for one in told)
    assert told[0] == [owed(firm, day) for day in DAYS]


@pytest.mark.django_db
def test_a_year_without_movement_does_not_double_the_next_opening(tmp_path):
    firm = {
        2024: [sale("F1", "MARTIN", "2024-03-10", 100)],
        2025: [opening("F1", "MARTIN", "2025-01-01", 100)],
        2026: [opening("F1", "MARTIN", "2026-01-01", 100)],
    }
    paths = [write(tmp_path / f"{year}.txt", *lines) for year, lines in firm.items()]
    for order in permutations(paths):
        company = Company.objects.create(name="Essai")
        for path in order:
            assert bring(company, path).state == "done"
        assert [balances(company, day) for day in DAYS[1:]] == [{"MARTIN": 100}] * (len(DAYS) - 1)


@pytest.mark.django_db
def test_a_short_year_after_another_opening_of_the_same_file_doubles_nothing(tmp_path):
    """Martin's firm closes in September, then again in December: three openings in one file."""
    lines = [
        opening("F1", "MARTIN", "2024-01-01", 700),
        sale("F2", "DURAND", "2024-02-01", 500),
        opening("F1", "MARTIN", "2024-10-01", 700),
        opening("F2", "DURAND", "2024-10-01", 500),
        receipt("R3", "MARTIN", "2024-11-10", 700),
        opening("F2", "DURAND", "2025-01-01", 500),
        opening("F1", "MARTIN", "2025-01-01", 700),
        opening("R3", "MARTIN", "2025-01-01", -700),
    ]
    company = Company.objects.create(name="Essai")
    assert bring(company, write(tmp_path / "three.txt", *lines)).state == "done"
    assert balances(company, date(2024, 10, 20)) == {"MARTIN": 700, "DURAND": 500}
    assert balances(company, date(2025, 6, 20)) == {"DURAND": 500}


def balances(company, day):
    """Customer → cents open."""
    items = ledger.items(company, day).group_by("customer").agg(open_cents=ledger.pl.col("open_cents").sum())
    return {code: cents for code, cents in items.sort("customer").iter_rows() if cents}


@pytest.mark.django_db
def test_files_of_different_sources_in_any_order_give_the_same_book(tmp_path):
    paths = {
        "shop": write(tmp_path / "shop.txt", sale("F1", "MARTIN", "2025-01-10", 100, "A"),
                      receipt("R1", "MARTIN", "2025-01-20", 100, "A")),
        "web": write(tmp_path / "web.txt", sale("F1", "MARTIN", "2025-01-10", 100),
                     sale("F2", "MARTIN", "2025-01-11", 70, "A"), receipt("R2", "MARTIN", "2025-02-20", 70, "A")),
    }  # fmt: skip
    for order in permutations(paths):
        company = Company.objects.create(name="Essai")
        for source in order:
            assert bring(company, paths[source], source=source, other_ledger=True).state == "done"
        items = ledger.items(company, date(2025, 12, 31)).select("document", "open_cents").rows()
        assert items == [("F1", 100)]


def at_home(home):
    return os.environ | {"ARDOISE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "ardoise.settings"}


@pytest.mark.slow
def test_two_imports_at_once_come_in_one_after_the_other(home, tmp_path):
    paths = [
        write(tmp_path / f"{n}.txt", *[sale(f"F{n}-{i}", "MARTIN", "2025-01-10", cents) for i, cents in amounts])
        for n, amounts in enumerate((list(enumerate(range(100, 300))), list(enumerate(range(1100, 1300)))))
    ]
    commands = [[sys.executable, "-m", "ardoise.cli", "import", str(path), "--source", "compta"] for path in paths * 2]
    started = [subprocess.Popen(c, env=at_home(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE) for c in commands]
    for process in started:
        _out, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
    assert counts(home) == (400, 1, 4)
    verify = terminal.ardoise("verify", home=home)
    assert verify.returncode == 0, verify.stdout


@pytest.mark.slow
def test_an_import_that_waits_is_carried_out_by_the_worker_once(forge, home, tmp_path):
    path = write(tmp_path / "2025.txt", sale("F1", "MARTIN", "2025-01-10", 100))
    assert forge.run({"do": "queue_ledger", "home": str(home), "path": str(path)}) == [0]
    assert counts(home) == (0, 0, 0)
    for _ in range(2):
        work = terminal.ardoise("work", "--once", home=home)
        assert work.returncode == 0, work.stderr
        assert counts(home) == (1, 1, 1)


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    """A fresh installation with one company, in a database file of its own; killed workers come from the forge."""
    forge = Forge()
    forge.base = tmp_path_factory.mktemp("installed")
    bases.create(forge.base)
    assert forge.run({"do": "found", "home": str(forge.base)}) == [0]
    return forge


@pytest.fixture
def home(forge, tmp_path):
    bases.create(tmp_path / "home", like=forge.base)
    return tmp_path / "home"


@pytest.mark.slow
def test_an_import_killed_anywhere_leaves_nothing_half_written_and_can_be_done_again(forge, home, tmp_path):
    path = write(tmp_path / "2025.txt", *[sale(f"F{n}", "MARTIN", "2025-01-10", 100 + n) for n in range(300)])
    for point in ("reading", "customers", "entries", "changes", "finish"):
        killed = {"do": "import_ledger", "home": str(home), "path": str(path), "killed_after": point}
        assert forge.run(killed) == [signal.SIGKILL]
        assert counts(home) == (0, 0, 0)
    again = terminal.ardoise("import", path, "--source", "compta", home=home)
    assert again.returncode == 0, again.stderr
    assert counts(home) == (300, 1, 1)
    work = terminal.ardoise("work", "--once", home=home)
    assert work.returncode == 0, work.stderr
    with sqlite3.connect(home / "ardoise.sqlite3") as database:
        states = database.execute("SELECT state, count(*) FROM records_import GROUP BY state").fetchall()
    assert dict(states) == {"done": 1, "failed": 5}
    verify = terminal.ardoise("verify", home=home)
    assert verify.returncode == 0, verify.stdout


def counts(home):
    """Entries, customers and imports told as done in the database of that home."""
    with sqlite3.connect(home / "ardoise.sqlite3") as database:
        queries = (
            "SELECT count(*) FROM records_entry",
            "SELECT count(*) FROM records_customer",
            "SELECT count(*) FROM records_event WHERE verb = 'imported'",
        )
        return tuple(database.execute(query).fetchone()[0] for query in queries)


@pytest.mark.slow
def test_a_disk_that_is_full_fails_the_import_with_a_sentence_and_keeps_nothing(forge, home, tmp_path):
    path = write(tmp_path / "big.txt", *[sale(f"F{n}", "MARTIN", "2025-01-10", 100 + n) for n in range(3000)])
    assert forge.run({"do": "import_ledger", "home": str(home), "path": str(path), "pages_left": 20}) == [0]
    state, sentence = json.loads((home / "said.json").read_text())
    assert state == "failed" and "disque plein" in sentence
    assert counts(home) == (0, 0, 0)
