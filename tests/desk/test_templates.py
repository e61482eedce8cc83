"""Letters on screen: who reads and who writes, the sentence at its place, the preview of this customer alone."""

from __future__ import annotations

import html

import pytest
from django_scopes import scope

from ardoise.actions import templates
from ardoise.actions.templates import Place
from ardoise.domain.correspondence import packs
from ardoise.domain.correspondence.packs import Words
from ardoise.formats.letters import content
from ardoise.records.models import Customer, Event, MailServer, Message, Template, TemplateVersion
from tests.channels.sink import listening, taken
from tests.desk.conftest import AT, TODAY
from tests.desk.test_preferences import words

EDITOR = "/templates/fr/email/friendly/professional/"
OURS = {"subject": "Un rappel pour {{customer_name}}", "body": "Bonjour,\n\n{{items}}\n\n{{signature}}"}


def test_the_list_shows_every_occasion_and_whose_words_hold(as_alice, book, alice):
    page = as_alice.get("/templates/")
    count = words(page).count("le courrier fourni")
    assert count == len(packs.KEYS) * len(packs.KINDS) or EDITOR in page.content.decode()
    as_alice.post(EDITOR, OURS)
    listed = as_alice.get("/templates/?language=fr&channel=email").content.decode()
    assert "version 1" in listed
    assert "version 1" not in as_alice.get("/templates/?language=fr&channel=letter").content.decode()


def test_what_is_written_is_kept_and_holds(as_alice, book, alice):
    assert as_alice.post(EDITOR, OURS).status_code == 302
    with scope(company=book.company):
        version = TemplateVersion.objects.get()
        assert version.subject == OURS["subject"] and version.by == alice
        own = templates.own_words(book.company)
        assert templates.choose(own, ("friendly",), "fr", "professional", "email").version_id == version.pk
    assert "version 1" in as_alice.get(EDITOR).content.decode()


def test_a_mistake_is_told_at_its_line_and_nothing_is_kept_and_what_was_typed_stays(as_alice, book):
    wrong = {"subject": "Objet", "body": "Bonjour,\n\nVous devez {{totl}}"}
    page = as_alice.post(EDITOR, wrong).content.decode()
    assert "Ligne 3" in page and "«\xa0totl\xa0»" in html.unescape(page) and "Vous devez {{totl}}" in page
    assert 'aria-describedby="body-wrong"' in page
    with scope(company=book.company):
        assert not Template.objects.exists()


def test_who_may_only_read_reads_and_writes_nothing(as_bob, book):
    page = as_bob.get(EDITOR)
    assert page.status_code == 200 and "readonly" in page.content.decode()
    assert as_bob.post(EDITOR, OURS).status_code == 403
    assert as_bob.post(EDITOR + "test/", OURS).status_code == 403
    with scope(company=book.company):
        assert not Template.objects.exists()


def test_a_neighbour_sees_nothing_of_our_letters(as_charlie, as_alice, book):
    as_alice.post(EDITOR, OURS)
    page = as_charlie.get(EDITOR).content.decode()
    assert "Un rappel pour" not in page
    assert as_charlie.get(EDITOR + "versions/1/").status_code == 404


def test_the_preview_is_of_the_customer_chosen_and_of_nobody_else(as_alice, book):
    seen = as_alice.post(EDITOR + "preview/", OURS | {"customer": "MARTIN"}).content.decode()
    assert "FA-1" in seen and "Martin &amp; Fils" in seen and "FA-3" not in seen and "FA-4" not in seen
    example = as_alice.post(EDITOR + "preview/", OURS).content.decode()
    assert "FA-1042" in example
    lost = words(as_alice.post(EDITOR + "preview/", OURS | {"customer": "VOISINE"}))
    assert "VOISINE" in lost and "FA-1042" in lost


def test_whoever_writes_a_reminder_that_claims_nothing_is_told(as_alice, book):
    said = "ni ce qui est dû ni combien"
    assert said not in words(as_alice.post(EDITOR + "preview/", OURS))
    assert said in words(as_alice.post(EDITOR + "preview/", OURS | {"body": "Bonjour,\n\n{{signature}}"}))
    thanks = EDITOR.replace("friendly", "thanks")
    assert said not in words(as_alice.post(thanks + "preview/", OURS | {"body": "Merci.\n\n{{signature}}"}))


def test_the_preview_of_a_text_message_says_how_many_it_makes(as_alice, book):
    editor = "/templates/fr/sms/friendly/professional/preview/"

    def seen(body):
        return words(as_alice.post(editor, {"subject": "x", "body": body}))

    assert "160 caractères" in seen("é" * 160) and "messages" not in seen("é" * 160)
    assert "161 caractères · 2 messages" in seen("é" * 161)
    told = seen("😀" + "x" * 70)
    assert "72 caractères · 2 messages" in told and "70 caractères par message" in told and "😀x" in told


def test_a_preview_of_what_is_wrong_says_so_and_keeps_nothing(as_alice, book):
    seen = words(as_alice.post(EDITOR + "preview/", {"subject": "x", "body": "{% include 'settings.py' %}"}))
    assert "include" in seen and "SECRET" not in seen


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "{{7*7}}", "</textarea><img src=x onerror=alert(1)>"])
def test_what_is_typed_comes_back_as_text(as_alice, book, payload):
    page = as_alice.post(EDITOR, {"subject": payload, "body": f"{payload} {{{{nobody}}}}"}).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page
    seen = as_alice.post(EDITOR + "preview/", {"subject": "x", "body": payload}).content.decode()
    assert "<script>alert" not in seen and "<img src=x" not in seen


def test_customers_are_found_by_part_of_their_name_and_only_ours(as_alice, as_charlie, book):
    assert "MARTIN" in as_alice.get("/templates/customers/?customer=fils").content.decode()
    assert "MARTIN" not in as_charlie.get("/templates/customers/?customer=fils").content.decode()
    assert "option" not in as_alice.get("/templates/customers/?customer=").content.decode()


def test_a_version_shows_what_it_changed_and_one_begins_again_from_it(as_alice, book):
    as_alice.post(EDITOR, OURS)
    as_alice.post(EDITOR, OURS | {"subject": "Tout autre chose"})
    page = as_alice.get(EDITOR + "versions/2/").content.decode()
    assert "<ins>Tout autre chose</ins>" in page and "<del>Un rappel pour {{customer_name}}</del>" in page
    assert "Un rappel pour" in as_alice.get(EDITOR + "?version=1").content.decode()
    assert as_alice.get(EDITOR + "versions/9/").status_code == 404


def test_back_to_the_packs_words(as_alice, book):
    as_alice.post(EDITOR, OURS)
    as_alice.post(EDITOR + "pack/")
    with scope(company=book.company):
        assert templates.own_words(book.company) == {}
    assert (
        html.escape(packs.template("fr", "friendly", "professional").subject) in as_alice.get(EDITOR).content.decode()
    )


def test_a_letter_of_ones_own_begins_empty_of_versions_and_is_then_named_by_levels(as_alice, book):
    answer = as_alice.post("/templates/new/", {"name": "Grands comptes", "language": "fr", "channel": "email"})
    assert answer["Location"] == "/templates/fr/email/grands-comptes/any/"
    assert as_alice.get(answer["Location"]).status_code == 200
    as_alice.post(answer["Location"], OURS)
    with scope(company=book.company):
        assert "grands-comptes" in templates.names(book.company)
    assert "grands-comptes" in as_alice.get("/templates/").content.decode()
    assert as_alice.post("/templates/new/", {"name": "!!!", "language": "fr"})["Location"] == "/templates/"


def test_a_letter_on_paper_is_shown_as_it_is_printed(as_alice, book):
    answer = as_alice.post("/templates/fr/letter/formal/professional/paper/", OURS | {"customer": "MARTIN"})
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    place = Place("formal", "fr", "professional", "letter")
    with scope(company=book.company):
        sheet = templates.on_paper(book.company, place, Words(**OURS), Customer.objects.get(code="MARTIN"), TODAY)
    assert sheet.items and content(sheet)["paragraphs"][1]["table"] == "items", "what is owed is drawn as a table"


def test_a_test_leaves_for_oneself_alone(as_alice, alice, book, tmp_path):
    with listening(tmp_path) as port:
        with scope(company=book.company):
            MailServer.objects.create(company=book.company, host="127.0.0.1", port=port, security="none")
            before = Message.objects.count()
        as_alice.post(EDITOR + "test/", OURS | {"customer": "MARTIN"})
    assert [mail["To"] for mail in taken(tmp_path)] == [alice.email]
    with scope(company=book.company):
        assert Message.objects.count() == before and Event.objects.filter(verb="sent_test").count() == 1
        martin = Customer.objects.get(code="MARTIN")
    trail = as_alice.get(f"/customers/{martin.pk}/timeline/").content.decode()
    assert "Courrier d’essai sur ses chiffres" in trail and "professional" not in trail


NO_PLACES = (
    "de/email/friendly/professional",
    "fr/pigeon/friendly/professional",
    "fr/email/friendly/robot",
    "fr/email/Friendly!/professional",
    "fr/email/" + "x" * 61 + "/any",
)


@pytest.mark.parametrize("place", NO_PLACES)
def test_there_is_no_such_letter(as_alice, book, place):
    for what in ("", "preview/", "versions/1/"):
        answer = as_alice.get(f"/templates/{place}/{what}")
        assert answer.status_code in (404, 405), what
    assert as_alice.post(f"/templates/{place}/preview/", OURS).status_code == 404


def test_the_same_place_is_kept_once(book, alice):
    place = Place("friendly", "fr", "professional", "email")
    templates.save(book.company, place, Words(OURS["subject"], OURS["body"]), alice, AT)
    assert templates.save(book.company, place, Words(OURS["subject"], OURS["body"] + "\n\n"), alice, AT) is None


def test_a_letter_kept_before_a_rule_says_when_it_is_opened_what_is_wrong_with_it(as_alice, book, alice):
    place = "/templates/fr/email/friendly/consumer/"
    as_alice.post(place, OURS)
    assert "L111-8" not in as_alice.get(place).content.decode()
    with scope(company=book.company):
        TemplateVersion.objects.update(body="Des frais de relance s’ajoutent.")
    page = html.unescape(as_alice.get(place).content.decode())
    assert "«\xa0frais de relance\xa0»" in page and "L111-8" in page
