"""Two statements of an account that tell the same days otherwise are told apart, line by line."""

from __future__ import annotations

import pytest
from tests.actions.banks import account
from tests.actions.camts import Line, bring, statement

from ardoise.actions.imports.refusals import in_words, lists_in

ONE, TWO = Line(10_000, "2026-03-12", "MARTIN", "FACTURE F1"), Line(20_000, "2026-03-13", "DURAND", "FACTURE F2")
LATER = Line(30_000, "2026-03-16", "PETIT", "FACTURE F3")


@pytest.fixture
def known(in_company, tmp_path):
    """The statement of 10 to 13 March, with both payments."""
    account(in_company)
    bring(in_company, statement(tmp_path / "a.xml", "2026-03-10", "2026-03-13", 0, ONE, TWO))


def told(company, tmp_path, first, last, *lines, opening=0):
    done = bring(company, statement(tmp_path / "b.xml", first, last, opening, *lines))
    assert done.state == "done", done.problems
    return [said_by(problem) for problem in done.problems]


def said_by(problem):
    """The sentence, and the lists below it."""
    parts = [problem["message"], *(part for one in lists_in(problem, "fr") for part in (one["title"], *one["lines"]))]
    return "\n".join(parts).replace("\u00a0", " ").replace("\u202f", " ")


def test_where_both_tell_the_same_the_overlap_alone_is_told(known, company, tmp_path):
    (said,) = told(company, tmp_path, "2026-03-11", "2026-03-16", ONE, TWO, LATER)
    assert "contredit" not in said and "une fois" in said


def test_another_label_a_payment_more_and_one_less_are_told_with_their_lines(known, company, tmp_path):
    other = Line(10_000, "2026-03-12", "MOREAU", "FACTURE F9")
    more = Line(500, "2026-03-13", "VIOLET", "FACTURE F8")
    (said,) = told(company, tmp_path, "2026-03-11", "2026-03-16", other, more, LATER)
    assert "contredit" in said and "10 mars 2026" in said
    here, there = said.split("Dans l’autre")
    assert "F9" in here and "F8" in here and "F1" not in here and "F3" not in here, "what it tells alone, and no more"
    assert "F1" in there and "F2" in there and "F9" not in there
    assert "ligne" in here and "13 mars 2026 · 5,00 € · FACTURE F8" in here.replace("VIOLET ", ""), here
    assert "100,00 €" in there and "200,00 €" in there and len(there.splitlines()) == 3, "a line each"


def test_of_long_words_the_beginning_is_told_and_that_there_are_more(known, company, tmp_path):
    long = Line(
        700, "2026-03-13", "VIOLET", "FACTURE F8 DU DEUXIEME TRIMESTRE DE L ANNEE POUR LES TRAVAUX DE LA TOITURE"
    )
    (said,) = told(company, tmp_path, "2026-03-11", "2026-03-13", ONE, TWO, long)
    assert "F8 DU DEUXIEME" in said and "TRAVAUX…" in said and "TOITURE" not in said


def test_a_day_of_its_own_within_a_longer_statement_is_compared_too(known, company, tmp_path):
    (said,) = told(company, tmp_path, "2026-03-12", "2026-03-12", Line(10_001, "2026-03-12", "MARTIN", "FACTURE F1"))
    assert "contredit" in said and "100,01" in said and "F2" not in said


def test_the_day_on_which_one_opens_is_told_whole_by_the_other_alone(known, company, tmp_path):
    assert told(company, tmp_path, "2026-03-13", "2026-03-16", LATER, opening=30_000) == []
    (said,) = told(company, tmp_path, "2026-03-10", "2026-03-13", ONE, TWO, Line(1, "2026-03-10", "X", "FACTURE F4"))
    assert "F4" in said, "but not where both open on it"


def test_of_the_same_period_what_is_booked_beside_it_is_compared_too(company, in_company, tmp_path):
    """As real files of MT940 and CFONB120 do."""
    account(in_company)
    beside = Line(40_000, "2026-03-16", "VIOLET", "FACTURE F7")
    bring(in_company, statement(tmp_path / "a.xml", "2026-03-10", "2026-03-13", 0, ONE, beside))
    (said,) = told(
        company, tmp_path, "2026-03-10", "2026-03-13", ONE, Line(40_100, "2026-03-16", "VIOLET", "FACTURE F7")
    )
    assert "contredit" in said and "401,00 €" in said and "400,00 €" in said and "F1" not in said


def test_of_many_lines_the_first_are_named_and_the_rest_counted(known, company, tmp_path):
    many = [Line(100 + n, "2026-03-12", "MARTIN", f"FACTURE G{n}") for n in range(8)]
    (said,) = told(company, tmp_path, "2026-03-11", "2026-03-13", ONE, TWO, *many)
    assert "G4" in said and "G5" not in said and "et 3 autres" in said


def test_each_reader_reads_the_lists_in_their_language(known, company, tmp_path):
    done = bring(company, statement(tmp_path / "b.xml", "2026-03-10", "2026-03-13", 0, ONE))
    (said,) = done.problems
    (here,) = lists_in(said, "en")
    assert "contradicts" in in_words(said, "en") and here["title"] == "Only in the other"
    assert "€200.00" in here["lines"][0] and "13\u00a0Mar\u00a02026" in here["lines"][0]
    assert "200,00" in lists_in(said, "fr")[0]["lines"][0]


def test_a_readers_own_amounts_stand_in_the_sentence_of_what_does_not_add_up(company, in_company, tmp_path):
    account(in_company)
    path = statement(tmp_path / "a.xml", "2026-03-10", "2026-03-13", 123_456, ONE)
    path.write_text(path.read_text().replace("1334.56", "1334.57"))
    done = bring(company, path)
    french, english = (in_words(done.problems[0], language).replace("\u202f", " ") for language in ("fr", "en"))
    assert "1 234,56" in french and "1 334,57" in french and "1,234.56" in english and "1,334.57" in english
