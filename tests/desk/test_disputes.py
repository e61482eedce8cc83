"""The board and one dispute: who answers, what is said, how it ends."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from ardoise.actions import disputes, handovers
from ardoise.actions.restraints import Noted
from ardoise.domain.disputes import REASONS
from ardoise.domain.money import with_currency
from ardoise.records.models import Contact, Customer, Dispute, MailServer, Membership, Message, Remark, User
from tests.actions.books import invoice
from tests.conftest import person
from tests.desk.conftest import AT, TODAY, signed_in
from tests.desk.test_today import words


@pytest.fixture
def dispute(book):
    with scope(company=book.company):
        return Dispute.objects.get()


def now(dispute):
    with scope(company=dispute.company):
        return Dispute.objects.get(pk=dispute.pk)


def test_the_board_shows_what_each_dispute_blocks(as_alice, dispute):
    page = words(as_alice.get("/disputes/"))
    in_file = words(as_alice.get(f"/customers/{dispute.customer_id}/"))
    assert "Litige ouvert" in in_file and "FA-3 · FA-3" not in in_file, "its invoice is named once"
    assert "1 litige ouvert" in page and "Durand" in page and "300,00" in page and "Prix" in page
    assert "Durand" not in words(as_alice.get("/disputes/?reason=goods")).replace("Chercher", "")


def test_a_mailbox_gets_a_link_shown_once(as_alice, dispute, client, monkeypatch):
    monkeypatch.setattr("ardoise.portal.views.now", lambda: AT)
    page = as_alice.post(f"/disputes/{dispute.pk}/resolver/", {"resolver-email": "atelier@ardoise.example"})
    address = re.search(r'class="key-once">([^<]+)<', page.content.decode())[1]
    assert now(dispute).stage == "waiting_resolver" and now(dispute).resolver_email == "atelier@ardoise.example"
    assert address not in as_alice.get(f"/disputes/{dispute.pk}/").content.decode()
    assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_the_link_is_of_the_public_address_whoever_was_called_to_make_it(as_alice, dispute, settings):
    settings.PUBLIC_BASE_URL = "https://ardoise.example"
    page = as_alice.post(f"/disputes/{dispute.pk}/resolver/", {"resolver-email": "atelier@ardoise.example"})
    assert 'class="key-once">https://ardoise.example/' in page.content.decode()
    mail = unquote(re.search(r'href="(mailto:[^"]+)"', page.content.decode())[1])
    address = re.search(r'class="key-once">([^<]+)<', page.content.decode())[1]
    assert "Litige Durand" in mail and address in mail and "Votre réponse est attendue" in mail


def test_whoever_answers_is_written_to_and_the_discussion_says_what_became_of_it(as_alice, dispute, settings):
    settings.PUBLIC_BASE_URL = "https://ardoise.example"
    with scope(company=dispute.company):
        MailServer.objects.create(company=dispute.company, host="127.0.0.1", port=9, security="none")
    given = {"resolver-email": "atelier@ardoise.example", "resolver-language": "en"}
    page = words(as_alice.post(f"/disputes/{dispute.pk}/resolver/", given, follow=True))
    assert "un courriel part à atelier@ardoise.example" in page and "a écrit à atelier@ardoise.example" in page
    assert "On lui a déjà écrit" in words(as_alice.post(f"/disputes/{dispute.pk}/resolver/", given, follow=True))
    with scope(company=dispute.company):
        message = Message.objects.get(level="resolver_asked")
    token = re.search(r"/l/([\w-]+)/", message.body)[1]
    for address in (f"/outbox/{message.pk}/", f"/outbox/{message.pk}/html/", f"/customers/{dispute.customer_id}/"):
        answer = as_alice.get(address)
        assert answer.status_code == 200 and token not in answer.content.decode(), address
    assert f'href="/disputes/{dispute.pk}/"' in as_alice.get(f"/outbox/{message.pk}/").content.decode()
    with scope(company=dispute.company):
        Message.objects.filter(pk=message.pk).update(state="failed", reason="550 5.1.1 nobody here")
    assert "n’a pas été atteint" in words(as_alice.get(f"/disputes/{dispute.pk}/"))
    assert "pas atteint" in words(as_alice.get("/disputes/"))
    assert "n’a pas été atteint au sujet du litige" in words(as_alice.get("/day/"))


def test_a_mail_taken_back_is_told_where_somebody_is_waited_for(as_alice, dispute, settings):
    settings.PUBLIC_BASE_URL = "https://ardoise.example"
    with scope(company=dispute.company):
        MailServer.objects.create(company=dispute.company, host="127.0.0.1", port=9, security="none")
    given = {"resolver-email": "atelier@ardoise.example", "resolver-language": "fr"}
    as_alice.post(f"/disputes/{dispute.pk}/resolver/", given)
    with scope(company=dispute.company):
        message = Message.objects.get(level="resolver_asked")
    assert "le litige le dit" in words(as_alice.post(f"/outbox/{message.pk}/withdrawal/", follow=True))
    assert "retiré avant de partir" in words(as_alice.get(f"/disputes/{dispute.pk}/"))
    assert "pas atteint" in words(as_alice.get("/disputes/"))
    assert "n’a pas été atteint au sujet du litige" in words(as_alice.get("/day/"))
    as_alice.post(f"/disputes/{dispute.pk}/resolver/", given)
    assert "retiré avant de partir" not in words(as_alice.get(f"/disputes/{dispute.pk}/"))


def test_an_address_of_the_customer_is_told_beside_the_form(as_alice, dispute):
    with scope(company=dispute.company):
        theirs = Contact.objects.filter(customer=dispute.customer).exclude(email="").first().email
    page = as_alice.post(f"/disputes/{dispute.pk}/resolver/", {"resolver-email": theirs})
    assert "est une adresse du client" in words(page) and now(dispute).stage == "new"


def test_that_who_was_asked_works_here_no_more_is_told_at_once(as_alice, dispute, bob):
    as_alice.post(f"/disputes/{dispute.pk}/resolver/", {"resolver-person": bob.pk})
    assert "ne travaille plus ici" not in words(as_alice.get("/disputes/")) + words(as_alice.get("/day/"))
    User.objects.filter(pk=bob.pk).update(is_active=False)
    pages = [as_alice.get(url) for url in ("/disputes/", f"/disputes/{dispute.pk}/", "/day/")]
    assert all("ne travaille plus ici" in words(page) for page in pages), "before the deadline already"
    as_alice.post(f"/disputes/{dispute.pk}/stage/", {"stage-stage": "new"})
    pages = [as_alice.get(url) for url in ("/disputes/", f"/disputes/{dispute.pk}/", "/day/")]
    assert not any("ne travaille plus ici" in words(page) for page in pages), "nobody is waited for"


def test_a_colleague_is_asked_and_nobody_else(as_alice, dispute, bob, charlie):
    as_alice.post(f"/disputes/{dispute.pk}/resolver/", {"resolver-person": charlie.pk})
    assert now(dispute).resolver is None
    as_alice.post(f"/disputes/{dispute.pk}/resolver/", {"resolver-person": bob.pk})
    assert now(dispute).resolver == bob
    both = {"resolver-person": bob.pk, "resolver-email": "a@b.example"}
    assert "un collègue" in words(as_alice.post(f"/disputes/{dispute.pk}/resolver/", both))


def test_what_is_said_stands_with_its_file(as_alice, dispute):
    given = {"remark-text": "<b>Voici</b>", "remark-file": SimpleUploadedFile("bon.pdf", b"%PDF-1 x")}
    as_alice.post(f"/disputes/{dispute.pk}/remarks/", given)
    page = as_alice.get(f"/disputes/{dispute.pk}/").content.decode()
    assert "&lt;b&gt;Voici" in page and "bon.pdf" in page
    with scope(company=dispute.company):
        said = Remark.objects.get()
    assert as_alice.get(f"/disputes/{dispute.pk}/remarks/{said.pk}/file/").content == b"%PDF-1 x"


def test_it_is_moved_and_settled_once(as_alice, dispute):
    as_alice.post(f"/disputes/{dispute.pk}/stage/", {"stage-stage": "credit_note_to_issue"})
    assert now(dispute).stage == "credit_note_to_issue"
    as_alice.post(f"/disputes/{dispute.pk}/outcome/", {"outcome-outcome": "credit_note", "outcome-note": "AV-12"})
    ended = now(dispute)
    assert (ended.outcome, ended.ended_by.username) == ("credit_note", "alice") and ended.grace_until_on
    assert "soldé" in words(as_alice.post(f"/disputes/{dispute.pk}/stage/", {"stage-stage": "new"}))


def test_a_part_granted_waits_for_its_credit_note_and_what_is_no_part_is_told_beside_the_form(as_alice, dispute):
    ending = {"outcome-outcome": "partly_accepted", "outcome-granted": "1 000 000,00"}
    assert "moins que le tout" in words(as_alice.post(f"/disputes/{dispute.pk}/outcome/", ending))
    page = as_alice.post(f"/disputes/{dispute.pk}/outcome/", ending | {"outcome-granted": "100,00"}, follow=True)
    assert "attend son avoir" in words(page) and now(dispute).outcome == "partly_accepted"
    with scope(company=dispute.company):
        assert Dispute.objects.get(ended_at=None).stage == "credit_note_to_issue"


def test_a_credit_note_that_came_in_is_told_where_it_is_waited_for_and_ends_it(as_alice, dispute):
    said = {"outcome-outcome": "partly_accepted", "outcome-granted": "100"}
    as_alice.post(f"/disputes/{dispute.pk}/outcome/", said)
    with scope(company=dispute.company):
        waiting = Dispute.objects.get(ended_at=None)
        assert "est là" not in words(as_alice.get("/disputes/"))
        invoice(dispute.company, dispute.customer.code, -10_000, TODAY, document="AV-9", booked_on=TODAY)
    assert "l’avoir AV-9 est là" in words(as_alice.get("/disputes/"))
    assert "l’avoir AV-9 est là : le litige peut se terminer" in words(as_alice.get("/day/"))
    page = as_alice.get(f"/disputes/{waiting.pk}/").content.decode()
    assert "AV-9" in page and 'value="credit_note" selected' in page and f"/disputes/{dispute.pk}/" in page
    assert f"/disputes/{waiting.pk}/" in as_alice.get(f"/disputes/{dispute.pk}/").content.decode()
    ended = as_alice.post(f"/disputes/{waiting.pk}/outcome/", {"outcome-outcome": "credit_note"}, follow=True)
    assert "l’avoir est déduit" in words(ended) and now(waiting).grace_until_on is None


def test_no_outcome_is_chosen_by_a_key_alone(as_alice, dispute):
    as_alice.post(f"/disputes/{dispute.pk}/outcome/", {"outcome-outcome": ""})
    assert now(dispute).ended_at is None
    assert '<option value="" selected>' in as_alice.get(f"/disputes/{dispute.pk}/").content.decode()


def test_without_its_credit_note_the_page_says_from_when_on_it_is_claimed_again(as_alice, dispute):
    ended = as_alice.post(f"/disputes/{dispute.pk}/outcome/", {"outcome-outcome": "credit_note"}, follow=True)
    assert "Sans avoir qui le couvre" in words(ended) and now(dispute).grace_until_on


def test_a_reader_looks_and_a_stranger_finds_nothing(dispute, bob, other_company):
    reader = signed_in(bob)
    assert reader.get(f"/disputes/{dispute.pk}/").status_code == 200
    assert reader.post(f"/disputes/{dispute.pk}/stage/", {"stage-stage": "new"}).status_code == 403
    zoe = signed_in(person("zoe", other_company, "administrator"))
    assert zoe.get(f"/disputes/{dispute.pk}/").status_code == 404


def test_the_board_tells_what_is_ones_own_to_answer_from_what_one_follows(as_alice, dispute, alice, bob):
    """Alice is the collector of all; Bob answers, and may be given the line of a customer that is not his."""
    as_bob = signed_in(bob)
    board = "/disputes/?mine={}".format

    with scope(company=dispute.company):
        Dispute.objects.update(by=None, resolver=bob, stage="waiting_resolver")
        Customer.objects.filter(pk=dispute.customer_id).update(collector=alice)
    cards = {who: {part: shown(client, board(part)) for part in ("1", "answer", "follow", "opened")}
             for who, client in (("alice", as_alice), ("bob", as_bob))}  # fmt: skip
    assert cards["alice"] == {"1": "Mon client", "answer": None, "follow": "Mon client", "opened": None}
    assert cards["bob"] == {"1": "À moi d’y répondre", "answer": "À moi d’y répondre", "follow": None, "opened": None}
    assert "suivi par alice" in words(as_bob.get("/disputes/")) and shown(as_bob, board("")) == ""
    with scope(company=dispute.company):
        Membership.objects.filter(user=bob).update(role="collector")
        handovers.hand_over(dispute.company, {"dispute": [dispute.pk]}, bob, "il les connaît", alice, AT)
    assert shown(as_alice, board("1")) is None
    assert shown(as_bob, board("1")) == "À moi d’y répondre, Mon client"


def shown(client, address):
    """Why the card of the one dispute is the reader's own; "" where that is not told, None where it is not shown."""
    page = unescape(client.get(address).content.decode())
    if 'id="dispute-' not in page:
        return None
    told = re.search(r'#people"/></svg> ([^<]+)</div>', page)
    return told[1] if told else ""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_reason_and_an_amount_are_written_the_same_in_the_form_on_the_board_and_in_the_file(
    as_alice, alice, book, dispute, language
):
    alice.language = language
    alice.save()
    said = [reason[language] for reason in REASONS.values()]
    pages = [
        as_alice.get(f"/customers/{book.customers['MARTIN'].pk}/"),
        as_alice.get("/disputes/"),
        as_alice.get(f"/customers/{book.customers['DURAND'].pk}/"),
    ]
    form, board, file = (unescape(page.content.decode()) for page in pages)
    assert [word for word in said if word not in form or word not in board] == []
    assert REASONS["price"][language] in file
    shown = with_currency(30_000, "EUR", language)
    assert shown in board
    assert not re.search(r"\d</?\w*>? ?\xa0?€" if language == "en" else r"€[ \xa0]?\d", board + file)


class TestTheBoard:
    def test_opens_a_dispute_beside_it(self, as_alice, dispute):
        page = as_alice.get(f"/disputes/{dispute.pk}/", headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in page and "data-panel-title" in page and 'hx-target="#panel"' in page

    def test_is_shown_again_once_a_dispute_has_moved(self, as_alice, dispute):
        url, script = f"/disputes/{dispute.pk}/stage/", {"HX-Request": "true"}
        answer = as_alice.post(url, {"stage-stage": "waiting_customer"}, headers=script)
        assert answer["HX-Refresh"] == "true" and now(dispute).stage == "waiting_customer"
        beside = script | {"HX-Current-URL": "http://testserver/day/"}
        answer = as_alice.post(url, {"stage-stage": "new"}, headers=beside)
        assert "HX-Refresh" not in answer and f"dispute-{dispute.pk}" in answer["HX-Trigger-After-Settle"]
        assert "Déplacé" in words(as_alice.get("/disputes/"))

    def test_is_narrowed_to_who_answers_and_to_a_salesperson(self, as_alice, dispute, bob, salesperson):
        as_alice.post(f"/disputes/{dispute.pk}/resolver/", {"resolver-person": bob.pk})
        for asked, is_there in (("bob", True), ("nobody", False)):
            assert ("jour 0 sur" in words(as_alice.get(f"/disputes/?resolver={asked}"))) is is_there
        other = as_alice.get(f"/disputes/?salesperson={salesperson.pk}")
        assert "jour 0 sur" not in words(other) and "tout afficher" in words(other)
        assert as_alice.get("/disputes/?salesperson=x").status_code == 200

    def test_is_narrowed_to_those_past_their_deadline(self, as_alice, dispute):
        late = as_alice.get("/disputes/?late=1")
        assert "Durand" not in words(late).replace("Chercher", "") and "show all" not in words(late)
        with scope(company=dispute.company):
            Dispute.objects.update(deadline_on=TODAY - timedelta(1))
        assert "late=1" in as_alice.get("/disputes/").content.decode()
        assert "Durand" in words(as_alice.get("/disputes/?late=1"))

    def test_has_a_column_for_what_was_resolved_and_one_for_what_was_rejected(self, as_alice, dispute):
        with scope(company=dispute.company):
            Dispute.objects.update(opened_on=TODAY - timedelta(4))
            second = disputes.open_about(
                dispute.customer, "goods", {invoice(dispute.company, "DURAND", 5_000, TODAY, document="FB-1"): None},
                Noted("", TODAY, dispute.by, AT),
            )  # fmt: skip
        as_alice.post(f"/disputes/{dispute.pk}/outcome/", {"outcome-outcome": "rejected"})
        as_alice.post(f"/disputes/{second.pk}/outcome/", {"outcome-outcome": "withdrawn"})
        page = words(as_alice.get("/disputes/"))
        assert page.index("Résolu 1") < page.index("Retiré par le client") < page.index("Non fondé 1")
        assert "en 4 jours" in page[page.index("Non fondé 1") :] and "300,00" in page[page.index("Non fondé 1") :]
        assert "le jour même" in page[page.index("Résolu 1") : page.index("Non fondé 1")] and "en 0" not in page
        assert "Non fondé" not in words(as_alice.get("/disputes/?late=1")), "what ended is late no more"

    def test_keeps_what_ended_for_as_many_days_as_asked(self, as_alice, dispute):
        as_alice.post(f"/disputes/{dispute.pk}/outcome/", {"outcome-outcome": "rejected"})
        with scope(company=dispute.company):
            Dispute.objects.update(ended_at=AT - timedelta(40))
        for days, count in (("", 0), ("7", 0), ("90", 1), ("x", 0)):
            assert f"Non fondé {count}" in words(as_alice.get(f"/disputes/?days={days}&q=durand")), days

    def test_offers_whoever_answers_an_old_dispute(self, as_alice, dispute):
        as_alice.post(f"/disputes/{dispute.pk}/resolver/", {"resolver-email": "atelier@ardoise.example"})
        with scope(company=dispute.company):
            Dispute.objects.update(opened_on=TODAY - timedelta(200))
        assert "<option>atelier@ardoise.example</option>" in as_alice.get("/disputes/").content.decode()

    def test_shows_the_latest_of_many_that_ended(self, as_alice, dispute, monkeypatch):
        monkeypatch.setattr("ardoise.desk.disputes.views.ENDED_MAX", 1)
        with scope(company=dispute.company):
            for number in range(2):
                entry = invoice(dispute.company, "DURAND", 5_000, TODAY, document=f"FB-{number}")
                one = disputes.open_about(dispute.customer, "goods", {entry: None}, Noted("", TODAY, dispute.by, AT))
                disputes.settle(one, "rejected", Noted("", TODAY, dispute.by, AT))
        page = words(as_alice.get("/disputes/"))
        assert "Non fondé 2" in page and "Le dernier est montré" in page
