"""A file is told by its content; what is no ledger is named for what it is, with what to do."""

from __future__ import annotations

import os
import random
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from lxml import etree
from tests.cast import REALDATA
from tests.formats.fec_files import BOOK, Dialect, written

from ardoise.formats.bank_messages import SENTENCES as OF_BANKS
from ardoise.formats.files import read
from ardoise.formats.messages import SENTENCES

ALL = SENTENCES | OF_BANKS

CAMT = b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"/>'
MT940 = b":20:START\r\n:25:30002/0000123\r\n:28C:1/1\r\n:60F:C250101EUR100,00\r\n:61:2501020102D10,00NTRF\r\n"
CFONB = b"01" + b"30004" + b"    " + b"00900EUR2 " + b"0" * 90 + b"  \n"
OFX = b"OFXHEADER:100\r\nDATA:OFXSGML\r\n\r\n<OFX><SIGNONMSGSRSV1>"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY c "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<comptabilite><exercice>&c;</exercice></comptabilite>"
)


def put(tmp_path, content, name="ledger.txt"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "est vide"),
        (b"\n \r\n\t", "est vide"),
        (b"\xef\xbb\xbf", "est vide"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04 not a real one", "ZIP"),
        (bytes(range(256)) * 40, "pas un fichier de texte"),
        (b"\x1f\x8b\x08\x00 zipped", "GZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLS"),
        (CAMT, "relevé de compte bancaire (CAMT.053)"),
        (MT940, "relevé de compte bancaire (MT940)"),
        (CFONB, "relevé de compte bancaire (CFONB120)"),
        (OFX, "relevé de compte bancaire (OFX)"),
        (BOMB, "DOCTYPE"),
        (BOMB.decode().encode("utf-16"), "DOCTYPE"),
        (b"Dear Sir,\n\nplease find...\n", "ni un FEC ni un tableau"),
        (b"<html><body>404</body></html>", "ni un FEC ni un tableau"),
        (b'{"a": 1}', "ni un FEC ni un tableau"),
    ],
)
def test_what_is_no_ledger_is_named(tmp_path, content, words):
    reading = read(put(tmp_path, content, "732829320FEC20251231.txt"))
    assert not reading.is_readable
    assert reading.entries.is_empty()
    assert words in reading.problems[0].message


def test_a_path_that_leads_nowhere_is_named(tmp_path):
    assert "dossier" in read(tmp_path).problems[0].message
    assert "n’existe pas" in read(tmp_path / "absent.txt").problems[0].message
    os.mkfifo(tmp_path / "pipe")
    assert "fichier ordinaire" in read(tmp_path / "pipe").problems[0].message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read_is_named(tmp_path):
    path = put(tmp_path, written(BOOK))
    path.chmod(0)
    assert "droits" in read(path).problems[0].message


def test_a_zip_is_not_opened(tmp_path):
    for name in ("a.zip", "a.txt"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("fec.txt", written(BOOK))
        assert "archive ZIP" in read(tmp_path / name).problems[0].message


def test_the_name_does_not_matter(tmp_path):
    assert read(put(tmp_path, written(BOOK), "book.xlsx")).format == "fec"
    assert read(put(tmp_path, written(BOOK), "book.pdf")).entries.height == 6


# XML


XML = """<?xml version="1.0" encoding="ISO-8859-15"?>
<comptabilite><exercice><DateCloture>2025-12-31</DateCloture>
<journal><JournalCode>VE</JournalCode><JournalLib>Ventes d'été</JournalLib>
<ecriture><EcritureNum>1</EcritureNum><EcritureDate>2025-01-10</EcritureDate><EcritureLib>Facture</EcritureLib>
<PieceRef>FA1</PieceRef><PieceDate>2025-01-10T00:00:00</PieceDate><EcritureLet>AA</EcritureLet>
<DateLet>2025-02-20</DateLet><ValidDate>2025-01-10</ValidDate>
<ligne><CompteNum>41100000</CompteNum><CompteLib>Clients</CompteLib><CompAuxNum>MARTIN</CompAuxNum>
<CompAuxLib>Martin &amp; Fils</CompAuxLib>
<Montantdevise>1300.5</Montantdevise><Idevise>USD</Idevise><Debit>1200.6</Debit></ligne>
<ligne><CompteNum>70600000</CompteNum><CompteLib>Ventes</CompteLib><Montant>1.2006E3</Montant><Sens>{side}</Sens></ligne>
</ecriture></journal></exercice></comptabilite>"""


def test_the_xml_form_says_the_same(tmp_path):
    reading = read(put(tmp_path, XML.format(side="C").encode("iso-8859-15")))
    entry = reading.entries.row(0, named=True)
    assert reading.problems == ()
    assert (reading.encoding, reading.rows) == ("iso-8859-15", 2)
    assert (reading.debit_cents, reading.credit_cents) == (120_060, 120_060)
    assert (entry["line"], entry["customer"], entry["customer_name"]) == (7, "MARTIN", "Martin & Fils")
    assert (entry["amount_cents"], entry["letter"], entry["kind"]) == (120_060, "AA", "invoice")
    assert (entry["foreign_cents"], entry["foreign_currency"]) == (130_050, "USD")
    assert str(entry["document_on"]) == "2025-01-10" and str(entry["lettered_on"]) == "2025-02-20"


def test_lines_of_an_xml_without_line_breaks_are_counted_and_none_is_taken_for_another(tmp_path):
    ledger = XML.format(side="C")
    entry = ledger[ledger.index("<ecriture>") : ledger.index("</ecriture>") + len("</ecriture>")]
    twice = ledger.replace(entry, entry + entry.replace("<EcritureNum>1<", "<EcritureNum>2<")).replace("\n", "")
    assert read(put(tmp_path, twice.encode("iso-8859-15"))).entries["line"].to_list() == [1, 3]


def test_negative_credits_in_xml_are_credits(tmp_path):
    turned = XML.format(side="C").replace("<Montant>1.2006E3", "<Montant>-1.2006E3")
    reading = read(put(tmp_path, turned.encode("iso-8859-15")))
    assert reading.entries.equals(read(put(tmp_path, XML.format(side="C").encode("iso-8859-15"))).entries)
    assert (reading.debit_cents, reading.credit_cents, len(reading.problems)) == (120_060, 120_060, 1)


@pytest.mark.skipif(not (REALDATA / "fec" / "xsd").is_dir(), reason="the official XSDs are not here")
def test_the_xml_we_test_with_is_what_the_tax_office_asks_for():
    schema = etree.XMLSchema(etree.parse(REALDATA / "fec" / "xsd" / "A47A-I-VII-1.xsd"))
    document = etree.fromstring(XML.format(side="C").encode("iso-8859-15"))
    assert schema.validate(document), schema.error_log


def test_a_damaged_xml_is_refused_as_a_whole(tmp_path):
    reading = read(put(tmp_path, XML.format(side="C").encode("iso-8859-15")[:-60]))
    assert not reading.is_readable and "XML" in reading.problems[0].message


@pytest.mark.parametrize("written", ["1.200,60", "1,200.60"])
def test_an_amount_in_xml_that_has_both_marks_is_never_a_thousand_times_as_much(tmp_path, written):
    ledger = XML.format(side="C").replace("<Debit>1200.6<", f"<Debit>{written}<")
    assert read(put(tmp_path, ledger.encode("iso-8859-15"))).entries["amount_cents"].to_list() == [120_060]


def test_a_bad_side_in_xml_is_told(tmp_path):
    reading = read(put(tmp_path, XML.format(side="X").encode("iso-8859-15")))
    assert reading.is_readable and any("laissée de côté" in p.message for p in reading.problems)


def test_a_deep_xml_is_refused(tmp_path):
    deep = b"<comptabilite>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</comptabilite>"
    assert not read(put(tmp_path, deep)).is_readable


# workbooks


def test_a_workbook_that_unpacks_to_a_giant_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(401):
                sheet.write(b"0" * 1024 * 1024)
    assert path.stat().st_size < 2 * 1024 * 1024
    assert "démesuré" in read(path).problems[0].message


def test_a_workbook_with_a_cell_at_the_end_of_the_world_is_refused(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Client", "Facture", "Montant"])
        sheet.write(1_048_575, 16_383, 1)
    assert "démesuré" in read(path).problems[0].message


def test_a_damaged_workbook_is_named(tmp_path):
    path = tmp_path / "broken.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet().write_row(0, 0, ["Client", "Facture", "Montant"])
    raw = bytearray(path.read_bytes())
    raw[60:90] = b"\xff" * 30
    path.write_bytes(raw)
    [problem] = read(path).problems  # and no word of columns that nobody could see
    assert problem.is_fatal and "abîmé" in problem.message


# whatever happens


def mutated(raw, seed):
    """The file with one to four structured faults."""
    rng = random.Random(seed)
    for _ in range(rng.randint(1, 4)):
        raw = rng.choice(MUTATIONS)(raw, rng)
    return raw


def _line(raw, rng):
    lines = raw.split(b"\n")
    return lines, rng.randrange(len(lines))


def _drop_line(raw, rng):
    lines, place = _line(raw, rng)
    return b"\n".join(lines[:place] + lines[place + 1 :])


def _double_line(raw, rng):
    lines, place = _line(raw, rng)
    return b"\n".join([*lines[:place], *lines[place : place + 1] * rng.choice([2, 50]), *lines[place:]])


def _edit_cell(raw, rng):
    lines, place = _line(raw, rng)
    cells = lines[place].split(b"\t")
    texts = [b"", b"-", b"12OO,50", b"20250231", b"9" * 40, b'"', b"\xff\xfe", b"\0", b"1E400", b"nan", b"=1+1",
             b"\xe9", "١٢".encode(), b"-" * 9, b"\r", b"a" * 5000, b"0", b"00000000"]  # fmt: skip
    cells[rng.randrange(len(cells))] = rng.choice(texts)
    return b"\n".join([*lines[:place], b"\t".join(cells), *lines[place + 1 :]])


def _shift_cells(raw, rng):
    lines, place = _line(raw, rng)
    cells = lines[place].split(b"\t")
    at = rng.randrange(len(cells))
    cells[at : at + rng.randint(0, 2)] = [b""] * rng.randint(0, 2)
    return b"\n".join([*lines[:place], b"\t".join(cells), *lines[place + 1 :]])


MUTATIONS = (
    _drop_line, _double_line, _edit_cell, _edit_cell, _edit_cell, _shift_cells,
    lambda raw, rng: raw[: rng.randrange(len(raw) + 1)],
    lambda raw, rng: raw[rng.randrange(len(raw) + 1) :],
    lambda raw, rng: raw.replace(b"\t", rng.choice([b"|", b";", b",", b"  ", b"\t\t"]), rng.choice([-1, 3, 40])),
    lambda raw, rng: raw.replace(b"\n", rng.choice([b"\r\n", b"\r", b"\r\r\n", b"\n\n", b"\v"]), rng.choice([-1, 5])),
    lambda raw, rng: raw.decode("utf-8", "replace").encode(rng.choice(["utf-16", "cp1252", "cp850"]), "replace"),
    lambda raw, rng: rng.choice([b"\xef\xbb\xbf", b"\xff\xfe", b"\0\0", b"PK", b"<", b" ", b"\n"]) + raw,
    lambda raw, rng: bytes(b ^ (rng.random() < 0.002) * 255 for b in raw),
)  # fmt: skip


@pytest.mark.parametrize("part", range(8))
def test_2000_mutations_give_entries_or_a_problem_and_never_an_exception(tmp_path, part):
    raw = written(BOOK, Dialect())
    for seed in range(part * 250, part * 250 + 250):
        reading = read(put(tmp_path, mutated(raw, seed)))
        assert reading.entries.height or reading.problems, f"seed {seed}"
        assert all(re.search(r"[.!]$", problem.message) for problem in reading.problems), f"seed {seed}"
        assert reading.entries.select("customer", "amount_cents").null_count().row(0) == (0, 0), f"seed {seed}"


def test_every_sentence_says_the_same_parts_in_both_languages():
    for code, (french, english) in ALL.items():
        assert set(re.findall(r"{(\w+)}", french)) == set(re.findall(r"{(\w+)}", english)), code


def test_every_sentence_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")
    assert [code for code, (_, english) in ALL.items() if f"| `{code}` | {english} |" not in page] == []
