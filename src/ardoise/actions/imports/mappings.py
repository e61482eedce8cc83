"""Which column of a source's CSV or XLSX is which: said once, remembered for the next file."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django_scopes import scope

from ardoise.records.models import ColumnMapping, Company, Import


def remembered(company: Company, kind: str, source: str) -> dict[str, str]:
    """Our word → their heading, as it was said for the source's last file; empty when nothing was."""
    with scope(company=company):
        said = ColumnMapping.objects.filter(kind=kind, source=source).values_list("columns", flat=True).first()
    return dict(said or {})


def recognised(company: Company, header: Collection[str]) -> tuple[str, str] | None:
    """The kind and source whose mapping was said for such a header: all it names is there; the fullest one wins."""
    with scope(company=company):
        said = list(ColumnMapping.objects.order_by("pk").values_list("kind", "source", "columns"))
    known = [(len(named), kind, source) for kind, source, columns in said if (named := headings(columns)) <= {*header}]
    return max(known)[1:] if known and max(known)[0] else None


def headings(columns: Mapping[str, str]) -> set[str]:
    """Their headings that a mapping names."""
    return {heading for word, heading in columns.items() if heading and word != "date_order"}


def columns_of(running: Import) -> dict[str, str]:
    """The columns said for this import, else those remembered, else none: the reader guesses."""
    return running.options.get("columns") or remembered(running.company, running.kind, running.source)


def remember(done: Import) -> None:
    """Keeps what was said for this import."""
    if columns := done.options.get("columns"):
        ColumnMapping.objects.update_or_create(
            company=done.company, kind=done.kind, source=done.source, defaults={"columns": columns}
        )
