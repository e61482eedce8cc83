"""The people at a customer: kept once, by whoever may, recorded."""

from __future__ import annotations

import pytest
from tests.actions.books import AT
from tests.actions.fecs import bring

from ardoise.actions import contacts, rights
from ardoise.actions.companies import Unfit
from ardoise.records.models import Contact, Customer, Event


@pytest.fixture
def martin(in_company):
    return Customer.objects.get(code="MARTIN")


def test_a_contact_is_kept_and_recorded(martin, alice):
    kept = contacts.keep(martin, alice, AT, name="Ida", role="billing", email="ida@martin.example")
    assert kept in martin.contacts.all()
    assert list(Event.objects.values_list("verb", "customer")) == [("added_contact", martin.pk)]


def test_the_same_again_changes_and_records_nothing(martin, alice):
    kept = contacts.keep(martin, alice, AT, name="Ida", email="ida@martin.example")
    contacts.keep(martin, alice, AT, kept, name="Ida", email="ida@martin.example")
    assert Event.objects.count() == 1


@pytest.mark.parametrize("fields", [{"name": "Ida"}, {"email": "MARTIN@client.example"}, {"email": "ida"}])
def test_nobody_to_reach_or_already_there_is_refused(martin, alice, fields):
    with pytest.raises(Unfit):
        contacts.keep(martin, alice, AT, **fields)
    assert martin.contacts.count() == 1 and not Event.objects.exists()


def test_a_contact_of_another_customer_is_out_of_reach(martin, alice):
    theirs = Contact.objects.get(customer__code="DURAND")
    with pytest.raises(rights.Missing):
        contacts.keep(martin, alice, AT, theirs, email="ida@martin.example")


def test_it_needs_the_right(martin, bob, charlie):
    with pytest.raises(rights.Refused):
        contacts.keep(martin, bob, AT, email="ida@martin.example")
    with pytest.raises(rights.Missing):
        contacts.remove(martin.contacts.get(), charlie, AT)


def test_removed_once(martin, alice):
    gone = martin.contacts.get()
    assert contacts.remove(gone, alice, AT)
    gone.pk = 10**9
    assert not contacts.remove(gone, alice, AT)
    assert list(Event.objects.values_list("verb", flat=True)) == ["removed_contact"]


def test_a_customers_code_too_long_to_keep_is_left_out_and_told(company, alice, in_company, tmp_path, settings):
    settings.RECEIVED_FILES = tmp_path / "received"
    path = tmp_path / "contacts.csv"
    path.write_text(f"code client;nom;email\n{'K' * 101};Trop Long;a@b.example\nCOURT;Court;c@d.example\n", "utf-8")
    done = bring(company, path, alice, "contacts", "clients")
    assert done.state == "done" and [problem["line"] for problem in done.problems] == [2]
    assert not Customer.objects.filter(name="Trop Long").exists()
    assert Customer.objects.filter(code="COURT").exists()
