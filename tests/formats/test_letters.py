"""The letter on paper: its address shows in the window of the envelope, its debt doesn't, and its sums add up."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from tests.cast import HOSTILE

from ardoise.domain.correspondence.letters import Context, Creditor, write
from ardoise.domain.correspondence.tables import LetterItem, text_block, text_table
from ardoise.formats import letters, payment_codes
from ardoise.formats.letters import LetterPage

MM = 72 / 25.4
IBAN = "FR7630006000011234567890189"
ITEMS = tuple(LetterItem(f"FA-{n}", date(2026, 8, 1), date(2026, 9, 15), 12_345 * n, 69) for n in range(1, 4))
ADDRESS = ("Martin & Fils", "À l’attention de la comptabilité", "3 place du Marché", "69002 LYON")


def page(**facts):
    items = facts.get("items", ITEMS)
    table = text_table(items, "EUR", "fr")
    standard = LetterPage(
        ("Ardoise SAS", "12 rue des Écoles", "75005 Paris", "01 42 00 00 00", "SIREN 732829320"),
        ADDRESS,
        "fr",
        date(2026, 11, 23),
        "Paris",
        "C42",
        "Mise en demeure de payer",
        f"Madame, Monsieur,\n\nReste dû à ce jour :\n\n{table}\n\nNous vous mettons en demeure.\n\nArdoise SAS\n",
        items,
    )
    return replace(standard, **facts)


def texts(pdf):
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages]


def placed(pdf):
    """Each piece of text of the first sheet with its place in mm from the top left corner."""
    found = []

    def note(text, cm, tm, _font, _size):
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((text.strip(), x / MM, 297 - y / MM))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize(
    "address", [ADDRESS, ("Établissements " + "Lefebvre " * 12, *ADDRESS[1:]), tuple(f"Ligne {n}" for n in range(9))]
)
def test_the_window_shows_the_whole_address_and_not_a_word_of_the_debt(address):
    places = placed(letters.render(page(address=address)))
    # wherever the sheet slides in a DL envelope (11 mm up and down, 10 mm sideways), the window shows 100–190 × 45–79
    inside = " ".join(text for text, x, y in places if x >= 100 and 45 <= y <= 80)
    assert re.sub(r"\s", "", inside) == re.sub(r"\s", "", "".join(address))
    # and may show 90–200 × 34–90: nothing else stands there
    shown = " ".join(text for text, x, y in places if x >= 90 and 34 <= y <= 90)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", "".join(address))


def test_the_sender_keeps_out_of_the_window_however_long_its_name():
    long = page(sender=("Compagnie générale des fournitures industrielles et du bâtiment réunies", *page().sender[1:]))
    assert all(x < 88 for text, x, y in placed(letters.render(long)) if 34 <= y <= 44)


def test_its_amounts_read_back_add_up_to_its_total():
    text = texts(letters.render(page()))[0]
    cents = [int(re.sub(r"\D", "", amount)) for amount in re.findall(r"69 j\s+([\d\s,]+)€", text)]
    assert cents == [12_345, 24_690, 37_035]
    (total,) = re.findall(r"Total\s+([\d\s,]+)€", text)
    credit = LetterItem("AV-9", date(2026, 10, 3), date(2026, 10, 3), -5_000, 0)
    shown = f"{text_block(ITEMS, [credit], 'EUR', 'fr')}\n\nNous vous mettons en demeure."
    apart = texts(letters.render(page(body=shown, credits=(credit,))))[0].split("non déduits du montant réclamé")[1]
    assert re.search(r"AV-9\s+03/10/2026\s+−50,00\s€\s+Total à votre crédit\s+−50,00", apart)
    assert int(re.sub(r"\D", "", total)) == sum(cents)
    assert text.count("FA-1") == 1  # the table, drawn once


def test_the_usual_letter_is_one_page_with_the_code_to_pay_it_by():
    """The longest words of the pack, three invoices of which one is contested in part, two credits, both codes."""
    creditor = Creditor("Ardoise SAS", page().sender[1:3], "732829320", "01 42 00 00 00", IBAN, "AGRIFRPP")
    items = (replace(ITEMS[0], part="sur 323,45 € ; 200,00 € contestés, non réclamés", interest_cents=99), *ITEMS[1:])
    credits = tuple(LetterItem(f"AV-{n}", date(2026, 10, 3), date(2026, 10, 3), -5_000, 0) for n in (1, 2))
    context = Context(creditor, "C42", "Martin & Fils", "professional", (), "fr", "formal", page().on, "EUR", items,
                      date(2026, 11, 2), "letter", credits=credits)  # fmt: skip
    body = write(context).body
    code = payment_codes.payload(creditor, context.total_cents, "EUR", "C42")
    told = page(body=body, items=items, credits=credits, payment_code=code, online=f"https://a.example/l/{'x' * 40}")
    (sheet,) = texts(letters.render(replace(told, enclosures=("Relevé de compte",))))
    assert "Relevé de compte" in sheet and "200,00 € contestés, non réclamés" in sheet.replace("\n", " ")


def test_a_long_letter_goes_on_with_numbered_pages_of_its_own():
    items = tuple(LetterItem(f"FA-{n:03d}", None, date(2026, 9, 15), 100 + n, 69) for n in range(120))
    pages = texts(letters.render(page(items=items)))
    assert len(pages) >= 3
    assert all(f"Page {n}" in text and "C42" in text for n, text in enumerate(pages, 1))


def test_many_are_drawn_in_order_and_each_holds_only_its_own():
    pages = [page(reference=f"CODE{n:02d}", address=(f"CANARI{n:02d}",)) for n in range(12)]
    for n, pdf in enumerate(letters.render_many(pages)):
        text = "".join(texts(pdf))
        assert set(re.findall(r"CANARI\d\d", text)) == {f"CANARI{n:02d}"}
        assert set(re.findall(r"CODE\d\d", text)) == {f"CODE{n:02d}"}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_customer_is_called_is_text_and_never_markup(name):
    pdf = letters.render(page(address=(name, "69002 LYON"), body=name, subject=name, reference=name))
    assert re.sub(r"\s", "", name) in re.sub(r"\s", "", "".join(texts(pdf)))


@pytest.mark.parametrize(
    ("name", "shown"), [("漢字 Lyon", "?? Lyon"), ("Sol😀il SARL", "Sol?il SARL"), ("a\x00b", "a b")]
)
def test_a_name_our_fonts_do_not_have_is_drawn_with_question_marks_and_stops_nobody(name, shown):
    strange, usual = letters.render_many([page(address=(name,)), page()])
    assert shown in texts(strange)[0]
    assert "Martin & Fils" in texts(usual)[0]


def test_an_english_reader_reads_english():
    table = text_table(ITEMS, "EUR", "en")
    english = page(language="en", place="London", body=f"Dear customer,\n\n{table}\n\nKind regards,\n")
    text = texts(letters.render(english))[0]
    assert "London, 23 November 2026" in text and "Customer account" in text and "€740.70" in text
    assert "Échéance" not in text


def test_the_same_letter_gives_the_same_bytes_and_says_it_is_for_the_archive():
    pdf = letters.render(page())
    assert pdf == letters.render(page())
    assert b"pdfaid" in pdf or "pdfaid" in str(PdfReader(io.BytesIO(pdf)).xmp_metadata.stream.get_data())


def test_none_asked_none_drawn():
    assert letters.render_many([]) == []
