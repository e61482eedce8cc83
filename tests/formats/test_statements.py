"""The PDF statement: what it says adds up again, and it says nothing else."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from tests.cast import HOSTILE

from ardoise.formats import statements, typesetting
from ardoise.formats.statements import Creditor, Line, Statement

CREDITOR = Creditor(
    "Ardoise SAS",
    ("12 rue des Écoles", "75005 Paris"),
    "732829320",
    "01 42 00 00 00",
    "FR7630006000011234567890189",
    "AGRIFRPP",
    "compta@ardoise.example",
)


def statement(amounts=(123_456, 45_000, -5_000), **facts):
    lines = tuple(
        Line(f"FA-{n:04d}", date(2026, 8, 1), date(2026, 9, 15), cents, 69) for n, cents in enumerate(amounts, 1)
    )
    standard = Statement(
        CREDITOR, "C42", "Martin & Fils", ("3 place du Marché", "69002 Lyon"), "fr", date(2026, 11, 23), "EUR", lines
    )
    return replace(standard, **facts)


def pages(pdf):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


ROW = re.compile(r"^FA-\d{4} +01/08/2026 +15/09/2026 +(?:69 +)?([−-]?[\d\s]+,\d\d)$", re.MULTILINE)


def cents(amount):
    """A written amount, grouped or not, as whole cents."""
    return int(re.sub(r"[^\d-]", "", amount.replace("−", "-")))


@pytest.mark.parametrize(
    "amounts", [(123_456, 45_000, -5_000), (1,), (99_999_999_99, 1, -1), tuple(range(1_01, 90_01, 1_11))]
)
def test_the_amounts_read_back_from_the_page_add_up_to_its_total(amounts):
    text = "\n".join(pages(statements.render(statement(amounts))))
    assert [cents(amount) for amount in ROW.findall(text)] == list(amounts)
    (total,) = re.findall(r"Total à nous régler\s+(.*)€", text)
    assert cents(total) == sum(amounts)


def test_every_page_tells_whose_it_is_and_which_one_it_is():
    texts = pages(statements.render(statement(tuple(range(100, 9_100, 100)))))
    assert len(texts) >= 3
    for number, text in enumerate(texts, 1):
        assert "Martin & Fils" in text and "C42" in text and f"Page {number} sur {len(texts)}" in text
        assert "Ardoise SAS" in text


def test_it_says_who_to_pay_and_how():
    text = pages(statements.render(statement()))[0]
    assert "FR76 3000 6000 0112 3456 7890 189" in text and "AGRIFRPP" in text and "732829320" in text
    assert "69002 Lyon" in text and "arrêté au 23 novembre 2026" in text and "15/09/2026" in text


@pytest.mark.parametrize(
    ("amounts", "told"), [((120, -20), "dont échu, avoirs et acomptes déduits"), ((120,), "dont échu")]
)
def test_credits_are_said_to_be_deducted_only_where_one_is_listed(amounts, told):
    (line,) = re.findall(r"^(dont échu.*?) [\d,]+\s€", "\n".join(pages(statements.render(statement(amounts)))), re.M)
    assert line.strip() == told


def test_an_english_customer_reads_english():
    text = pages(statements.render(statement(language="en")))[0]
    assert "Statement of account" in text and "€1,634.56" in text and "15 Sep 2026" in text
    assert "Relevé" not in text


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_file_brings_is_text_and_never_markup(name):
    text = re.sub(r"\s", "", "".join(pages(statements.render(statement(customer_name=name)))))
    assert re.sub(r"\s", "", name) in text


def test_the_same_statement_gives_the_same_bytes():
    assert statements.render(statement()) == statements.render(statement())


def test_many_are_drawn_in_order_and_each_holds_only_its_own():
    many = [statement((100 + n,), customer_code=f"CODE{n:03d}", customer_name=f"CANARI{n:03d}") for n in range(30)]
    for n, pdf in enumerate(statements.render_many(many)):
        text = "".join(pages(pdf))
        assert set(re.findall(r"CANARI\d{3}", text)) == {f"CANARI{n:03d}"}
        assert set(re.findall(r"CODE\d{3}", text)) == {f"CODE{n:03d}"}


def test_none_asked_none_drawn():
    assert statements.render_many([]) == []


def test_a_statement_that_cannot_be_drawn_is_a_sentence(monkeypatch):
    monkeypatch.setattr(typesetting, "MEMORY_BYTES_MAX", 50 * 1024**2)
    with pytest.raises(statements.Unrenderable, match="could not"):
        statements.render(statement())
