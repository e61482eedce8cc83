"""The door: who comes in, by what, into which company; and what is said to whoever does not."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from ardoise.actions.session_links import make_link
from ardoise.records.models import Membership
from tests.desk.conftest import signed_in
from tests.desk.test_today import words

PASSWORD = "correct horse battery staple"


def test_name_and_password_open_the_desk(alice, book):
    client = Client()
    assert client.get("/").url == "/sign-in/?next=/"
    assert client.post("/sign-in/", {"username": "alice", "password": PASSWORD}).url == "/"
    assert client.get("/").status_code == 200


def test_a_wrong_password_is_a_sentence_that_does_not_tell_who_exists(alice):
    known = words(Client().post("/sign-in/", {"username": "alice", "password": "x"}))
    unknown = words(Client().post("/sign-in/", {"username": "nobody", "password": "x"}))
    assert "ne vont pas ensemble" in known and known == unknown.replace("nobody", "alice")


def test_ten_wrong_passwords_close_the_door_for_a_while(alice):
    client = Client()
    for _attempt in range(10):
        answer = client.post("/sign-in/", {"username": "alice", "password": "wrong"})
    assert answer.status_code == 429 and "Trop de tentatives" in words(answer)
    assert client.post("/sign-in/", {"username": "alice", "password": PASSWORD}).status_code == 429


def tries(forwarded_for: str, password: str = "wrong", times: int = 1, name: str = "alice") -> int:
    """The status of the last of so many attempts from there, through a proxy of this machine."""
    client = Client(HTTP_X_FORWARDED_FOR=forwarded_for)
    for _attempt in range(times):
        answer = client.post("/sign-in/", {"username": name, "password": password})
    return answer.status_code


def test_behind_a_proxy_wrong_passwords_shut_the_door_to_where_they_came_from_and_to_nobody_else(alice):
    assert tries("203.0.113.9", times=10) == 429
    assert tries("203.0.113.9", PASSWORD) == 429
    assert tries("203.0.113.9, 192.0.2.4", PASSWORD) == 302, (
        "Alice herself, who says what she likes of whence she comes"
    )


@pytest.mark.parametrize(
    "invented", ["192.0.2.{n}, 203.0.113.9", "192.0.2.{n},  ::ffff:203.0.113.9 ", "x{n}, 203.0.113.9"]
)
def test_who_invents_addresses_gets_no_more_attempts(alice, invented):
    told = [tries(invented.format(n=n)) for n in range(10)]
    assert told == [200] * 9 + [429]
    assert tries("203.0.113.9", PASSWORD) == 429


def test_a_network_of_ipv6_is_one_caller_and_what_is_no_address_is_the_proxy(alice):
    assert tries("2001:db8::1", times=9) == 200 and tries("2001:db8::abcd:1") == 429
    assert tries("2001:db8:0:1::1", PASSWORD) == 302
    assert [tries("unknown", times=5), tries("_hidden:80", times=4), tries("", times=1)] == [200, 200, 429]


def test_who_does_not_come_through_a_proxy_of_this_machine_is_not_believed(alice):
    stranger = {"REMOTE_ADDR": "203.0.113.9"}
    for n in range(10):
        client = Client(**stranger, HTTP_X_FORWARDED_FOR=f"192.0.2.{n}")
        answer = client.post("/sign-in/", {"username": "alice", "password": "wrong"})
    assert answer.status_code == 429


def test_who_comes_in_begins_to_count_anew(alice):
    for _morning in range(2):
        assert tries("203.0.113.9", times=9) == 200
        assert tries("203.0.113.9", PASSWORD) == 302


def test_after_sign_in_one_goes_on_where_one_wanted_to_go_but_never_to_another_site(alice, book):
    form = {"username": "alice", "password": PASSWORD}
    assert Client().post("/sign-in/", {**form, "next": "/outbox/"}).url == "/outbox/"
    assert Client().post("/sign-in/", {**form, "next": "https://elsewhere.example/"}).url == "/"


def test_the_link_of_the_terminal_signs_in_once(alice, book):
    link = make_link(alice)
    first, second = Client(), Client()
    assert first.get(link).url == "/" and first.get("/").status_code == 200
    assert second.get(link).status_code == 410 and second.get("/").status_code == 302


def test_two_at_once_with_the_same_link_only_one_comes_in(alice, book):
    from ardoise.actions.session_links import redeem
    from tests.desk.conftest import AT

    signed = make_link(alice).rstrip("/").rpartition("/")[2]
    assert redeem(signed, AT) and not redeem(signed, AT)


def test_the_link_dies_after_half_an_hour(alice, book):
    link = make_link(alice)
    with time_machine.travel("2046-01-01", tick=False):
        assert Client().get(link).status_code == 410


@pytest.mark.parametrize("signed", ["x", "x:y:z", "..", "%00", "a" * 3000])
def test_an_invented_link_signs_nobody_in(signed, alice):
    client = Client()
    assert client.get(f"/sign-in/link/{signed}/").status_code in (404, 410)
    assert client.get("/").status_code == 302


def test_the_link_works_on_this_machine_only(alice, book):
    link = make_link(alice)
    assert Client(REMOTE_ADDR="203.0.113.9").get(link).status_code == 410
    assert Client(HTTP_X_FORWARDED_FOR="203.0.113.9").get(link).status_code == 410
    assert Client().get(link).status_code == 302, "and neither attempt used it up"


def test_a_closed_user_finds_the_link_dead(alice, book):
    link = make_link(alice)
    alice.is_active = False
    alice.save()
    assert Client().get(link).status_code == 410


def test_signing_out_ends_the_session(as_alice, book):
    as_alice.post("/sign-out/")
    assert as_alice.get("/").status_code == 302


def test_the_browser_says_the_language_until_the_person_does(alice, book):
    assert "Sign in" in words(Client().get("/sign-in/", headers={"accept-language": "en-GB,en"}))
    assert "Se connecter" in words(Client().get("/sign-in/", headers={"accept-language": "fr"}))
    client = signed_in(alice)
    assert "Aujourd’hui" in words(client.get("/", headers={"accept-language": "en"}))
    client.post("/language/", {"language": "en", "next": "/outbox/"})
    assert "Outbox" in words(client.get("/outbox/", headers={"accept-language": "fr"}))


def test_a_stranger_may_choose_the_language_of_the_sign_in_page():
    client = Client()
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert "Sign in" in words(client.get("/sign-in/", headers={"accept-language": "fr"}))


def test_going_back_never_leads_to_another_site(as_alice, book):
    for address in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        assert as_alice.post("/theme/", {"theme": "dark", "next": address}).url == "/"


def test_the_theme_is_kept_with_the_person(as_alice, alice, book):
    as_alice.post("/theme/", {"theme": "dark", "next": "/"})
    assert 'data-bs-theme="dark"' in as_alice.get("/").content.decode()
    assert as_alice.post("/theme/", {"theme": "purple"}).status_code == 400


def test_one_works_in_one_company_at_a_time_among_ones_own(alice, book, other_company):
    Membership.objects.create(user=alice, company=other_company, role="reader")
    client = signed_in(alice)
    assert "Martin" in words(client.get("/"))
    client.post("/company/", {"company": other_company.pk})
    assert "Martin" not in words(client.get("/")) and "Voisine" in words(client.get("/"))
    assert client.get(f"/proposals/{book.proposals['MARTIN'].pk}/").status_code == 404
    assert client.post("/runs/").status_code == 403, "a reader there, whatever she is here"


@pytest.mark.parametrize("asked", ["", "0", "x", "999999", "²", "1 OR 1=1"])
def test_nobody_switches_into_a_company_of_others(as_charlie, book, asked):
    assert as_charlie.post("/company/", {"company": asked or book.company.pk}).status_code == 404
    assert "Martin" not in words(as_charlie.get("/"))


def test_whoever_leaves_the_company_is_out_at_once(as_alice, alice, book):
    alice.memberships.all().delete()
    answer = as_alice.get("/")
    assert answer.status_code == 403 and "aucune société" in words(answer)


def test_a_fragment_asked_without_a_session_takes_the_whole_page_to_sign_in(book):
    answer = Client().get(f"/proposals/{book.proposals['MARTIN'].pk}/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/sign-in/"


def test_a_form_without_its_token_is_refused(alice, book):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/runs/").status_code == 403


def test_no_page_may_run_what_is_not_ours(as_alice, book):
    answer = as_alice.get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    page = answer.content.decode()
    assert "style=" not in page and "onclick" not in page and "<script>" not in page
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page


def test_an_address_that_only_does_something_says_so_when_it_is_opened(as_alice):
    answer = as_alice.get("/approvals/")
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert "Rien n’a été changé" in answer.content.decode()


def test_a_form_that_is_not_ours_is_refused_in_a_sentence(company, alice):
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    answer = stranger.post("/runs/")
    assert answer.status_code == 403 and "Rechargez" in answer.content.decode().replace("rechargez", "Rechargez")
