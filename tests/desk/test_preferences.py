"""Settings: what is settled, by whoever may, said back at once."""

from __future__ import annotations

import re
import socket

import pytest
from django.test import Client

from ardoise.records.models import Company, Mailbox, MailServer, Membership, User
from tests.channels.name_server import IN_ORDER, name_server
from tests.conftest import person
from tests.desk.conftest import signed_in


@pytest.fixture
def olga(company):
    """The administrator."""
    return person("olga", company, "administrator")


@pytest.fixture
def as_olga(olga):
    return signed_in(olga)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def identity(company, **other):
    fields = ("name", "siren", "address", "postcode", "city", "phone", "iban", "bic", "sender_name", "sender_email")
    return {f: getattr(company, f) for f in (*fields, "currency", "time_zone")} | other


def test_an_administrator_says_who_the_company_is_and_who_signs(as_olga, company):
    as_olga.post(
        "/settings/company/", identity(company, name="Ardoise et Fils", iban="FR76 3000 6000 0112 3456 7890 189")
    )
    company.refresh_from_db()
    assert (company.name, company.iban) == ("Ardoise et Fils", "FR7630006000011234567890189")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("iban", "FR7630006000011234567890188"),
        ("siren", "732829321"),
        ("sender_email", "compta"),
        ("time_zone", "Mars"),
    ],
)
def test_what_cannot_be_right_is_refused_beside_its_field(as_olga, company, field, value):
    page = as_olga.post("/settings/company/", identity(company, **{field: value}))
    assert page.status_code == 200 and re.search('class="error"|notice grave', page.content.decode())
    company.refresh_from_db()
    assert getattr(company, field) != value


def test_who_may_not_change_reads(as_alice, company):
    page = as_alice.get("/settings/company/")
    assert "disabled" in page.content.decode() and "Un administrateur" in words(page)
    assert as_alice.post("/settings/company/", identity(company, name="Autre")).status_code in (200, 403)
    company.refresh_from_db()
    assert company.name == "Ardoise"


def test_the_terms_show_the_due_date_of_an_invoice_of_today(as_alice, company):
    shown = words(as_alice.get("/settings/due-date/", {"terms": "45 jours fin de mois"}))
    assert "16 mars 2026" in shown and "30 avr. 2026" in shown
    assert "quand on veut" in words(as_alice.get("/settings/due-date/", {"terms": "quand on veut"}))


def test_terms_and_buckets_are_kept_by_who_may_settle(as_alice, company):
    as_alice.post("/settings/dunning/", {"terms": "45 jours", "buckets": "15, 30", "language": "en"})
    company.refresh_from_db()
    assert (company.terms, company.buckets, company.language) == ("45 jours", "15,30", "en")
    refused = as_alice.post("/settings/dunning/", {"terms": "45 jours", "buckets": "30, 15", "language": "en"})
    assert refused.status_code == 200 and "notice grave" in refused.content.decode()


def test_the_ladder_is_told_in_words(as_bob, company):
    page = words(as_bob.get("/settings/dunning/"))
    assert "à partir de 21 jours de retard" in page and "Mise en demeure" in page
    assert "Enregistrer" not in page


def test_a_mail_server_is_tried_without_sending_then_kept_without_telling_its_password(as_olga, company):
    given = {"host": "127.0.0.1", "port": 1, "security": "none", "username": "", "password": "secret du chef"}
    tried = as_olga.post("/settings/mail/", given | {"try": "1"})
    assert "secret du chef" in tried.content.decode()  # typed just now, to be saved as it was tried
    assert "127.0.0.1" in words(tried) and not MailServer.objects.exists()
    as_olga.post("/settings/mail/", given)
    assert MailServer.objects.get().password == "secret du chef"
    assert "secret du chef" not in as_olga.get("/settings/mail/").content.decode()
    as_olga.post("/settings/mail/", given | {"password": "", "username": "compta"})
    assert (MailServer.objects.get().password, MailServer.objects.get().username) == ("secret du chef", "compta")
    as_olga.post("/settings/mail/", given | {"host": ""})
    assert not MailServer.objects.exists()


@pytest.mark.parametrize("page", ["mail", "replies"])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"host": "mail server@"}, "« mail server@ » n’est pas un nom de machine"),
        ({"host": "https://mail.example"}, "sans https://"),
        ({"host": "mail.example:587"}, "sans le port"),
        ({"port": 70000}, "de 1 à 65535"),
        ({"port": 0}, "de 1 à 65535"),
    ],
)
def test_what_can_be_no_server_is_refused_beside_its_field(as_olga, company, page, wrong, said):
    given = {"host": "127.0.0.1", "port": 1, "security": "none", "username": "", "password": "", "folder": "INBOX"}
    for asked in ({}, {"try": "1"}):
        assert said in words(as_olga.post(f"/settings/{page}/", given | wrong | asked))
    assert not MailServer.objects.exists() and not Mailbox.objects.exists()


@pytest.mark.parametrize("host", ["::1", "mail_relay", "smtp.société.example", "127.0.0.1"])
def test_whatever_can_be_a_server_is_kept(as_olga, company, host):
    as_olga.post("/settings/mail/", {"host": host, "port": 25, "security": "none", "username": "", "password": ""})
    assert MailServer.objects.get().host == host


def test_a_server_that_answers_is_said_to_answer(as_olga, company):
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sink = Controller(Sink(), hostname="127.0.0.1", port=port)
    sink.start()
    try:
        given = {"host": "127.0.0.1", "port": port, "security": "none", "username": "", "try": "1"}
        assert "nous a laissés entrer" in words(as_olga.post("/settings/mail/", given))
    finally:
        sink.stop()


def test_a_try_elsewhere_does_not_take_the_password_that_is_kept(as_olga, company):
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink
    from aiosmtpd.smtp import AuthResult

    heard = []

    def listen(server, session, envelope, mechanism, told):
        heard.append(told.password)
        return AuthResult(success=True)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    thief = Controller(Sink(), hostname="127.0.0.1", port=port, authenticator=listen, auth_require_tls=False)
    thief.start()
    server = {"port": 587, "security": "starttls", "username": "u"}
    as_olga.post("/settings/mail/", server | {"host": "smtp.good.example", "password": "secret"})
    try:
        for password in ("", "typed"):
            moved = {"host": "127.0.0.1", "port": port, "security": "none", "username": "u", "password": password}
            as_olga.post("/settings/mail/", moved | {"try": "1"})
    finally:
        thief.stop()
    assert MailServer.objects.get().password == "secret"
    assert heard == [b"typed"], heard


def test_a_person_joins_with_a_first_password_shown_once_and_signs_in_with_it(as_olga, company):
    page = as_olga.post(
        "/settings/people/new/",
        {"username": "nina", "first_name": "Nina", "email": "nina@ardoise.example", "role": "collector"},
    )
    password = page.context["password"]
    assert password in page.content.decode()
    assert Membership.objects.get(user__username="nina", company=company).role == "collector"
    assert password not in as_olga.get("/settings/people/").content.decode()
    assert Client().post("/sign-in/", {"username": "nina", "password": password}).status_code == 302


def test_a_name_that_is_somebody_else_s_is_not_taken_over(as_olga, company, charlie):
    page = as_olga.post(
        "/settings/people/new/", {"username": "charlie", "email": "moi@ailleurs.example", "role": "collector"}
    )
    assert page.status_code == 200 and not Membership.objects.filter(user=charlie, company=company).exists()


def test_a_role_changes_and_the_last_administrator_stays(as_olga, company, olga, bob):
    membership = Membership.objects.get(user=bob)
    as_olga.post(f"/settings/people/{membership.pk}/role/", {"role": "collector"})
    membership.refresh_from_db()
    assert membership.role == "collector"
    own = Membership.objects.get(user=olga)
    page = as_olga.post(f"/settings/people/{own.pk}/role/", {"role": "reader"}, follow=True)
    own.refresh_from_db()
    assert own.role == "administrator" and "administrateur" in words(page)


def test_whoever_is_removed_no_longer_enters(as_olga, company, bob):
    membership = Membership.objects.get(user=bob)
    client = signed_in(bob)
    assert client.get("/").status_code == 200
    as_olga.post(f"/settings/people/{membership.pk}/removal/")
    assert client.get("/").status_code == 403


def test_the_people_of_another_company_are_out_of_reach(as_olga, charlie):
    theirs = Membership.objects.get(user=charlie)
    assert as_olga.post(f"/settings/people/{theirs.pk}/removal/").status_code == 404
    assert Membership.objects.filter(pk=theirs.pk).exists()


def test_a_new_company_is_empty_and_one_works_in_it_at_once(as_olga, company, olga):
    page = as_olga.post("/settings/companies/new/", {"name": "Seconde", "siren": "552100554"}, follow=True)
    second = Company.objects.get(name="Seconde")
    assert page.context["request"].company == second
    assert Membership.objects.get(company=second, user=olga).role == "administrator"


def test_whoever_came_by_a_link_sets_a_first_password(company):
    nobody = person("nadia", company, "collector")
    nobody.set_unusable_password()
    nobody.save()
    client = signed_in(nobody)
    new = "quatre mots bien longs"
    assert client.post("/settings/mine/", {"new_password1": new, "new_password2": new}).status_code == 302
    assert User.objects.get(username="nadia").check_password(new)
    assert client.get("/").status_code == 200


def test_a_weak_password_is_refused(as_alice):
    given = {"old_password": "correct horse battery staple", "new_password1": "azerty", "new_password2": "azerty"}
    page = as_alice.post("/settings/mine/", given)
    assert page.status_code == 200 and 'class="error"' in page.content.decode()


def test_settings_open_on_the_first_section_a_person_may_open(as_bob, company):
    assert as_bob.get("/settings/")["Location"] == "/settings/company/"
    zoe = person("zoe", company, "salesperson")
    assert signed_in(zoe).get("/settings/")["Location"] == "/settings/mine/"


def test_the_sending_domain_is_checked_explained_and_accepted_on_its_page(as_olga, company, settings):
    company.sender_email = ""
    company.save()
    assert "n’a pas encore d’adresse d’expéditeur" in words(as_olga.get("/settings/domain/"))
    company.sender_email = "compta@ardoise.example"
    company.save()
    assert "n’a pas été vérifié" in words(as_olga.get("/settings/domain/"))
    names = dict(IN_ORDER)
    with name_server(names) as (address, _asked):
        settings.ARDOISE_RESOLVER = address
        page = words(as_olga.post("/settings/domain/", {"selector": "selector1"}, follow=True))
        assert "est en ordre" in page and "DKIM : la signature" in page and "quarantine" in page
        del names[("_dmarc.ardoise.example", "TXT")]
        page = words(as_olga.post("/settings/domain/", {"selector": "selector1"}, follow=True))
        assert "n’est pas en ordre" in page and "v=DMARC1; p=none" in page
    settings.ARDOISE_RESOLVER = "no such server"
    page = words(as_olga.post("/settings/domain/", {"selector": "selector1"}, follow=True))
    assert "n’a pas pu être interrogé" in page and page.count("non interrogé") == 4
    assert "Dites en quelques mots" in words(as_olga.post("/settings/domain/acceptance/", {"note": ""}))
    assert "accepté tel quel" in words(
        as_olga.post("/settings/domain/acceptance/", {"note": "relais interne"}, follow=True)
    )
    assert "sélecteur est le mot" in words(as_olga.post("/settings/domain/", {"selector": "a b"}))


def test_the_menu_names_both_keys_that_lead_to_a_page(as_olga, company):
    assert "Litiges G d" in words(as_olga.get("/settings/", follow=True))
