"""The bank followed up, cheques noted, what was learned forgotten, what passes changed."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from ardoise.actions import imports, ledger
from ardoise.actions import reconciliation as actions
from ardoise.records.models import (
    Difference,
    Entry,
    Habit,
    Import,
    MatchProposal,
    Movement,
    Payer,
    Reconciliation,
    ReconciliationSetting,
    WriteOffLimit,
)
from tests.actions.banks import account, movement
from tests.actions.camts import Line, statement
from tests.conftest import person
from tests.desk.conftest import AT, TODAY, signed_in

FORM = {
    "automatic_from": "99", "rounding_cents": "2,00", "bank_charges_cents": "30,00", "discount_rate": "2",
    "discount_days": "30", "withholding_rates": "5; 7,5", "is_group_wide": "on", "allocation_order": "legal",
    "near_days": "10", "unseen_days": "45", "account_discount": "665", "account_bank_charges": "627",
    "account_rounding": "658", "account_withholding": "447", "account_exchange": "666", "account_short_payment": "654",
    "account_over_payment": "758", "exchange_rate": "2", "account_exchange_gain": "766",
}  # fmt: skip


@pytest.fixture
def bank(book, in_company):
    return book


def test_what_passes_is_kept_in_the_units_of_people(bank, as_alice):
    assert as_alice.post(reverse("settings_reconciliation"), FORM | {"is_automatic": "on"}).status_code == 302
    kept = ReconciliationSetting.objects.get()
    assert (kept.is_automatic, kept.automatic_from_bp, kept.rounding_cents) == (True, 9_900, 200)
    assert kept.withholding_rates_bp == [500, 750] and kept.accounts["discount"] == "665"
    page = as_alice.get(reverse("settings_reconciliation")).content.decode()
    assert 'value="99' in page and "Arrondi, jusqu’à (€)" in page


def test_what_makes_no_sense_is_said_beside_its_field(bank, as_alice):
    page = as_alice.post(
        reverse("settings_reconciliation"), FORM | {"rounding_cents": "12OO", "withholding_rates": "x"}
    )
    assert page.status_code == 200 and page.content.decode().count('class="error"') == 2
    assert not ReconciliationSetting.objects.exists()


def test_only_an_administrator_says_who_lets_go_how_much(bank, as_alice):
    assert as_alice.post(reverse("limit_write_offs"), {"role": "collector", "amount": "80"}).status_code == 403
    admin = signed_in(person("root", bank.company, "administrator"))
    admin.post(reverse("limit_write_offs"), {"role": "collector", "amount": "80,00"})
    assert WriteOffLimit.objects.get().cents == 8_000
    assert actions.limit_of(bank.company, person("carla", bank.company, "collector")) == 8_000


def test_a_person_has_a_limit_of_their_own_and_a_stranger_none(bank, other_company):
    admin = signed_in(person("root", bank.company, "administrator"))
    carla, stranger = person("carla", bank.company, "collector"), person("xavier", other_company, "collector")
    for somebody in (carla, stranger):
        admin.post(reverse("limit_write_offs"), {"person": somebody.pk, "amount": "120,00"})
    assert actions.limit_of(bank.company, carla) == 12_000 and actions.limit_of(bank.company, stranger) == 0
    page = admin.get(reverse("settings_reconciliation")).content.decode()
    assert "120,00" in page and "xavier" not in page.lower()


def test_a_difference_beyond_the_limit_waits_for_a_second_person(bank, as_alice, django_assert_max_num_queries):
    item = Entry.objects.get(document="FA-6")
    lena = person("lena", bank.company, "collector")
    actions.write_off(item, 100_000, "short_payment", lena, AT)
    waits = Difference.objects.get(entry=None)
    page = as_alice.get(reverse("bank")).content.decode()
    assert "Lefebvre" in page and 'value="approve"' not in page and "500,00" in page, "more than Alice lets go"
    with CaptureQueriesContext(connection) as one:
        as_alice.get(reverse("bank"))
    actions.write_off(Entry.objects.get(document="FA-1"), 90_000, "short_payment", lena, AT)
    with django_assert_max_num_queries(len(one)):
        assert as_alice.get(reverse("bank")).content.decode().count('value="refuse"') == 2
    signed_in(lena).post(reverse("decide_difference", args=[waits.pk]), {"decision": "approve"})
    assert Difference.objects.filter(entry=None).exists()
    admin = signed_in(person("root", bank.company, "administrator"))
    admin.post(reverse("decide_difference", args=[waits.pk]), {"decision": "approve"})
    assert Difference.objects.get(entry=None).item.document == "FA-1"
    items = ledger.items(bank.company, TODAY)
    assert dict(items.select("document", "open_cents").iter_rows())["FA-6"] == 2_000_000


def test_a_return_nobody_knows_is_given_to_its_customer(bank, as_alice):
    back = movement(bank.company, -5_000, TODAY, "REJET", counterparty="INCONNU", kind="return", return_reason="AM04")
    page = as_alice.get(reverse("bank")).content.decode()
    assert "INCONNU" in page and "AM04" in page and ("Provision insuffisante" in page or "Insufficient" in page)
    as_alice.post(reverse("decide_return", args=[back.pk]), {"customer": "NOBODY"})
    assert not Entry.objects.filter(kind="returned_payment").exists()
    as_alice.post(reverse("decide_return", args=[back.pk]), {"customer": "martin"})
    assert Entry.objects.get(kind="returned_payment").customer.code == "MARTIN"
    as_alice.post(reverse("decide_return", args=[back.pk]), {"customer": "MARTIN"})
    assert Entry.objects.filter(kind="returned_payment").count() == 1


def test_a_cheque_is_noted_and_waits_among_the_receipts(bank, as_alice):
    form = {"kind": "cheque", "customer": "martin", "amount": "1 200,00", "received_on": "2026-03-16", "number": "0042"}
    assert as_alice.post(reverse("instruments"), form).status_code == 302
    noted = Movement.objects.exclude(instrument="").get()
    assert (noted.customer.code, noted.amount_cents, noted.number) == ("MARTIN", 120_000, "0042")
    assert "1 200,00" in as_alice.get(reverse("instruments")).content.decode().replace("\u202f", " ").replace(
        "\xa0", " "
    )
    as_alice.post(reverse("give_back_instrument", args=[noted.pk]))
    assert not Movement.objects.exclude(instrument="").exists()


def test_a_list_of_cheques_is_noted_whole_or_not_at_all(bank, as_alice):
    wrong = as_alice.post(reverse("instruments"), {"list": "MARTIN;120,00;1\nNOBODY;80,00;2\nDURAND;12OO;3"})
    assert "NOBODY" in wrong.content.decode() and not Movement.objects.exists()
    as_alice.post(reverse("instruments"), {"list": "MARTIN;120,00;1\nDURAND\t80,00\t2", "slip": "R7"})
    assert sorted(Movement.objects.values_list("customer__code", "amount_cents", "slip")) == [
        ("DURAND", 8_000, "R7"), ("MARTIN", 12_000, "R7")
    ]  # fmt: skip
    bills = {"list": "martin;300,00;77;;31/12/2026\nDURAND;80,00;78;;demain", "kind": "bill"}
    assert "demain" in as_alice.post(reverse("instruments"), bills).content.decode() and Movement.objects.count() == 2
    as_alice.post(reverse("instruments"), bills | {"list": "martin;300,00;77;;31/12/2026"})
    noted = Movement.objects.get(kind="bill")
    assert (noted.customer.code, f"{noted.due_on}") == ("MARTIN", "2026-12-31")
    assert MatchProposal.objects.get(movement=noted, rank=1).customer.code == "MARTIN", "it is explained at once"


def test_a_deposit_slip_is_made_of_what_is_ticked_printed_and_undone(bank, as_alice):
    as_alice.post(reverse("instruments"), {"list": "MARTIN;120,00;1;SCI MARTIN\nDURAND\t80,00\t2"})
    keys = list(Movement.objects.exclude(instrument="").values_list("pk", flat=True))
    as_alice.post(reverse("make_deposit"), {"movement": keys, "slip": "B 12"})
    assert set(Movement.objects.values_list("slip", flat=True)) == {"B 12"}
    listed = as_alice.get(reverse("instruments")).content.decode()
    assert "B 12" in listed and "200,00" in listed.replace("\u202f", "")
    told = {"kind": "cheque", "slip": "B 12"}
    assert as_alice.get(reverse("deposit_slip"), told).status_code == 302, "no account: it is said on the page"
    ours = account(bank.company)
    printed = as_alice.get(reverse("deposit_slip"), told | {"account": ours.pk})
    assert printed["Content-Type"] == "application/pdf" and printed.content.startswith(b"%PDF")
    assert as_alice.get(reverse("deposit_slip"), told | {"account": ours.pk, "slip": "B 13"}).status_code == 404
    as_alice.post(reverse("undo_deposit"), told)
    assert set(Movement.objects.values_list("slip", flat=True)) == {""}


def test_what_was_learned_is_shown_and_forgotten(bank, as_alice, alice):
    item = Entry.objects.get(document="FA-1")
    receipt = movement(bank.company, 120_000, TODAY, "VIR", counterparty_iban="FR1420041010050500013M02606")
    actions.apply(actions.Match(receipt, {item.pk: 120_000}), alice, AT)
    payer = Payer.objects.get(kind="iban")
    assert "FR14 2004 1010 0505 0001 3M02 606" in as_alice.get(reverse("learned")).content.decode()
    assert "FR1420041010050500013M02606" in as_alice.get(reverse("learned")).content.decode()
    assert Habit.objects.filter(habit="by_month").update(times=0, against=0) == 1
    habits = as_alice.get(reverse("learned")).context["habits"]
    assert habits and "by_month" not in [one.habit for one in habits], "of what was unlearned nothing is left to show"
    as_alice.post(reverse("forget_learned", args=["payer", payer.pk]))
    assert not Payer.objects.filter(kind="iban").exists() and Reconciliation.objects.get().undone_at is None


def test_a_reader_sees_and_changes_nothing(bank, as_bob):
    assert as_bob.get(reverse("bank")).status_code == 200
    assert as_bob.get(reverse("instruments")).status_code == 200
    assert as_bob.post(reverse("instruments"), {"list": "MARTIN;120,00"}).status_code == 403
    assert not Movement.objects.exists()


def test_nothing_of_another_company_is_told(bank, other_company, as_alice):
    with scope(company=other_company):
        movement(other_company, -5_000, TODAY, "REJET", counterparty="VOISIN", kind="return")
    assert "VOISIN" not in as_alice.get(reverse("bank")).content.decode()


def dropped(client, path):
    """The file, dropped on the page and confirmed as it was understood."""
    with path.open("rb") as stream:
        choices = client.post(reverse("upload"), {"file": stream}).url
    page = client.get(choices)
    assert page.status_code == 200, choices
    form = {"source": page.context["options"].initial["source"], "into": "here"}
    if "columns" in page.context:
        form |= {f"column-{word}": heading for word, heading in page.context["look"].columns.items()}
    answer = client.post(choices, form)
    assert answer.status_code == 302, answer.content.decode()
    return page.content.decode(), Import.objects.latest("pk")


def test_a_statement_dropped_on_the_page_comes_in_once_its_account_is_known(bank, as_alice, tmp_path):
    line = Line(120_000, "2026-03-16", "MARTIN ET FILS", "FACTURE FA-1")
    told, waiting = dropped(as_alice, statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, line))
    assert "CAMT.053" in told and "MARTIN ET FILS" in told and "16 mars 2026" in told.replace("\u00a0", " ")
    asked = imports.carry_out(waiting.pk, AT)
    assert asked.state == "failed"
    question = as_alice.get(reverse("import", args=[asked.pk])).content.decode()
    assert 'button main" name="answer" value="new_account"' in question and "notice grave" not in question
    as_alice.post(reverse("import_again", args=[asked.pk]), {"answer": "new_account"})
    done = imports.carry_out(Import.objects.latest("pk").pk, AT)
    assert done.state == "done", done.problems
    assert as_alice.get(reverse("import", args=[done.pk])).status_code == 200
    assert "MARTIN ET FILS" in as_alice.get(reverse("receipts")).content.decode()


def test_a_banks_table_is_mapped_and_remembered(bank, as_alice, tmp_path):
    path = tmp_path / "releve.csv"
    path.write_text("Date opération;Libellé;Débit;Crédit\n16/03/2026;VIR MARTIN FA-1;;1200,00\n", "utf-8")
    told, waiting = dropped(as_alice, path)
    assert "VIR MARTIN FA-1" in told and waiting.kind == "bank"
    asked = imports.carry_out(waiting.pk, AT)
    assert asked.problems[0]["choices"] == ["account"]
    assert 'name="number"' in as_alice.get(reverse("import", args=[asked.pk])).content.decode()
    number = "FR76 3000 6000 0112 3456 7890 189"
    as_alice.post(reverse("import_again", args=[asked.pk]), {"answer": "account", "number": number})
    done = imports.carry_out(Import.objects.latest("pk").pk, AT)
    assert done.state == "done", done.problems


def test_what_was_accepted_is_downloaded_for_the_accounting(bank, as_alice, alice):
    item = Entry.objects.get(document="FA-1")
    receipt = movement(bank.company, 120_000, TODAY, "VIR", counterparty="MARTIN")
    actions.apply(actions.Match(receipt, {item.pk: 120_000}), alice, AT)
    answer = as_alice.post(reverse("export_reconciliations"), {"since_on": TODAY.isoformat()})
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["ecritures.txt", "lettrage.txt"]
        assert "1200,00" in archive.read("ecritures.txt").decode()
        assert "FA-1" in archive.read("lettrage.txt").decode()
    assert as_alice.post(reverse("export_reconciliations"), {"since_on": "hier"}).status_code == 302
