"""What a customer lists as paid in a file of his mail is proposed; kept, and in peace meanwhile, once accepted."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO

import pytest
import xlsxwriter
from tests.actions.banks import account, movement
from tests.actions.books import AS_OF, AT, invoice
from tests.formats.advices.papers import pdf, printed

from ardoise.actions import reconciliation, replies
from ardoise.records.models import Advice, Event, Finding, MatchProposal, PaymentNotice, Promise, Reply, Task

PAPER = ["AVIS DE PAIEMENT", "Date de paiement : 16/03/2026    N° de virement : VIR-889", "Facture      Montant réglé",
         "FA-26801        300,00", "FA-26802        700,00", "Total         1 000,00"]  # fmt: skip
TABLE = "N° facture;Montant réglé;Date de paiement\nFA-26801;300,00;16/03/2026\nFA-26802;700,00;16/03/2026\n"
WORDS = "Bonjour,\n\nVeuillez trouver ci-joint le détail de notre règlement par virement de ce jour.\n\nCordialement"


def mail(*files, words=WORDS, sender="martin@client.example", subject="Règlement"):
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = sender, subject, f"<{len(files)}{sender}>"
    made.set_content(words)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def sheet():
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page = book.add_worksheet()
        for row, line in enumerate(TABLE.splitlines()):
            page.write_row(row, 0, line.split(";"))
    return written.getvalue()


def found(company, raw):
    replies.keep(company, raw, AT)
    return list(Finding.objects.filter(reply=Reply.objects.latest("pk"), situation="advice").order_by("pk"))


@pytest.fixture
def bills(in_company):
    account(in_company)
    return [invoice(in_company, "MARTIN", cents, AS_OF, f"FA-26{n}") for n, cents in
            enumerate((30_000, 70_000, 100_000), 801)]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), [
    ("avis.pdf", printed(PAPER)), ("detail.csv", TABLE.encode("cp1252")), ("Règlement.xlsx", sheet()),
])  # fmt: skip
def test_a_file_of_a_mail_says_what_the_receipt_pays_once_somebody_accepted_it(in_company, alice, bills, name, content):
    (one,) = found(in_company, mail(("logo.png", b"\x89PNG"), (name, content)))
    assert (one.facts["name"], one.facts["lines"]["document"]) == (name, ["FA-26801", "FA-26802"])
    assert not Finding.objects.filter(situation="paid").exists(), "what is paid is told once"
    assert not Advice.objects.exists() and not PaymentNotice.objects.exists(), "nothing before a click"
    for _click in range(2):
        replies.accept(one, alice, AT)
    assert Advice.objects.count() == 2
    assert set(PaymentNotice.objects.values_list("entry", flat=True)) == {bills[0].pk, bills[1].pk}
    assert b"FA-26801" not in bytes(Event.objects.get(verb="accepted_finding").content), "the lines are in the finding"
    movement(in_company, 100_000, counterparty="MARTIN & FILS")
    reconciliation.propose(in_company, AS_OF, AT)
    best = MatchProposal.objects.get(rank=1)
    assert {row["entry"] for row in best.allocations} == {bill.pk for bill in bills[:2]}
    assert best.evidence[0] == "advice"


def test_a_file_that_says_something_else_is_no_advice_and_one_that_could_be_is_asked_about(in_company, bills):
    bill = ["FACTURE N° 77", "Désignation  Qté  Prix unitaire", "Total HT 100,00", "TVA 20,00", "Net à payer 120,00"]
    files = ("bon.pdf", printed(bill)), ("scan.pdf", pdf(b""))
    assert not found(in_company, mail(*files, words="Voir ci-joint", subject="Chantier"))
    table = "Client;Facture;Montant\nMARTIN;FA-26801;300,00\n"
    (one,) = found(in_company, mail(("liste.csv", table.encode())))
    assert one.confidence < replies.advices.SURE


@pytest.mark.parametrize(("name", "content", "said"), [
    ("avis.pdf", b"%PDF-1.4\nnothing", "abîmé"), ("avis.pdf", pdf(b""), "image"),
    ("avis.xls", b"\xd0\xcf\x11\xe0" * 9, "xls"),
    ("avis.xlsx", sheet()[:900], "avis.xlsx"), ("avis.csv", b"a" * (10 * 1024 * 1024 + 1), "10 Mi"),
])  # fmt: skip
def test_a_file_that_cannot_be_opened_is_told_and_asked_for_again(in_company, alice, bills, name, content, said):
    (one,) = found(in_company, mail((name, content)))
    assert said in one.facts["wrong"]
    replies.accept(one, alice, AT)
    assert Task.objects.get().script == one.facts["wrong"][:300] and not Advice.objects.exists()


def test_files_beyond_what_is_opened_of_a_mail_are_told_once(in_company, bills):
    told = found(in_company, mail(*[(f"avis{n}.csv", TABLE.encode()) for n in range(14)]))
    assert len(told) == 11 and "10" in told[-1].facts["wrong"]


def test_what_a_machine_lists_in_its_mail_is_proposed_too(in_company, bills):
    told = "REMITTANCE ADVICE\n\nPayment date: 16/03/2026\nInvoice number   Amount paid\nFA-26801    300.00\n"
    (one,) = found(in_company, mail(words=told, sender="no-reply@client.example"))
    assert one.facts["lines"]["amount_cents"] == [30_000]


def test_money_that_is_to_leave_later_is_a_promise_and_what_is_not_open_is_neither(in_company, alice, bills):
    day = AS_OF + timedelta(9)
    table = f"N° facture;Montant réglé;Date de paiement\nFA-26801;200,00;{day:%d/%m/%Y}\nFA-1;10,00;{day:%d/%m/%Y}\n"
    (one,) = found(in_company, mail(("avis.csv", table.encode())))
    replies.accept(one, alice, AT)
    made = Promise.objects.get()
    assert (made.entry, made.amount_cents, made.promised_on) == (bills[0], 20_000, day)
    assert not PaymentNotice.objects.exists() and Advice.objects.count() == 2
