"""What a contacts file may settle of a customer, and what only a person may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope
from tests.actions.books import AS_OF, AT

from ardoise.actions import delivery, imports, tasks
from ardoise.records import book
from ardoise.records.models import Contact, Customer, Event, Import, OptOut, Task

HEAD = "Code client;Groupe;E-mail;Secteur;Risque;Stratégique;Prélèvement;Relancer à la tête;Refus\n"


@pytest.fixture
def bring(company, alice, settings, tmp_path, in_company):
    settings.ARDOISE_HOME = tmp_path

    def brought(*lines, head=HEAD):
        path = tmp_path / "clients.csv"
        path.write_text(head + "".join(f"{line}\n" for line in lines))
        waiting = imports.receive(company, path, "contacts", "crm", {}, alice, AT)
        done = imports.carry_out(waiting.pk, AT)
        assert done.state == "done", done.problems
        return done

    return brought


def of(company, code):
    with scope(company=company):
        return Customer.objects.get(company=company, code=code)


def refused(company):
    found = OptOut.objects.filter(ended_at=None).order_by("pk")
    return [(o.customer.code, o.contact.email if o.contact else None, o.channel) for o in found]


def test_a_file_settles_what_its_columns_say_and_nothing_else(company, bring):
    bring("MARTIN;;m@martin.example;Bâtiment;B2;oui;oui;;", "DURAND;;;;;;;;")
    martin, durand = of(company, "MARTIN"), of(company, "DURAND")
    assert (martin.sector, martin.risk_class, martin.is_strategic, martin.pays_by_debit) == (
        "Bâtiment",
        "B2",
        True,
        True,
    )
    assert (durand.sector, durand.is_strategic, durand.pays_by_debit, durand.parent_receives) == (
        "",
        False,
        False,
        False,
    )
    bring("MARTIN;;m@martin.example", head="Code client;Groupe;E-mail\n")
    assert of(company, "MARTIN").is_strategic
    bring("MARTIN;;;;;non;Virement;;")
    assert not of(company, "MARTIN").is_strategic and not of(company, "MARTIN").pays_by_debit
    assert of(company, "MARTIN").sector == "Bâtiment"


def test_the_head_of_a_group_receives_where_there_is_one_that_is_written_to(company, bring):
    done = bring("MARTIN;;;;;;;;", "DURAND;MARTIN;;;;;;oui;", "PETIT;NOBODY;;;;;;oui;", "MOREAU;DURAND;;;;;;oui;")
    received = {code: of(company, code).parent_receives for code in ("DURAND", "PETIT", "MOREAU")}
    assert received == {"DURAND": True, "PETIT": False, "MOREAU": False}
    assert [p["line"] for p in done.problems if p["column"] == "parent_receives"] == [4, 5]


def test_a_refusal_is_the_contact_s_that_the_line_names_and_letters_are_the_customer_s(company, bring):
    bring("MARTIN;;m@martin.example;;;;;;e-mail, courrier", "DURAND;;;;;;;;téléphone", "PETIT;;;;;;;;")
    assert sorted(refused(company), key=str) == [
        ("DURAND", None, "call"), ("MARTIN", "m@martin.example", "email"), ("MARTIN", None, "letter"),
    ]  # fmt: skip
    assert Event.objects.filter(verb="opted_out").count() == 3
    assert "call" in dict(book.customers(company.pk).select("customer", "opted_out").iter_rows())["DURAND"]


def test_the_same_file_again_refuses_nothing_twice(company, bring):
    line = "MARTIN;;m@martin.example;;;;;;e-mail"
    bring(line)
    again = bring(line)
    assert refused(company) == [("MARTIN", "m@martin.example", "email")]
    assert again.report["new_refusals"] == again.report["ended_refusals"] == 0


def test_a_file_ends_the_refusal_of_a_file_and_never_what_a_person_was_told(company, alice, bring):
    bring("MARTIN;;m@martin.example;;;;;;e-mail, SMS", "DURAND;;;;;;;;téléphone")
    delivery.opt_out(of(company, "DURAND"), "sms", alice, AT, note="dit au téléphone")
    bring("MARTIN;;m@martin.example;;;;;;SMS", "DURAND;;;;;;;;aucun")
    assert sorted(refused(company), key=str) == [("DURAND", None, "sms"), ("MARTIN", "m@martin.example", "sms")]


def test_a_fax_number_comes_from_the_file_and_ends_the_task_that_asked_for_it(company, alice, bring):
    head = "Code client;Interlocuteur;E-mail;Télécopie\n"
    martin = of(company, "MARTIN")
    with scope(company=company):
        tasks.open_repairs(company, {martin.pk: "fax"}, AS_OF, AT)
    done = bring("MARTIN;;m@martin.example;01 40 00 00 01", "DURAND;Zoé;;01 40 00 00 02", head=head)
    with scope(company=company):
        assert Contact.objects.get(email="m@martin.example").fax == "01 40 00 00 01"
        assert Contact.objects.get(name="Zoé").fax == "01 40 00 00 02"
        tasks.open_repairs(company, {}, AS_OF, AT)  # as the next run does
        assert Task.objects.get(kind="repair").done_at
        bring("MARTIN;;m@martin.example;01 40 00 00 03", head=head)
        imports.undo(Import.objects.order_by("-pk").first(), alice, AT + timedelta(1))
        assert Contact.objects.get(email="m@martin.example").fax == "01 40 00 00 01" and done.state == "done"


def test_undoing_the_import_gives_everything_back(company, alice, bring):
    first = bring("MARTIN;;m@martin.example;Bâtiment;;oui;;;e-mail")
    second = bring("MARTIN;;m@martin.example;Travaux;;non;;;aucun")
    imports.undo(second, alice, AT + timedelta(1))
    assert refused(company) == [("MARTIN", "m@martin.example", "email")]
    assert (of(company, "MARTIN").sector, of(company, "MARTIN").is_strategic) == ("Bâtiment", True)
    imports.undo(first, alice, AT + timedelta(2))
    assert refused(company) == [] and not Contact.objects.filter(email="m@martin.example").exists()
    assert (of(company, "MARTIN").sector, of(company, "MARTIN").is_strategic) == ("", False)
