"""Which column of a source's CSV or XLSX is which: said once, remembered for the next file."""

from __future__ import annotations

from django_scopes import scope

from ardoise.records.models import ColumnMapping, Company, Import


def remembered(company: Company, kind: str, source: str) -> dict[str, str]:
    """Our word → their heading, as it was said for the source's last file; empty when nothing was."""
    with scope(company=company):
        said = ColumnMapping.objects.filter(kind=kind, source=source).values_list("columns", flat=True).first()
    return dict(said or {})


def columns_of(running: Import) -> dict[str, str]:
    """The columns said for this import, else those remembered, else none: the reader guesses."""
    return running.options.get("columns") or remembered(running.company, running.kind, running.source)


def remember(done: Import) -> None:
    """Keeps what was said for this import."""
    if columns := done.options.get("columns"):
        ColumnMapping.objects.update_or_create(
            company=done.company, kind=done.kind, source=done.source, defaults={"columns": columns}
        )
