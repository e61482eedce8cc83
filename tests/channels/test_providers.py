"""Providers over HTTP: each failure is a known no or a perhaps, and asking sends nothing."""

from __future__ import annotations

import socket
import threading
import time
from base64 import b64decode
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.channels.providers import TODAY, setting, standing_in
from tests.channels.untrusted import untrusted

from ardoise import channels
from ardoise.channels import provider
from ardoise.channels.outcomes import Accepted, InDoubt, NotSent, Paper, Parcel
from ardoise.channels.provider import line as lines
from ardoise.channels.provider import session as sessions
from ardoise.channels.provider.line import Answer
from ardoise.channels.settings import wrong
from ardoise.domain import postal

AT = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)
ADDRESS = postal.on_one_line(["Martin & Fils", "12 rue de la Paix", "75002 PARIS"])
PAPER = Paper("lettre.pdf", "application/pdf", b"%PDF-1.7 lettre")
PARCELS = {
    "sms": Parcel("<s1@ardoise.example>", "x", "06 12 34 56 78", "fr", "", "Votre facture reste impayée.", "", ()),
    "letter": Parcel("<l1@ardoise.example>", "x", ADDRESS, "fr", "Rappel", "…", "", (PAPER,)),
    "registered_letter": Parcel("<r1@ardoise.example>", "x", ADDRESS, "fr", "Mise en demeure", "…", "", (PAPER,)),
}


def never():
    return False


def send(chosen, parcel, is_late=never):
    with channels.folder(chosen.channel).session(chosen) as session:
        session.address(parcel, AT)
        return session.hand_over(parcel, is_late)


@pytest.mark.parametrize("channel", PARCELS)
def test_what_arrives_is_what_was_written(channel, tmp_path):
    with standing_in(channel, tmp_path) as (port, shelf):
        assert isinstance(send(setting(channel, port), PARCELS[channel]), Accepted)
    (taken,) = shelf.taken()
    assert taken["key"] == PARCELS[channel].message_id and taken["message"]["kind"] == channel
    if channel == "sms":
        assert taken["message"]["to"] == "+33612345678"
    else:
        assert taken["message"]["to"] == ["Martin & Fils", "12 rue de la Paix", "75002 PARIS"]
        assert b64decode(taken["message"]["papers"][0]["content"]) == PAPER.content


def test_an_electronic_registered_letter_reaches_a_mailbox(tmp_path):
    parcel = replace(PARCELS["registered_letter"], recipient="martin@client.example")
    with standing_in("registered_letter", tmp_path) as (port, shelf):
        send(setting("registered_letter", port, "electronic"), parcel)
    assert shelf.taken()[0]["message"]["to"] == "martin@client.example"
    with pytest.raises(NotSent, match="no_address"):
        send(setting("registered_letter", 1, "electronic"), PARCELS["registered_letter"])


def test_one_line_carries_many_messages_and_survives_a_refusal(tmp_path):
    with standing_in("sms", tmp_path, by_recipient={"422": "refuse"}) as (port, shelf):
        chosen = setting("sms", port)
        with channels.folder("sms").session(chosen) as session:
            for number in range(4):
                parcel = replace(PARCELS["sms"], message_id=f"<{number}@a.example>")
                session.address(parcel, AT)
                session.hand_over(parcel, never)
                used = session.line.connection
                refused = replace(parcel, recipient="0600000422", message_id=f"<r{number}@a.example>")
                session.address(refused, AT)
                with pytest.raises(NotSent) as said:
                    session.hand_over(refused, never)
                assert said.value.is_final and session.line.connection is used
    assert len(shelf.taken()) == 4


def test_a_line_closed_while_idle_is_made_anew(tmp_path):
    with standing_in("sms", tmp_path) as (port, shelf), channels.folder("sms").session(setting("sms", port)) as session:
        session.address(PARCELS["sms"], AT)
        session.hand_over(PARCELS["sms"], never)
        session.line.connection.sock.shutdown(socket.SHUT_RDWR)
        again = replace(PARCELS["sms"], message_id="<s2@a.example>")
        session.address(again, AT)
        assert isinstance(session.hand_over(again, never), Accepted)
    assert len(shelf.taken()) == 2


@pytest.mark.parametrize("deed", ["fail", "drop", "hang"])
def test_silence_and_a_failure_of_its_own_leave_a_doubt(monkeypatch, tmp_path, deed):
    """It has taken the message all the same, be it after we gave up waiting."""
    monkeypatch.setattr(sessions, "SECONDS_TO_ANSWER", 0.3)
    with standing_in("sms", tmp_path, by_recipient={"336": deed}) as (port, shelf):
        with pytest.raises(InDoubt):
            send(setting("sms", port), PARCELS["sms"])
        until = time.monotonic() + 20
        while not shelf.taken() and time.monotonic() < until:
            time.sleep(0.01)
        assert len(shelf.taken()) == 1


def test_a_provider_that_says_come_again_has_taken_nothing(tmp_path):
    with standing_in("sms", tmp_path, by_recipient={"336": "busy"}) as (port, shelf), pytest.raises(NotSent) as said:
        send(setting("sms", port), PARCELS["sms"])
    assert not said.value.is_final and said.value.is_ours and shelf.taken() == []


def test_a_worker_held_up_too_long_hangs_up_before_the_last_byte(tmp_path):
    with standing_in("letter", tmp_path) as (port, shelf), pytest.raises(NotSent):
        send(setting("letter", port), PARCELS["letter"], is_late=lambda: True)
    assert shelf.taken() == []


@contextmanager
def scripted(*answers, is_dripping=False):
    """A server that gives these answers, one to each request, then closes, or says a byte now and then."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        caller, _ = server.accept()
        reader = caller.makefile("rb")
        for answer in answers:
            length = 0
            while (said := reader.readline().strip().lower()) != b"":
                length = int(said.split(b":")[1]) if said.startswith(b"content-length") else length
            reader.read(length)
            caller.sendall(answer)
        while is_dripping:
            try:
                caller.sendall(b"2")
            except OSError:
                break
            time.sleep(0.05)
        reader.close()
        caller.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()
        thread.join(5)


HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def answer(status, body=b"{}", more=b""):
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), more, body)


@pytest.mark.parametrize("status", [301, 302, 307, 401, 402, 403, 404, 405, 408, 410, 429])
def test_what_is_said_of_us_or_the_moment_is_final_for_no_message(status):
    """A redirect is one of them: nobody is followed elsewhere with a customer's papers."""
    elsewhere = b"Location: http://evil.example/\r\n"
    with scripted(HELLO, answer(status, more=elsewhere)) as port, pytest.raises(NotSent) as said:
        send(setting("sms", port), PARCELS["sms"])
    assert said.value.is_ours and not said.value.is_final
    assert said.value.breaks_session, "five thousand letters would each hear the same"


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_is_said_of_the_message_is_final(status):
    with scripted(HELLO, answer(status, b'{"error": "no\\r\\nX: y"}')) as port, pytest.raises(NotSent) as said:
        send(setting("sms", port), PARCELS["sms"])
    assert said.value.is_final and str(said.value) == f"provider_refused:{status} no X: y"


@pytest.mark.parametrize(
    "body", [b"<!doctype html><html>Sign in to this network</html>", b"{}", b"[1]", b"", b'{"id": ""}']
)
def test_a_yes_that_says_nothing_of_the_message_is_a_doubt(body):
    with scripted(HELLO, answer(200, body)) as port, pytest.raises(InDoubt) as said:
        send(setting("sms", port), PARCELS["sms"])
    assert str(said.value).startswith("provider_unclear:200")


def test_a_page_of_the_web_is_no_provider():
    """A sign-in page of the network answers every address with a yes: no message is said to have left by it."""
    page = answer(200, b"<!doctype html><html>Sign in to this network</html>")
    with scripted(page) as port:
        assert channels.folder("sms").test_connection(setting("sms", port)) == "provider_unlike:127.0.0.1"
    with scripted(page, page) as port, pytest.raises(NotSent) as told:
        send(setting("sms", port), PARCELS["sms"])
    assert told.value.is_ours and told.value.breaks_session and not told.value.is_final


@pytest.mark.parametrize("status", [409, 500, 502, 503, 504, 599, 199])
def test_what_is_neither_yes_nor_no_is_a_doubt(status):
    with scripted(HELLO, answer(status)) as port, pytest.raises(InDoubt):
        send(setting("sms", port), PARCELS["sms"])


def test_an_answer_that_never_ends_is_a_doubt(monkeypatch):
    monkeypatch.setattr(lines, "SECONDS_TO_ANSWER", 0.3)
    begun = b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"
    with scripted(HELLO, begun, is_dripping=True) as port, pytest.raises(InDoubt):
        send(setting("sms", port), PARCELS["sms"])


def test_an_answer_that_is_no_http_is_a_doubt():
    with scripted(HELLO, b"220 smtp here\r\n") as port, pytest.raises(InDoubt):
        send(setting("sms", port), PARCELS["sms"])


def test_a_provider_that_closes_on_the_question_has_nothing():
    with scripted() as port, pytest.raises(NotSent) as said:
        send(setting("sms", port), PARCELS["sms"])
    assert said.value.breaks_session


def test_a_provider_that_does_not_know_us_is_told_nothing():
    with scripted(answer(401, b'{"error": "who are you"}')) as port, pytest.raises(NotSent) as said:
        send(setting("sms", port), PARCELS["sms"])
    assert said.value.is_ours and "who are you" in str(said.value)


def test_a_connection_is_tested_without_sending_anything(tmp_path):
    with standing_in("sms", tmp_path) as (port, shelf):
        chosen = setting("sms", port)
        assert channels.folder("sms").test_connection(chosen) == ""
        assert channels.folder("sms").test_connection(replace(chosen, secret="other")).startswith("provider_refuses_us")
        assert channels.folder("sms").test_connection(setting("sms", port, sender="Mère")) == "sms_sender:Mère"
        unsecured = setting("sms", port, security="tls")
        assert channels.folder("sms").test_connection(unsecured) == "provider_no_tls:127.0.0.1"
    with untrusted() as port:
        secured = setting("sms", port, security="tls")
        assert channels.folder("sms").test_connection(secured) == "provider_not_trusted:127.0.0.1"
    assert channels.folder("sms").test_connection(setting("sms", 1)) == "provider_unreachable:127.0.0.1"
    assert shelf.taken() == []


def test_only_hosts_this_installation_allows_are_called():
    chosen = replace(setting("letter", 1), hosts=("api.provider.example",))
    assert channels.folder("letter").test_connection(chosen) == "host_not_allowed:127.0.0.1"


def test_nothing_leaves_this_machine_in_clear():
    chosen = setting("letter", 80, host="api.provider.example")
    assert channels.folder("letter").test_connection(chosen) == "host_needs_tls:api.provider.example"


def test_a_key_is_never_shown():
    assert "standin" not in repr(setting("sms", 1)) and "standin" not in repr(provider.place_of(setting("sms", 1)))


@pytest.mark.parametrize("key", ["a\r\nX: y", "clé"])
def test_a_key_adds_no_header(key):
    chosen = replace(setting("sms", 1), secret=key)
    assert channels.folder("sms").test_connection(chosen) == "key_not_ascii"


def test_what_became_of_a_message_is_asked_by_its_key(tmp_path):
    with standing_in("registered_letter", tmp_path) as (port, shelf):
        chosen = setting("registered_letter", port)
        place = provider.place_of(chosen)
        assert provider.ask(place, "<r1@ardoise.example>").is_known is False
        send(chosen, PARCELS["registered_letter"])
        fate = provider.ask(place, "<r1@ardoise.example>")
        assert fate.is_known and [proof.kind for proof in fate.proofs] == ["deposit", "delivery"]
        assert all(proof.on == TODAY for proof in fate.proofs)
        assert provider.fetch(place, "<r1@ardoise.example>", fate.proofs[0]).startswith(b"%PDF-")
    assert len(shelf.taken()) == 1, "asking has sent something"
    assert provider.ask(place, "<r1@ardoise.example>").is_known is None


@pytest.mark.parametrize(
    "said",
    [answer(404), answer(404, b"<html>"), answer(500), answer(200, b"[]"), answer(200, b"{" * 5000), b"nonsense\r\n"],
)
def test_what_does_not_say_so_clearly_says_nothing_of_a_message(said):
    with scripted(said) as port:
        assert provider.ask(provider.place_of(setting("sms", port)), "<1@a>").is_known is None


def test_an_endless_answer_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(lines, "BYTES_ANSWERED_MAX", 10)
    with scripted(answer(200, b'{"id": "' + b"a" * 100_000 + b'"}')) as port:
        assert provider.ask(provider.place_of(setting("sms", port)), "<1@a>").is_known in (None, True)


def test_proofs_nobody_can_read_prove_nothing():
    told = (
        b'{"id": "1", "proofs": [{"name": "../x", "kind": "deposit", "on": "2026-03-16"}, 3,'
        b' {"name": "a", "kind": "bribe", "on": "2026-03-16"}, {"name": "b", "kind": "deposit", "on": "soon"}]}'
    )
    with scripted(answer(200, told)) as port:
        assert provider.ask(provider.place_of(setting("sms", port)), "<1@a>").proofs == ()


def test_a_letter_needs_a_whole_address_and_something_to_print():
    for parcel, reason in [
        (replace(PARCELS["letter"], recipient="Martin"), "no_postal_address"),
        (replace(PARCELS["letter"], papers=(Paper("a.xlsx", "application/vnd.ms-excel", b""),)), "no_paper"),
    ]:
        for way in ("print", "provider"):
            with channels.folder("letter").session(setting("letter", 1, way)) as session, pytest.raises(NotSent) as no:
                session.address(parcel, AT)
            assert str(no.value) == reason and no.value.is_final


def test_a_form_says_what_is_wrong_with_it():
    fields = channels.folder("sms").FIELDS
    assert set(wrong(fields, setting("sms", 70_000, host="https://x/y"))) == {"host", "port"}
    assert "host" in wrong(fields, replace(setting("sms", 443), fields={}))
    assert wrong(channels.folder("letter").FIELDS, setting("letter", 1, "print")) == {}


def test_every_channel_has_its_folder():
    for name in channels.SETTLED:
        folder = channels.folder(name)
        assert folder.WAYS and callable(folder.session) and callable(folder.test_connection) and folder.REACHES
    with pytest.raises(LookupError):
        channels.folder("os")


def test_a_web_page_is_not_quoted_and_a_providers_words_are():
    assert Answer(404, b"<!doctype html><html>", False).words == "404"
    assert Answer(403, b"no such key", False).words == "403 no such key"
