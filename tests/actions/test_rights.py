"""Who may do what, and what a stranger meets."""

from __future__ import annotations

import pytest
from tests.conftest import person

from ardoise.actions import rights
from ardoise.records.models import Customer

ROLES = ("administrator", "credit_manager", "collector", "salesperson", "reader")
TABLE = {
    "see": "XXXXX",
    "see_all": "XXX.X",
    "plan": "XXX..",
    "approve": "XXX..",
    "send": "XXX..",
    "restrain": "XXX..",
    "correspond": "XXX..",
    "reconcile": "XXX..",
    "import": "XX...",
    "settle": "XX...",
    "verify": "XX...",
    "configure": "X....",
    "manage_users": "X....",
}
"""Verb → role by role, in the order of ROLES."""


@pytest.mark.parametrize("verb", TABLE)
def test_each_role_may_what_the_table_says(company, verb):
    people = [person(role, company, role) for role in ROLES]
    assert "".join("X" if rights.may(p, verb, company) else "." for p in people) == TABLE[verb]


def test_the_table_names_every_verb():
    assert set(TABLE) == set(rights.VERBS) == set(rights.NAMES)


@pytest.mark.parametrize("verb", TABLE)
def test_a_stranger_may_nothing_and_learns_nothing(company, charlie, verb):
    assert not rights.may(charlie, verb, company)
    with pytest.raises(rights.Missing):
        rights.require(charlie, verb, company)


def test_somebody_deactivated_is_a_stranger(company, alice):
    alice.is_active = False
    with pytest.raises(rights.Missing):
        rights.require(alice, "see", company)
    assert not rights.companies(alice).exists()
    ada = person("ada", company, "administrator")
    assert rights.administers(ada, alice)
    ada.is_active = False
    assert not rights.administers(ada, alice)


def test_a_member_without_the_right_is_told_what_to_do(company, bob):
    with pytest.raises(rights.Refused, match="Ardoise"):
        rights.require(bob, "approve", company)


def test_a_salesperson_sees_only_their_own_customers(company, alice, charlie, in_company):
    sam = person("sam", company, "salesperson")
    Customer.objects.filter(code="PETIT").update(salesperson=sam)
    assert [seen.code for seen in rights.customers(sam, company)] == ["PETIT"]
    assert rights.customers(alice, company).count() == 4
    assert rights.customers(charlie, company).count() == 0
