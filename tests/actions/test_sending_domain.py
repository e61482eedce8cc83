"""The domain mail leaves from: asked, kept, accepted by a person who knows; a large run waits for one of the two."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice
from tests.channels.name_server import IN_ORDER, name_server
from tests.conftest import person

from ardoise.actions import dunning, policies, rights, sending_domain
from ardoise.actions.dunning import braking
from ardoise.actions.nights import look_at_domain
from ardoise.records.models import Brake, Event, Import, MailServer, SendingDomain

LATE = AS_OF - timedelta(10)
NEXT = AS_OF + timedelta(1), AT + timedelta(days=1)


@pytest.fixture
def olga(company):
    """The administrator."""
    return person("olga", company, "administrator")


@pytest.fixture
def names(settings):
    """A name server that says what the test puts into it."""
    known = dict(IN_ORDER)
    with name_server(known) as (address, asked):
        settings.ARDOISE_RESOLVER = address
        known["", "asked"] = asked
        yield known


@pytest.fixture
def book(in_company, alice):
    """Martin and Petit are late and mail leaves by a server; two e-mails are many here."""
    for code in ("MARTIN", "PETIT"):
        invoice(in_company, code, 50_000, LATE)
    Import.objects.update(ended_at=AT)
    in_company.sender_email = "compta@ardoise.example"
    in_company.save()
    MailServer.objects.create(company=in_company, host="smtp.post.example")
    policies.change_limits(in_company, alice, AT, brake={"unchecked_mail_max": 1})
    return in_company


def stopped(company, alice, as_of=AS_OF, at=AT):
    run = dunning.run(company, as_of, alice, at)
    brake = Brake.objects.filter(run=run, released_at=None).first()
    return [reason["reason"] for reason in brake.reasons] if brake else []


def test_a_domain_in_order_is_kept_with_its_checks_and_told_once(book, olga, names):
    found = sending_domain.check(book, olga, AT)
    assert found.domain == "ardoise.example" and {c["state"] for c in found.checks} == {"good"}
    sending_domain.check(book, olga, AT + timedelta(hours=1))
    (event,) = Event.objects.filter(verb="checked_domain")
    assert sending_domain.standing(book, AT).state == "good" and event.by == olga


def test_a_large_run_waits_until_the_domain_is_in_order(book, alice, olga, names):
    assert stopped(book, alice) == ["domain_unchecked"]
    dmarc = names.pop(("_dmarc.ardoise.example", "TXT"))
    sending_domain.check(book, olga, AT)
    assert stopped(book, alice) == ["domain_bad"]
    assert Brake.objects.get().reasons[0]["wrong"] == "DMARC"
    names[("_dmarc.ardoise.example", "TXT")] = dmarc
    sending_domain.check(book, olga, AT)
    assert stopped(book, alice) == []


def test_a_small_run_and_one_whose_mail_stays_here_do_not_wait(book, alice):
    policies.change_limits(book, alice, AT, brake={"unchecked_mail_max": 2})
    assert stopped(book, alice) == []
    policies.change_limits(book, alice, AT, brake={"unchecked_mail_max": None})
    assert stopped(book, alice) == []
    policies.change_limits(book, alice, AT, brake={"unchecked_mail_max": 1})
    MailServer.objects.all().delete()
    assert stopped(book, alice) == []


def test_what_could_not_be_asked_is_neither_good_nor_bad_and_waits_for_a_person(book, alice, olga, settings):
    settings.ARDOISE_RESOLVER = "no such server"
    sending_domain.check(book, olga, AT)
    assert sending_domain.standing(book, AT).state == "unknown"
    assert stopped(book, alice) == ["domain_unknown"]
    sending_domain.accept(book, "machine sans réseau, relais interne", olga, AT)
    assert stopped(book, alice) == []


def test_what_a_person_accepted_holds_until_something_else_is_wrong(book, alice, olga, names):
    del names[("_dmarc.ardoise.example", "TXT")]
    sending_domain.check(book, olga, AT)
    with pytest.raises(sending_domain.Unfit):
        sending_domain.accept(book, "  ", olga, AT)
    sending_domain.accept(book, "DMARC publié lundi", olga, AT)
    assert stopped(book, alice) == [] and sending_domain.standing(book, AT).state == "accepted"
    del names[("ardoise.example", "TXT")]
    sending_domain.check(book, olga, AT)
    assert stopped(book, alice, *NEXT) == ["domain_bad"]


def test_another_sender_or_an_old_check_says_nothing(book, olga, names):
    sending_domain.check(book, olga, AT)
    assert sending_domain.standing(book, AT + timedelta(days=31)).state == "unchecked"
    book.sender_email = "compta@autre.example"
    assert sending_domain.standing(book, AT).state == "unchecked"
    with pytest.raises(sending_domain.Unfit):
        sending_domain.accept(book, "comme avant", olga, AT)


def test_checking_and_accepting_need_the_right_and_an_address(book, alice, bob, charlie, olga, names):
    for stranger in (alice, bob, charlie):
        with pytest.raises((rights.Refused, rights.Missing)):
            sending_domain.check(book, stranger, AT)
        with pytest.raises((rights.Refused, rights.Missing)):
            sending_domain.accept(book, "vu", stranger, AT)
    for selector, domain in (("pas un mot", ""), ("", "pas un domaine")):
        with pytest.raises(sending_domain.Unfit):
            sending_domain.check(book, olga, AT, selector, domain)
    book.sender_email = ""
    with pytest.raises(sending_domain.Unfit):
        sending_domain.check(book, olga, AT)
    assert not SendingDomain.objects.exists() and names["", "asked"] == []


def test_the_night_looks_again_where_somebody_looked_and_a_silent_night_changes_nothing(book, olga, names, settings):
    look_at_domain(book, AT)
    assert not SendingDomain.objects.exists()
    sending_domain.check(book, olga, AT)
    del names[("_dmarc.ardoise.example", "TXT")]
    look_at_domain(book, AT + timedelta(hours=1))
    assert sending_domain.standing(book, AT).state == "good"
    settings.ARDOISE_RESOLVER, kept = "no such server", settings.ARDOISE_RESOLVER
    look_at_domain(book, NEXT[1])
    assert sending_domain.standing(book, AT).state == "good"
    settings.ARDOISE_RESOLVER = kept
    look_at_domain(book, NEXT[1])
    assert sending_domain.standing(book, AT).wrong == ("dmarc",)


def test_a_standing_brake_says_what_to_do_in_both_languages(book, alice):
    run = dunning.run(book, AS_OF, alice, AT)
    said = [braking.words.say(run.brake.reasons[0], language) for language in ("fr", "en")]
    assert "ardoise.example" in said[0] and "Réglages, Domaine d’envoi" in said[0]
    assert "Settings, Sending domain" in said[1]
