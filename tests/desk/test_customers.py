"""The customer file: what is owed and why nobody writes, and what a collector notes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from ardoise.actions import companies, dunning, restraints
from ardoise.actions.restraints import Noted
from ardoise.records.models import Block, Contact, Customer, Dispute, Entry, Event, Insolvency, PaymentNotice, Promise
from tests.actions.books import invoice, pay
from tests.desk.conftest import AT, TODAY, signed_in


def test_of_many_items_the_most_late_come_first_and_the_rest_on_demand(as_alice, book, monkeypatch):
    from ardoise.desk.customers import views

    monkeypatch.setattr(views, "LINES", 1)
    martin = f"/customers/{book.customers['MARTIN'].pk}/"
    page = as_alice.get(martin)
    assert [item["document"] for item in page.context["listed"]] == ["FA-1"]
    assert page.context["gauges"][0].outstanding_cents == 165_050, "the sums are those of all"
    assert "FA-2" in as_alice.get(martin, {"all": "1"}).content.decode()


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def file_of(client, book, code, **query):
    return client.get(f"/customers/{book.customers[code].pk}/", query)


def entry(book, document):
    with scope(company=book.company):
        return Entry.objects.get(document=document)


def note(client, book, code, kind, *documents, **fields):
    posted = {"entry": [entry(book, document).pk for document in documents]}
    posted |= {f"{kind}-{name}": value for name, value in fields.items()}
    return client.post(f"/customers/{book.customers[code].pk}/restraints/{kind}/", posted)


def verbs(book):
    with scope(company=book.company):
        return list(Event.objects.order_by("seq").values_list("verb", flat=True))


def test_the_gauges_say_what_is_owed_and_since_when(as_alice, book):
    with scope(company=book.company):
        invoice(book.company, "MARTIN", -10_000, None, document="AV-1")
    (gauge,) = file_of(as_alice, book, "MARTIN").context["gauges"]
    assert (gauge.outstanding_cents, gauge.overdue_cents, gauge.unapplied_cents) == (155_050, 165_050, 10_000)
    assert gauge.oldest_days == 43


def test_the_next_step_is_that_of_the_plan_with_its_reason(as_alice, book):
    martin, durand = (file_of(as_alice, book, code) for code in ("MARTIN", "DURAND"))
    assert martin.context["next"].level == book.proposals["MARTIN"].level
    assert durand.context["next"].reason == "disputed" and "remise oubliée" in words(durand)


@pytest.mark.parametrize("page", ["/customers/{}/", "/day/customers/{}/"])
def test_the_book_of_a_customer_is_read_once_for_a_page_though_a_promise_is_judged_on_it(as_alice, book, page):
    note(as_alice, book, "MARTIN", "promise", "FA-1", promised_on="2026-03-27")
    with CaptureQueriesContext(connection) as asked:
        shown = as_alice.get(page.format(book.customers["MARTIN"].pk), headers={"HX-Request": "true"})
    assert shown.status_code == 200 and "FA-1" in shown.content.decode()
    assert sum("FROM records_entry WHERE company_id" in one["sql"] for one in asked) == 1


def test_a_derived_due_date_is_marked(as_alice, book):
    with scope(company=book.company):
        invoice(book.company, "MARTIN", 5_000, None, document="FA-9")
    assert words(file_of(as_alice, book, "MARTIN")).count("déduite") == 1


def test_how_late_they_pay_is_computed_from_what_they_settled(as_alice, book):
    with scope(company=book.company):
        pay(book.company, "MARTIN", book.late, on=date(2026, 2, 21))
    shown = file_of(as_alice, book, "MARTIN", closed=1)
    assert shown.context["days_late"] == 20
    assert {item["document"] for item in shown.context["closed"]} >= {"FA-1"}
    assert shown.context["closed_count"] == 2


def test_a_disputed_item_leaves_the_proposals_and_the_others_stay(as_alice, alice, book):
    answer = note(as_alice, book, "MARTIN", "dispute", "FA-1", reason="price", note="tarif erroné")
    assert answer.status_code == 302
    with scope(company=book.company):
        assert Dispute.objects.get(entry__document="FA-1").note == "tarif erroné"
    plan = dunning.proposed(book.company, TODAY, customer=book.customers["MARTIN"])
    assert plan.items["document"].to_list() == ["FA-2"]
    assert "tarif erroné" in words(file_of(as_alice, book, "MARTIN"))


def test_noting_it_twice_is_noting_it_once(as_alice, book):
    for _ in range(2):
        note(as_alice, book, "MARTIN", "dispute", "FA-1", "FA-2", reason="price")
    with scope(company=book.company):
        assert Dispute.objects.get(customer=book.customers["MARTIN"], ended_at=None).items.count() == 2
    assert verbs(book).count("opened_dispute") == 1 + 1


def test_a_promise_of_ticked_items_is_of_what_is_open_of_them(as_alice, book):
    note(as_alice, book, "MARTIN", "promise", "FA-1", promised_on="2026-03-27")
    with scope(company=book.company):
        assert Promise.objects.get(entry__document="FA-1").amount_cents == 120_000


def test_without_a_tick_it_is_about_all_that_they_owe(as_alice, book):
    note(as_alice, book, "MARTIN", "block", until_on="2026-04-01", note="appel du directeur")
    with scope(company=book.company):
        block = Block.objects.get(customer=book.customers["MARTIN"])
    assert (block.entry, block.until_on) == (None, date(2026, 4, 1))
    note(as_alice, book, "PETIT", "insolvency", judged_on="2026-03-02")
    assert "jugement du 2 mars 2026" in words(file_of(as_alice, book, "PETIT"))
    with scope(company=book.company):
        assert Insolvency.objects.filter(customer=book.customers["PETIT"]).exists()


def test_what_makes_no_sense_is_said_beside_its_field_and_nothing_is_noted(as_alice, book):
    past = note(as_alice, book, "MARTIN", "promise", "FA-1", promised_on="2026-03-01")
    assert past.status_code == 200 and past.context["opened"] == "promise"
    typed = note(as_alice, book, "MARTIN", "promise", "FA-1", promised_on="2026-04-01", amount="12OO")
    assert "1234,50" in words(typed)
    with scope(company=book.company):
        assert not Promise.objects.filter(customer=book.customers["MARTIN"]).exists()


def test_another_customer_s_entry_cannot_be_slipped_in(as_alice, book):
    note(as_alice, book, "MARTIN", "dispute", "FA-4", "FA-1", reason="price")
    with scope(company=book.company):
        assert not Dispute.objects.filter(entry__document="FA-4").exists()


def test_what_is_ended_no_longer_stands(as_alice, book):
    durand = book.customers["DURAND"]
    with scope(company=book.company):
        standing = Dispute.objects.get(customer=durand)
    address = f"/customers/{durand.pk}/restraints/dispute/{standing.pk}/end/"
    assert as_alice.post(address).status_code == 302
    as_alice.post(address)
    assert verbs(book).count("ended_dispute") == 1
    assert file_of(as_alice, book, "DURAND").context["next"].level == "friendly"
    assert (
        as_alice.post(f"/customers/{book.customers['PETIT'].pk}/restraints/dispute/{standing.pk}/end/").status_code
        == 404
    )


def test_own_terms_move_the_due_dates_derived_from_them(as_alice, book):
    with scope(company=book.company):
        invoice(book.company, "MARTIN", 5_000, None, document="FA-9", document_on=date(2026, 3, 1))
    address = f"/customers/{book.customers['MARTIN'].pk}/terms/"
    wrong = as_alice.post(address, {"kind": "professional", "terms": "quand ils veulent"})
    assert wrong.status_code == 200 and "quand ils veulent" in words(wrong)
    as_alice.post(address, {"kind": "consumer", "terms": "10 jours"})
    item = next(i for i in file_of(as_alice, book, "MARTIN").context["items"] if i["document"] == "FA-9")
    assert item["due_on"] == date(2026, 3, 11)
    assert "particulier" in words(file_of(as_alice, book, "MARTIN"))


def test_a_customer_of_unknown_kind_is_said_to_be_one_until_somebody_tells(as_alice, book):
    martin = f"/customers/{book.customers['MARTIN'].pk}/"
    page = as_alice.get(martin)
    assert "type inconnu" in words(page) and f'href="{martin}terms/"' in page.content.decode()
    as_alice.post(f"{martin}terms/", {"kind": "professional"})
    assert "type inconnu" not in words(as_alice.get(martin))


def test_a_contact_is_added_corrected_and_removed(as_alice, book):
    martin = book.customers["MARTIN"]
    as_alice.post(f"/customers/{martin.pk}/contacts/new/", {"name": "Ida", "role": "billing", "email": "ida@m.example"})
    with scope(company=book.company):
        ida = Contact.objects.get(email="ida@m.example")
    as_alice.post(
        f"/customers/{martin.pk}/contacts/{ida.pk}/", {"name": "Ida", "role": "billing", "email": "ida2@m.example"}
    )
    assert "ida2@m.example" in words(file_of(as_alice, book, "MARTIN"))
    again = as_alice.post(f"/customers/{martin.pk}/contacts/new/", {"role": "other", "email": "IDA2@m.example"})
    assert again.status_code == 200 and "déjà un interlocuteur" in words(again)
    as_alice.post(f"/customers/{martin.pk}/contacts/{ida.pk}/removal/")
    with scope(company=book.company):
        assert not Contact.objects.filter(pk=ida.pk).exists()
    assert [v for v in verbs(book) if "contact" in v] == ["added_contact", "changed_contact", "removed_contact"]


@pytest.mark.parametrize(("role", "words_of_it"), [("reminders", "relances"), ("legal", "juridique")])
def test_every_role_a_contact_may_have_has_its_words_and_outlives_a_correction(as_alice, book, role, words_of_it):
    martin = book.customers["MARTIN"]
    with scope(company=book.company):
        ida = Contact.objects.create(company=book.company, customer=martin, role=role, email="ida@m.example")
    assert f"({words_of_it})" in words(file_of(as_alice, book, "MARTIN"))
    form = as_alice.get(f"/customers/{martin.pk}/contacts/{ida.pk}/").content.decode()
    assert f'<option value="{role}" selected' in form


def test_a_note_is_kept_and_told_in_the_timeline(as_alice, book):
    as_alice.post(f"/customers/{book.customers['MARTIN'].pk}/note/", {"note": "rappeler le lundi"})
    shown = file_of(as_alice, book, "MARTIN")
    assert "rappeler le lundi" in shown.content.decode()
    assert any("rappeler le lundi" in line.step.detail for line in shown.context["trail"].lines)


def test_the_timeline_tells_acts_messages_and_imports_latest_first(as_alice, book, kept):
    lines = file_of(as_alice, book, "MARTIN").context["trail"].lines
    assert {line.drawing for line in lines} >= {"mail", "check", "upload"}
    assert [line.step.at for line in lines] == sorted((line.step.at for line in lines), reverse=True)


def test_whoever_may_only_read_is_offered_nothing(as_bob, book):
    page = file_of(as_bob, book, "MARTIN").content.decode()
    assert "FA-1" in page and "restraints" not in page and "/terms/" not in page and "contacts/new" not in page
    assert note(as_bob, book, "MARTIN", "dispute", "FA-1", reason="price").status_code == 403


def test_a_customer_of_another_company_does_not_exist(as_charlie, book):
    assert file_of(as_charlie, book, "MARTIN").status_code == 404


def test_a_salesperson_finds_only_their_customers(salesperson, book):
    client = signed_in(salesperson)
    assert [line.code for line in client.get("/customers/").context["lines"]] == ["LEFEBVRE"]
    assert file_of(client, book, "MARTIN").status_code == 404


@pytest.mark.parametrize("typed", ["martin", "MARTIN", "& fils", "martin@client"])
def test_the_list_finds_by_name_code_or_address(as_alice, book, typed):
    assert [line.code for line in as_alice.get("/customers/", {"q": typed}).context["lines"]] == ["MARTIN"]


def test_the_list_says_what_each_owes_and_goes_on_page_by_page(as_alice, book):
    lines = {line.code: line for line in as_alice.get("/customers/").context["lines"]}
    martin = lines["MARTIN"]
    assert (martin.total_cents, martin.overdue_cents, martin.credits_cents) == (165_050, 165_050, 0)
    with scope(company=book.company):
        Customer.objects.bulk_create(
            Customer(company=book.company, code=f"C{n:03d}", name=f"Client {n:03d}") for n in range(150)
        )
    first = as_alice.get("/customers/").context
    second = as_alice.get("/customers/", {"page": first["next_page"]}).context
    assert len(first["lines"]) == 100 and len(second["lines"]) == 55
    assert first["lines"][-1].name < second["lines"][0].name


def test_the_list_begins_with_whoever_owes_most_and_narrows_to_a_collector(as_alice, alice, book):
    for sort in ("overdue", "total"):
        owed = [getattr(line, f"{sort}_cents") for line in as_alice.get("/customers/", {"sort": sort}).context["lines"]]
        assert len(owed) > 1 and owed == sorted(owed, reverse=True) and owed[-1] != 0
    companies.change_customer(book.customers["DURAND"], alice, AT, collector=alice)
    hers = as_alice.get("/customers/", {"sort": "total", "collector": alice.pk}).context
    assert [line.code for line in hers["lines"]] == ["DURAND"] and hers["count"] == 1


def test_a_proposal_of_a_past_run_is_not_offered_any_more(as_alice, alice, book, settings):
    assert file_of(as_alice, book, "MARTIN").context["proposal"] == book.proposals["MARTIN"]
    with scope(company=book.company):
        restraints.block(book.customers["MARTIN"], None, Noted("en attente", TODAY, alice, AT))
    dunning.plan(book.company, TODAY + timedelta(1), alice, AT + timedelta(1))
    settings.TODAY = f"{TODAY + timedelta(1)}"
    assert file_of(as_alice, book, "MARTIN").context["proposal"] is None


def test_a_part_of_an_invoice_is_contested_and_the_rest_stays_claimed(as_alice, book):
    note(as_alice, book, "MARTIN", "dispute", "FA-1", reason="quantity", amount="200,00")
    plan = dunning.proposed(book.company, TODAY, customer=book.customers["MARTIN"])
    assert dict(plan.items.select("document", "open_cents").iter_rows()) == {"FA-1": 100_000, "FA-2": 45_050}
    page = file_of(as_alice, book, "MARTIN")
    with scope(company=book.company):
        dispute = Dispute.objects.get(customer=book.customers["MARTIN"])
    assert f'href="/disputes/{dispute.pk}/"' in page.content.decode() and "200,00" in words(page)


def test_a_part_contested_is_of_one_invoice_and_never_more_than_it(as_alice, book):
    two = note(as_alice, book, "MARTIN", "dispute", "FA-1", "FA-2", reason="price", amount="10")
    much = note(as_alice, book, "MARTIN", "dispute", "FA-1", reason="price", amount="1 200,01")
    assert two.context["opened"] == much.context["opened"] == "dispute"
    with scope(company=book.company):
        assert not Dispute.objects.filter(customer=book.customers["MARTIN"]).exists()


def test_one_promise_covers_the_ticked_items_and_says_who_gave_it(as_alice, book):
    note(as_alice, book, "MARTIN", "promise", "FA-1", "FA-2", promised_on="2026-03-27", said_by="Mme Martin")
    with scope(company=book.company):
        promise = Promise.objects.get(customer=book.customers["MARTIN"])
        assert (promise.amount_cents, promise.said_by, promise.entries.count()) == (165_050, "Mme Martin", 2)
    shown = file_of(as_alice, book, "MARTIN")
    assert all(item["restraints"] for item in shown.context["items"]) and not shown.context["whole"]
    assert "Mme Martin" in words(shown)


def test_a_transfer_under_way_leaves_in_peace_with_its_proof(as_alice, as_charlie, book):
    scan = SimpleUploadedFile("ordre.pdf", b"%PDF-1.7 ordre de virement")
    fields = {"paid_on": "2026-03-15", "amount": "1200", "said_by": "M. Martin", "proof": scan}
    note(as_alice, book, "MARTIN", "payment_notice", "FA-1", **fields)
    with scope(company=book.company):
        notice = PaymentNotice.objects.get()
    assert (notice.amount_cents, notice.said_by, notice.proof_name) == (120_000, "M. Martin", "ordre.pdf")
    assert dunning.proposed(book.company, TODAY, customer=book.customers["MARTIN"]).items["document"].to_list() == [
        "FA-2"
    ]
    address = f"/customers/{book.customers['MARTIN'].pk}/notices/{notice.pk}/proof/"
    assert as_alice.get(address).content == b"%PDF-1.7 ordre de virement"
    assert as_charlie.get(address).status_code == 404
    ended = as_alice.post(f"/customers/{book.customers['MARTIN'].pk}/restraints/payment_notice/{notice.pk}/end/")
    assert ended.status_code == 302 and "ended_paymentnotice" in verbs(book)


def test_a_proof_that_nobody_should_open_is_refused_beside_its_field(as_alice, book):
    program = SimpleUploadedFile("virement.exe", b"MZ\x90\x00\xff\xfe")
    page = note(as_alice, book, "MARTIN", "payment_notice", "FA-1", paid_on="2026-03-15", proof=program)
    assert page.status_code == 200 and page.context["opened"] == "payment_notice"
    with scope(company=book.company):
        assert not PaymentNotice.objects.exists()


def test_what_became_of_a_promise_is_computed_and_shown(as_alice, book, settings):
    assert "promis pour le" in words(file_of(as_alice, book, "PETIT"))
    settings.TODAY = "2026-04-20"
    (standing,) = file_of(as_alice, book, "PETIT").context["whole"]
    assert standing.outcome == "broken"
    with scope(company=book.company):
        pay(book.company, "PETIT", entry(book, "FA-4"), on=date(2026, 3, 19))
    (standing,) = file_of(as_alice, book, "PETIT").context["whole"]
    assert standing.outcome == "kept"


def test_the_timeline_is_narrowed_searched_and_paged_without_loading_the_whole_file(as_alice, book, monkeypatch):
    from ardoise.desk.customers import trail

    monkeypatch.setattr(trail, "SHOWN", 2)
    martin = f"/customers/{book.customers['MARTIN'].pk}/"
    for number in range(5):
        as_alice.post(f"{martin}note/", {"note": f"appel numéro {number}"})
    first = as_alice.get(f"{martin}timeline/", {"of": "file"}, headers={"HX-Request": "true"})
    assert "<html" not in first.content.decode()
    shown = [line.step.detail for line in first.context["trail"].lines]
    after = first.context["trail"].after
    second = as_alice.get(f"{martin}timeline/", {"of": "file", "steps": after}, headers={"HX-Request": "true"})
    shown += [line.step.detail for line in second.context["trail"].lines]
    assert [detail[-1] for detail in shown] == ["4", "3", "2", "1"]
    found = as_alice.get(martin, {"words": "NUMERO 2"}).context["trail"].lines
    assert [line.step.detail for line in found][-1].endswith("numéro 2")
    assert as_alice.get(martin, {"steps": "rubbish~~", "of": "rubbish"}).status_code == 200


def test_the_file_is_exported_as_evidence_by_whoever_sees_all(as_alice, as_charlie, salesperson, book, kept):
    address = f"/customers/{book.customers['MARTIN'].pk}/evidence/"
    answer = as_alice.post(address)
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert {"timeline.pdf", "timeline.csv", "manifest.json"} <= set(archive.namelist())
    assert verbs(book)[-1] == "exported_evidence"
    assert as_charlie.post(address).status_code == 404
    assert signed_in(salesperson).post(address).status_code == 403
    assert as_alice.get(address).status_code == 405


def test_too_much_evidence_is_said_and_nothing_is_made(as_alice, book, kept, monkeypatch):
    from ardoise.actions import evidence

    monkeypatch.setattr(evidence, "BYTES_MAX", 10)
    answer = as_alice.post(f"/customers/{book.customers['MARTIN'].pk}/evidence/", follow=True)
    assert "un litige à la fois" in words(answer) and "exported_evidence" not in verbs(book)


def test_a_customers_file_reads_no_entries_but_its_own(as_alice, book):
    """Joined to its imports SQLite read the whole book: four seconds among a million entries."""
    if connection.vendor != "sqlite":
        pytest.skip("how a question is answered is asked of SQLite")
    with CaptureQueriesContext(connection) as asked:
        as_alice.get(f"/customers/{book.customers['MARTIN'].pk}/")
    told = [query["sql"] for query in asked.captured_queries]
    read = [question for question in told if "records_entry" in question and "customer_id" in question]
    assert len(read) > 3
    with connection.cursor() as cursor:
        for question in read:
            cursor.execute(f"EXPLAIN QUERY PLAN {question}")
            way = " ".join(str(row[-1]) for row in cursor.fetchall())
            assert "USING INDEX entry_of_import" not in way and "SCAN records_entry" not in way, question
