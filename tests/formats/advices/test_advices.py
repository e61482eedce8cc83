"""What a customer says he pays is read from a table, a mail or a PDF, document by document; nothing is invented."""

from __future__ import annotations

import time
from datetime import date
from email.message import EmailMessage

import pytest
from tests.formats.advices.papers import pdf, printed
from tests.formats.bank.mutations import mutated
from tests.formats.bank.mutations import put as put_in

from ardoise.domain.bank import ADVICES
from ardoise.formats import advices, recognition

FRENCH = """Bonjour,

Nous vous informons du règlement par virement n° VIR-2026-0417 de 1 300,00 €, pour les factures suivantes :
- F2026-001 : 700,00 €
- F2026-003 : 600,00 €

Société : Martin & Fils
Date de paiement : 01/04/2026
Tél. 05 56 00 00 00   SIRET 732 829 320 00074
"""
ENGLISH = """From: Durand SARL <accounts@durand.example>
Payment reference: PAY-99812
Payment date: 3 April 2026

Invoice No      Date         Gross        Discount     Net amount
F2026-002       12/01/2026   240.00       2.40         237.60
CN-2026-7       20/01/2026   -40.00       0.00         -40.00
Total                                                  197.60
"""


@pytest.fixture
def put(tmp_path):
    def write(content: bytes, name: str = "advice.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def lines(reading):
    return [(row["document"], row["amount_cents"]) for row in reading.advices.to_dicts()]


def test_a_french_mail_tells_who_pays_what_and_under_which_number():
    reading = advices.read(FRENCH)
    assert (lines(reading), reading.problems) == ([("F2026-001", 70000), ("F2026-003", 60000)], ())
    row = reading.advices.row(0, named=True)
    assert (row["payer"], row["payment"], row["payment_cents"]) == ("Martin & Fils", "VIR-2026-0417", 130000)
    assert (row["paid_on"], row["currency"], row["line"]) == (date(2026, 4, 1), "EUR", 4)


def test_an_english_list_has_its_discounts_and_its_credit_note_negative():
    reading = advices.read(ENGLISH)
    assert lines(reading) == [("F2026-002", 23760), ("CN-2026-7", -4000)]
    assert reading.advices.get_column("deducted_cents").to_list() == [240, None]
    row = reading.advices.row(0, named=True)
    assert (row["payer"], row["payment"], row["paid_on"]) == ("Durand SARL", "PAY-99812", date(2026, 4, 3))
    assert (row["payment_cents"], reading.problems) == (19760, ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Facture F2026-005 : 5 940,00 € (escompte 60,00 € déduit), avoir A2026-12 de 100,00 €",
         [("F2026-005", 594000), ("A2026-12", -10000)]),
        ("Please find our payment of EUR 1,500.00 for invoices 10023, 10024 and 10031.",
         [("10023", None), ("10024", None), ("10031", None)]),
        ("Réglé ce jour : factures n° 2026-11 et 2026-12, total 360,00 €", [("2026-11", None), ("2026-12", None)]),
        ("Credit note CN77 50.00\nInvoice 4711 150.00", [("CN77", -5000), ("4711", 15000)]),
        ("virement de 301,11 € pour vos factures FA2026-1 (100,37 €), FA2026-2 (100,74 €) et FA2026-3 pour 100,00 €",
         [("FA2026-1", 10037), ("FA2026-2", 10074), ("FA2026-3", 10000)]),
        ("Invoice No   Invoice date Amount Discount\nFA2026-1 2026-02-01   100.37   0.00\nFA2026-2  50.00  1.50",
         [("FA2026-1", 10037), ("FA2026-2", 4850)]),
        ("Ce virement règle la facture FA-2026-1 en totalité et 300,00 € sur la facture FA-2026-2.",
         [("FA-2026-1", None), ("FA-2026-2", 30000)]),
        ("1 200,00 € pour la facture F2026-1 et 50,00 € pour la facture F2026-2",
         [("F2026-1", 120000), ("F2026-2", 5000)]),
        ("virement de 500,00 € pour la facture F2026-1 et la facture F2026-2", [("F2026-1", None), ("F2026-2", None)]),
        ("Facture F2026-1 100,00 €, avoir A2026-3 20,00 €, total 80,00 €", [("F2026-1", 10000), ("A2026-3", -2000)]),
        ("N° document  Votre document  Date  Déductions  Montant brut\n1900001  FA-1  01.10.2026  24,00  1.200,00",
         [("FA-1", 117600)]),
        ("> Facture F1 100,00\nFacture F2026-9 100,00", [("F2026-9", 10000)]),
    ],
)  # fmt: skip
def test_sentences_name_documents_and_what_is_theirs(text, told):
    assert lines(advices.read(text)) == told


def test_a_total_told_before_its_documents_is_the_total():
    reading = advices.read("Règlement de 80,00 € : facture F2026-1 100,00 € moins avoir A2026-3 20,00 €")
    assert reading.advices.get_column("payment_cents").to_list() == [8000, 8000] and reading.problems == ()


def test_of_sums_by_column_the_last_is_what_is_paid():
    rows = "N° document  Votre document  Date  Déductions  Montant brut\n1900001  FA-1  01.10.2026  24,00  1.200,00"
    reading = advices.read(f"{rows}\nTotal   24,00   1.176,00")
    assert (reading.advices.get_column("payment_cents").to_list(), reading.problems) == ([117_600], ())


def test_a_transfer_of_a_day_and_its_number_are_found_in_a_sentence():
    (row,) = advices.read("Virement du 20/03/2026 (réf. VIR2026-55)\nFacture F2026-9 100,00").advices.to_dicts()
    assert (row["paid_on"], row["payment"]) == (date(2026, 3, 20), "VIR2026-55")


def test_what_is_kept_back_has_its_reason():
    text = "Facture F2026-005 : 5 940,00 € (escompte 60,00 € déduit), facture F2026-6 1,00"
    (row, _) = advices.read(text).advices.to_dicts()
    assert (row["deducted_cents"], row["reason"]) == (6000, "escompte déduit")
    rows = advices.read("Facture F2026-005 6 000,00\nRetenue pour litige : 60,00\nTotal 5 940,00").advices.to_dicts()
    assert (rows[1]["document"], rows[1]["deducted_cents"], rows[1]["reason"]) == (None, 6000, "Retenue pour litige")


def test_a_total_that_differs_is_told():
    reading = advices.read("Facture F2026-001 700,00\nFacture F2026-003 600,00\nTotal 1 200,00", language="en")
    assert "1,300.00" in reading.problems[0].message


@pytest.mark.parametrize(
    "text", ["", "Bonjour, merci.", "SIRET 732 829 320 00074, tél. 05 56 00 00 00", "IBAN FR76 3000"]
)
def test_a_text_without_a_document_is_no_advice(text):
    assert not advices.read(text).is_readable


def test_a_table_is_read_by_its_headings(put):
    path = put(
        "Avis de paiement n° VIR-77;;\nSociété : Martin & Fils;;\n"
        "N° facture;Montant brut;Escompte;Montant réglé;Date de paiement\n"
        "F2026-001;1200,00;12,00;1188,00;01/04/2026\nA2026-2;-100,00;;-100,00;01/04/2026\nTotal;;;1088,00;\n".encode()
    )
    reading = advices.read(path)
    assert (lines(reading), reading.problems) == ([("F2026-001", 118800), ("A2026-2", -10000)], ())
    row = reading.advices.row(0, named=True)
    assert (row["payer"], row["payment"], row["payment_cents"]) == ("Martin & Fils", "VIR-77", 108800)
    assert (row["deducted_cents"], row["paid_on"]) == (1200, date(2026, 4, 1))
    assert reading.mapping["document"] == "N° facture"


@pytest.mark.parametrize(("head", "lines", "payers"), [
    ("Société;Facture;Montant payé;N° de paiement", ["Martin;F1;100,00;V1", "Durand;F2;50,00;V1"], [None, None]),
    ("Société;Facture;Montant payé;Paiement n°", ["Martin;F1;100,00;V1", "Durand;F2;5,00;V2"], ["Martin", "Durand"]),
    ("Société;Facture;Montant payé", ["Martin;F1;100,00", "Durand;F2;50,00", "Total;;150,00"], [None, None]),
    ("Société;Facture;Montant payé", ["Martin;F1;100,00", "Durand;F2;50,00"], ["Martin", "Durand"]),
])  # fmt: skip
def test_one_payment_for_several_companies_of_a_group_has_none_of_them_for_its_payer(put, head, lines, payers):
    reading = advices.read(put("\n".join([head, *lines, ""]).encode()))
    assert (reading.advices.get_column("payer").to_list(), reading.problems) == (payers, ())


def test_columns_can_be_told(put):
    path = put(b"a;b\nF2026-001;1200,00\n")
    told = advices.read(path, {"a": "document", "b": "amount"})
    assert lines(told) == [("F2026-001", 120000)]


def test_a_pdf_says_what_its_text_says(put):
    assert lines(advices.read(put(printed(ENGLISH.split("\n")), "a.pdf"))) == lines(advices.read(ENGLISH))


def test_a_pdf_without_text_and_a_damaged_one_are_told(put):
    assert "pictures only" in advices.read(put(pdf(b""), "a.pdf"), language="en").problems[0].message
    assert "cannot be read" in advices.read(put(b"%PDF-1.4\nnothing", "b.pdf"), language="en").problems[0].message


@pytest.mark.parametrize("kind", ["csv", "text", "pdf"])
def test_a_thousand_lines_are_read_to_the_last(put, kind):
    told = [f"F2026-{n:04d}" for n in range(1000)]
    if kind == "csv":
        source = put(("Facture;Montant réglé\n" + "".join(f"{d};{n},50\n" for n, d in enumerate(told, 1))).encode())
    else:
        text = ["Facture          Montant"] + [f"{d}        {n},50" for n, d in enumerate(told, 1)]
        source = put(printed(text), "long.pdf") if kind == "pdf" else "\n".join(text)
    began = time.process_time()
    assert lines(advices.read(source)) == [(d, n * 100 + 50) for n, d in enumerate(told, 1)]
    assert time.process_time() - began < 20


SHEET = "N° facture;Montant brut;Escompte;Montant réglé\nF2026-001;1200,00;12,00;1188,00\nTotal;;;1188,00\n".encode()


@pytest.mark.parametrize("block", range(4))
def test_an_advice_gone_wrong_is_read_or_refused_with_a_sentence(tmp_path, block):
    originals = [FRENCH.encode(), ENGLISH.encode(), SHEET]
    for seed in range(block, 400, 4):
        content = mutated(seed, originals)
        for source in (content.decode("utf-8", "replace"), put_in(tmp_path, seed, content)):
            reading = advices.read(source)
            assert reading.is_readable or any(problem.is_fatal for problem in reading.problems), seed
            assert reading.advices.columns == list(ADVICES), seed
            assert all(problem.message.strip() for problem in reading.problems), seed


@pytest.mark.parametrize("seed", range(12))
def test_a_pdf_gone_wrong_is_read_or_refused_with_a_sentence(tmp_path, seed):
    content = mutated(seed + 1, [printed(ENGLISH.split("\n"))])
    reading = advices.read(put_in(tmp_path, seed, b"%PDF-1.4\n" + content))
    assert reading.is_readable or reading.problems[0].message


TABLE = "N° facture;Montant réglé;Date de paiement\nFA-26801;300,00;16/03/2026\nFA-26802;700,00;16/03/2026\n"


def saved(tmp_path, words, *files):
    """A mail as a mail program saves it."""
    made = EmailMessage()
    made["From"], made["Subject"] = "Martin <martin@client.example>", "Règlement"
    made.set_content(words, cte="base64")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    path = tmp_path / "avis.eml"
    path.write_bytes(made.as_bytes())
    return path


def test_the_advices_that_came_with_a_saved_mail_are_read(tmp_path):
    paper = printed(["AVIS DE PAIEMENT", "Facture      Montant réglé", "FA-26803        120,00"])
    files = [("logo.png", b"\x89PNG"), ("détail.csv", TABLE.encode("cp1252")), ("avis.pdf", paper)]
    path = saved(tmp_path, "Voici notre règlement.", *files, ("vieux.xls", b"\xd0\xcf\x11\xe0"))
    assert recognition.of_file(path) == recognition.Recognised("advices", is_sure=True)
    reading = advices.read(path)
    assert reading.format == "mail" and reading.is_readable
    assert reading.advices["document"].to_list() == ["FA-26801", "FA-26802", "FA-26803"]
    assert reading.advices["amount_cents"].to_list() == [30_000, 70_000, 12_000]
    assert [problem.message.startswith("vieux.xls") for problem in reading.problems] == [True]


def test_a_saved_mail_without_an_advice_is_read_for_its_words_or_says_why_not(tmp_path):
    assert advices.read(saved(tmp_path, FRENCH)).advices["amount_cents"].to_list() == [70_000, 60_000]
    nothing = advices.read(saved(tmp_path, "Voici notre règlement.", ("vieux.xls", b"\xd0\xcf\x11\xe0")))
    assert not nothing.is_readable and nothing.problems[0].message.startswith("vieux.xls")
    assert "Aucune facture" in advices.read(saved(tmp_path, "Bonjour")).problems[0].message
