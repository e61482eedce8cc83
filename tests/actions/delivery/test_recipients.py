"""Whom a channel reaches, and who has refused it."""

from __future__ import annotations

import pytest
from tests.actions.books import AT
from tests.actions.deliveries import reachable, settle

from ardoise.actions import delivery, rights
from ardoise.actions.correspondence.parties import address_of
from ardoise.records.models import Contact, Customer


def reached(company, channel, **more):
    return delivery.recipient_of(Customer.objects.get(code="MARTIN"), channel, **more)


def test_each_channel_reaches_by_its_own_address(company):
    reachable(company)
    Contact.objects.filter(customer__code="MARTIN").update(fax="01 42 00 00 00")
    assert reached(company, "email") == "martin@client.example"
    assert reached(company, "sms") == reached(company, "call") == "+33612345678"
    assert reached(company, "fax") == "+33142000000"
    assert reached(company, "letter") == "Martin & Fils · 12 rue de la Paix · 75002 PARIS"
    settle(company, "registered_letter", "electronic")
    assert reached(company, "registered_letter") == "martin@client.example"


def test_nobody_is_reached_where_nothing_is_known(company):
    for channel in ("sms", "call", "fax", "letter", "registered_letter", "visit"):
        assert reached(company, channel) == "", channel


def test_a_text_message_goes_to_the_first_contact_with_a_mobile(company):
    martin = Customer.objects.get(code="MARTIN")
    Contact.objects.filter(customer=martin).update(phone="01 42 00 00 00")
    Contact.objects.create(company=company, customer=martin, role="management", phone="07 56 00 00 01")
    assert reached(company, "sms") == "+33756000001" and reached(company, "call") == "+33142000000"
    assert reached(company, "call", role="management") == "+33756000001"


def test_a_number_that_is_none_reaches_nobody(company):
    Contact.objects.filter(customer__code="MARTIN").update(phone="demander Mme Martin")
    assert reached(company, "call") == ""


def test_a_foreign_address_closes_with_its_country(company):
    abroad = Customer(name="Smith", address="5 High Street", postcode="EC1A 1BB", city="London", country="GB")
    assert address_of(abroad)[-1] == "ROYAUME-UNI"  # above the words of a letter and of a statement as on its envelope
    reachable(company)
    Customer.objects.filter(code="MARTIN").update(country="BE", postcode="1000", city="Bruxelles")
    assert reached(company, "letter").endswith("1000 Bruxelles · BELGIQUE")


def test_a_consumer_gets_no_electronic_registered_letter(company):
    """CPCE L100: whoever is no professional must have agreed beforehand."""
    settle(company, "registered_letter", "electronic")
    Customer.objects.filter(code="MARTIN").update(kind="consumer")
    assert reached(company, "registered_letter") == ""


def test_who_refused_a_channel_is_not_reached_by_it(company, alice):
    martin = reachable(company)
    refused = delivery.opt_out(martin, "sms", alice, AT, note="par téléphone")
    assert reached(company, "sms") == "" and reached(company, "call") == "+33612345678"
    assert delivery.opt_out(martin, "sms", alice, AT) == refused, "the same twice"
    assert delivery.opt_in(refused, alice, AT) and not delivery.opt_in(refused, alice, AT)
    assert reached(company, "sms") == "+33612345678"


def test_a_contact_may_refuse_for_itself(company, alice):
    martin = reachable(company)
    first = Contact.objects.get(customer=martin)
    Contact.objects.create(company=company, customer=martin, role="other", phone="07 56 00 00 01")
    delivery.opt_out(martin, "sms", alice, AT, contact=first)
    assert reached(company, "sms") == "+33756000001"
    assert [one.contact for one in delivery.standing(martin)] == [first]


def test_an_opt_out_needs_the_right_and_its_own_contact(company, alice, bob, charlie):
    martin, durand = reachable(company), Customer.objects.get(code="DURAND")
    for person, refusal in [(bob, rights.Refused), (charlie, rights.Missing)]:
        with pytest.raises(refusal):
            delivery.opt_out(martin, "sms", person, AT)
    with pytest.raises(rights.Missing):
        delivery.opt_out(martin, "sms", alice, AT, contact=Contact.objects.get(customer=durand))
    with pytest.raises(delivery.Unfit):
        delivery.opt_out(martin, "pigeon", alice, AT)
