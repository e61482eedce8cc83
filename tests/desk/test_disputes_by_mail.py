"""What whoever answers said by mail, on the board, beside the dispute, in the inbox and in My day."""

from __future__ import annotations

import re

import pytest
from django_scopes import scope

from ardoise.actions import disputes, replies
from ardoise.records.models import Customer, Dispute, Finding, Mailbox, MailServer, Message, Remark, Reply
from tests.actions.mails import mail
from tests.conftest import person
from tests.desk.conftest import AT, signed_in
from tests.desk.test_today import words

ATELIER = "atelier@ardoise.example"


@pytest.fixture
def came(book, alice, settings):
    """The workshop has answered what it was asked about Durand's dispute."""
    settings.PUBLIC_BASE_URL = "https://ardoise.example"
    with scope(company=book.company):
        MailServer.objects.create(company=book.company, host="127.0.0.1", port=1, security="none")
        Mailbox.objects.create(company=book.company, host="127.0.0.1", address="reponses@ardoise.example")
        dispute = Dispute.objects.get()
        message = disputes.ask(dispute, ATELIER, "fr", alice, AT).message
        Message.objects.update(state="sent", left_at=AT)
        replies.keep(book.company, mail("Remise <b>oubliée</b>, il a raison.", ATELIER, to=message.reply_to), AT)
        return Finding.objects.select_related("reply").get()


def dispute_now(came):
    with scope(company=came.company):
        return Dispute.objects.get()


def test_it_is_told_wherever_somebody_looks(as_alice, came):
    pages = ("/disputes/", f"/disputes/{dispute_now(came).pk}/", "/day/", "/replies/", f"/replies/{came.reply_id}/")
    board, beside, day, inbox, reply = (words(as_alice.get(url)) for url in pages)
    assert "un courriel à lire" in board and f"{ATELIER} a répondu par courriel" in day
    assert "Litige de Durand" in inbox and "Litige de Durand" in reply and "De qui" not in reply
    for page in (beside, reply):
        assert "Mettre dans la discussion" in page and "Remise &lt;b&gt;oubliée&lt;/b&gt;" in page


def test_my_day_tells_who_wrote_whatever_a_machine_answered_after_it(as_alice, came):
    with scope(company=came.company):
        to = Message.objects.get().reply_to
        away = {"number": 2, "to": to, "Auto_Submitted": "auto-replied"}
        replies.keep(came.company, mail("Je suis absent du 16 au 20 mars.", "accueil@ardoise.example", **away), AT)
    assert f"{ATELIER} a répondu par courriel" in words(as_alice.get("/day/"))
    with scope(company=came.company):
        replies.reject(came, dispute_now(came).by, AT)
    page = as_alice.get("/day/")
    assert "Absence de accueil@ardoise.example : le litige attend" in words(page)
    (chip,) = re.findall(r'class="chip chip-(\w+)">(?:(?!class="chip).)*Absence de', page.content.decode(), re.S)
    assert chip == "warn", "no good news"


def test_accepted_beside_the_dispute_it_is_in_the_discussion(as_alice, came):
    dispute = dispute_now(came)
    url, field = f"/disputes/{dispute.pk}/answers/{came.pk}/", f"answer{came.pk}-verdict"
    assert "C’est dans la discussion" in words(
        as_alice.post(url, {"decision": "accept", field: "founded"}, follow=True)
    )
    assert dispute_now(came).stage == "credit_note_to_issue"
    assert "Quelqu’un a été plus rapide" in words(as_alice.post(url, {"decision": "accept"}, follow=True))
    with scope(company=came.company):
        assert Remark.objects.get().author == ATELIER
    assert "Accepté" in words(as_alice.get(f"/replies/{came.reply_id}/"))


def test_from_the_inbox_the_next_mail_opens(as_alice, came):
    url = f"/disputes/{dispute_now(came).pk}/answers/{came.pk}/"
    script = {"HX-Request": "true", "HX-Current-URL": "http://testserver/replies/"}
    answer = as_alice.post(url, {"decision": "reject"}, headers=script)
    assert f"reply-{came.reply_id}" in answer["HX-Trigger-After-Settle"]
    with scope(company=came.company):
        assert Reply.objects.get().state == "done" and not Remark.objects.exists()


def test_who_may_not_restrain_decides_nothing_and_of_another_dispute_there_is_nothing(as_alice, came):
    url = f"/disputes/{dispute_now(came).pk}/answers/{came.pk}/"
    reader = signed_in(person("rita", came.company, "reader"))
    assert reader.post(url, {"decision": "accept"}).status_code == 403
    assert as_alice.post(f"/disputes/{dispute_now(came).pk}/answers/{came.pk + 1}/").status_code == 404
    attached = as_alice.post(f"/replies/{came.reply_id}/customer/", {"customer": dispute_now(came).customer_id})
    assert attached.status_code == 400, "it is no customer's"
    with scope(company=came.company):
        assert Reply.objects.get().customer is None and not Remark.objects.exists()


def test_a_salesperson_reads_it_and_is_offered_nothing_that_is_refused(came):
    seller = person("seller", came.company, "salesperson")
    dispute = dispute_now(came)
    with scope(company=came.company):
        Customer.objects.filter(pk=dispute.customer_id).update(salesperson=seller)
    page = signed_in(seller).get(f"/disputes/{dispute.pk}/")
    assert "il a raison" in words(page) and "Mettre dans la discussion" not in words(page)
    assert f"/replies/{came.reply_id}/mail/" not in page.content.decode()
