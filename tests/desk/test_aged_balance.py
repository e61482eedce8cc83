"""The aged balance: it ties to the ledger on any day, and each amount leads to its entries."""

from __future__ import annotations

import io
import re
from datetime import date
from zipfile import ZipFile

import pytest
from django_scopes import scope

from ardoise.actions import ledger
from ardoise.actions.reconciliation import unreconcile
from ardoise.desk.aged_balance import shelf
from ardoise.records.models import Block, Customer, Entry, Task
from tests.actions.banks import receive
from tests.actions.books import invoice, pay
from tests.desk.conftest import AT, TODAY, signed_in


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def rows_of(response):
    return {
        row.key: {bucket: cents for bucket, _label, cents in row.cells} | {"total": row.total_cents}
        for row in response.context["rows"]
    }


def test_each_customer_stands_in_the_bucket_of_their_lateness(as_alice, book):
    shown = as_alice.get("/aged-balance/")
    assert rows_of(shown)["MARTIN"]["31-60"] == 120_000
    assert rows_of(shown)["MARTIN"]["1-30"] == 45_050
    assert rows_of(shown)["DURAND"]["61-90"] == 30_000
    assert shown.context["total_cents"] == 120_000 + 45_050 + 30_000 + 80_000 + 99_900 + 2_100_000


def test_the_totals_tie_to_the_ledger_and_the_page_says_so(as_alice, book):
    shown = as_alice.get("/aged-balance/")
    assert shown.context["ties"] and shown.context["ledger_cents"] == shown.context["whole_cents"]
    assert "conformeaugrandlivre:24749,50€" in "".join(words(shown).split())


def test_a_payment_of_a_later_day_does_not_leak_into_an_earlier_one(as_alice, book):
    with scope(company=book.company):
        pay(book.company, "MARTIN", book.late, on=date(2026, 3, 10))
    before, after = (as_alice.get("/aged-balance/", {"as_of": day}) for day in ("2026-03-09", "2026-03-16"))
    assert rows_of(before)["MARTIN"]["total"] == 165_050
    assert rows_of(after)["MARTIN"]["total"] == 45_050
    assert before.context["ties"] and after.context["ties"]


def test_net_the_unapplied_credits_have_paid_the_oldest(as_alice, book):
    with scope(company=book.company):
        invoice(book.company, "MARTIN", -50_000, None, document="AV-1")
    gross, net = (rows_of(as_alice.get("/aged-balance/", {"net": n}))["MARTIN"] for n in "01")
    assert (gross["31-60"], gross["unapplied"], gross["total"]) == (120_000, -50_000, 115_050)
    assert (net["31-60"], net["unapplied"], net["total"]) == (70_000, 0, 115_050)


def test_the_buckets_are_those_asked_and_nonsense_is_told(as_alice, book):
    asked = as_alice.get("/aged-balance/", {"buckets": "10, 45"})
    assert [name for name, _words in asked.context["columns"]] == ["not_due", "1-10", "11-45", ">45", "unapplied"]
    wrong = as_alice.get("/aged-balance/", {"buckets": "90,30", "as_of": "hier"})
    assert len(wrong.context["question"].complaints) == 2
    assert wrong.context["question"].bounds == (30, 60, 90)


def test_a_day_to_come_is_not_answered(as_alice, book):
    shown = as_alice.get("/aged-balance/", {"as_of": "2027-01-01"})
    assert shown.context["question"].as_of == TODAY and shown.context["question"].complaints


@pytest.mark.parametrize("by", ["group", "collector", "segment", "salesperson"])
def test_by_any_grouping_the_total_is_the_same(as_alice, book, by):
    with scope(company=book.company):
        Customer.objects.filter(code="MARTIN").update(group="DURAND", segment="Négoce")
        Customer.objects.filter(code="DURAND").update(group="DURAND", segment="Négoce")
    shown = as_alice.get("/aged-balance/", {"by": by})
    assert shown.context["total_cents"] == as_alice.get("/aged-balance/").context["total_cents"]
    if by == "group":
        assert "Durand SARL" in words(shown) and rows_of(shown)["DURAND"]["total"] == 195_050


def test_a_cell_leads_to_its_entries_and_they_add_up_to_it(as_alice, book):
    shown = as_alice.get("/aged-balance/items/", {"key": "MARTIN", "bucket": "31-60"})
    assert [item["document"] for item in shown.context["items"]] == ["FA-1"]
    assert shown.context["total_cents"] == 120_000


def test_a_group_s_cell_holds_the_entries_of_all_its_customers(as_alice, book):
    with scope(company=book.company):
        Customer.objects.filter(code__in=["MARTIN", "PETIT"]).update(segment="Négoce")
    shown = as_alice.get("/aged-balance/items/", {"by": "segment", "key": "Négoce", "bucket": "31-60"})
    assert {item["document"] for item in shown.context["items"]} == {"FA-1", "FA-4"}
    nobody = as_alice.get("/aged-balance/items/", {"by": "segment", "key": ""})
    assert {item["customer"] for item in nobody.context["items"]} == {"DURAND", "MOREAU", "LEFEBVRE"}


def test_search_bucket_and_order_narrow_the_rows_not_the_truth(as_alice, book):
    found = as_alice.get("/aged-balance/", {"q": "mártin", "bucket": "31-60"})
    assert list(rows_of(found)) == ["MARTIN"]
    assert found.context["whole_cents"] == as_alice.get("/aged-balance/").context["whole_cents"]
    by_name = as_alice.get("/aged-balance/", {"sort": "name"})
    names = [row.name for row in by_name.context["rows"]]
    assert names == sorted(names, key=str.lower)


def test_a_large_book_comes_page_by_page(as_alice, book):
    with scope(company=book.company):
        for number in range(120):
            code = f"C{number:03d}"
            Customer.objects.create(company=book.company, code=code, name=f"Client {number}")
            invoice(book.company, code, 1000 + number, date(2026, 2, 1))
    first, second = (as_alice.get("/aged-balance/", {"page": page}) for page in (1, 2))
    assert (len(first.context["rows"]), len(second.context["rows"])) == (100, 25)
    assert not rows_of(first).keys() & rows_of(second).keys()
    assert first.context["total_cents"] == second.context["total_cents"]


def test_a_salesperson_sees_only_the_customers_who_are_theirs(salesperson, book):
    client = signed_in(salesperson)
    shown = client.get("/aged-balance/")
    assert list(rows_of(shown)) == ["LEFEBVRE"] and "ledger_cents" not in shown.context
    assert client.get("/aged-balance/items/", {"key": "MARTIN"}).status_code == 404
    assert b"Martin" not in client.get("/aged-balance/export/csv/").content


def test_the_export_holds_every_row_and_no_formula(as_alice, book):
    with scope(company=book.company):
        Customer.objects.filter(code="MARTIN").update(name="=cmd|' /C calc'!A0")
        Customer.objects.filter(code="DURAND").update(name=" \uff1d1+1")
    text = as_alice.get("/aged-balance/export/csv/").content.decode("utf-8-sig")
    assert len(text.splitlines()) == 6
    assert "'=cmd" in text and "' \uff1d1" in text and ";1200,00;" in text
    workbook = ZipFile(io.BytesIO(as_alice.get("/aged-balance/export/xlsx/").content))
    assert b"<f>" not in workbook.read("xl/worksheets/sheet1.xml")


def test_the_entries_behind_a_cell_export_too(as_alice, book):
    text = as_alice.get("/aged-balance/export/csv/", {"what": "items", "key": "MARTIN"}).content.decode("utf-8-sig")
    assert "FA-1" in text and "FA-2" in text and "FA-3" not in text


def test_changed_terms_move_the_columns_at_once(as_alice, alice, book):
    from ardoise.actions import companies
    from tests.desk.conftest import AT

    with scope(company=book.company):
        invoice(book.company, "PETIT", 7_700, None, document_on=date(2026, 3, 1))
        petit = Customer.objects.get(code="PETIT")
    assert rows_of(as_alice.get("/aged-balance/"))["PETIT"]["not_due"] == 7_700
    companies.change_customer(petit, alice, AT, terms="à réception")
    assert rows_of(as_alice.get("/aged-balance/"))["PETIT"]["1-30"] == 7_700


def test_a_receipt_applied_moves_the_columns_at_once_and_undone_moves_them_back(as_alice, alice, book, in_company):
    before = rows_of(as_alice.get("/aged-balance/"))
    [done] = receive(book.company, alice, Entry.objects.get(document="FA-1"), on=TODAY)
    assert "31-60" not in {k for k, v in rows_of(as_alice.get("/aged-balance/"))["MARTIN"].items() if v}
    unreconcile(done, alice, AT, "error")
    assert rows_of(as_alice.get("/aged-balance/")) == before


def test_a_book_brought_up_to_date_is_the_book_read_anew(as_alice, alice, book, in_company, monkeypatch):
    shelf.opened(book.company.pk, shelf.version(book.company), TODAY)
    receive(book.company, alice, Entry.objects.get(document="FA-1"), cents=130_000, on=TODAY)
    read = []
    real = ledger.read
    monkeypatch.setattr(ledger, "read", lambda *asked: read.append(asked[1]) or real(*asked))
    mended = shelf.opened(book.company.pk, shelf.version(book.company), TODAY)
    shelf.forget()
    anew = shelf.opened(book.company.pk, shelf.version(book.company), TODAY)
    assert read == [[book.customers["MARTIN"].pk], None] and anew.payments.height
    for by, told in (("entry", "items"), ("customer", "accounts"), ("entry", "payments")):
        assert getattr(mended, told).sort(by).equals(getattr(anew, told).sort(by))


def test_a_warm_page_asks_the_database_next_to_nothing(as_alice, book, django_assert_max_num_queries):
    as_alice.get("/aged-balance/")
    with django_assert_max_num_queries(12):
        as_alice.get("/aged-balance/")


class TestActingOnACell:
    CELL = "/aged-balance/items/{deed}/?by=customer&key=MARTIN&bucket=31-60"

    def test_everybody_of_it_is_called_once(self, as_alice, book):
        for _ in range(2):
            as_alice.post("/aged-balance/items/calls/", {"call-on": TODAY.isoformat(), "call-note": "grands retards"})
        with scope(company=book.company):
            asked = Task.objects.filter(kind="call", subject="grands retards")
            owing = {"MARTIN", "DURAND", "PETIT", "MOREAU", "LEFEBVRE"}
            assert {task.customer.code for task in asked} == owing and asked.count() == len(owing)

    def test_only_those_ticked_and_only_of_the_cell(self, as_alice, book):
        with scope(company=book.company):
            late = Entry.objects.get(customer__code="MARTIN", amount_cents=120_000)
            other = Entry.objects.filter(customer__code="DURAND").first()
        given = {"entry": [late.pk, other.pk], "peace-note": "geste commercial", "peace-on": "2026-12-31"}
        answer = as_alice.post(self.CELL.format(deed="peace"), given, follow=True)
        assert "1 poste laissé en paix" in words(answer)
        with scope(company=book.company):
            assert list(Block.objects.filter(note="geste commercial").values_list("entry", flat=True)) == [late.pk]

    def test_what_cannot_be_done_is_said_and_nothing_is(self, as_alice, book):
        for url, given in (
            (self.CELL.format(deed="peace"), {"peace-note": "rien de coché"}),
            (self.CELL.format(deed="calls"), {"call-on": ""}),
            (self.CELL.format(deed="calls"), {"call-on": "2020-01-01"}),
        ):
            assert "alert" in as_alice.post(url, given, follow=True).content.decode()
        with scope(company=book.company):
            assert not Task.objects.filter(kind="call").exists() and not Block.objects.exists()

    def test_is_for_those_who_may(self, as_bob, book):
        assert as_bob.post(self.CELL.format(deed="calls"), {"call-on": TODAY.isoformat()}).status_code == 403
        assert "call-on" not in as_bob.get("/aged-balance/items/").content.decode()


def test_what_is_disputed_promised_or_insolvent_stands_beside_the_buckets(as_alice, book):
    shown = as_alice.get("/aged-balance/?held=1")
    held = {row.key: [cents for _words, cents in row.held] for row in shown.context["rows"]}
    assert held["DURAND"] == [30_000, 0, 0] and held["MARTIN"] == [0, 0, 0]
    assert held["PETIT"][1] > 0 and held["MOREAU"][2] == 99_900
    assert "dont" in words(shown) and shown.context["held_sums"][0] == 30_000
    assert not as_alice.get("/aged-balance/").context["held_columns"]
    text = as_alice.get("/aged-balance/export/csv/", {"held": "1"}).content.decode("utf-8-sig")
    exported = {line.split(";")[0]: line.split(";")[-3:] for line in text.splitlines()}
    assert exported["Code"][0].startswith("dont") and exported["DURAND"] == ["300,00", "0,00", "0,00"]
