"""The inbox: what came, the words that count, a card per situation, and nothing before a click."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django_scopes import scope

from ardoise.actions import dunning, errands, replies
from ardoise.desk.replies.forms import Owing, form_of
from ardoise.records.models import Advice, Customer, Dispute, Errand, Finding, Mailbox, Message, Promise, Reply
from tests.actions.mails import PROMISE, mail
from tests.actions.test_replies_advices import mail as mail_with
from tests.conftest import person
from tests.desk.conftest import AT, TODAY, signed_in
from tests.desk.test_today import words


@pytest.fixture
def promised(book):
    """Martin writes when he will pay."""
    day = TODAY + timedelta(9)
    with scope(company=book.company):
        replies.keep(book.company, mail(PROMISE.format(day=f"{day:%d/%m/%Y}")), AT)
        return Finding.objects.select_related("reply").get()


def test_the_inbox_says_what_was_read_in_each_reply(as_alice, promised):
    page = words(as_alice.get("/replies/"))
    assert "MARTIN" in page.upper() and "Promesse" in page


def test_one_key_goes_to_what_may_be_corrected(as_alice, promised):
    with scope(company=promised.company):
        page = as_alice.get(f"/replies/{Reply.objects.get().pk}/").content.decode()
    assert page.count('data-key="m"') == 1


def test_the_mailbox_is_read_by_the_worker_and_what_came_of_it_is_told(book, as_alice):
    Mailbox.objects.create(company=book.company, host="127.0.0.1", port=1, security="none")
    for _click in range(2):
        assert as_alice.post("/replies/fetching/").status_code == 302
    assert "Lecture de la boîte" in words(as_alice.get("/replies/"))
    assert Mailbox.objects.get().fetched_at is None, "no page waits for a server"
    with scope(company=book.company):
        asked = Errand.objects.get()
    assert errands.carry_out(asked.pk, lambda: AT).outcome["fault"]
    page = words(as_alice.get("/replies/"))
    assert "La boîte ne répond pas comme prévu" in page and "Lecture de la boîte" not in page


def test_the_words_that_count_are_marked(as_alice, promised):
    page = as_alice.get(f"/replies/{promised.reply_id}/").content.decode()
    assert f"<mark>{promised.excerpt}</mark>" in page.replace("\u202f", "\u202f")
    assert 'value="2026-03-25"' in page


def test_it_says_what_is_meant_where_no_invoice_is_ticked(as_alice, promised):
    page = words(as_alice.get(f"/replies/{promised.reply_id}/"))
    assert "Si aucune n’est cochée, c’est tout ce qui est réclamé." in page


def test_a_click_makes_it_a_promise_as_corrected(as_alice, promised):
    form = f"finding{promised.pk}"
    given = {f"{form}-on": "2026-03-27", f"{form}-amount_cents": "200,00", "decision": "accept"}
    as_alice.post(f"/replies/{promised.reply_id}/findings/{promised.pk}/", given)
    with scope(company=promised.reply.company):
        made = Promise.objects.exclude(customer__code="PETIT").get()
    assert (made.amount_cents, f"{made.promised_on}") == (20_000, "2026-03-27")


def test_what_is_missing_is_said_and_nothing_is_done(as_alice, promised):
    form = f"finding{promised.pk}"
    page = as_alice.post(f"/replies/{promised.reply_id}/findings/{promised.pk}/", {f"{form}-amount_cents": "douze"})
    assert "Écrivez un montant" in words(page)
    with scope(company=promised.reply.company):
        assert not Promise.objects.exclude(customer__code="PETIT").exists()


def test_an_advice_in_a_file_is_shown_as_it_reads_and_kept_by_a_click(as_alice, book):
    table = "Facture;Escompte;Montant réglé;Date de paiement\nF-1;2,00;98,00;16/03/2026\nF-999;;5,00;16/03/2026\n"
    with scope(company=book.company):
        replies.keep(book.company, mail_with(("avis.csv", table.encode()), ("avis.pdf", b"%PDF-1.4 nothing")), AT)
        good, bad = Finding.objects.order_by("-confidence")
    page = words(as_alice.get(f"/replies/{good.reply_id}/"))
    assert "avis.csv" in page and "103,00" in page and "F-999 n’est aucune pièce connue" in page
    assert "abîmé, protégé ou démesuré" in page and "Fichier non lu" in page and "En faire une tâche" in page
    for finding in (good, bad):
        as_alice.post(f"/replies/{good.reply_id}/findings/{finding.pk}/", {"decision": "accept"})
    with scope(company=book.company):
        assert (Advice.objects.count(), Reply.objects.get().state) == (2, "done")
        assert not Errand.objects.exists(), "no receipt waits: there is nothing to explain"


def test_a_rejected_finding_changes_nothing(as_alice, promised):
    as_alice.post(f"/replies/{promised.reply_id}/findings/{promised.pk}/", {"decision": "reject"})
    late = as_alice.post(f"/replies/{promised.reply_id}/findings/{promised.pk}/", {}, follow=True)
    assert "Quelqu’un a été plus rapide" in late.content.decode(), "who accepts what was rejected is told"
    with scope(company=promised.reply.company):
        assert Finding.objects.get().decision == "rejected" and Reply.objects.get().state == "done"


def test_a_reply_from_nobody_we_know_is_attached_by_hand(as_alice, book):
    with scope(company=book.company):
        replies.keep(book.company, mail("Bonjour", "inconnu@ailleurs.example"), AT)
        reply = Reply.objects.get()
    page = words(as_alice.get(f"/replies/{reply.pk}/?find=mart"))
    assert "MARTIN" in page
    as_alice.post(f"/replies/{reply.pk}/customer/", {"customer": book.customers["MARTIN"].pk})
    with scope(company=book.company):
        assert Reply.objects.get().customer.code == "MARTIN"


def test_an_attack_in_a_mail_stays_text(as_alice, book):
    attack = "<script>alert(1)</script> {{ company }} <b>x</b>"
    with scope(company=book.company):
        replies.keep(book.company, mail(attack, '"<img src=x onerror=y>" <martin@client.example>'), AT)
        reply = Reply.objects.get()
    for address in ("/replies/", f"/replies/{reply.pk}/"):
        page = as_alice.get(address).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page and "<b>x</b>" not in page


def test_the_mail_itself_is_handed_out_as_a_file(as_alice, promised):
    answer = as_alice.get(f"/replies/{promised.reply_id}/mail/")
    assert answer["Content-Type"] == "message/rfc822" and "attachment" in answer["Content-Disposition"]


def test_another_companys_reply_does_not_exist(promised, other_company):
    zoe = signed_in(person("zoe", other_company, "credit_manager"))
    for address in ("", "mail/"):
        assert zoe.get(f"/replies/{promised.reply_id}/{address}").status_code == 404
    assert zoe.post(f"/replies/{promised.reply_id}/findings/{promised.pk}/", {}).status_code == 404


def test_the_mailbox_is_set_and_tried(company):
    olga = signed_in(person("olga", company, "administrator"))
    given = {"host": "127.0.0.1", "port": 1, "security": "none", "username": "", "password": "", "folder": "INBOX"}
    assert "La boîte ne répond pas comme prévu" in words(olga.post("/settings/replies/", given | {"try": "1"}))
    olga.post("/settings/replies/", given | {"address": "reponses@ardoise.example"})
    assert Mailbox.objects.get().address == "reponses@ardoise.example"
    assert olga.get("/settings/replies/").status_code == 200


def test_an_old_mailbox_is_read_from_a_day_and_from_the_beginning_once_asked(company):
    olga = signed_in(person("olga", company, "administrator"))
    month_ago = TODAY - timedelta(30)
    assert f'value="{month_ago}"' in olga.get("/settings/replies/").content.decode()
    given = {"host": "imap.example", "port": 993, "security": "tls", "username": "", "folder": "INBOX"}
    olga.post("/settings/replies/", given | {"since_on": "2026-01-10"})
    Mailbox.objects.update(last_uid=50_000, left=400)
    assert "400 courriels restent à y lire" not in words(olga.get("/replies/"))  # nobody has looked yet
    Mailbox.objects.update(fetched_at=AT)
    assert "400 courriels restent à y lire" in words(olga.get("/replies/"))
    olga.post("/settings/replies/", given | {"since_on": "2026-02-10"})
    assert Mailbox.objects.get().last_uid == 50_000
    olga.post("/settings/replies/", given | {"since_on": ""})
    assert (Mailbox.objects.get().since_on, Mailbox.objects.get().last_uid) == (None, 0)


def test_the_password_of_the_mailbox_is_tried_nowhere_else(company):
    olga = signed_in(person("olga", company, "administrator"))
    kept = {"host": "imap.example", "port": 993, "security": "tls", "username": "r", "folder": "INBOX"}
    olga.post("/settings/replies/", kept | {"password": "secret"})
    for elsewhere in ({"host": "127.0.0.1"}, {"port": 1}, {"security": "none"}, {"username": "autre"}):
        page = words(olga.post("/settings/replies/", kept | elsewhere | {"password": "", "try": "1"}))
        assert "Tapez-le à nouveau" in page and "ne répond pas" not in page


def test_the_invoices_owed_are_ticked_where_the_mail_names_them(as_alice, book):
    with scope(company=book.company):
        replies.keep(book.company, mail("Nous contestons la facture FA-3, prix faux.", "durand@client.example"), AT)
        finding = Finding.objects.get(situation="dispute")
    page = as_alice.get(f"/replies/{finding.reply_id}/").content.decode()
    assert re.search(r'value="FA-3"[^>]* checked', page)


def test_an_invoice_named_by_its_number_alone_is_ticked_and_a_number_with_a_blank_stays_one():
    finding = Finding(pk=1, situation="paid", excerpt="F 12 et fa-7 ont été payées", facts={})
    form = form_of(finding, None, [Owing(Customer(), {"F 12": 100, "FA-7": 200, "FA-70": 300, "12": 400}, 1_000)])
    assert form.initial["documents"] == ["F 12", "FA-7"]
    owed = [Owing(Customer(), {"F 12": 100, "FA-7": 200}, 300)]
    sent = form_of(finding, {"finding1-documents": ["F 12", "FA-7"]}, owed)
    assert sent.is_valid() and sent.cleaned_data["documents"] == ["F 12", "FA-7"]


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("Par contre la 1015 n'a jamais été livrée.", ["FA-2026-1015"]),
        ("les 1015 et 1016, facture 0118", ["FA-2026-1015", "FA-2026-1016", "FC0118"]),
        ("invoice 118 was paid twice", ["FC0118"]),
        ("la 1015,50 €, les 1016 € et 1014 kg, la 2026, 1015", []),
        ("la 1017", []),  # two end alike
    ],
)
def test_an_invoice_named_by_its_last_figures_is_ticked_where_only_one_ends_so(said, numbers):
    owed = dict.fromkeys(("FA-2026-1015", "FA-2026-1016", "FC0118", "FA-2025-1017", "FA-2026-1017"), 100)
    finding = Finding(situation="dispute", excerpt=said, facts={})
    form = form_of(finding, owed=[Owing(Customer(code="MARTIN", name="Martin"), owed, 500)])
    assert form.initial["documents"] == numbers


@pytest.fixture
def contested(book, alice):
    """Lefebvre, the head of Martin's group, contests all that the one message told of both."""
    with scope(company=book.company):
        Customer.objects.filter(code="MARTIN").update(group="LEFEBVRE", parent_receives=True)
        both = [book.proposals[code] for code in ("LEFEBVRE", "MARTIN")]
        carrier = next(m for m in dunning.approve(both, alice, AT).messages if m.carrier_id is None)
        Message.objects.update(state="sent", left_at=AT, left_on=TODAY)
        raw = mail("Nous contestons tout, prix faux.", "lefebvre@client.example", In_Reply_To=carrier.message_id)
        replies.keep(book.company, raw, AT)
        return Finding.objects.select_related("reply").get(situation="dispute")


@pytest.mark.parametrize(
    ("said", "ticked"),
    [
        ("Nous contestons la facture S-143.", {"S-143"}),
        ("Nous contestons la facture S-143 et la 143.", {"S-143", "143"}),
    ],
)
def test_the_end_of_an_owed_number_is_no_other_invoice(said, ticked):
    """*143* was ticked beside *S-143*, and had to be unticked before the dispute could be opened."""
    finding = Finding(pk=1, situation="dispute", excerpt=said, facts={"documents": ["143"], "reason": "price"})
    boxes = form_of(finding, None, [Owing(Customer(), {"S-143": 100, "S-144": 100}, 200)])["documents"].subwidgets
    assert {str(box.data["value"]) for box in boxes if box.data["selected"]} == ticked


def test_of_the_one_message_to_a_head_every_account_is_ticked_and_can_be_left_out(as_alice, contested):
    url, form = f"/replies/{contested.reply_id}/", f"finding{contested.pk}"
    page = as_alice.get(url).content.decode()
    for code in ("LEFEBVRE", "MARTIN"):
        assert re.search(rf'name="{form}-customers" value="{code}"[^>]* checked', page), code
    assert "1\u202f650,50" in page and re.search(r'value="FA-1"(?![^>]* checked)', page)
    assert "Ou s’agit-il" not in words(as_alice.get(url)), "the card asks it already"
    decide = f"{url}findings/{contested.pk}/"
    nobody = words(as_alice.post(decide, {f"{form}-reason": "price", "decision": "accept"}))
    assert "Cochez au moins un compte" in nobody
    given = {f"{form}-reason": "price", f"{form}-customers": ["MARTIN"], f"{form}-documents": ["FA-1", "FA-6"]}
    assert "Lefebvre &amp; Associés" in as_alice.post(decide, given | {"decision": "accept"}).content.decode()
    given[f"{form}-documents"] = ["FA-1"]
    told = words(as_alice.post(decide, given | {"decision": "accept"}, follow=True))
    assert "Noté pour Martin &amp; Fils." in told and "Pour Martin &amp; Fils" in told
    with scope(company=contested.company):
        items = Dispute.objects.get(customer__code="MARTIN").items.all()
        assert [item.entry.document for item in items] == ["FA-1"]
        assert not Dispute.objects.filter(customer__code="LEFEBVRE").exists()


def test_a_salesperson_reads_what_the_head_answered_about_their_customer_and_nothing_else(contested):
    url = f"/replies/{contested.reply_id}/"
    for code, status in {"MARTIN": 200, "PETIT": 404}.items():
        who = person(f"seller-{code}", contested.company, "salesperson")
        with scope(company=contested.company):
            Customer.objects.filter(code=code).update(salesperson=who)
        assert signed_in(who).get(url).status_code == signed_in(who).get(f"{url}mail/").status_code == status, code
        assert signed_in(who).post(f"{url}findings/{contested.pk}/").status_code in (403, 404)


def test_a_mail_too_large_to_be_read_says_so_instead_of_its_words(as_alice, book):
    head = mail("", "durand@client.example").split(b"\n\n")[0] + b"\n\n"
    with scope(company=book.company):
        replies.keep(book.company, head, AT, is_cut=True)
        kept = Reply.objects.get()
    assert "Trop lourd pour être lu ici" in words(as_alice.get(f"/replies/{kept.pk}/"))
    assert "À lire" in words(as_alice.get("/day/?tab=replies")), "why it is there, where nothing was found in it"
