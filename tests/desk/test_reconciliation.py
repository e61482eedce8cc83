"""The workbench: a receipt beside what it may pay, applied by an explanation or by hand, and taken back."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scope

from ardoise.actions import errands, ledger, replies
from ardoise.actions import reconciliation as actions
from ardoise.actions.reconciliation import listing
from ardoise.records import settled
from ardoise.records.models import (
    Customer,
    Difference,
    Entry,
    Errand,
    Mark,
    MatchProposal,
    Movement,
    Question,
    Reconciliation,
    Reply,
)
from tests.actions.banks import movement
from tests.actions.mails import mail
from tests.desk.conftest import AT, TODAY


@pytest.fixture
def bank(book, in_company):
    """Martin pays FA-1 by number; somebody unknown pays 77.00."""
    receipt = movement(book.company, 120_000, TODAY, "VIR SEPA FA-1", counterparty="MARTIN SARL")
    item = Entry.objects.get(document="FA-1")
    MatchProposal.objects.create(
        company=book.company, movement=receipt, rank=1, customer=item.customer, confidence_bp=9_900, is_automatic=True,
        evidence=["reference", "payer_name"], allocations=[{"entry": item.pk, "customer": "MARTIN", "cents": 120_000}],
        allocated_cents=120_000, as_of=TODAY, at=AT,
    )  # fmt: skip
    movement(book.company, 7_700, TODAY, "VIR INST", counterparty="SCI DES PLATANES")
    return book


def receipt_of(payer):
    return Movement.objects.get(counterparty=payer)


def open_cents(company, document):
    items = ledger.items(company, TODAY)
    return dict(items.select("document", "open_cents").iter_rows()).get(document, 0)


def post(client, name, *args, **form):
    return client.post(reverse(name, args=args), form, headers={"HX-Request": "true"})


def test_what_waits_is_told_by_how_sure_it_is(bank, as_alice):
    page = as_alice.get(reverse("receipts")).content.decode()
    assert "MARTIN SARL" in page and "SCI DES PLATANES" not in page
    assert "SCI DES PLATANES" in as_alice.get(reverse("receipts") + "?state=unidentified").content.decode()
    assert "MARTIN SARL" in as_alice.get(reverse("receipts") + "?q=1200,00").content.decode()


def test_an_explanation_is_shown_with_its_reasons_and_applied_by_one_key(bank, as_alice):
    receipt = receipt_of("MARTIN SARL")
    shown = as_alice.get(reverse("receipt", args=[receipt.pk])).content.decode()
    assert "FA-1, pour ce montant" in shown or "FA-1, for this amount" in shown
    answer = post(as_alice, "accept_match", receipt.pk, rank="1")
    assert f"receipt-{receipt.pk}" in answer["HX-Trigger-After-Settle"]
    assert open_cents(bank.company, "FA-1") == 0
    post(as_alice, "accept_match", receipt.pk, rank="1")
    assert Reconciliation.objects.count() == 1
    trail = as_alice.get(reverse("customer", args=[Reconciliation.objects.get().customer_id])).content.decode()
    assert re.search(r"(Encaissement imputé|Receipt applied).{0,600}FA-1 · .{0,20}1.?200[,.]00", trail, re.DOTALL)


def test_items_of_two_customers_are_chosen_by_hand_with_what_lacks_named(bank, as_alice):
    receipt = movement(bank.company, 199_500, TODAY, "VIR GROUPE", counterparty="GROUPE")
    items = {e.document: e for e in Entry.objects.filter(document__in=["FA-1", "FA-4"])}
    form = {
        "with": [items["FA-1"].customer_id, items["FA-4"].customer_id],
        "item": [items["FA-1"].pk, items["FA-4"].pk],
        f"cents-{items['FA-1'].pk}": "1 200,00",
        "difference": "short_payment",
    }
    post(as_alice, "choose_items", receipt.pk, **form)
    assert open_cents(bank.company, "FA-1") == 0 and open_cents(bank.company, "FA-4") == 0
    assert Reconciliation.objects.filter(movement=receipt).count() == 2
    listed = re.sub(r"<[^>]+>|\s", "", as_alice.get(reverse("reconciliations")).content.decode())
    assert listed.count("sur1995,00€") == 2, "each of them is told with its own share"


def test_what_lacks_is_spread_over_several_reasons_each_on_its_account(bank, as_alice):
    receipt, item = receipt_of("MARTIN SARL"), Entry.objects.get(document="FA-1")
    form = {"with": [item.customer_id], "item": [item.pk], f"cents-{item.pk}": "1200,00"}
    receipt.amount_cents, form["difference"] = 115_000, ["bank_charges", "short_payment", ""]
    receipt.save()
    for amounts, word in (
        (["", "", ""], "vide|empty"),
        (["20", "10", ""], "20,00"),
        (["40", "20", ""], "60,00"),
        (["20", "", "5"], "écart|difference"),
    ):
        refused = post(as_alice, "choose_items", receipt.pk, **form, **{"difference-cents": amounts}).content.decode()
        assert re.search(word, refused) and not Reconciliation.objects.exists(), amounts
    post(as_alice, "choose_items", receipt.pk, **form, **{"difference-cents": ["20,00", "", ""]})
    told = Difference.objects.order_by("pk").values_list("reason", "gl_account", "cents", "entry__amount_cents")
    assert list(told) == [("bank_charges", "627000", 2_000, -2_000), ("short_payment", "654000", 3_000, -3_000)]
    assert open_cents(bank.company, "FA-1") == 0
    trace = as_alice.get(reverse("reconciliation", args=[Reconciliation.objects.get().pk])).content.decode()
    paid_by = re.findall(r"<tr><td>([^<]+)<div", trace)
    assert len(paid_by) == 3 and "FA-1" not in paid_by, (
        "no invoice pays itself: what was let go is called by its reason"
    )


def test_what_is_paid_from_a_day_to_come_is_not_offered_again(bank, as_alice):
    item, unknown = Entry.objects.get(document="FA-1"), receipt_of("SCI DES PLATANES")
    Movement.objects.filter(pk=receipt_of("MARTIN SARL").pk).update(booked_on=TODAY + timedelta(2))
    ahead = receipt_of("MARTIN SARL")
    assert "un jour à venir" in as_alice.get(reverse("receipt", args=[ahead.pk])).content.decode()
    tick = f'name="item" value="{item.pk}"'
    asks = reverse("receipt", args=[unknown.pk]) + f"?with={item.customer_id}"
    assert tick in as_alice.get(asks).content.decode()
    actions.apply(actions.Match(ahead, {item.pk: 120_000}), None, AT)
    assert tick not in as_alice.get(asks).content.decode()


def test_what_lacks_and_is_not_named_is_told_and_nothing_is_done(bank, as_alice):
    receipt, item = receipt_of("SCI DES PLATANES"), Entry.objects.get(document="FA-1")
    answer = post(
        as_alice, "choose_items", receipt.pk, **{"with": [item.customer_id], "item": [item.pk]}
    ).content.decode()
    assert 'role="alert"' in answer and f'value="{item.pk}"' in answer
    assert not Reconciliation.objects.exists() and open_cents(bank.company, "FA-1") == 120_000


def test_with_nothing_ticked_nothing_is_applied_unless_it_is_said_to_be_kept(bank, as_alice):
    receipt = receipt_of("MARTIN SARL")
    martin = Customer.objects.get(code="MARTIN")
    answer = post(as_alice, "choose_items", receipt.pk, **{"with": martin.pk}).content.decode()
    assert "Rien n’est coché" in answer and not Reconciliation.objects.exists()
    post(as_alice, "choose_items", receipt.pk, **{"with": martin.pk, "keep": martin.pk})
    (done,) = Reconciliation.objects.all()
    assert done.customer == martin and not done.settlements.exists()


def test_an_amount_nobody_can_read_is_told(bank, as_alice):
    receipt, item = receipt_of("SCI DES PLATANES"), Entry.objects.get(document="FA-1")
    form = {"with": [item.customer_id], "item": [item.pk], f"cents-{item.pk}": "12OO,50"}
    assert "12OO,50" in post(as_alice, "choose_items", receipt.pk, **form).content.decode()
    post(as_alice, "choose_items", receipt_of("MARTIN SARL").pk, **form | {f"cents-{item.pk}": "0"})  # nil is not all
    assert not Reconciliation.objects.exists()


def test_a_part_is_typed_and_the_rest_of_the_receipt_stays_on_account(bank, as_alice):
    receipt, item = receipt_of("SCI DES PLATANES"), Entry.objects.get(document="FA-1")
    form = {"with": [item.customer_id], "item": [item.pk], f"cents-{item.pk}": "50.00"}
    post(as_alice, "choose_items", receipt.pk, **form)
    assert open_cents(bank.company, "FA-1") == 115_000
    items = ledger.items(bank.company, TODAY, item.customer)
    assert items.filter(items["kind"] == "payment")["open_cents"].to_list() == [-2_700]


def test_what_is_ticked_is_kept_while_another_customer_is_looked_up(bank, as_alice):
    receipt, item = receipt_of("SCI DES PLATANES"), Entry.objects.get(document="FA-1")
    kept = {"with": [item.customer_id], "item": [item.pk], f"cents-{item.pk}": "50,00", "find": "durand"}
    page = as_alice.get(reverse("receipt", args=[receipt.pk]), kept).content.decode()
    assert re.search(rf'value="{item.pk}"[^>]* checked', page) and 'value="50,00"' in page
    wrong = as_alice.get(reverse("receipt", args=[receipt.pk]), kept | {f"cents-{item.pk}": "5O"}).content.decode()
    assert 'role="alert"' in wrong and "5O" in wrong


def test_a_payment_that_names_nothing_is_spread_by_law_and_nothing_is_stored_before_a_click(bank, as_alice):
    receipt, item = receipt_of("SCI DES PLATANES"), Entry.objects.get(document="FA-1")
    form = {"with": [item.customer_id], "spread": str(item.customer_id)}
    page = post(as_alice, "choose_items", receipt.pk, **form).content.decode()
    assert re.search(rf'value="{item.pk}"[^>]* checked', page) and 'value="77,00"' in page and "1342-10" in page
    assert not Reconciliation.objects.exists()


def test_it_is_taken_back_with_its_reason_and_waits_again(bank, as_alice):
    receipt = receipt_of("MARTIN SARL")
    post(as_alice, "accept_match", receipt.pk, rank="1")
    done = Reconciliation.objects.get()
    assert "FA-1" in as_alice.get(reverse("reconciliation", args=[done.pk])).content.decode()
    answer = post(as_alice, "undo_reconciliation", done.pk, why="mauvais client").content.decode()
    assert "mauvais client" in answer and open_cents(bank.company, "FA-1") == 120_000
    assert "MARTIN SARL" in as_alice.get(reverse("receipts")).content.decode()
    assert "MARTIN SARL" in as_alice.get(reverse("reconciliations") + "?how=undone").content.decode()


def test_many_are_applied_at_once_after_a_look_at_some(bank, as_alice):
    page = as_alice.get(reverse("confirm_bulk") + "?from=50")
    assert page.context["percent"] == 98, "never below what the company lets go by itself"
    shown = page.content.decode()
    assert "MARTIN SARL" in shown and "FA-1" in shown and "PLATANES" not in shown
    print_of = page.context["fingerprint"]
    assert as_alice.post(reverse("apply_bulk"), {"from": "95", "fingerprint": "0"}).url.startswith(
        "/reconciliation/many"
    )
    assert not Reconciliation.objects.exists()
    as_alice.post(reverse("apply_bulk"), {"from": "95", "fingerprint": print_of})
    assert open_cents(bank.company, "FA-1") == 0


def test_very_many_are_applied_by_the_worker(bank, as_alice, alice):
    proposal = MatchProposal.objects.get()
    errand = errands.ask_applying(bank.company, [proposal.pk], alice, AT)
    assert errands.ask_applying(bank.company, [proposal.pk], alice, AT) == errand
    done = errands.carry_out(errand.pk, lambda: AT)
    assert done.outcome == {"applied": 1, "refused": 0, "refusals": []}


def test_the_rules_are_replayed_on_demand(bank, as_alice):
    movement(bank.company, 1_200, TODAY, "VIR FA-4", counterparty="DURAND SARL")
    for _twice in range(2):
        as_alice.post(reverse("explain_anew"))
    (errand,) = Errand.objects.filter(kind="explain")
    done = errands.carry_out(errand.pk, lambda: AT)
    told = MatchProposal.objects.filter(rank=1).values_list("customer__code", flat=True)
    assert done.outcome == {"explained": len(told), "applied": 0} and "DURAND" in told
    page = as_alice.get(reverse("receipts")).content.decode()
    best = MatchProposal.objects.get(rank=1, customer__code="DURAND")
    assert "DURAND SARL" in page and f"{best.confidence_bp // 100}\u00a0%" in page


def test_a_customer_is_found_as_banks_write_it_and_a_receipt_as_people_do(bank, as_alice):
    Customer.objects.filter(code="MARTIN").update(name="Hôtel de l’Étang Rond")
    receipt = movement(bank.company, 4_200, TODAY, "VIR", counterparty="HOTEL DE L ETANG ROND")
    page = as_alice.get(reverse("receipt", args=[receipt.pk]) + "?find=etang+rond")
    assert [customer.code for customer in page.context["found"]] == ["MARTIN"]
    listed = as_alice.get(reverse("receipts") + "?state=unidentified&q=Étang").content.decode()
    assert "HOTEL DE L ETANG ROND" in listed and "PLATANES" not in listed


def test_what_is_no_customers_is_set_aside_and_comes_back(bank, as_alice):
    receipt = receipt_of("SCI DES PLATANES")
    post(as_alice, "mark_movement", receipt.pk, reason="loan", note="prêt relais")
    assert Mark.objects.get().reason == "loan"
    assert "PLATANES" not in as_alice.get(reverse("receipts") + "?state=unidentified").content.decode()
    post(as_alice, "mark_movement", receipt.pk, decision="unmark")
    assert "PLATANES" in as_alice.get(reverse("receipts") + "?state=unidentified").content.decode()


def test_whoever_may_only_read_sees_and_changes_nothing(bank, as_bob):
    receipt = receipt_of("MARTIN SARL")
    assert as_bob.get(reverse("receipt", args=[receipt.pk])).status_code == 200
    for name, form in (("accept_match", {"rank": "1"}), ("choose_items", {}), ("mark_movement", {"reason": "loan"})):
        assert as_bob.post(reverse(name, args=[receipt.pk]), form).status_code == 403
    assert not Reconciliation.objects.exists()


def test_the_page_and_the_engine_wait_for_the_same_receipts(bank, as_alice):
    movement(bank.company, -5_000, TODAY, "FRAIS")
    part = movement(bank.company, 9_000, TODAY, "VIR")
    item = Entry.objects.get(document="FA-1")
    post(as_alice, "choose_items", part.pk, **{"with": [item.customer_id], "item": [item.pk], f"cents-{item.pk}": "50"})
    actions.mark(receipt_of("SCI DES PLATANES"), "loan", None, AT)
    told = settled.receipts(bank.company.pk, TODAY).select("receipt", "amount_cents").sort("receipt").rows()
    assert sorted(listing.free(bank.company).values_list("pk", "left_cents")) == told


def test_the_tabs_count_all_that_waits_at_once_and_again_after_each_act(bank, as_alice):
    for done in (None, lambda: actions.mark(receipt_of("SCI DES PLATANES"), "loan", None, AT)):
        if done:
            done()
        told = listing.by_state(bank.company)
        for state in listing.STATES:
            found = listing.in_state(listing.free(bank.company), state)
            sums = Counter()
            for row in found:
                sums[row.currency] += row.left_cents
            assert {currency: cents for currency, _count, cents in told[state]} == sums
            assert sum(count for _currency, count, _cents in told[state]) == len(found)
        tabs = as_alice.get(reverse("receipts")).context["tabs"]
        shown = {state: count for state, count, _sums in tabs}
        assert shown["unidentified"] == sum(count for _currency, count, _cents in told["unidentified"])


def test_another_companys_receipt_does_not_exist(bank, other_company, as_alice):
    with scope(company=other_company):
        foreign = movement(other_company, 5_000, TODAY)
        customer = Customer.objects.create(company=other_company, code="X", name="Xavier")
    assert as_alice.get(reverse("receipt", args=[foreign.pk])).status_code == 404
    assert as_alice.post(reverse("accept_match", args=[foreign.pk]), {"rank": "1"}).status_code == 404
    receipt = receipt_of("SCI DES PLATANES")
    page = as_alice.get(reverse("receipt", args=[receipt.pk]) + f"?with={customer.pk}").content.decode()
    assert "Xavier" not in page


def test_a_customer_is_asked_once_what_a_receipt_pays(bank, as_alice):
    receipt, martin = receipt_of("SCI DES PLATANES"), Customer.objects.get(code="MARTIN")
    post(as_alice, "ask_customer", receipt.pk, customer=martin.pk)
    asked = Question.objects.get()
    assert asked.message.state == "queued"
    assert (
        f"/outbox/{asked.message.pk}/"
        in post(as_alice, "ask_customer", receipt.pk, customer=martin.pk).content.decode()
    )
    assert Question.objects.count() == 1
    asks = reverse("receipt", args=[receipt.pk])
    assert "Cocher" not in as_alice.get(asks).content.decode()
    written = mail("Bonjour, il s'agit de la facture FA 1, merci.", In_Reply_To=asked.message.message_id)
    replies.keep(bank.company, written, AT)
    item = Entry.objects.get(document="FA-1")
    back = as_alice.get(asks).content.decode()
    assert "facture FA 1" in back and f'name="item" value="{item.pk}"' in back, "its answer is back on the receipt"
    assert f'name="cents-{item.pk}" value=' not in back
    part = mail("Pardon : 77,00 € sur la facture FA-1.", number=2, In_Reply_To=asked.message.message_id)
    replies.keep(bank.company, part, AT)
    told = as_alice.get(asks).content.decode()
    assert f'name="cents-{item.pk}" value="77,00"' in told, "with what they say they pay of it"
    reply = Reply.objects.latest("pk")
    assert asks in as_alice.get(reverse("reply", args=[reply.pk])).content.decode()
