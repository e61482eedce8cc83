"""What a salesperson may not see has no name anywhere: a hidden key gets what a missing one gets."""

from __future__ import annotations

import pytest
from django_scopes import scope

from ardoise.records.models import Customer
from tests.conftest import person
from tests.desk.conftest import signed_in


@pytest.fixture
def as_zoe(book, salesperson):
    """Zoé sells to Lefebvre only, who belongs to the group of Martin; Martin and Durand are hidden from her."""
    with scope(company=book.company):
        Customer.objects.filter(code="LEFEBVRE").update(group="MARTIN")
        Customer.objects.filter(code="MARTIN").update(name="Maison Cachée")
        Customer.objects.filter(code="DURAND").update(group="DURAND", segment="secret")
    return signed_in(salesperson)


@pytest.mark.parametrize("address", ["/aged-balance/items/", "/aged-balance/export/csv/"])
def test_a_hidden_row_is_answered_as_a_missing_one(as_zoe, book, address):
    olga = person("olga", book.company, "collector")
    with scope(company=book.company):
        Customer.objects.filter(code="DURAND").update(collector=olga, salesperson=olga)
    for by in ("customer", "group", "collector", "segment", "salesperson"):
        for key in ("DURAND", "secret", "olga", "NOBODY"):
            assert as_zoe.get(address, {"by": by, "key": key, "what": "items"}).status_code == 404, (by, key)


@pytest.mark.parametrize(
    "address",
    [
        "/aged-balance/?by=group",
        "/aged-balance/items/?by=group&key=MARTIN",
        "/aged-balance/export/csv/?by=group",
        "/aged-balance/export/csv/?what=items&by=group&key=MARTIN",
    ],
)
def test_the_head_of_a_group_is_named_only_to_who_may_see_it(as_zoe, as_alice, address):
    page = as_zoe.get(address)
    assert page.status_code == 200 and "Maison" not in page.content.decode()
    assert as_alice.get(address).status_code == 200


def test_the_customer_file_names_the_head_of_a_group_only_to_who_may_see_it(as_zoe, as_alice, book):
    with scope(company=book.company):
        lefebvre = f"/customers/{Customer.objects.get(code='LEFEBVRE').pk}/"
    assert "Maison" not in as_zoe.get(lefebvre).content.decode()
    assert "Maison Cachée" in as_alice.get(lefebvre).content.decode()


def test_what_is_hers_opens_and_a_place_after_a_hidden_customer_is_no_place(as_zoe, book):
    assert as_zoe.get("/aged-balance/items/", {"key": "LEFEBVRE"}).context["total_cents"] == 2_100_000
    with scope(company=book.company):
        Customer.objects.filter(code="PETIT").update(name="Zzz")
        last = Customer.objects.get(code="PETIT").pk
    lines = as_zoe.get("/customers/", {"after": last}).context["lines"]
    assert [line.code for line in lines] == ["LEFEBVRE"], "as after a customer that does not exist"
    assert [line.code for line in as_zoe.get("/customers/", {"after": 10**9}).context["lines"]] == ["LEFEBVRE"]
