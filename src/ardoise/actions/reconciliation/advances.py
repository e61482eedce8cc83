"""Advances received on orders (4191): told beside the account they would lower, never set against what is claimed."""

from __future__ import annotations

from collections import Counter
from datetime import date

from ardoise.records.models import Company, Import


def told(company: Company) -> dict[str, int]:
    """Customer's code → cents that the last ledger of each source tells as advances. Within the company's scope.

    A file tells its whole book, openings included: of one source the latest day speaks.
    """
    latest: dict[str, tuple[date, int, dict[str, int]]] = {}
    done = Import.objects.filter(company=company, kind="fec", state="done", last_on__isnull=False)
    for source, last_on, key, held in done.values_list("source", "last_on", "pk", "report__advances"):
        if last_on and (source not in latest or (last_on, key) > latest[source][:2]):
            latest[source] = (last_on, key, held or {})
    sums: Counter[str] = Counter()
    for _on, _key, held in latest.values():
        sums.update(held)
    return dict(sums)
