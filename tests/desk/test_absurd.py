"""What no form of ours would send: an absurd number is told as one, never a failure."""

from __future__ import annotations

import pytest
from django_scopes import scope

from ardoise.records.models import Customer, Dispute, Entry, Promise
from tests.desk.conftest import signed_in

ABSURD = ("9" * 30, "9" * 5000, "²", "-1")


@pytest.mark.parametrize("number", ABSURD)
def test_an_identity_that_is_none_names_nothing(as_alice, book, kept, number):
    assert as_alice.post("/company/", {"company": number}).status_code == 404
    for address in ("/approvals/", "/approvals/confirmation/"):
        assert as_alice.post(address, {"proposal": number}).status_code == 302
    as_alice.post("/outbox/kept/forgetting/", {"message": number})
    assert as_alice.post("/outbox/doubts/", {"message": number}).status_code == 302
    assert as_alice.get("/outbox/", {"state": "in_doubt", "left_on": number}).status_code == 200
    kept.refresh_from_db()
    assert kept.state == "kept"
    for address in ("/customers/", "/outbox/"):
        assert as_alice.get(address, {"after": number}).status_code == 200
    martin = f"/customers/{book.customers['MARTIN'].pk}/restraints/dispute/"
    assert as_alice.post(martin, {"dispute-reason": "price", "entry": number}).status_code == 404


def test_an_item_that_is_not_the_customer_s_does_not_become_all_that_they_owe(as_alice, book):
    with scope(company=book.company):
        martin, foreign = Customer.objects.get(code="MARTIN"), Entry.objects.get(document="FA-3")
    told = {"dispute-reason": "price", "entry": foreign.pk}
    assert as_alice.post(f"/customers/{martin.pk}/restraints/dispute/", told).status_code == 404
    with scope(company=book.company):
        assert not Dispute.objects.filter(customer=martin).exists()


@pytest.mark.parametrize("amount", ["1e400", "1e9999999", "1111111111111111111", "9" * 5000, "NaN", "²", "-5"])
def test_an_absurd_promise_is_refused_beside_its_field(as_alice, book, amount):
    told = {"promise-promised_on": "2026-04-01", "promise-amount": amount}
    customer, proposal = book.customers["MARTIN"].pk, book.proposals["MARTIN"].pk
    for address in (f"/customers/{customer}/restraints/promise/", f"/proposals/{proposal}/restraints/promise/"):
        page = as_alice.post(address, told)
        assert page.status_code == 200 and page.context["promise_form" if "customers" in address else "opened"]
    with scope(company=book.company):
        assert not Promise.objects.filter(customer=customer).exists()


@pytest.mark.parametrize("somewhere", ["1", "²", "today", "//evil.example", "https://evil.example/", "outbox/"])
def test_what_is_no_address_of_ours_leads_to_today(alice, somewhere):
    client = signed_in(alice)
    for address, told in (("/language/", {"language": "fr"}), ("/theme/", {"theme": "dark"})):
        assert client.post(address, told | {"next": somewhere})["Location"] == "/"
        assert client.post(address, told | {"next": "/outbox/?q=a"})["Location"] == "/outbox/?q=a"
