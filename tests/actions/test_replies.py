"""An answer is kept once, tied to its case, read; nothing happens before a click, and then once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.mails import PROMISE, mail, received, reminded
from tests.actions.outbox import TEN_DAYS_LATE

from ardoise.actions import replies, rights
from ardoise.actions.replies import fetching
from ardoise.actions.restraints import Unfit
from ardoise.records import book
from ardoise.records.models import (
    Contact,
    Customer,
    Dispute,
    Event,
    Finding,
    Mailbox,
    Message,
    PaymentNotice,
    Promise,
    Reply,
    Task,
)
from ardoise.sources import mailbox as source


@pytest.fixture
def sent(company, alice, in_company):
    return reminded(company, alice)


def test_our_own_words_put_below_without_a_mark_are_not_read_as_theirs(company, sent):
    Message.objects.filter(pk=sent.pk).update(
        body="Madame, Monsieur,\n\nVous trouverez en pièce jointe le relevé correspondant.\n\nSi vous rencontrez une "
        "difficulté pour le régler en une fois, répondez-nous simplement.\n\nVotre règlement est parti hier : merci."
    )
    sent.refresh_from_db()
    _state, reply = received(company, mail(f"Le prix est faux.\n\n{sent.body}", In_Reply_To=sent.message_id))
    assert (reply.text, [f.situation for f in reply.findings.all()]) == ("Le prix est faux.", ["dispute"])
    _state, reply = received(company, mail(sent.body, number=2, In_Reply_To=sent.message_id))
    assert not reply.findings.exists() and "Madame, Monsieur" in reply.text


class TestTying:
    def test_by_the_thread(self, company, sent):
        state, reply = received(company, mail("Bien reçu", "inconnu@ailleurs.example", In_Reply_To=sent.message_id))
        assert (state, reply.customer.code, reply.answers) == ("new", "MARTIN", sent)

    def test_by_the_customers_own_address(self, company, sent):
        Mailbox.objects.create(company=company, host="imap.example", address="reponses@ardoise.example")
        to = replies.reply_address(sent.customer)
        _state, reply = received(company, mail("Bien reçu", "perso@ailleurs.example", to=to))
        assert reply.customer.code == "MARTIN" and reply.answers is None

    @pytest.mark.parametrize("key", ["²", "٣", "9" * 5_000])
    def test_an_address_that_is_no_key_of_ours_costs_no_reply(self, company, sent, key):
        state, _reply = received(company, mail("Bien reçu", to=f"compta+{key}.abc@ardoise.example"))
        assert state == "new"

    def test_a_guessed_address_is_nobodys(self, company, sent):
        Mailbox.objects.create(company=company, host="imap.example", address="reponses@ardoise.example")
        guessed = f"reponses+{sent.customer_id}.aaaaaaaaaaaaaaaa@ardoise.example"
        state, reply = received(company, mail("Bien reçu", "perso@ailleurs.example", to=guessed))
        assert state == "to_attach" and reply.customer is None

    def test_by_a_sender_only_one_customer_has(self, company, sent):
        assert received(company, mail("Bien reçu"))[1].customer.code == "MARTIN"
        durand = Customer.objects.get(code="DURAND")
        Contact.objects.create(company=company, customer=durand, email="martin@client.example")
        assert received(company, mail("Bien reçu", number=2))[1].customer is None

    def test_a_thread_and_an_address_that_contradict_each_other_tie_to_nobody(self, company, sent):
        Mailbox.objects.create(company=company, host="imap.example", address="reponses@ardoise.example")
        other = replies.reply_address(Customer.objects.get(code="DURAND"))
        _state, reply = received(company, mail("Bien reçu", to=other, In_Reply_To=sent.message_id))
        assert reply.customer is None

    def test_the_addresses_of_two_customers_tie_to_nobody(self, company, sent):
        Mailbox.objects.create(company=company, host="imap.example", address="reponses@ardoise.example")
        both = [replies.reply_address(Customer.objects.get(code=code)) for code in ("MARTIN", "DURAND")]
        _state, reply = received(company, mail("Le virement est parti", to=", ".join(both)))
        assert reply.customer is None
        _state, reply = received(company, mail("Parti", number=2, to=", ".join(both), In_Reply_To=sent.message_id))
        assert reply.customer is None

    def test_another_companys_message_ties_nothing(self, company, sent, other_company):
        from django_scopes import scope

        with scope(company=other_company):
            state = replies.keep(other_company, mail("Bien reçu", In_Reply_To=sent.message_id), AT)
            assert state == "to_attach" and Reply.objects.get().customer is None

    def test_attached_by_a_person_once(self, company, sent, alice, bob, other_company):
        _state, reply = received(company, mail("Bien reçu", "inconnu@ailleurs.example"))
        with pytest.raises(rights.Refused):
            replies.attach(reply, sent.customer, bob, AT)
        assert replies.attach(reply, sent.customer, alice, AT)
        assert not replies.attach(reply, sent.customer, alice, AT)


def test_the_same_mail_twice_is_one_reply(company, sent):
    raw = mail(PROMISE.format(day="28/01/2026"))
    assert [received(company, raw)[0], received(company, raw)[0]] == ["new", "known"]
    assert Reply.objects.count() == 1 and Event.objects.filter(verb="received_reply").count() == 1


def test_two_mails_of_one_id_that_say_different_things_are_two_replies(company, sent):
    """Some programs give one id to all they send."""
    first, second = mail("Le virement est parti hier."), mail("Nous contestons la facture F1 : le prix est faux.")
    copy = mail("Le virement est parti hier.", Received="by another.example")
    told = [received(company, raw)[0] for raw in (first, second, copy, second)]
    assert told == ["new", "new", "known", "known"] and Reply.objects.count() == 2
    assert received(company, mail("Voir pièce jointe.", number=7))[0] == "new"
    assert received(company, mail("Voir pièce jointe.", sender="durand@client.example", number=7))[0] == "new"


def test_a_mail_kept_in_other_words_by_an_earlier_version_is_known_when_it_is_fetched_again(company, sent):
    raw = mail("Le virement est parti hier.")
    _state, reply = received(company, raw)
    Reply.objects.filter(pk=reply.pk).update(text="Le virement est parti hier.\n\nMadame, Monsieur,")
    assert received(company, raw)[0] == "known" and Reply.objects.count() == 1


def promise_found(company):
    day = AS_OF + timedelta(9)
    _state, reply = received(company, mail(PROMISE.format(day=f"{day:%d/%m/%Y}")))
    return day, reply.findings.get()


class TestDeciding:
    def test_nothing_happens_before_a_click(self, company, sent):
        _day, finding = promise_found(company)
        assert finding.situation == "promise" and "500,00" in finding.excerpt and finding.decision == ""
        assert not Promise.objects.exists()

    def test_an_accepted_promise_is_a_promise_once(self, company, sent, alice):
        day, finding = promise_found(company)
        made = replies.accept(finding, alice, AT)
        assert (made.promised_on, made.amount_cents, made.customer.code) == (day, 50_000, "MARTIN")
        assert made.said_by == finding.reply.sender
        assert replies.accept(finding, alice, AT) is None and Promise.objects.count() == 1
        assert Reply.objects.get().state == "done"

    @pytest.mark.parametrize("is_rest_first", [False, True])
    def test_two_promises_of_one_mail_stand_beside_each_other_and_never_claim_more_than_is_owed(
        self, company, sent, alice, is_rest_first
    ):
        """500 are overdue: 200 on Friday, the rest on the 30th; in whichever order they are accepted."""
        _state, reply = received(company, mail("Nous vous réglons 200 € vendredi et le solde le 30 mars."))
        first, rest = reply.findings.order_by("pk")
        for finding in (rest, first) if is_rest_first else (first, rest):
            assert replies.accept(finding, alice, AT)
        found = Promise.objects.order_by("promised_on").values_list("promised_on", "amount_cents", "ended_at")
        assert list(found) == [(AS_OF + timedelta(4), 20_000, None), (AS_OF + timedelta(14), 30_000, None)]
        assert [finding.decision for finding in reply.findings.all()] == ["accepted", "accepted"]
        assert Reply.objects.get(pk=reply.pk).state == "done"

    def test_the_rest_is_all_where_the_first_was_rejected_and_nothing_where_it_is_all(self, company, sent, alice):
        _state, reply = received(company, mail("Nous vous réglons 500 € vendredi et le solde le 30 mars."))
        first, rest = reply.findings.order_by("pk")
        with pytest.raises(Unfit, match="montant"):
            replies.accept(rest, alice, AT)
        assert not Promise.objects.exists() and not Finding.objects.get(pk=rest.pk).decision
        replies.reject(first, alice, AT)
        assert replies.accept(rest, alice, AT).amount_cents == 50_000

    @pytest.mark.parametrize(
        ("is_here", "is_rejected", "cents"), [(False, False, 38_000), (True, False, 50_000), (False, True, 50_000)]
    )
    def test_the_rest_beside_a_payment_is_what_it_leaves_unless_it_is_here_or_was_not_meant(
        self, company, sent, alice, is_here, is_rejected, cents
    ):
        """500 are overdue, of which 120 left yesterday."""
        if is_here:
            invoice(company, "MARTIN", 12_000, TEN_DAYS_LATE, "FA-9")
            invoice(company, "MARTIN", -12_000, AS_OF, "VIR-9", booked_on=AS_OF - timedelta(1))
        text = "J’ai réglé 120 € hier et je vous règle le solde vendredi."
        _state, reply = received(company, mail(text))
        paid, rest = (reply.findings.get(situation=name) for name in ("paid", "promise"))
        assert (paid.facts["amount_cents"], rest.facts["is_rest"]) == (12_000, True)
        if is_rejected:
            replies.reject(paid, alice, AT)
        made = replies.accept(rest, alice, AT)
        assert (made.promised_on, made.amount_cents) == (AS_OF + timedelta(4), cents)

    def test_the_rest_of_one_invoice_is_not_lessened_by_what_is_promised_of_another(self, company, sent, alice):
        invoice(company, "MARTIN", 30_000, TEN_DAYS_LATE, "FA-13")
        invoice(company, "MARTIN", 70_000, TEN_DAYS_LATE, "FA-12")
        text = "Je règle la facture FA-12 le 27 mars et le solde de la facture FA-13 le 30 mars."
        _state, reply = received(company, mail(text))
        for finding in reply.findings.order_by("pk"):
            assert replies.accept(finding, alice, AT)
        told = Promise.objects.order_by("promised_on").values_list("amount_cents", flat=True)
        assert list(told) == [70_000, 30_000]

    def test_a_later_mail_says_otherwise_and_ends_what_was_promised_before(self, company, sent, alice):
        for number, text in enumerate(("Je règle 200 € vendredi et 300 € le 30 mars.", "Je règle 500 € le 27 mars.")):
            _state, reply = received(company, mail(text, number=number))
            for finding in reply.findings.filter(situation="promise").order_by("pk"):
                replies.accept(finding, alice, AT)
        told = Promise.objects.order_by("pk").values_list("amount_cents", flat=True)
        assert list(told) == [20_000, 30_000, 50_000]
        assert list(Promise.objects.filter(ended_at=None).values_list("amount_cents", flat=True)) == [50_000]

    def test_what_a_person_corrected_is_what_counts(self, company, sent, alice):
        day, finding = promise_found(company)
        made = replies.accept(finding, alice, AT, {"on": day + timedelta(2), "amount_cents": 20_000})
        assert (made.promised_on, made.amount_cents) == (day + timedelta(2), 20_000)
        assert Finding.objects.get().decision == "edited"

    def test_a_rejected_one_leaves_no_trace_but_the_decision(self, company, sent, alice, bob):
        _day, finding = promise_found(company)
        with pytest.raises(rights.Refused):
            replies.reject(finding, bob, AT)
        assert replies.reject(finding, alice, AT) and not replies.reject(finding, alice, AT)
        assert not Promise.objects.exists() and Finding.objects.get().decision == "rejected"

    def test_what_is_missing_is_asked_for_and_nothing_is_decided(self, company, sent, alice):
        _state, reply = received(company, mail("Nous allons procéder au paiement prochainement."))
        finding = reply.findings.get()
        with pytest.raises(Unfit):
            replies.accept(finding, alice, AT)
        assert Finding.objects.get().decision == ""
        half = {"on": AS_OF + timedelta(3), "share": "1/2"}
        assert replies.accept(finding, alice, AT, half).amount_cents == 25_000, (
            "half of what is overdue, once told when"
        )

    def test_money_on_its_way_a_dispute_and_a_copy(self, company, sent, alice):
        said = [
            ("Le virement a été effectué hier.", PaymentNotice),
            ("Nous contestons cette facture, la marchandise est défectueuse.", Dispute),
            ("Merci de nous renvoyer une copie de la facture.", Task),
        ]
        for number, (text, made) in enumerate(said, 10):
            _state, reply = received(company, mail(text, number=number, In_Reply_To=sent.message_id))
            assert isinstance(replies.accept(reply.findings.get(), alice, AT), made)
        dispute = Dispute.objects.get()
        assert dispute.reason == "goods" and dispute.entry_id == sent.items.get().entry_id

    def test_a_promise_and_a_transfer_of_some_invoices_leave_the_others_alone(self, company, sent, alice):
        two = [invoice(company, "MARTIN", cents, TEN_DAYS_LATE, f"FA-26{cents}") for cents in (3_000, 7_000)]
        text = f"Nous réglerons les factures FA-263000 et FA-267000 le {AS_OF + timedelta(9):%d/%m/%Y}."
        _state, reply = received(company, mail(text, number=31))
        made = replies.accept(reply.findings.get(), alice, AT)
        assert (made.amount_cents, set(made.entries.all())) == (10_000, set(two))
        _state, reply = received(company, mail("La facture FA-263000 a été réglée par virement hier.", number=32))
        assert replies.accept(reply.findings.get(), alice, AT).entry == two[0]
        assert book.blocks(company.pk, AS_OF)["entry"].null_count() == 0  # nothing holds all that Martin owes

    def test_of_invoices_that_are_not_open_nothing_is_noted(self, company, sent, alice):
        text = f"Nous réglerons la facture FA-99999 le {AS_OF + timedelta(9):%d/%m/%Y}."
        _state, reply = received(company, mail(text, number=33))
        finding = reply.findings.get()
        with pytest.raises(Unfit):
            replies.accept(finding, alice, AT)
        assert not Promise.objects.exists()
        assert replies.accept(finding, alice, AT, {"documents": []}).amount_cents == 50_000

    def test_an_invoice_of_somebody_else_contests_nothing_of_what_is_owed(self, company, sent, alice):
        invoice(company, "DURAND", 9_900, TEN_DAYS_LATE, "FA-2699")
        raw = mail("Nous contestons la facture FA-2699 : le prix est faux.", In_Reply_To=sent.message_id)
        finding = received(company, raw)[1].findings.get()
        assert finding.facts["documents"] == ["FA-2699"]
        with pytest.raises(Unfit):
            replies.accept(finding, alice, AT)
        assert not Dispute.objects.exists() and Finding.objects.get().decision == ""

    def test_a_part_of_an_invoice_is_contested_once_a_person_says_how_much(self, company, sent, alice):
        number = sent.items.get().document
        finding = received(company, mail(f"Nous contestons la facture {number} : le prix est faux."))[1].findings.get()
        with pytest.raises(Unfit):
            replies.accept(finding, alice, AT, {"documents": [number], "contested_cents": 60_000})
        replies.accept(finding, alice, AT, {"documents": [number], "contested_cents": 12_000})
        assert Dispute.objects.get().items.get().contested_cents == 12_000

    @pytest.mark.parametrize(
        ("date", "day"),
        [
            (f"{AS_OF - timedelta(1):%a, %d %b %Y} 23:30:00 +0000", 1),  # half past midnight here
            (f"{AS_OF + timedelta(900):%a, %d %b %Y} 12:00:00 +0000", 1),  # a clock that runs ahead
        ],
    )
    def test_tomorrow_is_counted_from_our_own_day_on_which_they_wrote(self, company, sent, date, day):
        _state, reply = received(company, mail("Nous payons demain.", Date=date))
        assert reply.findings.get().facts["on"] == (AS_OF + timedelta(day)).isoformat()

    def test_another_contact_is_kept(self, company, sent, alice):
        text = "Je ne suis pas la bonne personne. Merci de contacter compta@martin.example"
        _state, reply = received(company, mail(text))
        replies.accept(reply.findings.get(), alice, AT)
        assert Contact.objects.get(email="compta@martin.example").customer.code == "MARTIN"


class TestMailbox:
    FIELDS = {"host": "imap.example", "username": "relances", "password": "secret", "address": "r@ardoise.example"}

    def test_is_set_by_an_administrator_and_its_password_is_in_no_event(self, company, alice, in_company, admin_of):
        with pytest.raises(rights.Refused):
            replies.set_mailbox(company, alice, AT, **self.FIELDS)
        box = replies.set_mailbox(company, admin_of(company), AT, **self.FIELDS)
        assert (box.host, box.port) == ("imap.example", 993)
        assert b"secret" not in b"".join(bytes(e.content) for e in Event.objects.all())

    def test_a_password_does_not_follow_to_another_host(self, company, in_company, admin_of):
        who = admin_of(company)
        replies.set_mailbox(company, who, AT, **self.FIELDS)
        for elsewhere in ({"host": "evil.example"}, {"port": 1993}, {"security": "none"}, {"username": "autre"}):
            with pytest.raises(ValueError, match=r"\w"):
                replies.set_mailbox(company, who, AT, **elsewhere)
        assert replies.set_mailbox(company, who, AT, host="") is None and not Mailbox.objects.exists()


@pytest.fixture
def admin_of():
    from tests.conftest import person

    return lambda company: person("root", company, "administrator")


def test_a_round_through_a_real_mailbox_keeps_each_reply_once(company, sent, admin_of):
    from tests.sources.mailboxes import PASSWORD, USER, serving

    with serving() as server:
        told = {"host": "127.0.0.1", "port": server.port, "security": "none", "username": USER, "password": PASSWORD}
        replies.set_mailbox(company, admin_of(company), AT, **told)
        server.put(mail("Le virement est parti hier."), b"\x00 no mail at all", mail("Merci", "x@y.example", 3))
        shares = []
        first = replies.fetch(company, lambda: AT, tell=shares.append)
        assert first.fault == "" and sum(first.counts.values()) == 3 and shares == [33, 66, 100]
        assert not replies.fetch(company, lambda: AT).counts
        assert set(Reply.objects.values_list("state", flat=True)) == {"new", "to_attach"}
    assert "mailbox_unreachable" in replies.fetch(company, lambda: AT).fault and Mailbox.objects.get().fault


class TestAMailThatCannotBeKept:
    """Of a mailbox with one mail in it."""

    @staticmethod
    def fetched(raw):
        return source.Fetched(source.Position(1, 7), raw, False)

    def test_is_left_to_a_person_whatever_made_us_stumble(self, company, sent, monkeypatch):
        box = Mailbox.objects.create(
            company=company, host="mail.example", port=993, username="u", address="r@a.example"
        )

        def stumble(*args):
            raise RecursionError("a mail within a mail, a thousand times")

        monkeypatch.setattr(fetching, "keep", stumble)
        assert [fetching.kept(company, box, self.fetched(b"odd"), lambda: AT) for _ in range(2)] == [
            "to_attach",
            "known",
        ]
        reply = Reply.objects.get()
        assert (bytes(reply.raw), reply.customer, reply.state) == (b"odd", None, "to_attach") and reply.subject
        assert Mailbox.objects.get().last_uid == 7

    def test_for_a_busy_database_is_read_again_later(self, company, sent, monkeypatch):
        box = Mailbox.objects.create(
            company=company, host="mail.example", port=993, username="u", address="r@a.example"
        )

        def busy(*args):
            raise OperationalError("database is locked")

        with monkeypatch.context() as patched:
            patched.setattr(fetching, "keep", busy)
            with pytest.raises(OperationalError):
                fetching.kept(company, box, self.fetched(mail("Merci")), lambda: AT)
        assert (Mailbox.objects.get().last_uid, Reply.objects.count()) == (0, 0)


def test_of_a_mail_too_large_the_words_are_read_and_its_files_are_told_to_be_elsewhere(company, sent):
    raw = mail("Nous contestons cette facture, la marchandise est défectueuse : photos jointes.")
    assert replies.keep(company, raw, AT, is_cut=True) == "new"
    reply = Reply.objects.get()
    assert reply.text.startswith("Nous contestons") and "trop lourd pour être lu ici" in reply.text
    assert [finding.situation for finding in reply.findings.all()] == ["dispute"]


def test_a_date_far_away_is_no_reason_to_fall(company, sent):
    assert received(company, mail("Réglé le 31/02/9999", Date="Mon, 99 Foo 0000 99:99:99"))[0] == "new"
