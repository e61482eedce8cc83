"""How often one debtor may be contacted, over all channels and all companies that face it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """At most so many contacts within so many days; the day of the question is one of them."""

    contacts_max: int = 3
    contacts_days: int = 30
