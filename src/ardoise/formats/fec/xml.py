"""The XML form of the FEC (LPF art. A47 A-1), read as a stream: no DOCTYPE, no entity, no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree

from ardoise.formats.faults import Faults
from ardoise.formats.fec.book import Book
from ardoise.formats.fec.columns import SPELLINGS, Header, bare
from ardoise.formats.fec.rows import SIDES, Rows, typed
from ardoise.formats.fec.signs import TurnedError
from ardoise.formats.reading import LedgerReading, Progress, refused

LINES_PER_BATCH = 50_000
WORDS = (
    "journal", "journal_label", "number", "booked_on", "gl_account", "account_label", "auxiliary", "auxiliary_label",
    "document", "document_on", "label", "debit", "credit", "letter", "lettered_on", "foreign_amount",
    "foreign_currency",
)  # fmt: skip
HEADER = Header("\t", len(WORDS), len(WORDS) - 1, {word: place for place, word in enumerate(WORDS)})
SCHEMA: dict[str, Any] = dict.fromkeys(WORDS, pl.String) | {"line": pl.Int64}


class DoctypeError(Exception):
    """The file holds what no accounting file may hold."""


def read(path: Path, language: str = "fr", progress: Progress | None = None) -> LedgerReading:
    """The receivable entries of an XML FEC; one that is damaged is refused as a whole."""
    try:
        return _read(path, language, progress, HEADER)
    except TurnedError:
        return _read(path, language, progress, replace(HEADER, are_credits_turned=True))


def _read(path: Path, language: str, progress: Progress | None, header: Header) -> LedgerReading:
    faults = Faults(language)
    book = Book(header, faults)
    total = path.stat().st_size
    try:
        with path.open("rb") as stream:
            for batch in _batches(_numbered(_lines(stream))):
                book.take(Rows(len(batch), typed(pl.DataFrame(batch, schema=SCHEMA, orient="row"), header, faults)))
                if progress:
                    progress(stream.tell(), total)
    except DoctypeError:
        return refused("fec", "doctype", language, name=path.name)
    except etree.XMLSyntaxError as error:
        return refused("fec", "bad_xml", language, name=path.name, reason=error.msg or "XML")
    return book.reading(_declared_encoding(path))


def _declared_encoding(path: Path) -> str:
    """The set of characters the XML declaration names; UTF-8 where it names none."""
    with path.open("rb") as stream:
        declared = re.search(rb"""encoding\s*=\s*["']([\w.-]+)""", stream.read(200).replace(b"\0", b""))
    return declared[1].decode().lower() if declared else "utf-8"


def _batches(lines: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for line in lines:
        batch.append(line)
        if len(batch) >= LINES_PER_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _numbered(lines: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each `ligne` under a number of its own: its line of the file, or the next where several stand on one line."""
    last = 0
    for line in lines:
        last = max(last + 1, line["line"])
        yield line | {"line": last}


def _lines(stream: Any) -> Iterator[dict[str, Any]]:
    """Every `ligne`, with what its journal and its entry say; each entry is forgotten once read."""
    journal: dict[str, str] = {}
    events = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    for event, element in events:
        tag = _tag(element)
        if event == "start":
            if element.getparent() is None and element.getroottree().docinfo.doctype:
                raise DoctypeError
            journal = {} if tag == "journal" else journal
        elif tag in ("journalcode", "journallib"):
            journal[SPELLINGS[tag]] = (element.text or "").strip()
        elif tag == "ecriture":
            yield from _entry(element, journal)
            element.clear()
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]


def _entry(element: Any, journal: dict[str, str]) -> Iterator[dict[str, Any]]:
    shared = journal | _texts(element)
    for line in element.iter("{*}ligne"):
        texts = shared | _texts(line)
        sided = texts.pop("amount", None)
        if sided is not None:
            side = SIDES.get(texts.pop("side", "").strip().upper())
            word = {1: "debit", -1: "credit"}.get(side or 0)
            texts |= {word: sided} if word else {"debit": f"{sided} ?"}
        for word in ("debit", "credit"):
            texts[word] = _amount(texts.get(word, ""))
        yield dict.fromkeys(WORDS, "") | {w: texts[w] for w in WORDS if w in texts} | {"line": line.sourceline}


def _texts(element: Any) -> dict[str, str]:
    """The values directly inside an element, under our words."""
    found = ((SPELLINGS.get(_tag(child)), child.text) for child in element if len(child) == 0)
    return {word: text or "" for word, text in found if word is not None}


def _amount(text: str) -> str:
    """An xs:float (`1234.5`, `1.2E3`) as the text form writes amounts."""
    if "e" in text.lower():
        try:
            text = format(Decimal(text.strip()), "f")
        except InvalidOperation:
            return text
    if "," in text:
        return text  # no xs:float: 1.200,50 is read as it stands
    whole, point, decimals = text.strip().partition(".")
    return f"{whole},{decimals}0" if point else whole  # with a digit more, three decimals are no thousands


def _tag(element: Any) -> str:
    return bare(etree.QName(element).localname) if isinstance(element.tag, str) else ""
