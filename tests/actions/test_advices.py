"""What a customer says he pays is kept, tells the matching which documents a receipt pays, and is undone."""

from __future__ import annotations

from tests.actions.banks import account, movement, receive
from tests.actions.books import AS_OF, AT, invoice

from ardoise.actions import imports, reconciliation, replies
from ardoise.records.models import Advice, Finding, MatchProposal

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


def test_a_document_that_will_pay_nothing_or_twice_is_told_with_its_line(in_company, alice, tmp_path):
    account(in_company)
    for code, cents, document in [("MARTIN", 120_000, "FA-1"), ("MARTIN", 30_000, "FA-2"), ("DURAND", 90_000, "FA-7"),
                                  ("MARTIN", 50_000, "FA-0003")]:  # fmt: skip
        made = invoice(in_company, code, cents, AS_OF, document)
        if document == "FA-2":
            receive(in_company, alice, made)
    path = tmp_path / "avis.csv"
    lines = ["FA-1;1200,00", "FA-1;1200,00", "FA-2;300,00", "FA-7;900,00", "FA-99;10,00", "0003;500,00"]
    path.write_text(
        "\n".join(["Client;Facture;Montant payé", *(f"Martin & Fils;{line}" for line in lines), ""]), "utf-8"
    )
    done = bring(in_company, path)
    said = {p["line"]: p["message"] for p in done.problems}
    assert done.state == "done" and sorted(said) == [3, 4, 5, 6]
    assert "FA-1" in said[3] and "payée" in said[4] and "Durand" in said[5] and "FA-99" in said[6]


def test_each_paper_is_an_advice_of_its_own_and_the_same_one_twice_is_known(in_company, tmp_path):
    """Two papers of one customer and day, none numbered: their totals are not one."""
    account(in_company)
    bills = [invoice(in_company, "MARTIN", cents, AS_OF, f"FA-{n}") for n, cents in
             enumerate((40_000, 40_000, 80_000, 20_000, 60_000), 1)]  # fmt: skip
    movement(in_company, 100_000, counterparty="MARTIN & FILS", label="VIREMENT")
    path = tmp_path / "avis.csv"
    head, day = "Client;Facture;Montant payé;Date de paiement", "16/03/2026"
    for lines in (["FA-3;800,00", "FA-4;200,00"], ["FA-1;400,00", "FA-2;400,00", "FA-5;600,00"]):
        path.write_text("\n".join([head, *(f"MARTIN;{line};{day}" for line in lines), ""]), "utf-8")
        assert bring(in_company, path).report["new"] == len(lines)
        assert bring(in_company, path).report["new"] == 0
    best = MatchProposal.objects.get(rank=1)
    assert {row["entry"] for row in best.allocations} == {bills[2].pk, bills[3].pk}
    assert best.evidence[0] == "advice" and best.is_automatic, "MARTIN is our code of who pays"


def test_an_advice_sent_again_with_a_line_more_is_of_the_same_payment(in_company, alice, tmp_path):
    account(in_company)
    bills = [invoice(in_company, "MARTIN", cents, AS_OF, f"FA-{n}") for n, cents in
             enumerate((40_000, 60_000, 30_000, 60_000), 1)]  # fmt: skip
    movement(in_company, 130_000, counterparty="MARTIN & FILS", label="VIR-889", end_to_end_id="VIR-889")
    path = tmp_path / "avis.csv"
    for lines in (["FA-1;400,00", "FA-2;600,00"], ["FA-1;400,00", "FA-2;600,00", "FA-3;300,00"]):
        path.write_text(
            "\n".join(["Facture;Montant;N° de paiement", *(f"{line};VIR-889" for line in lines), ""]), "utf-8"
        )
        bring(in_company, path, alice, customer="MARTIN")
    best = MatchProposal.objects.get(rank=1)
    assert {row["entry"] for row in best.allocations} == {bill.pk for bill in bills[:3]} and best.evidence[
        0
    ] == "advice"


def test_what_a_mail_lists_as_paid_tells_what_the_receipt_pays_once_somebody_accepted_it(in_company, alice):
    account(in_company)
    bills = [invoice(in_company, "MARTIN", cents, AS_OF, f"FA-26{n}") for n, cents in
             enumerate((30_000, 70_000, 100_000), 801)]  # fmt: skip
    said = "Nous avons réglé ce jour par virement de 1 000,00 € les factures FA-26801 et FA-26802."
    head = "From: martin@client.example\nMessage-ID: <1@client.example>\nContent-Type: text/plain; charset=utf-8\n\n"
    replies.keep(in_company, (head + said).encode(), AT)
    assert not Advice.objects.exists(), "nothing is kept before somebody has looked"
    replies.accept(Finding.objects.get(situation="paid"), alice, AT)
    movement(in_company, 100_000, counterparty="MARTIN & FILS")
    reconciliation.propose(in_company, AS_OF, AT)
    best = MatchProposal.objects.get(rank=1)
    assert {row["entry"] for row in best.allocations} == {bill.pk for bill in bills[:2]}
    assert best.evidence[0] == "advice"


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
