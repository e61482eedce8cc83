"""Are the entries of the imports still those that their files told?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl
from django.db.models import Count
from django.utils.translation import gettext as _

from ardoise.engine.ledger import KEY, digests, told
from ardoise.records.models import Company, Entry, Import

LEDGERS = ("fec", "open_items")
CHUNK = 50_000


def complete(company: Company, as_of: date) -> Iterator[str]:
    """Each import has as many entries as its report says it brought."""
    done = Import.objects.filter(state="done", kind__in=LEDGERS).annotate(there=Count("entries"))
    for pk, name, report, there in done.values_list("pk", "file_name", "report", "there"):
        brought = report.get("new", 0) + report.get("adjusted", 0)
        if there != brought:
            yield _("%(file)s (import %(import)s) brought %(brought)s entries; %(there)s of them are there.") % {
                "file": name, "import": pk, "brought": brought, "there": there
            }  # fmt: skip


def originals(company: Company, as_of: date) -> Iterator[str]:
    """An entry of a FEC says what gave it its natural key; what a later export corrected is left out."""
    own = Entry.objects.filter(imported__kind="fec", entrychange=None)
    words = ["customer__code" if word == "customer" else word for word in KEY]
    rows = own.values_list("pk", "key", "line", *words).iterator(chunk_size=CHUNK)
    schema = {"entry": pl.Int64, "key": pl.Binary, "line": pl.Int64} | dict.fromkeys(KEY, pl.String)
    schema |= {"booked_on": pl.Date, "document_on": pl.Date, "amount_cents": pl.Int64}
    stored = pl.DataFrame(([pk, bytes(key), *rest] for pk, key, *rest in rows), schema=schema, orient="row")
    texts = told(stored)
    doubtful = stored.with_columns(texts.alias("text")).filter(digests(texts, pl.lit(0)) != stored.get_column("key"))
    for rank in range(1, 1 + _alike(texts, doubtful)):
        is_it = digests(doubtful.get_column("text"), pl.lit(rank)) == doubtful.get_column("key")
        doubtful = doubtful.filter(~is_it)
    for entry, document, customer in doubtful.select("entry", "document", "customer").iter_rows():
        yield _("%(document)s of %(customer)s (entry %(entry)s) is not what its file told: it was changed.") % {
            "document": document or "–", "customer": customer, "entry": entry
        }  # fmt: skip


def _alike(texts: pl.Series, doubtful: pl.DataFrame) -> int:
    """How many entries at most tell the same: the ranks to be tried."""
    if doubtful.is_empty():
        return 0
    times: int = texts.value_counts(name="times").select(pl.col("times").max()).item()
    return times


CHECKS = {"complete": complete, "originals": originals}
