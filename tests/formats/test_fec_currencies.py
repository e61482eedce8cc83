"""What a FEC says of another currency beside the books' own."""

from __future__ import annotations

from tests.formats.fec_files import line
from tests.formats.test_fec import put

from ardoise.formats.fec import read


def test_what_a_line_was_made_out_for_in_another_currency_is_kept_beside_its_value(tmp_path):
    told = [("1 000,5", "usd"), ("-200", "USD"), ("920,00", "EUR"), ("x", "USD"), ("", "")]
    lines = []
    for n, pair in enumerate(told):
        sides = [(0, 92_000), (92_000, 0)] if n == 1 else [(92_000, 0), (0, 92_000)]
        lines.append(line("VE", str(n), "20250110", "41100000", "C1", "Martin", f"F{n}", "x", *sides[0]))
        lines[-1][-2:] = pair
        lines.append(line("VE", str(n), "20250110", "706", "", "", f"F{n}", "x", *sides[1]))
    entries = read(put(tmp_path, lines)).entries
    assert entries.select("foreign_cents", "foreign_currency").rows() == [
        (100_050, "USD"), (-20_000, "USD"), (None, None), (None, None), (None, None),
    ]  # fmt: skip
    assert set(entries["currency"]) == {"EUR"}
