"""Which seeds the ordeals are drawn by: the first few each time, others by the night. So are hypothesis' examples:
the same each time, so that nobody is stopped by a fault that he did not bring, and by the night what none has tried.

ARDOISE_SEEDS=300: that many; ARDOISE_FIRST_SEED=7000: from that one on, so that a night tries what none has tried.
"""

from __future__ import annotations

import os

FIRST = int(os.environ.get("ARDOISE_FIRST_SEED", "0"))
IS_NIGHT = "ARDOISE_SEEDS" in os.environ


def drawn(usual: int, variable: str = "ARDOISE_SEEDS") -> range:
    """So many seeds as asked for, or as usual."""
    return range(FIRST, FIRST + int(os.environ.get(variable, usual)))
