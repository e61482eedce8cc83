"""What the bank said and nobody has settled stands in the day until it is cleared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scope

from ardoise.actions import events, reconciliation
from ardoise.actions.reconciliation import Match, returning
from ardoise.records import book as records
from ardoise.records.models import Entry, MatchProposal, Movement, Promise, Reconciliation, Task, User
from tests.actions.banks import movement
from tests.actions.books import invoice
from tests.conftest import person
from tests.desk.conftest import AT, TODAY, signed_in
from tests.desk.test_today import words

ALERTS = "/day/?tab=alerts"
RETURNS = "/day/?tab=returns"


@pytest.fixture
def unknown(book, in_company):
    """Four days ago somebody unknown paid; today the bank took back a debit of Martin's, out of a batch."""
    movement(book.company, 7_700, TODAY - timedelta(4), "VIR INST", counterparty="SCI DES PLATANES")
    movement(book.company, 8_800, TODAY, "VIR INST", counterparty="TOUT NEUF")
    return movement(
        book.company, -120_000, TODAY, "REJET PRLV FA-1", counterparty="MARTIN SARL", kind="return",
        return_reason="AM04",
    )  # fmt: skip


def test_an_old_receipt_nobody_recognises_is_followed_until_it_is_cleared(as_alice, unknown):
    page = words(as_alice.get(ALERTS))
    assert "SCI DES PLATANES" in page and "non identifié depuis" in page and "TOUT NEUF" not in page
    old = Movement.objects.get(counterparty="SCI DES PLATANES")
    reconciliation.mark(old, "loan", None, AT)
    assert "SCI DES PLATANES" not in words(as_alice.get(ALERTS))


def test_a_receipt_taken_back_before_anybody_applied_it_is_told_for_a_fortnight(as_alice, unknown):
    for cents, day, kind in ((5_500, TODAY - timedelta(9), "transfer"), (-5_500, TODAY - timedelta(3), "return")):
        movement(unknown.company, cents, day, "VIR 77", counterparty="PLOMBERIE", kind=kind, end_to_end_id="E2E-77")
    assert returning.recognise(unknown.company, AT) == 1
    page = words(as_alice.get(RETURNS))
    assert "PLOMBERIE" in page and "avant d’avoir été affecté" in page and Task.objects.count() == 0
    Movement.objects.filter(kind="return", end_to_end_id="E2E-77").update(booked_on=TODAY - timedelta(15))
    assert "PLOMBERIE" not in words(as_alice.get(RETURNS))


def test_a_return_is_told_with_whose_it_may_be_and_the_task_stays_until_it_is_done(as_alice, unknown):
    assert "MARTIN SARL" in words(as_alice.get(RETURNS))
    page = as_alice.get(reverse("bank"))
    ((shown, (suspect, *_others)),) = page.context["unknown_returns"]
    assert shown == unknown and suspect.item.document == "FA-1" and "cite cette pièce" in words(page)
    form = {"customer": suspect.customer.code, "item": suspect.item.pk}
    as_alice.post(reverse("decide_return", args=[unknown.pk]), form)
    assert Reconciliation.objects.get().payment.document == "FA-1"
    assert returning.waiting(unknown.company) == []
    task = Task.objects.get(subject=returning.SUBJECT)
    page = words(as_alice.get(RETURNS))
    assert (
        "Provision insuffisante (AM04)" in page
        and "1 200,00" in page.replace("\u202f", " ")
        and "MARTIN SARL" not in page
    )
    panel = words(as_alice.get(reverse("task", args=[task.pk]), headers={"HX-Request": "true"}))
    assert "De nouveau à payer : FA-1" in panel and "Pouvez-vous nous régler par virement" in panel
    ((back, (act,)),) = as_alice.get(reverse("bank")).context["returned"]
    assert back == unknown and act.customer.code == "MARTIN", "it stays told, with the way back"
    said = {"outcome": "promise", "back": "work"}
    said |= {"promise-on": f"{TODAY + timedelta(4)}", "promise-amount": "1200"}
    as_alice.post(reverse("note_task", args=[task.pk]), said, headers={"HX-Request": "true"})
    assert Promise.objects.get(customer__code="MARTIN").amount_cents == 120_000
    assert "AM04" not in words(as_alice.get(RETURNS))
    made = records.contacts_made(unknown.company_id, TODAY, suspect.customer.pk)
    assert made["channel"].to_list() == ["call"], "it was a call"


def test_a_return_that_the_ledger_letters_with_its_payment_is_work_until_somebody_has_written(
    as_alice, book, in_company
):
    back = invoice(book.company, "MARTIN", 120_000, TODAY - timedelta(2), "REJ-1", kind="returned_payment")
    Entry.objects.filter(pk=back.pk).update(letter="AA", label="Rejet prélèvement FA-1", booked_on=TODAY)
    page = as_alice.get(RETURNS)
    assert "MARTIN" in words(page).upper()
    panel = words(as_alice.get(f"/day/customers/{back.customer_id}/", headers={"HX-Request": "true"}))
    assert "De nouveau à payer : FA-1" in panel
    with scope(company=book.company):
        events.record(book.company, "wrote", User.objects.get(username="alice"), AT, back, back.customer)
    assert "REJ" not in words(as_alice.get(RETURNS)) and "de qui" not in words(as_alice.get(RETURNS))


def test_what_a_colleague_asks_to_let_go_of_is_told_to_who_may_decide_it(book, as_alice, in_company):
    carla = person("carla", book.company, "collector")
    item, received = Entry.objects.get(document="FA-1"), movement(book.company, 100_000, TODAY)
    reconciliation.apply(Match(received, {item.pk: 120_000}, None, "short_payment", 20_000), carla, AT)
    assert "200,00" in words(as_alice.get(ALERTS)) and "carla" in words(as_alice.get(ALERTS)).lower()
    assert "abandonner" not in words(signed_in(carla).get(ALERTS))


def test_the_head_of_the_day_tells_what_was_applied_and_what_is_to_review(as_alice, alice, unknown):
    page = words(as_alice.get("/day/"))
    assert "2 encaissements à revoir" in page and "automatiquement" not in page
    assert "Aucun encaissement n’est lettré sans clic" in page and "la société n’en laisse partir" not in page
    reconciliation.change(unknown.company, alice, AT, is_automatic=True)
    assert "Aucun encaissement lettré ces 30 derniers jours" in words(as_alice.get("/day/")), "no share of nothing"
    item = Entry.objects.get(document="FA-1")
    received = movement(unknown.company, 120_000, TODAY)
    reconciliation.apply(Match(received, {item.pk: 120_000}), None, AT, is_automatic=True)
    told = words(as_alice.get("/day/")).replace("\u00a0", " ").replace("\u202f", " ")
    assert "100,0 % automatiquement" in told and "Sur 1 encaissement lettré ces 30 derniers jours, 1" in told
    by_hand = movement(unknown.company, 45_050, TODAY)
    done = reconciliation.apply(Match(by_hand, {Entry.objects.get(document="FA-2").pk: 45_050}), alice, AT)
    told = words(as_alice.get("/")).replace("\u00a0", " ").replace("\u202f", " ")
    assert "50,0 % automatiquement" in told and "Sur 2 encaissements lettrés ces 30 derniers jours, 1" in told
    reconciliation.unreconcile(done[0], alice, AT)
    assert "100,0" in words(as_alice.get("/")), "what was taken back counts no more"
    Reconciliation.objects.update(at=AT - timedelta(31))
    assert "Aucun encaissement lettré ces 30 derniers jours" in words(as_alice.get("/"))


def test_what_was_set_aside_is_listed_with_its_reason_and_comes_back(as_alice, alice, unknown):
    old = Movement.objects.get(counterparty="SCI DES PLATANES")
    reconciliation.mark(old, "loan", alice, AT, "prêt relais")
    page = words(as_alice.get(reverse("receipts") + "?state=aside"))
    assert "SCI DES PLATANES" in page and "prêt relais" in page and "TOUT NEUF" not in page
    assert not MatchProposal.objects.exists()


def test_an_explanation_adds_up_to_what_came_in(as_alice, book, in_company):
    item, received = Entry.objects.get(document="FA-1"), movement(book.company, 117_600, TODAY)
    MatchProposal.objects.create(
        company=book.company, movement=received, rank=1, customer=item.customer, confidence_bp=9_900,
        allocations=[{"entry": item.pk, "customer": "MARTIN", "cents": 120_000}], allocated_cents=120_000,
        difference_cents=2_400, difference="discount", as_of=TODAY, at=AT,
    )  # fmt: skip
    page = words(as_alice.get(reverse("receipt", args=[received.pk])))
    told = page[page.index("Règlement de") if "Règlement de" in page else 0 :]
    assert "−24,00" in told and told.index("−24,00") < told.rindex("1 176,00".replace(" ", "\u202f"))


def test_what_the_bank_took_back_is_told_where_the_reminder_is_decided(as_alice, alice, book, in_company):
    reconciliation.returned(
        movement(book.company, -5_000, TODAY, "REJET", kind="return"), None, book.customers["MARTIN"], alice, AT
    )  # fmt: skip
    proposal = book.proposals["MARTIN"]
    sentence = "La banque a repris un règlement le"
    assert "règlement rejeté le" in words(as_alice.get(reverse("today")))
    assert sentence in words(as_alice.get(reverse("proposal", args=[proposal.pk])))
    assert sentence in words(as_alice.get(reverse("customer", args=[proposal.customer_id])))
    assert sentence not in words(as_alice.get(reverse("customer", args=[book.customers["DURAND"].pk])))
