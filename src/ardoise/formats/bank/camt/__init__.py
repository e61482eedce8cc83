"""CAMT.052, .053 and .054 (ISO 20022), every version, read as a stream: no DOCTYPE, no entity, no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from ardoise.formats.bank.camt import elements, entries
from ardoise.formats.bank.camt.elements import Node
from ardoise.formats.bank.gathering import Gathering
from ardoise.formats.bank.reading import StatementReading, refused
from ardoise.formats.faults import Faults
from ardoise.formats.reading import Progress

MESSAGES = {"BkToCstmrAcctRpt": "camt.052", "BkToCstmrStmt": "camt.053", "BkToCstmrDbtCdtNtfctn": "camt.054"}
STATEMENTS = frozenset({"Rpt", "Stmt", "Ntfctn"})
WATCHED = ("{*}Document", "{*}Rpt", "{*}Stmt", "{*}Ntfctn", "{*}Ntry")
VERSION = re.compile(r"V\d\d$")  # the first version wrote it behind the name
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD", "ITBD")


class DoctypeError(Exception):
    """The file holds what no bank file may hold."""


def read(path: Path, language: str = "fr", progress: Progress | None = None) -> StatementReading:
    """The statements, reports or notices of a CAMT file; one cut short gives what stands before the cut."""
    file = File(Gathering(Faults(language), has_balances=True), told_format(path))
    total = path.stat().st_size
    try:
        with path.open("rb") as stream:
            for count, (event, element) in enumerate(_events(stream)):
                file.take(event, element)
                if progress and count % 1024 == 0:
                    progress(stream.tell(), total)
    except DoctypeError:
        return refused(file.format, "doctype", language, name=path.name)
    except etree.XMLSyntaxError as error:
        file.cut(error, path.name)
    return file.gathering.reading(file.format, declared_encoding(path))


def told_format(path: Path) -> str:
    """The message that the file's beginning names, until its own element says it."""
    with path.open("rb") as stream:
        found = re.search(rb"camt\.05[234]", stream.read(4096))
    return found[0].decode() if found else "camt.053"


def declared_encoding(path: Path) -> str:
    """The set of characters the XML declaration names; UTF-8 where it names none."""
    with path.open("rb") as stream:
        declared = re.search(rb"""encoding\s*=\s*["']([\w.-]+)""", stream.read(200).replace(b"\0", b""))
    return declared[1].decode().lower() if declared else "utf-8"


def _events(stream: Any) -> Iterator[tuple[str, Any]]:
    events = etree.iterparse(
        stream, events=("start", "end"), tag=WATCHED, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    is_first = True
    for event, element in events:
        if is_first and element.getroottree().docinfo.doctype:
            raise DoctypeError
        is_first = False
        yield event, element


class File:
    """One file, statement by statement and entry by entry; each is forgotten once read."""

    def __init__(self, gathering: Gathering, format: str) -> None:
        self.gathering = gathering
        self.format = format
        self.statement: Any = None  # the element that is open
        self.is_told = False  # that the namespace is missing

    def take(self, event: str, element: Any) -> None:
        """The start or the end of a watched element; an entry counts only right inside a statement."""
        name = elements.name_of(element.tag)
        if event == "start":
            if name in STATEMENTS and self.statement is None:
                self._open(element)
        elif element is self.statement:
            self._read_heads()
            self.gathering.close()
            self.statement = None
            element.clear()
            _forget_before(element)
        elif name == "Ntry" and element.getparent() is self.statement is not None:
            if element.getprevious() is not None:  # what stands before is forgotten after each entry
                self._read_heads()
            entries.read(elements.node_of(element), self.gathering)
            element.clear()
            _forget_before(element)

    def cut(self, error: etree.XMLSyntaxError, name: str) -> None:
        """The file ends, or goes wrong, before its end: what was whole before is kept, and told to be a part."""
        gathering = self.gathering
        gathering.is_whole = False
        gathering.leave_out()
        code = "cut_file" if gathering.statements else "bad_xml"
        gathering.faults.add(
            code, error.lineno, None, is_fatal=not gathering.statements, name=name, reason=error.msg or "XML"
        )

    def _open(self, element: Any) -> None:
        parent = element.getparent()
        message = VERSION.sub("", elements.name_of(parent.tag)) if parent is not None else ""
        self.format = MESSAGES.get(message, self.format)
        if not self.is_told and not element.tag.startswith("{"):
            self.gathering.faults.add("no_namespace", element.sourceline, None, kind=self.format)
            self.is_told = True
        self.statement = element
        self.gathering.open(element.sourceline or 0, is_final=self.format == "camt.053")

    def _read_heads(self) -> None:
        """Reads what stands in the statement beside its entries: account, number, period, balances; each once."""
        for child in self.statement:
            reader = READERS.get(elements.name_of(child.tag))
            if reader:
                reader(elements.node_of(child), self.gathering)
                child.tag = "read"


def _forget_before(element: Any) -> None:
    """Frees what stands before: read, and not needed any more."""
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _account(element: Node, gathering: Gathering) -> None:
    text = elements.text
    statement = gathering.statement
    statement["account"] = _compact(text(element, "Id/IBAN") or text(element, "Id/Othr/Id") or text(element, "Id"))
    statement["currency"] = text(element, "Ccy") or statement["currency"]
    agent = elements.find(element, "Svcr/FinInstnId")
    statement["bank"] = (
        text(agent, "BICFI") or text(agent, "BIC") or text(agent, "ClrSysMmbId/MmbId") or text(agent, "Othr/Id")
    )


def _compact(account: str | None) -> str | None:
    return "".join(account.split()) or None if account else None


def _balance(element: Node, gathering: Gathering) -> None:
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
            "foreign_balance", element.line, "Bal", currency=amount.currency, expected=statement["currency"]
        )
        return
    is_second = statement[place] is not None and code in ("PRCD", "ITBD")
    if not is_second:
        statement[place] = amount.signed
    word = "from_on" if code in OPENING else "to_on"
    statement[word] = statement[word] or day


def _number(element: Node, gathering: Gathering) -> None:
    """The bank's number of the statement: its identification, else its sequence."""
    if element.name == "Id" or gathering.statement["number"] is None:
        gathering.statement["number"] = element.text or gathering.statement["number"]


def _period(element: Node, gathering: Gathering) -> None:
    for word, name in (("from_on", "FrDtTm"), ("to_on", "ToDtTm")):
        gathering.statement[word] = elements.day_of(elements.text(element, name)) or gathering.statement[word]


READERS = {"Acct": _account, "Bal": _balance, "Id": _number, "ElctrncSeqNb": _number, "FrToDt": _period}
