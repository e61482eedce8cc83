"""CAMT.052, .053 and .054 (ISO 20022), every version, read as a stream: no DOCTYPE, no entity, no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from ardoise.formats.bank.camt import elements, entries
from ardoise.formats.bank.gathering import Gathering
from ardoise.formats.bank.reading import StatementReading, refused
from ardoise.formats.faults import Faults
from ardoise.formats.reading import Progress

ROOTS = {"BkToCstmrAcctRpt": "camt.052", "BkToCstmrStmt": "camt.053", "BkToCstmrDbtCdtNtfctn": "camt.054"}
STATEMENTS = frozenset({"Rpt", "Stmt", "Ntfctn"})
VERSION = re.compile(r"V\d\d$")  # the first version wrote it behind the name
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD", "ITBD")


class DoctypeError(Exception):
    """The file holds what no bank file may hold."""


def read(path: Path, language: str = "fr", progress: Progress | None = None) -> StatementReading:
    """The statements, reports or notices of a CAMT file; one cut short gives what stands before the cut."""
    faults = Faults(language)
    file = File(Gathering(faults))
    total = path.stat().st_size
    try:
        with path.open("rb") as stream:
            for count, (event, element) in enumerate(_events(stream)):
                file.take(event, element)
                if progress and count % 4096 == 0:
                    progress(stream.tell(), total)
    except DoctypeError:
        return refused(file.format, "doctype", language, name=path.name)
    except etree.XMLSyntaxError as error:
        file.cut(error, path.name)
    return file.gathering.reading(file.format, declared_encoding(path))


def declared_encoding(path: Path) -> str:
    """The set of characters the XML declaration names; UTF-8 where it names none."""
    with path.open("rb") as stream:
        declared = re.search(rb"""encoding\s*=\s*["']([\w.-]+)""", stream.read(200).replace(b"\0", b""))
    return declared[1].decode().lower() if declared else "utf-8"


def _events(stream: Any) -> Iterator[tuple[str, Any]]:
    events = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    is_first = True
    for event, element in events:
        if is_first and element.getroottree().docinfo.doctype:
            raise DoctypeError
        is_first = False
        yield event, element


class File:
    """One file, element by element; each entry is forgotten once read."""

    def __init__(self, gathering: Gathering) -> None:
        self.gathering = gathering
        self.format = "camt.053"
        self.depth = 0  # of the elements inside the open statement; 0: outside any
        self.has_namespace: bool | None = None

    def take(self, event: str, element: Any) -> None:
        """One start or end of an element."""
        if event == "end":
            self._end(element)
        elif self.depth:
            self.depth += 1
        else:
            self._start(element)

    def cut(self, error: etree.XMLSyntaxError, name: str) -> None:
        """The file ends, or goes wrong, before its end: what was whole before is kept, and told to be a part."""
        gathering = self.gathering
        gathering.is_whole = False
        gathering.leave_out()
        code = "cut_file" if gathering.statements else "bad_xml"
        gathering.faults.add(
            code, error.lineno, None, is_fatal=not gathering.statements, name=name, reason=error.msg or "XML"
        )

    def _start(self, element: Any) -> None:
        tag = VERSION.sub("", elements.tag(element))
        if tag in ROOTS:
            self.format = ROOTS[tag]
            if not element.tag.startswith("{"):
                self.gathering.faults.add("no_namespace", element.sourceline, None, kind=self.format)
        elif tag in STATEMENTS:
            self.depth = 1
            self.gathering.open(element.sourceline, is_final=self.format == "camt.053")

    def _end(self, element: Any) -> None:
        if not self.depth:
            return
        self.depth -= 1
        tag = elements.tag(element)
        if self.depth == 1:
            if tag == "Ntry":
                entries.read(element, self.gathering)
                element.clear()
                _forget_before(element)
            elif tag in READERS:
                READERS[tag](element, self.gathering)
        elif self.depth == 0:
            self.gathering.close()
            element.clear()
            _forget_before(element)


def _forget_before(element: Any) -> None:
    """Frees what stands before: read, and not needed any more."""
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _account(element: Any, gathering: Gathering) -> None:
    text = elements.text
    statement = gathering.statement
    statement["account"] = _compact(text(element, "Id/IBAN") or text(element, "Id/Othr/Id") or text(element, "Id"))
    statement["currency"] = text(element, "Ccy") or statement["currency"]
    agent = elements.find(element, "Svcr/FinInstnId")
    if agent is not None:
        statement["bank"] = (
            text(agent, "BICFI") or text(agent, "BIC") or text(agent, "ClrSysMmbId/MmbId") or text(agent, "Othr/Id")
        )


def _compact(account: str | None) -> str | None:
    return "".join(account.split()) or None if account else None


def _balance(element: Any, gathering: Gathering) -> None:
    """Opening and closing, of the account's own currency; the others (available, forward) are passed over."""
    code = elements.text(element, "Tp/CdOrPrtry/Cd") or elements.text(element, "Tp/Cd") or ""
    if code not in OPENING + CLOSING:
        return
    statement, place = gathering.statement, "opening_cents" if code in OPENING else "closing_cents"
    amount = elements.amount(element, gathering.faults)
    day = elements.day(element, "Dt", gathering.faults)
    if amount is None:
        return
    statement["currency"] = statement["currency"] or amount.currency
    if amount.currency and amount.currency != statement["currency"]:
        gathering.faults.add(
            "foreign_balance", element.sourceline, "Bal", currency=amount.currency, expected=statement["currency"]
        )
        return
    is_second = statement[place] is not None and code in ("PRCD", "ITBD")
    if not is_second:
        statement[place] = amount.signed
    word = "from_on" if code in OPENING else "to_on"
    statement[word] = statement[word] or day


def _number(element: Any, gathering: Gathering) -> None:
    """The bank's number of the statement: its identification, else its sequence."""
    is_better = elements.tag(element) == "Id"
    if is_better or gathering.statement["number"] is None:
        gathering.statement["number"] = (element.text or "").strip() or gathering.statement["number"]


def _period(element: Any, gathering: Gathering) -> None:
    for word, name in (("from_on", "FrDtTm"), ("to_on", "ToDtTm")):
        gathering.statement[word] = elements.day_of(elements.text(element, name)) or gathering.statement[word]


READERS = {"Acct": _account, "Bal": _balance, "Id": _number, "ElctrncSeqNb": _number, "FrToDt": _period}
