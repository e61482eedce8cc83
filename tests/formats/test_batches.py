"""A batch of letters: the slip first, then every page of every letter."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from ardoise.channels.standins.papers import paper
from ardoise.formats import batches
from ardoise.formats.batches import Enclosed, Slip, Unbindable

SLIP = Slip("Ardoise", 12, date(2026, 3, 16), "Recommandés", True, "fr")


def letter(name, *papers):
    return Enclosed(name.upper(), name, f"{name} · 12 rue de la Paix · 75002 PARIS", "1 545,67 €", papers)


def bound(*letters, slip=SLIP):
    return [page.extract_text() for page in PdfReader(io.BytesIO(batches.bind(slip, letters))).pages]


def test_the_slip_comes_first_and_lists_every_letter():
    pages = bound(letter("Martin", paper(["lettre Martin"]), paper(["relevé Martin"])), letter("Durand", paper(["D"])))
    assert len(pages) == 4
    assert "Bordereau d’impression 12" in pages[0] and "Martin" in pages[0] and "Durand" in pages[0]
    assert "2 courriers · 3 pages" in " ".join(pages[0].split()) and "N° de recommandé" in pages[0]
    assert [page.strip() for page in pages[1:]] == ["lettre Martin", "relevé Martin", "D"]


def test_letters_of_one_envelope_are_counted_as_one_and_said_to_be_together():
    with_last = Enclosed("PETIT", "Petit", "Durand · 12 rue de la Paix", "300,00 €", (paper(["P"]),), True)
    (slip, *letters) = bound(letter("Martin", paper(["M"])), with_last, letter("Moreau", paper(["O"])))
    told = " ".join(slip.split())
    assert "3 courriers · 2 enveloppes · 3 pages" in told and "dans la même enveloppe que le précédent" in told
    assert [page.strip() for page in letters] == ["M", "P", "O"]


def test_a_slip_of_one_letter_says_one():
    assert "1 courrier · 1 page " in " ".join(bound(letter("Petit", paper(["P"])))[0].split()) + " "


def test_a_letter_of_several_pages_is_printed_whole():
    many = batches.bind(SLIP, [letter("Martin", paper(["une"]), paper(["deux"]))])  # three pages, bound before
    assert len(bound(letter("Petit", many))) == 4


def test_what_a_name_says_is_never_markup():
    assert "#panic" in bound(letter("#panic(1)", paper(["x"])))[0]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.4\n/Count 400", b"<html>"])
def test_a_paper_nobody_can_read_is_told_with_its_letter(content):
    with pytest.raises(Unbindable) as refusal:
        batches.bind(SLIP, [letter("Martin", paper(["x"])), letter("Durand", content)])
    assert refusal.value.number == 2


def test_an_empty_batch_is_none():
    with pytest.raises(Unbindable):
        batches.bind(SLIP, [])
