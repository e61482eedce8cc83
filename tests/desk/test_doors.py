"""Two doors to one room ask for the same right, and nobody is pulled through one."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django_scopes import scope

from ardoise.records.models import Company, Contact, Customer, MailServer, Membership, User
from tests.conftest import person
from tests.desk.conftest import signed_in
from tests.desk.test_preferences import identity, words

LIST = "Client;Montant;Échéance\nMARTIN;10,00;2026-04-01\n".encode()
SERVER = {"host": "smtp.good.example", "port": 587, "security": "starttls", "username": "u", "password": "secret"}


@pytest.fixture
def as_olga(company):
    return signed_in(person("olga", company, "administrator"))


def dropped(client):
    return client.post("/imports/files/", {"file": SimpleUploadedFile("liste.csv", LIST)})["Location"]


def test_who_may_not_open_a_company_opens_none_by_dropping_a_file(as_alice, company, alice, settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path
    Company.objects.update(is_demo=True)
    place = dropped(as_alice)
    assert as_alice.get("/settings/companies/new/").status_code == 403
    page = as_alice.get(place)
    assert page.context["target"]["into"].value() == "here" and "Seul un administrateur" in words(page)
    assert as_alice.post(place, {"into": "new", "name": "Pirate", "source": "liste"}).status_code in (200, 403)
    assert not Company.objects.filter(name="Pirate").exists()
    assert list(alice.memberships.values_list("role", flat=True)) == ["credit_manager"]


def test_nobody_is_pulled_into_the_company_of_a_stranger(as_charlie, as_alice, alice, other_company):
    Company.objects.filter(pk=other_company.pk).update(name="AAA")
    known = {"username": "alice", "email": "ALICE@ardoise.example", "role": "reader"}
    told = [words(as_charlie.post("/settings/people/new/", known | other)) for other in ({}, {"email": "a@x.example"})]
    assert alice.memberships.count() == 1
    assert all("choisissez-en un autre" in page and "existe" not in page for page in told), "the same, whatever exists"


def test_one_administrator_brings_a_person_of_hers_into_another_company_of_hers(company, other_company, bob):
    olga = person("olga", company, "administrator")
    Membership.objects.create(user=olga, company=other_company, role="administrator")
    client = signed_in(olga)
    client.post("/company/", {"company": other_company.pk})
    client.post("/settings/people/new/", {"username": "bob", "email": bob.email, "role": "collector"})
    assert Membership.objects.get(user=bob, company=other_company).role == "collector"


def test_without_a_choice_one_works_in_the_company_joined_first(as_alice, company, alice, other_company):
    Company.objects.filter(pk=other_company.pk).update(name="AAA")
    Membership.objects.create(user=alice, company=other_company, role="reader")
    assert as_alice.get("/customers/").wsgi_request.company == company


@pytest.mark.parametrize("moved", [{"host": "smtp.evil.example"}, {"port": 25}, {"security": "none"}])
def test_the_password_of_the_mail_server_follows_nowhere_else(as_olga, moved):
    as_olga.post("/settings/mail/", SERVER)
    for step in ({}, {"try": "1"}):
        page = as_olga.post("/settings/mail/", SERVER | {"password": ""} | moved | step)
        assert page.context["form"].errors["password"] and page.context["tried"] is None
    kept = MailServer.objects.get()
    assert (kept.host, kept.port, kept.security) == ("smtp.good.example", 587, "starttls")
    as_olga.post("/settings/mail/", SERVER | moved)
    assert MailServer.objects.filter(**moved).exists(), "typed again, it goes there"


def test_a_safer_connection_keeps_the_password(as_olga):
    as_olga.post("/settings/mail/", SERVER)
    as_olga.post("/settings/mail/", SERVER | {"password": "", "security": "tls"})
    assert (MailServer.objects.get().security, MailServer.objects.get().password) == ("tls", "secret")


@pytest.mark.parametrize("field", ["name", "sender_name", "city"])
@pytest.mark.parametrize("breaking", ["\r\n", "\u2028", "\x1b"])
def test_a_line_break_in_what_heads_a_letter_is_refused_beside_its_field(as_olga, company, field, breaking):
    page = as_olga.post("/settings/company/", identity(company, **{field: f"A{breaking}Bcc: v@x.example"}))
    assert "une seule ligne" in page.context["form"].errors[field][0]
    company.refresh_from_db()
    assert "Bcc" not in getattr(company, field)


def test_a_line_break_in_the_name_of_a_contact_or_person_is_refused(as_alice, as_olga, company):
    with scope(company=company):
        martin = Customer.objects.get(code="MARTIN").pk
    told = {"name": "n\r\nBcc: q@q.example", "role": "accounting", "email": "n@q.example"}
    page = as_alice.post(f"/customers/{martin}/contacts/new/", told)
    assert "«\u00a0Nom\u00a0»" in page.context["form"].errors["name"][0]
    with scope(company=company):
        assert not Contact.objects.filter(email="n@q.example").exists()
    named = {"username": "nina", "first_name": "N\nBcc", "email": "n@q.example", "role": "reader"}
    as_olga.post("/settings/people/new/", named)
    assert not User.objects.filter(username="nina").exists()


def test_where_others_write_for_too_long_the_page_says_so_and_what_is_open_beside_a_list_stays(as_alice):
    def held(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE")):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(held):
        page = as_alice.post("/day/targets/", {"cents": "1000"})
        beside = as_alice.post("/day/targets/", {"cents": "1000"}, headers={"HX-Request": "true"})
    assert page.status_code == 503 and "Rien n’a été changé : recommencez" in words(page)
    assert (beside.status_code, beside.content) == (503, b"")
