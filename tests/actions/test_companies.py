"""Companies, their people and their settings."""

from __future__ import annotations

import json

import pytest
from django_scopes import scope
from tests.actions.fecs import AT
from tests.conftest import person

from ardoise.actions import companies, rights
from ardoise.records.models import (
    Company,
    Customer,
    Event,
    MailServer,
    Membership,
    User,
)


@pytest.fixture
def root(company):
    return person("root", company, "administrator")


def test_who_creates_a_company_administers_it(alice):
    created = companies.create("Neuve", alice, AT)
    assert rights.role_of(alice, created) == "administrator"
    with scope(company=created):
        assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == ["created_company", "joined"]


def test_settings_change_are_recorded_and_nothing_twice(company, alice, in_company):
    assert companies.change(company, alice, AT, terms="45 days", buckets="15,30") == {
        "terms": "30 days",
        "buckets": "30,60,90",
    }
    assert companies.change(company, alice, AT, terms="45 days") == {}
    assert company.terms == "45 days" and Event.objects.filter(verb="changed_settings").count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"terms": "bientôt"}, {"buckets": "30,20"}, {"buckets": "a"}, {"buckets": "0,30"}, {"is_demo": True}, {"id": 3}],
)
def test_a_setting_that_can_t_be_kept_is_refused(company, alice, in_company, fields):
    with pytest.raises(companies.Unfit):
        companies.change(company, alice, AT, **fields)
    company.refresh_from_db()
    assert company.terms == "30 days" and not Event.objects.exists()


def test_only_an_administrator_changes_the_bank_account(company, alice, root, in_company):
    with pytest.raises(rights.Refused):
        companies.change(company, alice, AT, iban="FR7630006000011234567890189")
    companies.change(company, root, AT, iban="FR7630006000011234567890189")
    assert Company.objects.get(pk=company.pk).iban.startswith("FR76")


def test_the_password_of_the_mail_server_is_in_no_event(company, root, in_company):
    companies.set_mail_server(company, root, AT, host="smtp.example.org", username="u", password="très secret")
    assert MailServer.objects.get().host == "smtp.example.org"
    assert not any("secret" in bytes(event.content).decode() for event in Event.objects.all())
    companies.set_mail_server(company, root, AT, host="smtp.example.org")
    assert Event.objects.count() == 1 and MailServer.objects.get().password == "très secret"
    assert companies.set_mail_server(company, root, AT, host="") is None and not MailServer.objects.exists()


def test_what_is_settled_for_a_customer(company, alice, charlie, in_company):
    durand = Customer.objects.get(code="DURAND")
    companies.change_customer(durand, alice, AT, terms="60 jours", kind="consumer", collector=alice)
    assert (durand.terms, durand.kind, durand.collector) == ("60 jours", "consumer", alice)
    told = json.loads(bytes(Event.objects.get().content))
    assert told["after"] == {"terms": "60 jours", "kind": "consumer", "collector": "alice"}
    for fields in ({"terms": "bientôt"}, {"kind": "ami"}, {"collector": charlie}, {"company": 4}):
        with pytest.raises(companies.Unfit):
            companies.change_customer(durand, alice, AT, **fields)
    assert Event.objects.count() == 1


def test_papers_of_a_group_go_one_way_only(company, alice, in_company):
    durand, martin = Customer.objects.get(code="DURAND"), Customer.objects.get(code="MARTIN")
    for group in ("", "DURAND", "PERSONNE"):
        with pytest.raises(companies.Unfit):
            companies.change_customer(durand, alice, AT, group=group, parent_receives=True)
    companies.change_customer(durand, alice, AT, group="MARTIN", parent_receives=True, pays_by_debit=True)
    assert durand.parent_receives and durand.pays_by_debit
    with pytest.raises(companies.Unfit):
        companies.change_customer(martin, alice, AT, group="DURAND", parent_receives=True)
    with pytest.raises(companies.Unfit):
        companies.change_customer(durand, alice, AT, group="")
    with pytest.raises(companies.Unfit):
        companies.change_customer(durand, alice, AT, sector="vins\nBcc: x")


def test_a_company_keeps_an_administrator(company, root, alice):
    with pytest.raises(rights.Refused):
        companies.leave(company, root, root, AT)
    with pytest.raises(rights.Refused):
        companies.join(company, root, "reader", root, AT)
    companies.join(company, alice, "administrator", root, AT)
    assert companies.leave(company, root, alice, AT) and not companies.leave(company, root, alice, AT)
    assert list(Membership.objects.filter(company=company).values_list("user__username", flat=True)) == ["alice"]


def test_a_user_has_a_name_of_their_own_and_a_password_worth_it(company, root):
    with pytest.raises(companies.Unfit):
        companies.create_user("root", "", "correct horse battery staple", root, company)
    with pytest.raises(companies.Unfit):
        companies.create_user("eve", "", "court", root, company)
    assert companies.create_user("eve", "eve@example.org", "correct horse battery staple", root, company).pk


def test_only_who_manages_the_users_of_a_company_adds_a_person_to_it(company, root, alice, charlie):
    password = "correct horse battery staple"
    for by, refusal in ((alice, rights.Refused), (charlie, rights.Missing)):
        with pytest.raises(refusal):
            companies.create_user("eve", "", password, by, company)
    with pytest.raises(rights.Refused):
        companies.create_user("eve", "", password, root)
    assert not User.objects.filter(username="eve").exists()
    assert companies.create_user("eve", "eve@example.org", None).pk, "the installation itself"


CROSSINGS = {
    "change": lambda c, d, by: companies.change(c, by, AT, terms="1 jour"),
    "configure": lambda c, d, by: companies.change(c, by, AT, iban="FR00"),
    "customer": lambda c, d, by: companies.change_customer(d, by, AT, terms="1 jour"),
    "mail server": lambda c, d, by: companies.set_mail_server(c, by, AT, host="evil.example"),
    "join": lambda c, d, by: companies.join(c, by, "administrator", by, AT),
    "leave": lambda c, d, by: companies.leave(c, by, by, AT),
}


def facts():
    return [list(model.objects.order_by("pk").values()) for model in (Company, Customer, Membership)]


@pytest.mark.parametrize("act", CROSSINGS)
def test_a_stranger_changes_nothing_and_meets_what_is_missing(company, charlie, in_company, act):
    before = facts()
    with pytest.raises(rights.Missing):
        CROSSINGS[act](company, Customer.objects.get(code="DURAND"), charlie)
    assert before == facts() and not Event.objects.exists()
