"""The timeline and the evidence of a customer: everything of theirs, nothing of anybody else's, the same every time."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import translation
from pypdf import PdfReader
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.outbox import TEN_DAYS_LATE, approved

from ardoise.actions import contacts, disputes, events, evidence, replies, restraints, rights, sending, timeline
from ardoise.actions.restraints import Noted, Scan
from ardoise.records.models import Customer, Document, Event, Message, Proof, Reply

CANARY = "KANARIENVOGEL-{code}"


@pytest.fixture
def busy(company, alice, in_company):
    """Martin and Durand, each with one of everything, done in turns; what is each one's bears their canary."""
    mails = (
        b"From: {0}@client.example\nMessage-ID: <{0}@client.example>\nSubject: {1}\n\n{1} nous paierons le 28/03/2026\n"
    )
    for code in ("MARTIN", "DURAND"):
        invoice(company, code, 50_000, TEN_DAYS_LATE, document=CANARY.format(code=code))
        invoice(company, code, 7_000, date(2026, 3, 30), document=f"{code}-2")
    approved(company, alice)
    for code in ("MARTIN", "DURAND"):
        word, customer = CANARY.format(code=code), Customer.objects.get(code=code)
        message = Message.objects.get(customer=customer)
        Message.objects.filter(pk=message.pk).update(state="sent", left_at=AT, left_on=AS_OF)
        facts = {"kind": "deposit", "on": AS_OF, "name": "../../x.pdf", "content": word.encode(), "at": AT}
        Proof.objects.create(company=company, message=message, **facts)
        raw = mails.replace(b"{0}", code.lower().encode()).replace(b"{1}", word.encode())
        replies.keep(company, raw, AT)
        entry = message.items.first().entry
        dispute = disputes.open_about(customer, "price", {entry: 1_000}, Noted(word, AS_OF, alice, AT))
        disputes.remark(dispute, word, alice, AT, name="=cmd.txt", content=word.encode())
        restraints.announce_payment(customer, AS_OF, Noted(word, AS_OF, alice, AT), proof=Scan("p.txt", word.encode()))
        restraints.promise(customer, 7_000, date(2026, 3, 31), Noted(word, AS_OF, alice, AT, word))
        paper = {"name": f"{word}.pdf", "content": word.encode(), "sha256": code, "at": AT}
        Document.objects.create(company=company, customer=customer, entry=entry, **paper)
        pay(company, code, invoice(company, code, 3_000, AS_OF, document=f"PAID-{code}"))
    return company


def martin():
    return Customer.objects.select_related("company").get(code="MARTIN")


def files_of(made):
    with ZipFile(BytesIO(made.file.read())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def texts_of(files):
    told = "".join(page.extract_text() for page in PdfReader(BytesIO(files["timeline.pdf"])).pages)
    return {name: content.decode("utf-8", "replace") for name, content in files.items()} | {"timeline.pdf": told}


def test_one_customer_s_evidence_holds_all_that_is_theirs_and_nothing_of_another(busy, alice):
    files = texts_of(files_of(evidence.export(martin(), alice, AT, "fr")))
    mine, others = (CANARY.format(code=code) for code in ("MARTIN", "DURAND"))
    for name, content in files.items():
        assert others not in content and others not in name and "durand" not in content.lower(), name
    assert "MARTIN" in files["LISEZMOI.txt"]
    assert "sha256sum" in files["LISEZMOI.txt"] and files["statement.pdf"].startswith("%PDF")
    kinds = ("message.txt", "message.html", ".eml", "discussion.txt", "/invoices/", "payment_notices/", "proofs/")
    for kind in kinds:
        named = [name for name in files if kind.strip("/") in f"/{name}"]
        assert any(mine in files[name] + name for name in named), kind
    assert "PAID-MARTIN" in files["timeline.csv"] and mine in files["timeline.pdf"].replace("\n", "")


def test_the_manifest_has_the_fingerprint_of_each_file_and_the_head_of_the_chain(busy, alice):
    head = Event.objects.order_by("-seq").first()
    made = evidence.export(martin(), alice, AT, "en")
    files = files_of(made)
    told = json.loads(files["manifest.json"])
    assert told["chain_head"] == {"seq": head.seq, "sha256": head.hash}
    assert told["files"] == {
        name: sha256(content).hexdigest()
        for name, content in files.items()
        if name not in ("manifest.json", "SHA256SUMS")
    }
    recorded = Event.objects.get(verb="exported_evidence")
    said = json.loads(bytes(recorded.content))["after"]
    assert said["sha256"] == sha256(files["manifest.json"]).hexdigest() and recorded.by == alice
    assert events.verify_chain(busy) is None


def test_no_name_leaves_its_folder_and_no_cell_is_a_formula(busy, alice):
    contacts.keep(martin(), alice, AT, name='=HYPERLINK("http://x.example")', email="x@client.example", role="other")
    Customer.objects.filter(code="MARTIN").update(code="../MARTIN")
    made = evidence.export(Customer.objects.get(code="../MARTIN"), alice, AT, "fr")
    files = files_of(made)
    assert made.name.startswith("MARTIN-") and not any(".." in name or name.startswith("/") for name in files)
    cells = [cell for line in files["timeline.csv"].decode("utf-8-sig").splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if cell.strip('"')[:1] in "=+@\t" and cell.strip('"')]


def test_the_evidence_of_a_dispute_holds_the_dispute_and_what_we_said_of_its_items(busy, alice):
    mine = martin()
    dispute = mine.disputes.get()
    other = disputes.open_about(
        mine, "other", {mine.entries.get(document="MARTIN-2"): None}, Noted("AUTRE-LITIGE", AS_OF, alice, AT)
    )
    files = texts_of(files_of(evidence.export(mine, alice, AT, "fr", dispute)))
    assert f"disputes/{dispute.pk}/discussion.txt" in files and f"disputes/{other.pk}/discussion.txt" not in files
    assert not any("AUTRE-LITIGE" in content for content in files.values())
    assert files[f"disputes/{dispute.pk}/discussion.txt"].startswith(
        f"{AS_OF} · Prix · {CANARY.format(code='MARTIN')} (10,00"
    )
    assert any(name.endswith("message.txt") for name in files) and not any("payment_notices" in n for n in files)
    with pytest.raises(rights.Missing):
        evidence.export(Customer.objects.get(code="DURAND"), alice, AT, "fr", dispute)


def test_evidence_needs_the_right(busy, charlie):
    with pytest.raises(rights.Missing):
        evidence.export(martin(), charlie, AT, "fr")
    assert not Event.objects.filter(verb="exported_evidence").exists()


def test_a_page_costs_the_same_wherever_it_stands_and_however_much_there_is(busy, alice, django_assert_max_num_queries):
    who = martin()
    for number in range(60):
        contacts.set_address(who, alice, AT + timedelta(minutes=number), address=f"{number} rue du Port")
        pay(busy, "MARTIN", invoice(busy, "MARTIN", 1_000 + number, AS_OF))
    after, told = "", []
    while True:
        with django_assert_max_num_queries(24):
            page = timeline.page(who, AS_OF, "fr", after, size=15)
        told += page.steps
        if not (after := page.after):
            break
    assert [(s.at, s.rank, s.row) for s in told] == [
        (s.at, s.rank, s.row) for s in timeline.everything(who, AS_OF, "fr")
    ], "no step is lost or told twice between two pages"
    assert len({(s.rank, s.row) for s in told}) == len(told) > 120


def test_a_search_finds_what_was_said_in_words_accents_or_not(busy, alice):
    restraints.block(martin(), None, Noted("Négociation avec le gérant", AS_OF, alice, AT))
    with translation.override("fr"):
        found = timeline.page(martin(), AS_OF, "fr", search="NEGOCIATION gerant").steps
        assert [step.code for step in found] == ["blocked"]
        assert timeline.page(martin(), AS_OF, "fr", search="introuvable").steps == ()
        only = {step.kind for step in timeline.page(martin(), AS_OF, "fr", kind="replies").steps}
    assert only == {"replies"} and Reply.objects.filter(customer=martin()).count() == 1


def test_a_letter_used_again_by_another_import_is_another_group(busy, alice):
    first = invoice(busy, "MARTIN", 4_000, AS_OF, document="AN-1")
    second = pay(busy, "MARTIN", invoice(busy, "MARTIN", 5_000, AS_OF, document="AN-2"))
    first.letter, first.letter_scope = second.letter, second.imported_id + 10_000
    first.save(update_fields=["letter", "letter_scope"])
    step = next(s for s in timeline.everything(martin(), AS_OF, "fr") if s.code == "payment" and "AN-2" in s.detail)
    assert "AN-1" not in step.detail


def test_a_kept_message_of_which_a_proof_came_in_is_not_forgotten(busy, alice):
    kept = Message.objects.get(customer=martin())
    Message.objects.filter(pk=kept.pk).update(state="kept")
    assert sending.forget_kept([kept], alice, AT) == 0 and Message.objects.filter(pk=kept.pk).exists()
