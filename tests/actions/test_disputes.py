"""A dispute: what is contested stays out of reminders, somebody answers, it is settled once and leaves grace."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.actions.books import invoice
from tests.actions.fecs import AT, bring, sale, write

from ardoise.actions import disputes, imports, links, restraints, rights
from ardoise.actions.correspondence import parts as correspondence
from ardoise.actions.restraints import Noted, Unfit
from ardoise.records import book as ledger
from ardoise.records.models import Customer, Dispute, Entry, Event, Link, Membership, PaymentNotice

TODAY = date(2026, 1, 15)


@pytest.fixture(autouse=True)
def received(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"


@pytest.fixture
def book(company, alice, tmp_path, in_company):
    """Durand owes F1 (1 000 €) and F2 (500 €), Martin F3 (80 €)."""
    bring(
        company,
        write(
            tmp_path / "2025.txt",
            sale("F1", "DURAND", "2025-10-01", 100_000),
            sale("F2", "DURAND", "2025-11-01", 50_000),
            sale("F3", "MARTIN", "2025-11-02", 8_000),
        ),
        alice,
    )
    return {entry.document: entry for entry in Entry.objects.all()}


@pytest.fixture
def durand(book):
    return Customer.objects.get(code="DURAND")


def contest(durand, contested, by, reason="price", note="20 % de trop"):
    return disputes.open_about(durand, reason, contested, Noted(note, TODAY, by, AT))


def test_a_part_of_an_invoice_is_contested(company, alice, durand, book):
    dispute = contest(durand, {book["F1"]: 20_000}, alice)
    assert disputes.contested_cents(company, [dispute], TODAY) == {dispute.pk: 20_000}
    assert dispute.entry is None and dispute.items.get().contested_cents == 20_000
    assert dispute.deadline_on == date(2026, 1, 29)  # ten working days for a price
    assert Event.objects.get(verb="opened_dispute").customer == durand


def test_all_of_one_invoice_or_all_a_customer_owes_is_contested(company, alice, durand, book):
    whole = contest(durand, {book["F2"]: None}, alice)
    assert whole.entry == book["F2"]
    assert disputes.contested_cents(company, [whole], TODAY) == {whole.pk: 50_000}
    disputes.settle(whole, "withdrawn", Noted("", TODAY, alice, AT))
    everything = contest(durand, {}, alice)
    with pytest.raises(Unfit):
        contest(durand, {book["F1"]: 10_000}, alice)  # contested already, with all the rest
    assert disputes.contested_cents(company, [everything], TODAY) == {everything.pk: 150_000}


def test_the_same_contest_twice_is_once_and_an_item_is_in_one_dispute(alice, durand, book):
    first = contest(durand, {book["F1"]: None}, alice)
    assert contest(durand, {book["F1"]: None}, alice) == first
    with pytest.raises(Unfit, match=r"in dispute already|déjà en litige"):
        contest(durand, {book["F1"]: 10_000, book["F2"]: None}, alice)
    assert Dispute.objects.count() == 1


@pytest.mark.parametrize("cents", [0, -1, 100_001])
def test_a_part_is_no_more_than_the_whole(alice, durand, book, cents):
    with pytest.raises(Unfit):
        contest(durand, {book["F1"]: cents}, alice)


def test_nobody_contests_another_customers_invoice(alice, bob, charlie, durand, book):
    with pytest.raises(rights.Missing):
        contest(durand, {book["F3"]: None}, alice)
    with pytest.raises(rights.Refused):
        contest(durand, {book["F1"]: None}, bob)
    with pytest.raises(rights.Missing):
        contest(durand, {book["F1"]: None}, charlie)
    assert not Dispute.objects.exists()


def test_it_goes_from_hand_to_hand_and_ends_once_with_grace(alice, durand, book):
    dispute = contest(durand, {book["F1"]: None}, alice)
    assert disputes.assign(dispute, "atelier@ardoise.example", alice, AT).stage == "waiting_resolver"
    assert disputes.move(dispute, "credit_note_to_issue", alice, AT).stage == "credit_note_to_issue"
    assert disputes.settle(dispute, "partly_accepted", Noted("moitié", TODAY, alice, AT))
    assert not disputes.settle(dispute, "rejected", Noted("", TODAY, alice, AT))
    assert (dispute.outcome, dispute.grace_until_on) == ("partly_accepted", date(2026, 1, 22))
    with pytest.raises(Unfit):
        disputes.move(dispute, "new", alice, AT)
    verbs = list(Event.objects.filter(object_kind="dispute").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["opened_dispute", "assigned_dispute", "moved_dispute", "settled_dispute"]


def blocked(company, day):
    """What is contested of each item on a day, and why."""
    found = ledger.blocks(company.pk, day).select("reason", "entry", "contested_cents").sort("reason")
    return [tuple(row) for row in found.iter_rows()]


def test_what_is_granted_of_a_part_is_left_out_once_while_the_grace_lasts_too(company, alice, durand, book):
    """200 of 1,000 contested, 50 granted: 200 are not claimed during the grace, then 50 until the credit note."""
    first = contest(durand, {book["F1"]: 20_000}, alice)
    disputes.settle(first, "partly_accepted", Noted("", TODAY, alice, AT), 5_000)
    f1, grace = book["F1"].pk, date(2026, 1, 22)
    assert blocked(company, TODAY) == [("disputed", f1, 5_000), ("disputed_grace", f1, 15_000)]
    assert blocked(company, grace + timedelta(1)) == [("disputed", f1, 5_000)]
    parts = correspondence.contested_parts([durand.pk])
    told = [correspondence.standing(parts, f1, day, AT + timedelta(hours=1)) for day in (TODAY, grace + timedelta(1))]
    assert told == [20_000, 5_000]
    assert correspondence.standing(parts, f1, TODAY, AT - timedelta(minutes=1)) == 0
    (cause,) = disputes.causes(company, TODAY)
    assert (cause.count, cause.cents) == (1, 20_000), "one dispute, told once"


@pytest.mark.parametrize(("cents", "until"), [(5_000, None), (4_999, date(2026, 1, 22))])
def test_a_credit_note_that_makes_up_for_it_ends_it_without_grace(company, alice, durand, book, tmp_path, cents, until):
    """Nothing is claimed anew: the credit is deducted, and the same cents are not left out beside it."""
    first = contest(durand, {book["F1"]: 20_000}, alice)
    disputes.settle(first, "partly_accepted", Noted("", TODAY, alice, AT), 5_000)
    second = Dispute.objects.get(ended_at=None)
    assert second.continues == first and disputes.credit_notes([second]) == {}
    given = invoice(company, "DURAND", -cents, TODAY, document="AV-1", booked_on=TODAY)
    assert disputes.credit_notes([second]) == {second.pk: [given]}
    disputes.settle(second, "credit_note", Noted("", TODAY, alice, AT))
    second.refresh_from_db()
    assert second.grace_until_on == until


@pytest.mark.parametrize(
    ("cents", "label", "is_told"),
    [(20_000, "", True), (15_000, "avoir sur F1-2026", True), (15_000, "remise", False), (15_000, "XF1-2026", False)],
)
def test_a_note_that_is_certainly_about_it_is_told_before_anybody_waits_for_one(
    company, alice, durand, book, cents, label, is_told
):
    Entry.objects.filter(pk=book["F1"].pk).update(document="F1-2026")
    dispute = contest(durand, {book["F1"]: 20_000}, alice)
    given = invoice(company, "DURAND", -cents, TODAY, document="AV-1", booked_on=TODAY)
    Entry.objects.filter(pk=given.pk).update(label=label)
    assert disputes.credit_notes([dispute]) == ({dispute.pk: [given]} if is_told else {})
    disputes.settle(dispute, "credit_note", Noted("", TODAY, alice, AT))
    dispute.refresh_from_db()
    assert (dispute.grace_until_on is None) is (cents == 20_000), "nothing is claimed anew only where it is made up for"


def granted(durand, entry, by):
    """What waits for its credit note of 50 after a dispute about 200 of the invoice."""
    disputes.settle(contest(durand, {entry: 20_000}, by), "partly_accepted", Noted("", TODAY, by, AT), 5_000)
    return Dispute.objects.get(ended_at=None, continues__isnull=False, items__entry=entry)


def test_one_credit_note_ends_one_dispute_without_grace_not_two(company, alice, durand, book):
    first, second = (granted(durand, book[name], alice) for name in ("F1", "F2"))
    invoice(company, "DURAND", -5_000, TODAY, document="AV-1", booked_on=TODAY)
    ends = []
    for one in (first, second):
        disputes.settle(one, "credit_note", Noted("", TODAY, alice, AT))
        one.refresh_from_db()
        ends.append(one.grace_until_on)
    assert ends == [None, date(2026, 1, 22)], "the second would claim on the morrow what no credit makes up for"


def test_a_credit_note_in_another_currency_makes_up_for_nothing(company, alice, durand, book):
    waiting = granted(durand, book["F1"], alice)
    invoice(company, "DURAND", -5_000, TODAY, document="AV-1", booked_on=TODAY, currency="CHF")
    assert disputes.credit_notes([waiting]) == {}
    disputes.settle(waiting, "credit_note", Noted("", TODAY, alice, AT))
    waiting.refresh_from_db()
    assert waiting.grace_until_on == date(2026, 1, 22)


def test_what_is_granted_of_an_invoice_stays_contested_until_its_credit_note(company, alice, durand, book):
    dispute = contest(durand, {book["F1"]: 30_000}, alice)
    assert disputes.settle(dispute, "partly_accepted", Noted("deux colis", TODAY, alice, AT), 20_000)
    left = Dispute.objects.get(ended_at=None)
    assert (left.stage, left.reason, left.note) == ("credit_note_to_issue", "price", "deux colis")
    assert disputes.contested_cents(company, [left], TODAY) == {left.pk: 20_000}
    after = ledger.blocks(company.pk, date(2026, 2, 20)).select("reason", "contested_cents").rows()
    assert after == [("disputed", 20_000)], "what was not granted is claimed again once the grace is over"


@pytest.mark.parametrize(("outcome", "cents"), [("rejected", 100), ("partly_accepted", 0), ("partly_accepted", 30_000)])
def test_nothing_else_is_granted(alice, durand, book, outcome, cents):
    dispute = contest(durand, {book["F1"]: 30_000}, alice)
    with pytest.raises(Unfit):
        disputes.settle(dispute, outcome, Noted("", TODAY, alice, AT), cents)
    both = contest(durand, {book["F2"]: None}, alice)
    assert {d.pk for d in Dispute.objects.filter(ended_at=None)} == {dispute.pk, both.pk}


def test_a_stranger_to_the_company_is_no_resolver(alice, charlie, durand, book):
    dispute = contest(durand, {book["F1"]: None}, alice)
    with pytest.raises(rights.Missing):
        disputes.assign(dispute, charlie, alice, AT)
    with pytest.raises(Unfit):
        disputes.assign(dispute, "personne", alice, AT)


def test_what_is_said_is_kept_once_with_its_file(alice, durand, book):
    dispute = contest(durand, {book["F1"]: None}, alice)
    said = disputes.remark(dispute, "Voici le bon", alice, AT, name="../bon.pdf", content=b"%PDF-1.7 bon")
    assert disputes.remark(dispute, "Voici le bon", alice, AT, name="bon.pdf", content=b"%PDF-1.7 bon") == said
    assert (said.name, said.content_type) == ("bon.pdf", "application/pdf")
    with pytest.raises(Unfit):
        disputes.remark(dispute, " ", alice, AT)
    with pytest.raises(Unfit):
        disputes.remark(dispute, "", alice, AT, content=b"MZ\x90\x00\xff")
    with pytest.raises(Unfit):
        disputes.remark(dispute, "", alice, AT, content=b"%PDF-" + b"x" * disputes.FILE_MAX)
    with pytest.raises(Unfit):
        disputes.remark(dispute, "Voici", alice, AT, name="vide.pdf")
    long = disputes.remark(dispute, "nul\0", alice, AT, name="é" * 200 + ".pdf", content=b"%PDF-")
    assert long.name.endswith("é.pdf") and len(long.name) == 120 and long.text == "nul"
    assert disputes.remark(dispute, "", alice, AT, name="  ", content=b"%PDF-2").name == "file.pdf"


def test_a_colleague_who_is_asked_answers_whatever_else_they_may_and_it_is_seen(company, alice, bob, durand, book):
    dispute = contest(durand, {book["F1"]: None}, alice)
    with pytest.raises(rights.Refused):
        disputes.remark(dispute, "à moi", bob, AT)
    dispute, everyone = disputes.assign(dispute, bob, alice, AT), Dispute.objects.all()
    assert not disputes.answered(everyone).exists()
    disputes.remark(dispute, "La remise était promise.", bob, AT)
    assert disputes.answered(everyone).get().stage == "new"
    disputes.remark(dispute, "Merci, avoir demandé.", alice, AT)
    assert not disputes.answered(everyone).exists(), "somebody has looked at it"
    Membership.objects.filter(user=bob).update(role="salesperson")
    assert disputes.visible(bob, company).get() == dispute, "though Durand is not a customer of his"


def test_a_signed_link_opens_one_dispute_until_it_is_settled(alice, durand, book):
    dispute = contest(durand, {book["F1"]: None}, alice)
    token = links.to_resolve(dispute, "atelier@ardoise.example", alice, AT)
    assert links.find(token, AT).dispute == dispute and links.find(token, AT).opened_at is None
    assert not Link.objects.filter(token_hash=token).exists()
    assert links.find(token[:-1] + "x", AT) is None
    assert links.find(token, AT + links.VALID_FOR) is None
    again = links.to_resolve(dispute, "atelier@ardoise.example", alice, AT)
    assert links.find(token, AT) is None and links.find(again, AT)
    disputes.assign(dispute, alice, alice, AT)
    assert links.find(again, AT) is None, "somebody else is asked now"
    again = links.to_resolve(dispute, "atelier@ardoise.example", alice, AT)
    disputes.settle(dispute, "rejected", Noted("", TODAY, alice, AT))
    assert links.find(again, AT) is None and not dispute.links.filter(revoked_at=None).exists()


def test_causes_that_come_back_are_counted(company, alice, durand, book):
    first = contest(durand, {book["F1"]: None}, alice)
    disputes.settle(first, "rejected", Noted("", TODAY, alice, AT + timedelta(days=4)))
    contest(durand, {book["F2"]: None}, alice)
    (cause,) = disputes.causes(company, TODAY)
    assert (cause.key, cause.count, cause.days_mean, cause.open_count) == ("price", 2, 4.0, 1)
    assert cause.cents == book["F1"].amount_cents + book["F2"].amount_cents


def test_a_cause_counts_what_a_dispute_of_all_they_owe_blocks_while_it_is_open(company, alice, durand, book):
    whole = disputes.open_about(durand, "price", {}, Noted("", TODAY, alice, AT))
    (cause,) = disputes.causes(company, TODAY)
    blocks = disputes.contested_cents(company, [whole], TODAY)[whole.pk]
    assert cause.cents == blocks >= book["F1"].amount_cents
    disputes.settle(whole, "rejected", Noted("", TODAY, alice, AT + timedelta(days=4)))
    assert disputes.causes(company, TODAY)[0].cents == 0, "what it blocked then is told nowhere"


def test_who_answers_and_how_fast_is_counted(company, alice, bob, durand, book):
    first = contest(durand, {book["F1"]: 10_000}, alice)
    disputes.assign(first, bob, alice, AT)
    disputes.settle(first, "rejected", Noted("", TODAY, alice, AT + timedelta(days=2)))
    second = contest(durand, {book["F2"]: None}, alice)
    assert [one.key for one in disputes.answerers(company, TODAY)] == ["bob"], "nobody was asked about the second"
    disputes.assign(second, "atelier@ardoise.example", alice, AT)
    waiting, done = disputes.answerers(company, TODAY)
    assert (waiting.key, waiting.open_count, waiting.days_mean) == ("atelier@ardoise.example", 1, None)
    assert (done.key, done.count, done.days_mean, done.cents) == ("bob", 1, 2.0, 10_000)


def test_money_on_its_way_is_waited_for_as_long_as_a_bank_takes(alice, bob, durand):
    notice = restraints.announce_payment(
        durand, date(2026, 1, 14), Noted("virement", TODAY, alice, AT, "Mme Petit"), 50_000
    )
    assert notice.until_on == date(2026, 1, 21)
    assert restraints.announce_payment(durand, date(2026, 1, 14), Noted("virement", TODAY, alice, AT), 50_000) == notice
    other = restraints.announce_payment(durand, TODAY, Noted("virement", TODAY, alice, AT), 50_000)
    assert list(PaymentNotice.objects.filter(ended_at=None)) == [other]
    with pytest.raises(Unfit):
        restraints.announce_payment(durand, TODAY + timedelta(1), Noted("", TODAY, alice, AT))
    with pytest.raises(rights.Refused):
        restraints.announce_payment(durand, TODAY, Noted("", TODAY, bob, AT))


@pytest.mark.parametrize("what", ["dispute", "promise", "notice"])
def test_an_import_on_which_a_word_of_the_customer_stands_is_not_undone(alice, durand, book, what):
    first, second = book["F1"], book["F2"]
    if what == "dispute":
        contest(durand, {first: 1_000, second: None}, alice)
    elif what == "promise":
        restraints.promise(durand, 30_000, TODAY, Noted("", TODAY, alice, AT), [first, second])
    else:
        restraints.announce_payment(first, TODAY, Noted("", TODAY, alice, AT))
    with pytest.raises(rights.Refused, match="F1"):
        imports.undo(first.imported, alice, AT)
