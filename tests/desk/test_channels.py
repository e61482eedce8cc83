"""Settings, Channels: each with its form, tried with what is typed; how a customer is reached, or refuses to be."""

from __future__ import annotations

import pytest
from django_scopes import scope

from ardoise.actions import delivery
from ardoise.records.models import ChannelSetting, Contact, Customer, OptOut
from tests.channels.providers import standing_in
from tests.conftest import person
from tests.desk.conftest import signed_in


@pytest.fixture
def as_olga(company):
    """The administrator."""
    return signed_in(person("olga", company, "administrator"))


def typed(port="443", **more):
    fields = {"host": "127.0.0.1", "port": str(port), "path": "/v1", "security": "none", "sender": ""}
    return (
        {"way": "provider", "cost": "0.045", "secret": "standin"} | {f"field_{k}": v for k, v in fields.items()} | more
    )


def test_every_channel_is_shown_off_at_first(as_olga):
    page = as_olga.get("/settings/channels/").content.decode()
    assert page.count('<span class="chip">') == 6 and "recommandé" in page


def test_every_channel_has_its_form(as_olga):
    for channel in ("letter", "registered_letter", "sms", "call", "fax", "visit"):
        assert as_olga.get(f"/settings/channels/{channel}/").status_code == 200
    assert as_olga.get("/settings/channels/pigeon/").status_code == 404


def test_a_channel_is_tried_without_being_kept(as_olga, company, tmp_path):
    with standing_in("sms", tmp_path) as (port, shelf):
        page = as_olga.post("/settings/channels/sms/", typed(port) | {"try": "1"}).content.decode()
        assert "Rien n’a été envoyé" in page and 'value="standin"' in page  # to save it one need not type it again
        wrong = as_olga.post("/settings/channels/sms/", typed(port, secret="x") | {"try": "1"}).content.decode()
        assert "nous refuse" in wrong
    assert shelf.taken() == [] and delivery.configured(company) == ("email",)


def test_what_leaves_by_a_persons_hands_is_not_said_to_be_connected(as_olga, company):
    tried = as_olga.post("/settings/channels/letter/", {"way": "print", "cost": "", "try": "1"}).content.decode()
    assert "il n’y a pas de connexion à essayer" in tried and "Cela marche" not in tried
    assert "Essayer la connexion" not in as_olga.get("/settings/channels/call/").content.decode()


def test_a_channel_is_kept_and_its_key_never_shown(as_olga, company):
    assert as_olga.post("/settings/channels/sms/", typed()).status_code == 302
    with scope(company=company):
        kept = ChannelSetting.objects.get(channel="sms")
    assert (kept.cost_micros, kept.secret) == (45_000, "standin")
    page = as_olga.get("/settings/channels/sms/").content.decode()
    assert ("standin" not in page and "0.045" in page) or "0,045" in page
    assert as_olga.post("/settings/channels/sms/", typed(secret="")).status_code == 302


def test_what_cannot_be_kept_is_said_beside_its_field(as_olga, company):
    page = as_olga.post("/settings/channels/sms/", typed(field_host="https://x")).content.decode()
    assert "field_host_error" in page and delivery.configured(company) == ("email",)
    assert "la clé" in as_olga.post("/settings/channels/sms/", typed(secret="")).content.decode()
    assert delivery.configured(company) == ("email",)
    assert as_olga.post("/settings/channels/sms/", typed(cost="-1")).status_code == 200
    assert as_olga.post("/settings/channels/sms/", typed(way="print")).status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("cost", ["3,95", "3.95"])
def test_a_cost_is_typed_either_way_in_either_language(as_olga, company, cost, language):
    as_olga.post("/language/", {"language": language})
    as_olga.post("/settings/channels/letter/", {"way": "print", "cost": cost})
    with scope(company=company):
        assert ChannelSetting.objects.get().cost_micros == 3_950_000


def test_a_channel_is_switched_off(as_olga, company):
    as_olga.post("/settings/channels/letter/", {"way": "print", "cost": "1.5"})
    assert "letter" in delivery.configured(company)
    as_olga.post("/settings/channels/letter/", {"off": "1"})
    assert delivery.configured(company) == ("email",)


def test_a_credit_manager_does_not_settle_channels(as_alice):
    assert as_alice.get("/settings/channels/").status_code == 403


def test_a_customer_refuses_a_channel_and_allows_it_again(as_alice, book):
    durand = book.customers["DURAND"]
    as_alice.post(f"/customers/{durand.pk}/opt-outs/", {"channel": "sms", "contact": "", "note": "par écrit"})
    with scope(company=book.company):
        refused = OptOut.objects.get()
    assert "par écrit" in as_alice.get(f"/customers/{durand.pk}/").content.decode()
    as_alice.post(f"/customers/{durand.pk}/opt-outs/{refused.pk}/end/")
    with scope(company=book.company):
        assert not delivery.standing(durand).exists()
    assert as_alice.post(f"/customers/{durand.pk}/opt-outs/", {"channel": "pigeon"}).status_code == 200


def test_another_customers_contact_refuses_nothing_here(as_alice, book):
    with scope(company=book.company):
        stranger = book.customers["PETIT"].contacts.get()
    answer = as_alice.post(
        f"/customers/{book.customers['DURAND'].pk}/opt-outs/", {"channel": "sms", "contact": stranger.pk}
    )
    assert answer.status_code == 404


def test_a_postal_address_is_kept_or_told_why_not(as_alice, book):
    address = f"/customers/{book.customers['DURAND'].pk}/address/"
    whole = {"address": "3 rue du Lac", "postcode": "69001", "city": "Lyon", "country": "FR"}
    assert as_alice.post(address, whole | {"country": "F1"}).status_code == 200
    assert as_alice.post(address, whole).status_code == 302
    with scope(company=book.company):
        assert Customer.objects.get(code="DURAND").city == "Lyon"


def test_a_number_nobody_can_dial_is_refused_beside_its_field(as_alice, book):
    martin = book.customers["MARTIN"]
    address = f"/customers/{martin.pk}/contacts/new/"
    page = as_alice.post(address, {"name": "Ida", "role": "billing", "phone": "0612", "fax": "abc"}).content.decode()
    assert "0612" in page and page.count("n’est pas un numéro de téléphone") == 2
    as_alice.post(address, {"name": "Ida", "role": "billing", "phone": "05 36 49 81 48"})
    with scope(company=book.company):
        ida = Contact.objects.get(customer=martin, name="Ida")
        Contact.objects.filter(pk=ida.pk).update(phone="le standard")  # as a file may bring it
    kept = as_alice.post(
        f"/customers/{martin.pk}/contacts/{ida.pk}/", {"name": "Ida B", "role": "billing", "phone": "le standard"}
    )
    assert kept.status_code == 302
