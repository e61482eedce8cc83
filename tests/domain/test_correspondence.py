"""The letters: readable as they are, lawful for whom they are written to, and deaf to what customers are called."""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ardoise.domain.correspondence import letters
from ardoise.domain.correspondence.letters import Context, Creditor, LetterItem, template, write
from ardoise.domain.correspondence.merging import Unmergeable, merge
from ardoise.domain.correspondence.wording import day, long_day
from ardoise.domain.money import with_currency as money

KINDS = ("unknown", "professional", "consumer", "public_body")
IBAN = "FR7630006000011234567890189"
ALL = list(itertools.product(letters.LANGUAGES, letters.TONES, KINDS))


def context(language="fr", tone="friendly", kind="professional", **facts):
    """Martin owes two invoices, less a credit note."""
    items = (
        LetterItem("FA-101", date(2026, 8, 1), date(2026, 9, 15), 123_456, 69, 2_875),
        LetterItem("FA-117", date(2026, 8, 20), date(2026, 10, 4), 45_000, 50, 760),
        LetterItem("AV-9", date(2026, 10, 1), date(2026, 10, 1), -5_000, 53, 0),
    )
    creditor = Creditor(
        "Ardoise", ("12 rue des Écoles", "75005 Paris"), "732829320", "01 42 00 00 00", IBAN, "AGRIFRPP"
    )
    address = ("3 place du Marché", "69002 Lyon")
    standard = Context(
        creditor,
        "C42",
        "Martin & Fils",
        kind,
        address,
        language,
        tone,
        date(2026, 11, 23),
        "EUR",
        items,
        date(2026, 11, 2),
    )
    return replace(standard, **facts)


def words(letter):
    return f"{letter.subject}\n{letter.body}"


@pytest.mark.parametrize("channel", ["email", "letter", "sms"])
def test_the_head_of_a_group_is_told_of_which_member_a_letter_is(channel):
    letter = write(context(channel=channel, is_to_parent=True, customer_name="<Martin>"))
    assert letter.subject.endswith(" – <Martin> (C42)") and "<Martin>" in letter.body
    assert "<p>&lt;Martin&gt; (C42)</p>" in letter.html or channel == "sms"
    assert "Martin" not in write(context(channel=channel)).body


@pytest.mark.parametrize(("language", "tone", "kind"), ALL)
def test_every_letter_lists_its_items_adds_them_up_and_says_how_to_pay(language, tone, kind):
    letter = write(context(language, tone, kind))
    total = money(163_456, "EUR", language)
    for text in (letter.body, html.unescape(letter.html)):
        assert all(document in text for document in ("FA-101", "FA-117", "AV-9"))
        assert total in text and money(-5_000, "EUR", language) in text
        assert "FR76 3000 6000 0112 3456 7890 189" in text and "C42" in text and "Ardoise" in text
    assert total in letter.subject
    assert "{{" not in letter.body + letter.subject + letter.html
    assert "\n" not in letter.subject and len(letter.subject) < 120


@pytest.mark.parametrize(("language", "tone", "kind"), [case for case in ALL if case[2] == "consumer"])
def test_a_consumer_is_asked_for_nothing_but_the_claim_and_at_most_the_legal_rate(language, tone, kind):
    """CPCE L111-8: the costs of recovery stay with the creditor; C. com. L441-10 is for professionals."""
    text = words(write(context(language, tone, kind)))
    assert not re.search(
        r"\b40\s*€|€\s*40\b|40 EUR|indemnité|L441-10|D441-5|12,40|12\.40|Banque centrale|Central Bank", text
    )
    assert not re.search(r"frais de (relance|dossier|rappel|recouvrement)|reminder fee|recovery costs", text)
    if tone != "formal":
        assert not re.search(r"intérêt|interest|pénalité", text)


@pytest.mark.parametrize("language", letters.LANGUAGES)
@pytest.mark.parametrize("tone", letters.TONES)
@pytest.mark.parametrize("kind", ["unknown", "", "association"])
def test_a_customer_whose_kind_nobody_told_reads_of_the_claim_and_of_no_charge(language, tone, kind):
    """Neither what only professionals owe (C. com. L441-10) nor what only a consumer's notice says (C. civ. 1231-6)."""
    text = words(write(context(language, tone, kind)))
    assert not re.search(r"\b40\s*€|€\s*40\b|indemnité|L441-10|D441-5|1231-6|Banque centrale|Central Bank", text)
    assert not re.search(r"intérêt|interest|pénalité|taux|\brate\b|frais|costs|injonction|order to pay", text)
    assert money(163_456, "EUR", language) in text
    assert template(language, tone, kind) == template(language, tone, "unknown")


@pytest.mark.parametrize("language", letters.LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_formal_notice_holds_what_makes_it_one(language, kind):
    """/shared/legal fr_letter_requirements: mise_en_demeure (practice)."""
    text = words(write(context(language, "formal", kind)))
    assert "12 rue des Écoles" in text and "732829320" in text and "Martin & Fils" in text and "69002 Lyon" in text
    assert long_day(date(2026, 11, 23), language) in text  # its date
    assert day(date(2026, 8, 1), language) in text and day(date(2026, 9, 15), language) in text  # issued, due
    assert {"fr": "mise en demeure", "en": "formal notice"}[language] in text.lower()
    assert {"fr": "huit jours", "en": "eight days"}[language] in text  # the period granted
    assert {"fr": "À défaut", "en": "Failing"}[language] in text  # what follows
    assert {"fr": "virement", "en": "bank transfer"}[language] in text
    assert bool(re.search(r"taux|\brate\b", text)) == (kind != "unknown")


@pytest.mark.parametrize(
    ("kind", "rate", "article", "has_charge"),
    [
        ("professional", "12,40", "L441-10", True),
        ("public_body", "10,40", "R2192-31", True),
        ("consumer", "2,75", "1231-6", False),
    ],
)
def test_the_rate_is_that_of_the_law_for_this_kind_of_customer(kind, rate, article, has_charge):
    text = write(context("fr", "formal", kind)).body
    assert f"{rate}\u00a0% l’an" in text and article in text
    assert ("40 €" in text) == has_charge


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ([date(2026, 6, 29)], "soit 10,15\u00a0% l’an ("),
        ([date(2026, 6, 30)], "soit 10,40\u00a0% l’an ("),  # its first late day is of the next half-year
        ([date(2026, 8, 31), date(2026, 5, 15)], "soit 10,15\u00a0% ou 10,40\u00a0% l’an selon l’échéance ("),
    ],
)
def test_a_public_body_is_told_the_rate_that_each_of_its_debts_keeps(due, told):
    items = tuple(LetterItem(f"FA-{n}", on - timedelta(30), on, 100_000, 50, 99) for n, on in enumerate(due))
    assert told in write(context("fr", "formal", "public_body", items=items)).body.replace("\u202f", "\u00a0")


MAY, JUNE = date(2026, 5, 12), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("noticed", "language", "told"),
    [
        ([None, None], "fr", "À compter de la présente mise en demeure, la somme réclamée porte intérêt au taux légal"),
        ([MAY, MAY], "fr", "Depuis la mise en demeure du 12 mai 2026, la somme réclamée porte intérêt au taux légal, "),
        ([MAY, MAY], "en", "Since the formal notice of 12 May 2026, the amount claimed bears interest at the French "),
        ([None, MAY], "fr", "à ce jour, depuis la mise en demeure du 12 mai 2026 pour les pièces qu’elle réclamait, "
                            "à compter de la présente pour les autres (articles 1231-6"),
        ([JUNE, MAY], "fr", "depuis la mise en demeure du 12 mai 2026 pour les pièces qu’elle réclamait, depuis celle "
                            "du 1er juin 2026 pour les pièces qui s’y sont ajoutées (articles 1231-6"),
    ],
)  # fmt: skip
def test_a_consumer_owes_interest_from_the_first_formal_notice_whichever_repeats_it(noticed, language, told):
    """C. civ. 1231-6 and 1344-1: a second notice does not begin it anew; a credit bears none."""
    *owed, credit = context().items
    items = (*(replace(item, formal_notice_on=on) for item, on in zip(owed, noticed, strict=True)), credit)
    text = write(context(language, "formal", "consumer", items=items)).body
    assert told in text
    assert ("À compter de la présente mise en demeure" in text) == (noticed == [None, None])


def test_whoever_telephones_knows_of_the_credits_that_are_not_deducted():
    *owed, credit = context().items
    for kind in ("professional", "consumer"):
        said = write(context("fr", "firm", kind, channel="call", items=tuple(owed), credits=(credit,))).body
        assert said.endswith(f"{money(5_000, 'EUR', 'fr')} à son crédit (AV-9) ne sont pas déduits de ce montant ; "
                             "demandez sur quelles factures les imputer.\n")  # fmt: skip
    assert "à son crédit" not in write(context("fr", "firm", channel="call")).body


@pytest.mark.parametrize("kind", ["professional", "public_body"])
@pytest.mark.parametrize("tone", ["firm", "formal"])
def test_late_interest_is_told_apart_from_the_claim_and_never_added(kind, tone):
    text = write(context("fr", tone, kind)).body
    assert money(3_635, "EUR", "fr") in text  # 28.75 + 7.60, as information
    assert money(163_456 + 3_635, "EUR", "fr") not in text


@pytest.mark.parametrize("tone", ["courteous", "friendly"])
def test_the_first_letters_do_not_speak_of_charges(tone):
    for language, kind in itertools.product(letters.LANGUAGES, KINDS):
        assert not re.search(
            r"40|intérêt|interest|pénalité|injonction|court",
            words(
                write(
                    context(
                        language,
                        tone,
                        kind,
                        items=(LetterItem("FA-1", date(2026, 8, 1), date(2026, 9, 15), 123_000, 69, 999),),
                    )
                )
            ),
        ), (language, kind)


@pytest.mark.parametrize("channel", ["sms", "call", "visit"])
def test_nobody_is_put_on_notice_but_in_writing(channel):
    ours = letters.Words("Appel", "{{charges}} Merci.")
    for language in letters.LANGUAGES:
        said = write(context(language, "formal", "consumer", channel=channel), ours).body
        assert said.strip() == "Merci." and write(context(language, "formal", "consumer"), ours).body != said


def test_a_rate_the_law_has_not_published_yet_is_not_invented():
    text = write(context("fr", "formal", "professional", as_of=date(2031, 3, 2))).body
    assert "l’an" not in text and "majoré de dix points" in text


def test_a_company_without_bank_account_says_nothing_of_one():
    text = write(context(creditor=Creditor("Ardoise"))).body
    assert "IBAN" not in text and "\n\n\n" not in text


def test_a_first_letter_does_not_speak_of_an_earlier_one():
    assert "sans suite" not in write(context("fr", "firm", last_sent_on=None)).body
    assert "2 novembre 2026" in write(context("fr", "firm")).body


def test_amounts_stand_under_each_other():
    lines = [line for line in write(context()).body.splitlines() if line.endswith("€") and len(line) > 30]
    assert len(lines) == 4 and len({len(line) for line in lines}) == 1


PAYLOADS = [
    "{{total}}",
    "{{7*7}}",
    "{% debug %}",
    "${7*7}",
    "#{7*7}",
    "{0.__class__}",
    "%s",
    "<%= 7*7 %>",
    "{{ creditor_name }}",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_looks_like_a_field_in_a_customers_name_stays_text(payload):
    text = write(context("fr", "formal", customer_name=payload))
    assert payload in text.body and html.escape(payload) in text.html


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", "<img src=x onerror=y>", '"><b>', "&lt;", "' onload='"]
)
def test_nothing_a_file_brings_becomes_html(payload):
    items = (LetterItem(payload, None, date(2026, 9, 15), 100, 69),)
    page = write(context("fr", "formal", customer_name=payload, items=items)).html
    assert payload not in page and html.escape(payload) in page


def test_a_name_turns_the_order_of_nothing_that_follows_it():
    letter = write(context(customer_name="Martin \u202e\u2066 Fils", is_to_parent=True))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", words(letter) + letter.html)


def test_a_mail_is_written_in_the_ink_of_whoever_reads_it_by_day_or_in_the_dark():
    page = write(context()).html
    assert 'name="color-scheme" content="light dark"' in page
    assert not re.search(r"(?<![\w-])(color|background):", page)


def test_a_mail_says_its_language_and_links_to_the_address_where_it_is_read():
    page = write(replace(context("fr"), online="https://ardoise.example/l/abc")).html
    assert '<html lang="fr">' in page
    assert page.count('<a href="https://ardoise.example/l/abc">https://ardoise.example/l/abc</a>') == 1


def test_a_line_break_in_a_name_never_reaches_the_subject():
    letter = write(replace(context(), currency="EU\r\nBcc: x@evil.example\r\nR"))
    assert not re.search(r"[\r\n]", letter.subject)


@pytest.mark.parametrize("text", ["{{nobody}}", "{{ total.real }}", "{{total", "{{}}", "{{__class__}}"])
def test_an_unknown_field_is_refused(text):
    with pytest.raises(Unmergeable):
        merge(text, {"total": "1"})


@pytest.mark.parametrize(("language", "tone", "kind"), ALL)
def test_both_languages_have_a_letter_for_everybody(language, tone, kind):
    words = template(language, tone, kind)
    assert words.subject and "{{items}}" in words.body


def test_a_tone_of_the_policys_own_is_written_as_the_friendly_letter():
    assert template("fr", "poetic", "consumer") == template("fr", "friendly", "consumer")


def test_the_first_of_a_month_is_premier():
    assert long_day(date(2026, 12, 1), "fr") == "1er décembre 2026"
