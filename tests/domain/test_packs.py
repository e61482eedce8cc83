"""The packs: a letter for everybody, by every channel, that a credit manager would send as it is."""

from __future__ import annotations

import csv
import itertools
import re
from datetime import date
from pathlib import Path

import pytest
from tests.cast import LEGAL
from tests.domain.test_correspondence import context

from ardoise.channels import sms
from ardoise.domain.correspondence import gsm, packs
from ardoise.domain.correspondence.enclosures import Enclosures
from ardoise.domain.correspondence.fields import FIELDS, ITEM_LABELS, LABELS
from ardoise.domain.correspondence.letters import Creditor, template, write
from ardoise.domain.correspondence.merging import ITEM_FIELDS, mistakes
from ardoise.domain.correspondence.proofreading import claims_nothing
from ardoise.domain.correspondence.wording import day, long_day
from ardoise.domain.money import with_currency as money

CHANNELS = (*packs.CHANNELS, *packs.WRITTEN_AS)
FILES = sorted(packs.FOLDER.rglob("*.txt"))
PAPER = ("letter", "registered_letter", "fax")
ASKED = re.compile(r"\{(?:\{|% *if) *(\w+)")
"""What a text writes or asks about: the name behind its brace."""


def letter(language="fr", key="friendly", kind="professional", channel="letter", **facts):
    facts.setdefault("paid_cents", 120_000)
    facts.setdefault("paid_on", date(2026, 11, 20))
    tone = key if key in packs.TONES else "friendly"
    return write(context(language, tone, kind, key=key, channel=channel, **facts))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(Path(path).relative_to(packs.FOLDER)))
def test_every_text_of_the_pack_is_sound(path):
    words = packs.read(path.read_text(encoding="utf-8"))
    assert words.subject and words.body.strip() and "\n" not in words.subject
    assert mistakes(words.subject, FIELDS) == [] and mistakes(words.body, FIELDS) == []
    for apostrophe in re.findall(r"\w'\w", re.sub(r"\{[{%].*?[}%]\}", "", words.body)):
        raise AssertionError(f"{path.name}: {apostrophe} has a typewriter's apostrophe")


@pytest.mark.parametrize(("language", "channel"), list(itertools.product(packs.LANGUAGES, CHANNELS)))
def test_there_are_words_for_every_occasion_kind_and_channel(language, channel):
    for key, kind in itertools.product(packs.KEYS, packs.KINDS):
        written = letter(language, key, kind, channel)
        assert written.subject and written.body.strip(), (key, kind)
        assert not re.search(r"\{\{|\{%|\ue0ff", written.subject + written.body + written.html), (key, kind)
        assert (written.html == "") == (channel in packs.PLAIN)
        assert not claims_nothing(packs.template(language, key, kind, channel), key), (key, kind)
        if key == "thanks":
            assert re.search(r"1\D?200", written.body)


@pytest.mark.parametrize(("kind", "key"), list(itertools.product(packs.KINDS, packs.KEYS)))
def test_both_languages_ask_for_the_same_fields(kind, key):
    for channel in packs.CHANNELS:
        fr, en = (template(language, key, kind, channel) for language in ("fr", "en"))
        assert set(ASKED.findall(fr.body)) == set(ASKED.findall(en.body)), channel


@pytest.mark.parametrize(("language", "key"), list(itertools.product(packs.LANGUAGES, packs.KEYS)))
def test_a_text_message_is_one_message_in_the_telephones_own_alphabet(language, key):
    written = letter(language, key, channel="sms")
    assert gsm.fits(written.body) and sms.count(written.body).parts == 1, written.body
    assert written.body.startswith("Ardoise")


def test_what_a_text_message_cannot_write_is_written_otherwise_or_left_as_it_is():
    assert gsm.written("l’Hôtel Cœur — 1\u202f234,00\u00a0€ 漢 😀") == "l'Hotel Coeur - 1 234,00 € 漢 😀"
    assert gsm.written("\u200bMar\u00adtin\tet\u2009Fils\u2028👨\u200d👩") == "Martin et Fils 👨\u200d👩", "unseen"
    name = letter(channel="sms", creditor=Creditor("Société 漢字 “Ça” & Fils")).body
    assert 'Société 漢字 "Ça"' in name and sms.count(name).alphabet == "UCS-2"


@pytest.mark.parametrize("language", packs.LANGUAGES)
@pytest.mark.parametrize("kind", packs.KINDS)
def test_a_letter_on_paper_does_not_ask_to_reply_to_a_message(language, kind):
    for key in packs.KEYS:
        text = letter(language, key, kind, "letter").body
        assert not re.search(r"ce message|pièce jointe|this message|attached", text), key


@pytest.mark.parametrize("language", packs.LANGUAGES)
@pytest.mark.parametrize("kind", packs.KINDS)
def test_a_call_names_the_debt_to_nobody_before_knowing_who_answers(language, kind):
    """fr_contact_rules, third parties: the debt is told to the debtor alone."""
    for key in ("courteous", "friendly", "firm", "formal"):
        script = letter(language, key, kind, "call").body
        warning = {"fr": "Ne parlez de la dette qu’à cette personne", "en": "Speak of the debt to that person only"}[
            language
        ]
        before = script[: script.index(warning)]
        assert not re.search(r"\d+[,.]\d\d", before) and "FA-101" not in before
        assert "FA-101" in script[script.index(warning) :]


REQUIRED = {
    "parties": lambda text, language: "Ardoise" in text and "732829320" in text and "Martin & Fils" in text,
    "invoice numbers": lambda text, language: "FA-101" in text and "FA-117" in text,
    "dates": lambda text, language: day(date(2026, 8, 1), language) in text,
    "amounts": lambda text, language: (
        money(123_456, "EUR", language) in text and money(163_456, "EUR", language) in text
    ),
    "due dates": lambda text, language: day(date(2026, 9, 15), language) in text,
    "period granted": lambda text, language: {"fr": "huit jours", "en": "eight days"}[language] in text,
    "means of payment": lambda text, language: "FR76 3000" in text and "C42" in text,
    "what follows": lambda text, language: {"fr": "À défaut", "en": "Failing"}[language] in text,
    "date": lambda text, language: long_day(date(2026, 11, 23), language) in text,
}
"""The mentions of fr_letter_requirements.csv, mise_en_demeure (practice); those on a letter's head are its page's."""


@pytest.mark.parametrize("mention", REQUIRED)
@pytest.mark.parametrize(("language", "kind"), list(itertools.product(packs.LANGUAGES, packs.KINDS)))
def test_the_formal_notice_by_e_mail_holds_each_mention(mention, language, kind):
    assert REQUIRED[mention](letter(language, "formal", kind, "email").body, language)


ON_THE_PAGE = ("parties", "date")


@pytest.mark.parametrize("mention", [name for name in REQUIRED if name not in ON_THE_PAGE])
@pytest.mark.parametrize(("language", "kind"), list(itertools.product(packs.LANGUAGES, packs.KINDS)))
def test_the_formal_notice_by_letter_holds_each_mention_its_page_does_not_show(mention, language, kind):
    for channel in PAPER:
        assert REQUIRED[mention](letter(language, "formal", kind, channel).body, language)


@pytest.mark.parametrize(("language", "channel"), list(itertools.product(packs.LANGUAGES, ("email", "letter"))))
def test_the_formal_notice_says_the_rate_its_start_and_the_charge_to_those_who_owe_them(language, channel):
    professional = letter(language, "formal", "professional", channel).body
    assert re.search(r"12[,.]40", professional) and re.search(r"40 €|€40", professional)
    assert {"fr": "depuis le lendemain de chaque échéance", "en": "from the day after each due date"}[
        language
    ] in professional
    consumer = letter(language, "formal", "consumer", channel).body
    assert {"fr": "À compter de la présente mise en demeure", "en": "From this formal notice on"}[language] in consumer
    assert not re.search(r"40 €|€40", consumer + letter(language, "formal", "unknown", channel).body)


def test_the_mentions_tested_are_those_of_the_facts():
    if not (LEGAL / "fr_letter_requirements.csv").is_file():
        pytest.skip("the facts of law are not beside the checkout")
    with (LEGAL / "fr_letter_requirements.csv").open(encoding="utf-8") as file:
        rows = {row["letter"]: row["item"] for row in csv.DictReader(file)}
    wanted = {part.strip() for part in rows["mise_en_demeure (practice)"].split(",")}
    elsewhere = {"interest rate and start", "40 EUR per invoice (B2B)", "provable dispatch"}  # the last: the channel
    assert wanted - elsewhere == set(REQUIRED)


@pytest.mark.parametrize(
    ("papers", "fr", "en"),
    [
        (Enclosures(), "", ""),
        (Enclosures(True), "ci-joint le relevé correspondant.", "enclosed the statement."),
        (Enclosures(True, True), "en PDF et en tableur.", "as a PDF and as a spreadsheet."),
        (Enclosures(True, True, 1), "en tableur, et la copie de la facture.", "as a spreadsheet, and a copy of"),
        (Enclosures(True, False, 1), "relevé correspondant et la copie de la facture.", "and a copy of the invoice."),
        (Enclosures(False, False, 3), "ci-joint la copie de 3 factures.", "enclosed copies of 3 invoices."),
        (Enclosures(True, False, 3, 2), "Les copies des autres factures vous seront adressées sur simple demande.",
         "Copies of the other invoices will be sent to you on request."),
    ],
)  # fmt: skip
def test_the_letter_says_what_goes_with_it_and_what_stayed_behind(papers, fr, en):
    assert fr in letter("fr", papers=papers).body and en in letter("en", papers=papers).body
    assert bool(fr) == ("ci-joint" in letter("fr", papers=papers).body)


def test_by_mail_one_paper_is_a_piece_and_several_are_pieces():
    assert "en pièce jointe le relevé" in letter(channel="email", papers=Enclosures(True)).body
    assert "en pièces jointes le relevé" in letter(channel="email", papers=Enclosures(True, False, 1)).body


def test_without_an_account_of_its_own_a_formal_notice_still_says_how_to_pay():
    text = letter(key="formal", creditor=Creditor("Ardoise")).body
    assert "sur le compte indiqué sur nos factures" in text and "IBAN" not in text


@pytest.mark.parametrize("language", packs.LANGUAGES)
def test_every_field_has_a_name_that_a_person_finds(language):
    assert set(LABELS[language]) == set(FIELDS) and set(ITEM_LABELS[language]) == set(ITEM_FIELDS)
    assert "iban" not in FIELDS


@pytest.mark.parametrize("language", packs.LANGUAGES)
def test_no_visit_is_called_a_call(language):
    subjects = [packs.template(language, key, kind, "visit").subject for key in packs.KEYS for kind in packs.KINDS]
    assert not [one for one in subjects if re.search(r"(?i)\b(appel|call)\b", one)]
    assert packs.template(language, "formal", "unknown", "call") != packs.template(
        language, "formal", "unknown", "visit"
    )
