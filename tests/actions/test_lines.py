"""What the doors refuse, the actions refuse too."""

from __future__ import annotations

import pytest
from tests.actions.fecs import AT
from tests.conftest import person

from ardoise.actions import companies, contacts
from ardoise.records.models import Customer, MailServer, Membership


@pytest.fixture
def root(company):
    return person("root", company, "administrator")


def test_a_name_stands_on_one_line(company, root, in_company):
    for field in ("name", "sender_name"):
        with pytest.raises(companies.Unfit, match=r"ligne|line"):
            companies.change(company, root, AT, **{field: "A\r\nBcc: v@x.example"})
    with pytest.raises(companies.Unfit, match=r"ligne|line"):
        companies.create("A\nB", None, AT)
    with pytest.raises(companies.Unfit, match=r"ligne|line"):
        contacts.keep(Customer.objects.get(code="MARTIN"), root, AT, name="A\nB", email="a@b.example")


def test_no_password_follows_to_another_server(company, root, in_company):
    companies.set_mail_server(company, root, AT, host="smtp.example.org", security="tls", password="secret")
    for moved in ({"host": "evil.example"}, {"port": 26}, {"security": "none"}):
        with pytest.raises(companies.Unfit):
            companies.set_mail_server(company, root, AT, **moved)
    assert MailServer.objects.get().host == "smtp.example.org"
    companies.set_mail_server(company, root, AT, host="other.example", password="another")
    assert MailServer.objects.get().password == "another"


def test_a_stranger_joins_nobody(company, root, charlie):
    with pytest.raises(companies.Unfit):
        companies.join(company, charlie, "reader", root, AT)
    assert not Membership.objects.filter(user=charlie, company=company).exists()
