"""Letters of a company's own: kept only if sound, version by version, tried on oneself, given up for the pack's."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime

import pytest
from django_scopes import scope
from tests.actions.books import invoice
from tests.channels.sink import listening, taken
from tests.domain.test_merging import CORPUS

from ardoise.actions import correspondence, disputes, dunning, rights, sending, templates
from ardoise.actions.companies import Unfit
from ardoise.actions.restraints import Noted
from ardoise.actions.templates import Place, Unsound
from ardoise.domain.correspondence import packs
from ardoise.domain.correspondence.packs import Words
from ardoise.records.models import (
    Contact,
    Customer,
    Event,
    MailServer,
    Message,
    Policy,
    PolicyVersion,
    TemplateVersion,
    User,
)

AT = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 16)
FRIENDLY = Place("friendly", "fr", "professional", "email")
OURS = Words("Un rappel pour {{customer_name}}", "Bonjour,\n\n{{items}}\n\n{{payment}}\n\n{{signature}}\n")


def chosen(company, place=FRIENDLY):
    with scope(company=company):
        return templates.choose(templates.own_words(company), (place.key,), place.language, place.kind, place.channel)


def test_our_own_words_replace_the_packs_at_their_place_alone(company, alice):
    version = templates.save(company, FRIENDLY, OURS, alice, AT)
    assert chosen(company).words == OURS and chosen(company).version_id == version.pk
    for place in (
        Place("friendly", "en", "professional", "email"),
        Place("friendly", "fr", "consumer", "email"),
        Place("friendly", "fr", "professional", "letter"),
        Place("firm", "fr", "professional", "email"),
    ):
        assert chosen(company, place).version_id is None
        assert chosen(company, place).words == packs.template(place.language, place.key, place.kind, place.channel)


def test_words_for_any_kind_hold_where_no_kind_has_its_own(company, alice):
    general = Words("Pour tous", "Bonjour {{customer_name}}")
    templates.save(company, Place("friendly", "fr", "", "email"), general, alice, AT)
    templates.save(company, FRIENDLY, OURS, alice, AT)
    assert chosen(company).words == OURS
    assert chosen(company, Place("friendly", "fr", "consumer", "email")).words.subject == "Pour tous"


def test_a_registered_letter_and_a_fax_borrow_the_words_of_the_letter(company, alice):
    templates.save(company, Place("formal", "fr", "professional", "letter"), OURS, alice, AT)
    for channel in ("registered_letter", "fax"):
        assert chosen(company, Place("formal", "fr", "professional", channel)).words == OURS


def test_a_level_whose_template_is_gone_writes_with_its_tone(company, alice):
    with scope(company=company):
        words = templates.choose({}, ("gone", "firm"), "fr", "consumer", "email").words
    assert words == packs.template("fr", "firm", "consumer", "email")


def test_each_change_is_a_version_with_its_author_and_an_event_and_the_same_again_is_nothing(company, alice):
    templates.save(company, FRIENDLY, OURS, alice, AT)
    assert templates.save(company, FRIENDLY, OURS, alice, AT) is None
    templates.save(company, FRIENDLY, Words("Autre objet", OURS.body), alice, AT)
    with scope(company=company):
        versions = templates.history(company, FRIENDLY)
        assert [(v.number, v.subject, v.by) for v in versions] == [(2, "Autre objet", alice), (1, OURS.subject, alice)]
        assert Event.objects.filter(verb="wrote_template", by=alice).count() == 2


def test_the_difference_of_two_versions_is_told_line_by_line():
    told = templates.difference(Words("Objet", "Un\nDeux"), Words("Objet", "Un\nTrois"))
    assert told == [(" ", "Objet"), (" ", ""), (" ", "Un"), ("-", "Deux"), ("+", "Trois")]


def test_back_to_the_packs_words_and_our_own_stay_readable(company, alice):
    templates.save(company, FRIENDLY, OURS, alice, AT)
    assert templates.retire(company, FRIENDLY, alice, AT) and not templates.retire(company, FRIENDLY, alice, AT)
    assert chosen(company).version_id is None
    with scope(company=company):
        assert len(templates.history(company, FRIENDLY)) == 1
        assert Event.objects.filter(verb="retired_template").count() == 1
    assert templates.save(company, FRIENDLY, OURS, alice, AT).number == 2


def test_a_letter_that_a_policy_names_is_not_taken_away_under_it(company, alice):
    big = Place("grands-comptes", "fr", "", "email")
    templates.save(company, big, OURS, alice, AT)
    with scope(company=company):
        policy = Policy.objects.create(company=company, name="Grands comptes")
        content = {"levels": [{"key": "a", "days_overdue_min": 7, "template": "grands-comptes"}]}
        version = PolicyVersion.objects.create(company=company, policy=policy, number=1, content=content, at=AT)
        assert "grands-comptes" in templates.names(company)
    templates.save(company, big, Words("Encore", OURS.body), alice, AT)
    with scope(company=company):
        PolicyVersion.objects.filter(pk=version.pk).update(switched_on_at=AT)
    with pytest.raises(Unfit, match="Grands comptes"):
        templates.retire(company, big, alice, AT)


@pytest.mark.parametrize(
    ("subject", "body", "code"),
    [
        ("Objet", "Bonjour {{nobody}}", "unknown_field"),
        ("Objet {{nobody}}", "Bonjour", "unknown_field"),
        ("", "Bonjour", "no_subject"),
        ("Objet", "  \n", "no_body"),
        ("Objet {{items}}", "Bonjour", "unknown_field"),
        ("Objet", "Voici {{items}} voilà", "items_alone"),
        ("Objet", "Payez sur FR76 3000 6000 0112 3456 7890 189 MERCI", "holds_iban"),
        ("Objet", "Payez sur FR7630006000011234567890189.", "holds_iban"),
        ("Objet", "Payez sur fr76 3000 6000 0112 3456 7890 189 merci", "holds_iban"),
        ("Objet", "Payez sur FR76/3000/6000/0112/3456/7890/189", "holds_iban"),
        ("Objet", "Bonjour\x00", "hidden_sign"),
        ("Objet", "Vous devez \u202e00,001 €", "hidden_sign"),
        ("Objet \u202etejbo", "Bonjour", "hidden_sign"),
        ("Objet", "Bonjour \ue0ff", "hidden_sign"),  # our own sign for the table
        ("Objet", "{{items}}\n\n" * 5, "many_tables"),
        ("Objet", "{% for item in items %}\n\n{{items}}\n\n{% endfor %}", "table_in_loop"),
        ("Objet\nBcc: x@evil.example", "Bonjour", "lines_in_subject"),
        ("x" * 201, "Bonjour", "long_subject"),
        ("Objet", "{% for item in items %}{% for item in items %}{% endfor %}{% endfor %}", "loop_in_loop"),
    ],
)
def test_what_is_no_letter_is_refused_with_its_place_and_nothing_is_kept(company, alice, subject, body, code):
    with pytest.raises(Unsound) as refusal:
        templates.save(company, FRIENDLY, Words(subject, body), alice, AT)
    proofs = refusal.value.proofs
    assert code in [found.code for found in (*proofs.subject, *proofs.body)]
    with scope(company=company):
        assert not TemplateVersion.objects.exists()


@pytest.mark.parametrize(
    "fee",
    [
        "Une indemnité forfaitaire de 40 € est due.",
        "Des frais de relance de 15,00 € s’ajoutent.",
        "Si vous ne payez pas, des frais de dossier suivront.",
        "Sans règlement sous huit jours, 40 euros seront dus.",
        "Selon l’article D. 441-5 du code de commerce",
        "A reminder fee of €12 will be charged.",
    ],
)
def test_no_letter_that_a_consumer_may_read_asks_for_what_a_reminder_costs(company, alice, fee):
    for kind in ("consumer", ""):
        with pytest.raises(Unsound) as refusal:
            templates.save(company, Place("friendly", "fr", kind, "email"), Words("Objet", fee), alice, AT)
        assert {found.code for found in refusal.value.proofs.body} == {"fee_of_consumer"}
    assert templates.save(company, Place("friendly", "fr", "professional", "email"), Words("Objet", fee), alice, AT)


@pytest.mark.parametrize(
    "words",
    [
        "Aucun autre frais de relance ne vous est demandé, ni frais de dossier ni indemnité forfaitaire.",
        "Vous ne devez pas d’indemnité forfaitaire : il reste 240 € et 40,50 €, facture F-40.",
        "{{charges}}",
    ],
)
def test_a_consumer_may_be_told_that_no_charge_is_asked(company, alice, words):
    assert templates.save(company, Place("friendly", "fr", "consumer", "email"), Words("Objet", words), alice, AT)


def test_a_text_that_only_looks_like_an_account_number_is_kept(company, alice):
    words = Words("Objet", "Votre commande FR12 3456 7890 1234 567 et le bon AB12CDEF34567890, au no12 rue du moulin")
    assert templates.save(company, FRIENDLY, words, alice, AT)


def test_the_table_may_stand_in_each_branch_of_a_condition(company, alice):
    words = Words("Objet", "{% if last_reminder %}\n\n{{items}}\n\n{% else %}\n\n{{items}}\n\n{% endif %}")
    assert templates.save(company, FRIENDLY, words, alice, AT)


@pytest.mark.parametrize("place", [
    Place("friendly", "de", "professional", "email"), Place("friendly", "fr", "robot", "email"),
    Place("friendly", "fr", "", "pigeon"), Place("../../etc", "fr", "", "email"), Place("", "fr", "", "email"),
])  # fmt: skip
def test_there_is_no_such_place(company, alice, place):
    with pytest.raises(Unfit):
        templates.save(company, place, OURS, alice, AT)


def test_it_needs_the_right(company, bob, charlie):
    for person, refusal in ((bob, rights.Refused), (charlie, rights.Missing)):
        with pytest.raises(refusal):
            templates.save(company, FRIENDLY, OURS, person, AT)
        with pytest.raises(refusal):
            templates.retire(company, FRIENDLY, person, AT)
        with pytest.raises(refusal):
            templates.send_test(company, FRIENDLY, OURS, None, person, TODAY, AT)


def test_the_preview_is_of_this_customer_and_of_nobody_else(in_company, alice):
    invoice(in_company, "MARTIN", 120_000, date(2026, 2, 1), document="FA-CANARI-1")
    invoice(in_company, "DURAND", 45_050, date(2026, 2, 1), document="FA-CANARI-2")
    letter = templates.preview(in_company, FRIENDLY, OURS, Customer.objects.get(code="MARTIN"), TODAY)
    assert "FA-CANARI-1" in letter.body and "FA-CANARI-2" not in letter.body + letter.html
    assert letter.subject == "Un rappel pour Martin & Fils"
    nobody = templates.preview(in_company, FRIENDLY, OURS, None, TODAY)
    assert "CANARI" not in nobody.body and "FA-1042" in nobody.body


def test_the_preview_names_whom_the_reminder_would_name(in_company, alice):
    invoice(in_company, "MARTIN", 120_000, date(2026, 2, 1), document="FA-1")
    User.objects.filter(pk=alice.pk).update(first_name="Alice", last_name="Lemaire")
    Customer.objects.filter(code="MARTIN").update(collector=alice, kind="professional")
    martin = Customer.objects.get(code="MARTIN")
    Contact.objects.create(
        company=in_company, customer=martin, name="Ida", role="reminders", email="ida@martin.example"
    )
    words = Words("Rappel", "{{contact_name}}\n\n{{items}}\n\n{{payment}}\n\n{{signature}}\n")
    templates.save(in_company, FRIENDLY, words, alice, AT)
    proposal = dunning.plan(in_company, TODAY, alice, AT).proposals.get(customer=martin)
    tried = templates.preview(in_company, FRIENDLY, words, martin, TODAY).body
    assert "Ida" in tried and "Alice Lemaire" in tried and correspondence.preview(proposal).body == tried


def test_the_preview_lists_what_would_leave_the_contested_part_left_out(in_company, alice):
    entry = invoice(in_company, "MARTIN", 120_000, date(2026, 2, 1), document="FA-1")
    whole = invoice(in_company, "MARTIN", 45_000, date(2026, 2, 1), document="FA-2")
    martin = Customer.objects.get(code="MARTIN")
    disputes.open_about(martin, "price", {entry: 20_000, whole: None}, Noted("", TODAY, alice, AT))
    body = templates.preview(in_company, FRIENDLY, OURS, martin, TODAY).body.translate({0x202F: " ", 0xA0: " "})
    assert "1 000,00 €" in body and "sur 1 200,00 € ; 200,00 € contestés, non réclamés" in body and "FA-2" not in body
    today = templates.preview(in_company, FRIENDLY, OURS, martin, date(2026, 2, 3)).body  # nothing is proposed yet
    assert "FA-1" in today and "contestés, non réclamés" in today


@pytest.mark.parametrize(("key", "is_late"), [("courteous", False), ("due_today", False), ("friendly", True)])
def test_an_invented_customer_is_late_only_where_the_letter_says_so(in_company, key, is_late):
    place = Place(key, "fr", "", "email")
    letter = templates.preview(in_company, place, Words("Échéance", "{{items}}"), None, TODAY)
    assert ("30 j" in letter.body.replace("\u00a0", " ").replace("\u202f", " ")) is is_late


@pytest.mark.parametrize("payload", CORPUS[::37])
def test_an_attack_in_a_debtors_name_is_text_in_every_letter(in_company, payload):
    invoice(in_company, "MARTIN", 120_000, date(2026, 2, 1), document=payload[:100])
    martin = Customer.objects.get(code="MARTIN")
    martin.name = payload[:200]
    for channel in packs.CHANNELS:
        place = Place("formal", "fr", "professional", channel)
        words, _version = templates.found(in_company, place)
        letter = templates.preview(in_company, place, words, martin, TODAY)
        if channel == "email":
            assert martin.name in letter.body and html.escape(martin.name) in letter.html


@pytest.fixture
def sink(in_company, tmp_path):
    with listening(tmp_path) as port:
        MailServer.objects.create(company=in_company, host="127.0.0.1", port=port, security="none")
        yield tmp_path


def test_a_test_reaches_oneself_alone_is_marked_and_counts_as_said_to_nobody(in_company, alice, sink):
    invoice(in_company, "MARTIN", 120_000, date(2026, 2, 1), document="FA-1")
    martin = Customer.objects.get(code="MARTIN")
    assert templates.send_test(in_company, FRIENDLY, OURS, martin, alice, TODAY, AT) == alice.email
    (mail,) = taken(sink)
    assert mail["To"] == alice.email and mail["Subject"] == "[ESSAI] Un rappel pour Martin & Fils"
    assert "Essai : ce courrier" in mail.get_body(("plain",)).get_content() and "martin@" not in mail.as_string()
    assert not Message.objects.exists()
    assert Event.objects.filter(verb="sent_test", by=alice, customer=martin).count() == 1


def test_without_a_server_an_address_or_against_the_emergency_stop_no_test_leaves(in_company, alice):
    with pytest.raises(Unfit, match=r"serveur|server"):
        templates.send_test(in_company, FRIENDLY, OURS, None, alice, TODAY, AT)
    MailServer.objects.create(company=in_company, host="127.0.0.1", port=1, security="none")
    with pytest.raises(Unfit):
        templates.send_test(in_company, FRIENDLY, OURS, None, alice, TODAY, AT)
    sending.stop(in_company, alice, AT)
    with pytest.raises(Unfit, match=r"urgence|emergency"):
        templates.send_test(in_company, FRIENDLY, OURS, None, alice, TODAY, AT)
    alice.email = ""
    with pytest.raises(Unfit, match=r"adresse|address"):
        templates.send_test(in_company, FRIENDLY, OURS, None, alice, TODAY, AT)
