"""A collector writes to a customer: a form with its first words, what will leave beside it, one message a form."""

from __future__ import annotations

import re

from django_scopes import scope

from ardoise.actions import replies
from ardoise.records.models import Contact, Customer, Finding, Message, Reply
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
