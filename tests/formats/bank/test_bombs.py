"""Files made to hurt: each is refused, or read for the little it is, in seconds and in little memory."""

from __future__ import annotations

import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from io import BytesIO
from itertools import pairwise

import pytest
from tests.formats.advices.papers import bomb, pdf, printed
from tests.formats.bank.files import camt, detail, entry, mt940, ofx, paid, statement

from ardoise.formats import advices, bank
from ardoise.formats.advices import pdfs

SECONDS_MAX = 20
GROWTH_MAX = 300 * 1024  # KiB
INSIDE = camt(statement(entry(details=detail(text="&z;"))))


def declared(subset: str) -> bytes:
    """A statement behind a DOCTYPE."""
    return camt(statement(entry(details=detail(text="&z;"))), prolog=f"<!DOCTYPE d [{subset}]>\n")


def laughs(width: int, depth: int) -> str:
    names = "abcdefghijklmnopqrstuvwxy"[:depth]
    levels = [f'<!ENTITY {b} "{f"&{a};" * width}">' for a, b in pairwise(names)]
    return f'<!ENTITY a "ha">{"".join(levels)}<!ENTITY z "&{names[-1]};">'


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def nested(layers: int) -> bytes:
    """An archive of eight archives of eight archives …: small, and without end once opened."""
    inner = packed({"a.xml": INSIDE})
    for _ in range(layers):
        inner = packed({f"{n}.zip": inner for n in range(8)})
    return inner


def overlapping(times: int) -> bytes:
    """An archive whose directory names the same bytes again and again."""
    one = packed({"a.xml": b"0" * 10_000_000})
    end = one.rindex(b"PK\x05\x06")
    start = one.index(b"PK\x01\x02")
    directory = one[start:end] * times
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times & 0xFFFF, times & 0xFFFF, len(directory), start, 0)
    return one[:start] + directory + tail


XML = {
    **{f"laughs {w}x{d}": declared(laughs(w, d)) for w in (2, 10, 100) for d in (3, 9, 20)},
    "one large entity many times": declared(f'<!ENTITY a "{"a" * 50_000}"><!ENTITY z "{"&a;" * 5_000}">'),
    "an entity of itself": declared('<!ENTITY z "&z;">'),
    "a file of this machine": declared('<!ENTITY z SYSTEM "file:///etc/passwd">'),
    "a file by a relative path": declared('<!ENTITY z SYSTEM "../../../../etc/passwd">'),
    "a page of this machine": declared('<!ENTITY z SYSTEM "http://127.0.0.1:9/z">'),
    "a page by ftp": declared('<!ENTITY z SYSTEM "ftp://127.0.0.1:9/z">'),
    "a parameter entity": declared('<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;'),
    "a foreign subset": camt(statement(entry()), prolog='<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">\n'),
    "an endless device": declared('<!ENTITY z SYSTEM "file:///dev/zero">'),
    "an attribute's default": declared('<!ENTITY a "b"><!ATTLIST Amt Ccy CDATA "&a;">'),
    "a doctype behind a long comment": camt(statement(entry()), prolog=f"<!--{' ' * 70_000}--><!DOCTYPE d []>\n"),
    "nested without end": b"<Document><BkToCstmrStmt><Stmt>" + b"<a>" * 200_000,
    "an endless name": camt(statement("<" + "N" * 1_000_000 + "/>")),
    "an endless attribute": camt(statement(f'<Ntry a="{"a" * 5_000_000}"/>')),
    "an endless text": camt(statement(entry(details=detail(text="a" * 12_000_000)))),
    "ten thousand attributes": camt(statement("<Ntry " + " ".join(f'a{n}="1"' for n in range(10_000)) + "/>")),
    "small elements without end": camt(statement("<x/>" * 300_000)),
    "a batch of thousands": camt(statement(entry(details=detail("A", "0.01") * 5_000))),
    "utf-7": INSIDE.replace(b"UTF-8", b"UTF-7"),
    "an include": camt(statement('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>')),
}
TEXTS = {
    "comments without end": b"<x>" + b"<!--" * 16_000,
    "instructions without end": b"<x>" + b"<?" * 30_000,
    "one line of ten megabytes": b":20:X\n:61:" + b"9" * 10_000_000,
    "a million fields": b":20:X\n" + b":86:x\n" * 300_000,
    "a detail without end": mt940(":61:260302C1,00NTRF", ":86:" + "x" * 65 + ("\r\n" + "x" * 65) * 100_000),
    "marks without end": mt940(":61:260302C1,00NTRF", ":86:" + "/EREF/" * 200_000),
    "ofx never closed": b"OFXHEADER:100\n<OFX>" + b"<STMTTRN>" * 100_000,
    "ofx of one value": ofx(paid("1.00", "A" * 8_000_000)),
    "zeros": b"\0" * 5_000_000,
    "quotes": b'Date;Montant;Libelle\n"' + b'a"";' * 500_000,
    "columns": b"Date;Montant;" + b"a;" * 500_000 + b"\n1;2\n",
}
ARCHIVES: dict[str, Callable[[], bytes]] = {
    "fifty megabytes of one figure": lambda: packed({"a.xml": b"0" * 50_000_000}),
    "an archive in an archive": lambda: packed({"a.zip": packed({"a.zip": packed({"a.xml": INSIDE})})}),
    "archives in archives in archives": lambda: nested(5),
    "ten thousand files": lambda: packed({f"{n}.xml": b"<a/>" for n in range(10_000)}, zipfile.ZIP_STORED),
    "the same bytes a thousand times": lambda: overlapping(400),
    "more files than there are": lambda: overlapping(60_000),
    "a damaged stream": lambda: packed({"a.xml": INSIDE * 50}).replace(zlib.compress(b"")[2:], b"\xff\xff"),
    "names that climb": lambda: packed({"../" * 50 + "etc/passwd": INSIDE, "/etc/passwd": INSIDE}),
}
PAPERS: dict[str, Callable[[], bytes]] = {
    **{f"unpacked {layers} times": partial(bomb, layers, 100_000_000) for layers in (1, 2, 4)},
    "pages without end": lambda: pdf(b"BT ET", pages=1_500),
    "a page tree in a ring": lambda: printed(["x"]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
    "half a paper": lambda: printed(["F2026-001 12,00"] * 50)[:900],
}
"""Large when made: each is made by the test that takes it, not by every process that collects the tests."""


def refused_or_small(read, path) -> None:
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    reading = read(path)
    assert time.process_time() - began < SECONDS_MAX
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH_MAX
    assert all(problem.message for problem in reading.problems)
    assert reading.is_readable or reading.problems


@pytest.mark.parametrize("name", XML)
def test_xml_made_to_hurt(tmp_path, name):
    path = tmp_path / "bomb.xml"
    path.write_bytes(XML[name])
    refused_or_small(bank.read, path)
    reading = bank.read(path)
    if b"<!DOCTYPE" in XML[name]:
        assert not reading.is_readable
    assert "root:" not in str(reading.movements.to_dicts())


@pytest.mark.parametrize("name", [*TEXTS, *ARCHIVES])
def test_texts_and_archives_made_to_hurt(tmp_path, name):
    path = tmp_path / "bomb.bin"
    path.write_bytes(TEXTS[name] if name in TEXTS else ARCHIVES[name]())
    refused_or_small(bank.read, path)


@pytest.mark.parametrize("name", PAPERS)
def test_papers_made_to_hurt(tmp_path, name):
    path = tmp_path / "bomb.pdf"
    path.write_bytes(PAPERS[name]())
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert not advices.read(path).is_readable
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < SECONDS_MAX


def test_the_process_that_opens_papers_may_not_hold_more_than_the_others():
    assert pdfs.MEMORY_BYTES_MAX <= GROWTH_MAX * 1024


def test_there_are_forty_of_them():
    assert len(XML) + len(TEXTS) + len(ARCHIVES) + len(PAPERS) >= 40
