"""Remittance advices: what a customer says he pays, from a table, the text of a mail or a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ardoise.formats import paths, workbooks
from ardoise.formats.advices.reading import AdviceReading, refused
from ardoise.formats.detection import START_BYTES, kind_of
from ardoise.formats.messages import obstacle

__all__ = ["AdviceReading", "read"]

TEXT_BYTES_MAX = 5 * 1024 * 1024


def read(source: Path | str, mapping: Mapping[str, str] | None = None, language: str = "fr") -> AdviceReading:
    """The advices in a file (a `Path`) or in the text of a mail (a `str`); what can't be read is a fatal Problem.

    `mapping` says, for a CSV or XLSX file, what its columns are: {"N° facture": "document", …}. Without it the columns
    are guessed from their headings.
    """
    if isinstance(source, str):
        from ardoise.formats.advices import texts

        return texts.read(source, "text", language)
    try:
        if fault := paths.obstacle_at(source):
            return refused(*fault, language, name=source.name)
        return _read(source, mapping, language)
    except PermissionError:
        return refused("forbidden", "forbidden", language, name=source.name)
    except OSError as error:
        return refused("unreadable", "unreadable", language, name=source.name, reason=obstacle(error, language))


def _read(path: Path, mapping: Mapping[str, str] | None, language: str) -> AdviceReading:
    with path.open("rb") as stream:
        start = stream.read(START_BYTES)
    kind, name = kind_of(path, start)
    if kind == "pdf":
        from ardoise.formats.advices import pdfs

        return pdfs.read(path, language)
    if kind == "table":
        from ardoise.formats.advices import mailed

        if mailed.is_mail(start):
            return mailed.read(path, language)
    if kind in ("table", "xlsx"):
        from ardoise.formats.advices import sheets

        reading = sheets.read(path, mapping, language)
        if reading is not None:
            return reading
        if kind == "xlsx" and (fault := workbooks.refusal(path)):
            limit = workbooks.UNPACKED_MAX // 1024**2
            return refused("xlsx", fault, language, name=path.name, limit=limit, reason="ZIP")
        if kind == "table" and path.stat().st_size <= TEXT_BYTES_MAX:
            return _read_text(path, language)
    code = "not_an_advice" if kind in ("fec", "fec-xml", "bank", "table", "xlsx", "unknown") else kind
    return refused(name.lower() or kind, code, language, name=path.name, kind=name)


def _read_text(path: Path, language: str) -> AdviceReading:
    """A mail saved as a text file."""
    from ardoise.formats import tables
    from ardoise.formats.advices import texts
    from ardoise.formats.encodings import Decoder

    return texts.read(tables.text_of(path.read_bytes(), Decoder()), "text", language, path.name)
