"""The French legal interest rate (taux d'intérêt légal), set for each half-year by order: CMF L313-2, D313-1-A.

Two columns, and the *creditor* chooses between them: a company reads `LEGAL_RATE`
even when its debtor is a private person.
"""

from __future__ import annotations

from ardoise.law.figures import Series, series

ORDER = "arrêté fixant le taux de l'intérêt légal (CMF L313-2)"
UNCONFIRMED = "arrêté of June 2026 (CMF L313-2), not read in the official journal"

_BOTH_COLUMNS = (
    # first day, creditor a private person, any other creditor, source and confidence where they differ
    ("2015-01-01", "4.06", "0.93"),
    ("2015-07-01", "4.29", "0.99"),
    ("2016-01-01", "4.54", "1.01"),
    ("2016-07-01", "4.35", "0.93"),
    ("2017-01-01", "4.16", "0.90"),
    ("2017-07-01", "3.94", "0.90"),
    ("2018-01-01", "3.73", "0.89"),
    ("2018-07-01", "3.60", "0.88"),
    ("2019-01-01", "3.40", "0.86"),
    ("2019-07-01", "3.26", "0.87"),
    ("2020-01-01", "3.15", "0.87"),
    ("2020-07-01", "3.11", "0.84"),
    ("2021-01-01", "3.14", "0.79"),
    ("2021-07-01", "3.12", "0.76"),
    ("2022-01-01", "3.13", "0.76"),
    ("2022-07-01", "3.15", "0.77"),
    ("2023-01-01", "4.47", "2.06"),
    ("2023-07-01", "6.82", "4.22"),
    ("2024-01-01", "8.01", "5.07"),
    ("2024-07-01", "8.16", "4.92"),
    ("2025-01-01", "7.21", "3.71"),
    ("2025-07-01", "6.65", "2.76"),
    ("2026-01-01", "6.67", "2.62"),
    ("2026-07-01", "6.84", "2.75", UNCONFIRMED, "medium"),
)


def _column(name: str, index: int) -> Series:
    rows = tuple((row[0], row[index], *row[3:]) for row in _BOTH_COLUMNS)
    return series(name, "2026-12-31", ORDER, rows)


LEGAL_RATE_OF_PRIVATE_PERSONS = _column("French legal interest rate (creditor a private person)", 1)
LEGAL_RATE = _column("French legal interest rate (all other creditors)", 2)
"""What a company claims; three times this is the floor of a rate agreed between professionals (L441-10 II)."""
