"""A collector writes to a customer: a form with its first words, what will leave beside it, one message a form."""

from __future__ import annotations

import io
import re

from django_scopes import scope
from pypdf import PdfReader

from ardoise.actions import delivery, replies, templates
from ardoise.actions.templates import Place, Words
from ardoise.records.models import Contact, Customer, Finding, Message, Reply, TemplateVersion
from tests.actions.deliveries import settle
from tests.actions.mails import mail
from tests.desk.conftest import AT
from tests.desk.test_today import words


def fields_of(page):
    """What a browser would post of the form."""
    html = page.content.decode()
    told = dict(re.findall(r'<input type="hidden" name="(channel|nonce|row)" value="([^"]*)"', html))
    told["to"] = re.search(r'<select name="to".*?<option value="([^"]+)"', html, re.S)[1]
    told["subject"] = re.search(r'name="subject" value="([^"]*)"', html)[1]
    told["text"] = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.S)[1].strip()
    return told


def test_an_answer_is_begun_seen_and_sent_once_and_the_reply_leaves_the_list(as_alice, as_bob, book):
    with scope(company=book.company):
        replies.keep(book.company, mail("Bonjour, il faudra qu'on se parle."), AT)
        reply = Reply.objects.get()
        Finding.objects.all().delete()
    address = f"/customers/{reply.customer_id}/writing/?reply={reply.pk}"
    form = fields_of(as_alice.get(address))
    assert form["subject"] == "Re: Rappel" and form["text"].startswith("Bonjour,")
    seen = words(as_alice.post(address.replace("/?", "/preview/?"), form | {"text": "Ci-joint le relevé."}))
    assert "rien n’est coché" in seen and "qu'on se parle" in seen.replace("’", "'").replace("&#x27;", "'")
    assert as_bob.post(address, form).status_code == 403
    as_alice.post(address, form | {"text": "Appelons-nous jeudi."}, follow=True)
    again = as_alice.post(address, form | {"text": "Appelons-nous jeudi."}, headers={"HX-Request": "true"})
    assert f"reply-{reply.pk}" in again["HX-Trigger-After-Settle"]
    with scope(company=book.company):
        written = Message.objects.get(level="personal")
        assert written.body.startswith("Appelons-nous jeudi.") and Reply.objects.get().state == "done"
        Message.objects.filter(pk=written.pk).update(reason="day_off")
    shown = words(as_alice.get(f"/outbox/{written.pk}/"))
    assert "Postes cités" not in shown, "it claims nothing"
    assert "un jour férié du pays du client : le message attend" in shown
    assert "Message personnel" in words(as_alice.get(f"/customers/{reply.customer_id}/"))
    assert "Répondu par" in words(as_alice.get(f"/replies/{reply.pk}/"))
    other = book.customers["DURAND"].pk
    assert as_alice.get(f"/customers/{other}/writing/?reply={reply.pk}").status_code == 404


def test_one_may_start_from_a_letter_merged_for_this_customer(as_alice, book):
    form = fields_of(as_alice.get(f"/customers/{book.customers['MARTIN'].pk}/writing/?start=friendly"))
    assert "FA-1" in form["text"] and "{{" not in form["text"]
    firm = f"/customers/{book.customers['MARTIN'].pk}/writing/?start=firm"
    assert "sans suite" not in fields_of(as_alice.get(firm))["text"], "nothing was sent yet"
    with scope(company=book.company):
        paid = Customer.objects.create(company=book.company, code="NEUF", name="Neuf")
        Contact.objects.create(company=book.company, customer=paid, email="neuf@client.example")
    bare = as_alice.get(f"/customers/{paid.pk}/writing/?start=firm")
    assert "FA-" not in fields_of(bare)["text"] and "rien à dire" in words(bare)
    refused = as_alice.post(f"/customers/{book.customers['MARTIN'].pk}/writing/", form | {"subject": " "})
    assert "Donnez un objet" in words(refused) and "FA-1" in words(refused)
    assert " data-refused" in refused.content.decode()  # what was typed isn't left without a question


def letter_of(page):
    """What a browser would post of the form of a letter."""
    html = page.content.decode()
    told = dict(re.findall(r'<input type="hidden" name="(channel|nonce|row|to)" value="([^"]*)"', html))
    told["subject"] = re.search(r'name="subject" value="([^"]*)"', html)[1]
    return told | {"text": re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.S)[1].strip()}


def test_a_letter_is_offered_with_what_it_lacks_and_where_that_is_mended(as_alice, book):
    martin = book.customers["MARTIN"].pk
    address = f"/customers/{martin}/writing/?channel=letter"
    off = as_alice.get(address)
    assert "Pas encore réglé" in words(off) and "/settings/channels/" not in off.content.decode(), "no administrator"
    with scope(company=book.company):
        settle(book.company, "letter", "print")
        Customer.objects.filter(pk=martin).update(address="", name="Martin <b>& Fils")
    lost = as_alice.get(address)
    assert "Adresse postale incomplète" in words(lost) and f"/customers/{martin}/address/" in lost.content.decode()
    with scope(company=book.company):
        Customer.objects.filter(pk=martin).update(address="3 quai Neuf", postcode="69002", city="LYON")
    shown = as_alice.get(address)
    assert "Martin &lt;b&gt;&amp; Fils · 3 quai Neuf · 69002 LYON" in shown.content.decode()
    assert "tableur" not in words(shown), "paper carries no spreadsheet"
    delivery.opt_out(book.customers["MARTIN"], "letter", None, AT)
    assert "ne veut pas être joint" in words(as_alice.get(address))


def test_a_letter_is_looked_at_sent_once_and_waits_to_be_printed(as_alice, as_bob, as_charlie, book):
    martin = book.customers["MARTIN"].pk
    with scope(company=book.company):
        settle(book.company, "letter", "print")
        Customer.objects.filter(pk=martin).update(address="3 quai Neuf", postcode="69002", city="LYON")
    place = f"/customers/{martin}/writing/"
    form = letter_of(as_alice.get(f"{place}?channel=letter")) | {"has_statement": "on"}
    assert form["text"].startswith("Madame, Monsieur,")
    assert "point d’interrogation" in words(as_alice.post(f"{place}preview/", form | {"text": "Bravo 🎉"}))
    seen = as_alice.post(f"{place}paper/", form)
    assert seen["Content-Type"] == "application/pdf" and seen["Content-Disposition"].startswith("inline")
    assert len(PdfReader(io.BytesIO(seen.content)).pages) == 2
    for stranger, code in ((as_bob, 403), (as_charlie, 404)):
        assert {stranger.post(one, form).status_code for one in (place, f"{place}paper/")} == {code}
    with scope(company=book.company):
        Customer.objects.filter(pk=martin).update(city="BRON")
    late = as_alice.post(place, form)
    assert "L’adresse a changé" in words(late) and "69002 BRON" in words(late)
    assert "L’adresse a changé" in words(as_alice.post(f"{place}paper/", form))
    form |= {"to": letter_of(late)["to"]}
    assert "la lettre rejoint celles à imprimer" in words(as_alice.post(place, form, follow=True))
    as_alice.post(place, form)
    with scope(company=book.company):
        (message,) = Message.objects.filter(level="personal")
        assert message.recipient.endswith("69002 BRON") and message.attachments.count() == 2
        Message.objects.filter(pk=message.pk).update(state="to_do")
    assert "Message personnel" in words(as_alice.get("/printing/"))
    assert "lettre-MARTIN" in words(as_alice.get(f"/outbox/{message.pk}/"))


def test_words_go_on_by_another_channel_and_a_greeting_becomes_its_own(as_alice, book):
    place = f"/customers/{book.customers['MARTIN'].pk}/writing/"
    form = fields_of(as_alice.get(place))
    fresh = as_alice.post(f"{place}?channel=letter", form)
    assert letter_of(fresh)["text"].startswith("Madame, Monsieur,") and " data-refused" not in fresh.content.decode()
    carried = as_alice.post(f"{place}?channel=letter", form | {"text": "Un mot.", "subject": "Objet"})
    told = letter_of(carried)
    assert (told["text"], told["subject"], told["channel"]) == ("Un mot.", "Objet", "letter")
    assert " data-refused" in carried.content.decode(), "it isn’t left without a question"
    with scope(company=book.company):
        assert not Message.objects.filter(level="personal").exists()


def test_what_no_consumer_may_be_asked_for_is_told_while_one_writes_and_refused(as_alice, book):
    place = f"/customers/{book.customers['MARTIN'].pk}/writing/"
    with scope(company=book.company):
        Customer.objects.filter(code="MARTIN").update(kind="consumer")
    form = fields_of(as_alice.get(place)) | {"subject": "Votre compte", "text": "S’y ajoutent quarante euros."}
    told = "à un particulier, ni frais de relance ni indemnité"
    assert told in words(as_alice.post(f"{place}preview/", form))
    assert told in words(as_alice.post(place, form))
    with scope(company=book.company):
        assert not Message.objects.filter(level="personal").exists()


def test_a_letter_kept_before_a_rule_is_not_begun_with(as_alice, book, alice):
    with scope(company=book.company):
        Customer.objects.filter(code="MARTIN").update(kind="consumer")
        templates.save(book.company, Place("friendly", "fr", "", "email"), Words("Rappel", "Bonjour"), alice, AT)
        TemplateVersion.objects.update(body="Des frais de relance s’ajoutent.")
    page = words(as_alice.get(f"/customers/{book.customers['MARTIN'].pk}/writing/?start=friendly"))
    assert "L111-8" in page and "s’ajoutent" not in page
