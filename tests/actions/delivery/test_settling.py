"""Channels are off until somebody settles them, and a key goes nowhere else than where it was given for."""

from __future__ import annotations

import pytest
from tests.actions.books import AT
from tests.actions.deliveries import settle
from tests.channels.providers import standing_in

from ardoise.actions import delivery, rights
from ardoise.actions.delivery import Unfit, Wish
from ardoise.records.models import Event, Policy

WHERE = {"host": "api.provider.example", "port": "443", "security": "tls"}


def test_a_company_begins_with_e_mail_alone(company):
    assert delivery.configured(company) == ("email",)
    assert delivery.setting_of(company, "sms") is None


def test_a_channel_is_on_once_it_is_settled(company):
    settle(company, "letter", "print")
    settle(company, "call", "person")
    assert delivery.configured(company) == ("email", "letter", "call")


def test_what_was_settled_is_recorded_without_the_key(company):
    delivery.keep(company, "sms", Wish("provider", WHERE, "s3cret", 45_000), None, AT)
    (event,) = Event.objects.filter(verb="settled_channel")
    assert b"s3cret" not in bytes(event.content) and b"api.provider.example" in bytes(event.content)


def test_the_same_again_changes_nothing(company):
    for _ in range(2):
        delivery.keep(company, "sms", Wish("provider", WHERE, "s3cret", 45_000), None, AT)
    assert Event.objects.filter(verb="settled_channel").count() == 1


def test_a_key_follows_to_no_other_server(company):
    delivery.keep(company, "sms", Wish("provider", WHERE, "s3cret", 45_000), None, AT)
    with pytest.raises(Unfit) as refusal:
        delivery.keep(company, "sms", Wish("provider", WHERE | {"host": "evil.example"}, None, 45_000), None, AT)
    assert "secret" in refusal.value.fields
    kept = delivery.keep(company, "sms", Wish("provider", WHERE | {"sender": "Ardoise"}, None, 45_000), None, AT)
    assert kept.secret == "s3cret"


@pytest.mark.parametrize(
    ("channel", "way", "fields", "cost"),
    [
        ("sms", "print", WHERE, 0),
        ("sms", "provider", {}, 0),
        ("sms", "provider", WHERE | {"host": "https://x"}, 0),
        ("sms", "provider", WHERE, -1),
        ("pigeon", "print", {}, 0),
        ("email", "provider", WHERE, 0),
        ("fax", "gateway", {"gateway": "not a domain"}, 0),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(company, channel, way, fields, cost):
    with pytest.raises(Unfit):
        delivery.keep(company, channel, Wish(way, fields, "key", cost), None, AT)
    assert delivery.configured(company) == ("email",)


def test_only_an_administrator_settles_channels(company, alice, bob, charlie):
    for person, refusal in [(alice, rights.Refused), (bob, rights.Refused), (charlie, rights.Missing)]:
        with pytest.raises(refusal):
            delivery.keep(company, "letter", Wish("print", {}, "", 0), person, AT)
        with pytest.raises(refusal):
            delivery.switch_off(company, "letter", person, AT)
        with pytest.raises(refusal):
            delivery.try_out(company, "sms", Wish("provider", WHERE, "x"), person)


def test_a_channel_is_tried_with_what_is_typed(company, tmp_path):
    with standing_in("sms", tmp_path) as (port, shelf):
        where = {"host": "127.0.0.1", "port": str(port), "security": "none"}
        assert delivery.try_out(company, "sms", Wish("provider", where, "standin"), None) == ""
        assert delivery.try_out(company, "sms", Wish("provider", where, "wrong"), None).startswith(
            "provider_refuses_us:401"
        )
    assert shelf.taken() == [] and delivery.configured(company) == ("email",)


def test_an_installation_may_say_which_hosts_are_called(company, settings):
    settings.PROVIDER_HOSTS = ["api.provider.example"]
    where = {"host": "127.0.0.1", "port": "1", "security": "none"}
    assert delivery.try_out(company, "sms", Wish("provider", where, "standin"), None) == "host_not_allowed:127.0.0.1"


def test_a_channel_is_switched_off_once_nothing_is_under_way(company, alice):
    from tests.actions.deliveries import to_print

    settle(company, "letter", "print")
    message = to_print(company, alice)
    Policy.objects.filter(name="by letter").update(retired_at=AT)  # no level goes by it any more
    with pytest.raises(Unfit):
        delivery.switch_off(company, "letter", None, AT)
    delivery.take_out(message, alice, AT)
    assert delivery.switch_off(company, "letter", None, AT) and not delivery.switch_off(company, "letter", None, AT)
