"""Opening Ardoise on an empty folder: the demo firm, or a company of one's own."""

from __future__ import annotations

import pytest

from ardoise.cli import up
from ardoise.records.models import Company, Membership, User


@pytest.mark.django_db
def test_without_the_demo_firm_an_empty_company_and_its_administrator_are_there():
    person = up.first_user(demo=False, language="en")
    assert Membership.objects.get(user=person).role == "administrator"
    assert (Company.objects.get().name, Company.objects.get().is_demo) == ("My company", False)
    assert not person.has_usable_password() and person.language == "en"
    assert up.link_of(person).startswith("/sign-in/link/")
    assert up.first_user(demo=False, language="en") == person
    assert (Company.objects.count(), User.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_nobody_is_made_where_somebody_is(company, alice):
    assert up.first_user(demo=False, language="fr") is None  # Alice administers nothing: she signs in herself
    assert up.link_of(None) == "/"
    assert not User.objects.filter(username="admin").exists()
