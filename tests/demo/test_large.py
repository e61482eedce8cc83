"""The large file has the shape of the small one."""

from __future__ import annotations

from collections import defaultdict

from ardoise import demo


def test_a_large_year_balances_entry_by_entry_and_a_third_is_the_customers(tmp_path):
    path = demo.large(20_000, 1, tmp_path / "large.txt")
    rows = [line.split("\t") for line in path.read_bytes().decode().split("\r\n")[1:-1]]
    assert 0.95 * 20_000 < len(rows) < 1.05 * 20_000 and {len(row) for row in rows} == {18}
    assert 0.3 < sum(row[4] == "411000" for row in rows) / len(rows) < 0.4
    entries, letters = defaultdict(int), defaultdict(int)
    for row in rows:
        amount = int(row[11].replace(",", "")) - int(row[12].replace(",", ""))
        entries[row[2]] += amount
        if row[13]:
            letters[row[6], row[13]] += amount
    assert set(entries.values()) == {0} and set(letters.values()) == {0}
    assert len(entries) == max(map(int, entries))


def test_the_same_seed_writes_the_same_large_file(tmp_path):
    first = demo.large(3_000, 7, tmp_path / "a.txt")
    assert first.read_bytes() == demo.large(3_000, 7, tmp_path / "b.txt").read_bytes()
    assert first.read_bytes() != demo.large(3_000, 8, tmp_path / "c.txt").read_bytes()
