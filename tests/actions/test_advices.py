"""What a customer says he pays is kept, tells the matching which documents a receipt pays, and is undone."""

from __future__ import annotations

from tests.actions.banks import account, movement
from tests.actions.books import AS_OF, AT, invoice

from ardoise.actions import imports, reconciliation
from ardoise.records.models import Advice, MatchProposal

TEXT = """Numéro de facture;Montant;Date de paiement;Numéro de paiement
FA-2026-0101;1200,00;16/03/2026;VIR-889
FA-2026-0103;800,00;16/03/2026;VIR-889
"""


def bring(company, path, by=None, **options):
    received = imports.receive(company, path, "advices", "clients", options, by, AT)
    return imports.carry_out(received.pk, AT)


def test_an_advice_tells_which_documents_a_receipt_pays(in_company, alice, tmp_path):
    account(in_company)
    bills = {n: invoice(in_company, "MARTIN", cents, AS_OF, f"FA-2026-010{n}") for n, cents in
             enumerate((120_000, 80_000, 80_000, 120_000), 1)}  # fmt: skip
    movement(in_company, 200_000, counterparty="MARTIN & FILS", label="VIR-889", end_to_end_id="VIR-889")
    path = tmp_path / "avis.csv"
    path.write_text(TEXT, "utf-8")
    done = bring(in_company, path, alice, customer="MARTIN")
    assert done.state == "done", done.problems
    assert (done.report["new"], Advice.objects.count()) == (2, 2)
    best = MatchProposal.objects.get(rank=1)
    assert {row["entry"] for row in best.allocations} == {bills[1].pk, bills[3].pk}
    assert best.evidence[0] == "advice"
    again = bring(in_company, path, alice, customer="MARTIN")
    assert (again.report["new"], Advice.objects.count()) == (0, 2)
    imports.undo(done, alice, AT)
    assert not Advice.objects.exists()


def test_a_document_named_twice_for_the_same_amount_is_told(in_company, tmp_path):
    path = tmp_path / "avis.csv"
    path.write_text("Facture;Montant payé\nF1;1200,00\nF2;300,00\nF1;1200,00\n", "utf-8")
    done = bring(in_company, path)
    assert done.state == "done" and [p["line"] for p in done.problems] == [4] and "F1" in done.problems[0]["message"]


def test_an_unknown_sender_is_a_sentence(in_company, tmp_path):
    path = tmp_path / "avis.csv"
    path.write_text(TEXT, "utf-8")
    refused = bring(in_company, path, customer="NOBODY")
    assert refused.state == "failed" and "NOBODY" in refused.problems[0]["message"]


def test_a_receipt_that_waits_holds_the_reminder(in_company, alice):
    from datetime import timedelta

    from ardoise.records import book

    account(in_company)
    invoice(in_company, "MARTIN", 120_000, AS_OF, "FA-2026-0101")
    received = movement(in_company, 120_000, counterparty="MARTIN & FILS", label="FA-2026-0101")
    reconciliation.propose(in_company, AS_OF, AT)
    after = AS_OF + timedelta(30)
    for day in (AS_OF, after):
        assert book.blocks(in_company.pk, day).select("customer", "reason").rows() == [("MARTIN", "payment_notice")]
    MatchProposal.objects.update(confidence_bp=6_000)
    assert book.blocks(in_company.pk, after).is_empty(), "what is only probable holds for some days"
    assert not book.blocks(in_company.pk, AS_OF).is_empty()
    reconciliation.mark(received, "own_transfer", alice, AT)
    assert book.blocks(in_company.pk, AS_OF).is_empty()
