"""Calling from a row of the day: what to say, the way back to what is to be decided, and all of it without a script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scope

from ardoise.actions import dunning, templates
from ardoise.actions.templates import Place, Words
from ardoise.records.models import Customer, Message, Promise, Task
from tests.desk.conftest import AT, TODAY
from tests.desk.test_customers import words

BESIDE = {"HX-Request": "true"}


def script_of(client, book, code):
    return words(client.get(f"/day/customers/{book.customers[code].pk}/script/", headers=BESIDE))


def test_the_words_of_a_call_are_those_of_the_level_that_comes(as_alice, book, alice):
    type(alice).objects.filter(pk=alice.pk).update(first_name="Alice", last_name="Arnaud")
    said = script_of(as_alice, book, "MARTIN")
    assert "Le niveau qui vient : Rappel amiable" in said
    assert "Alice Arnaud" in said and "FA-1" in said and "1 650,50" in said.replace("\u202f", " ").replace("\xa0", " ")
    assert "À qui parlez-vous" in said and "À noter" in said


def test_once_it_was_said_they_are_those_of_the_next_or_of_what_was_said_last(as_alice, book, kept):
    with scope(company=book.company):
        Message.objects.filter(pk=kept.pk).update(state="sent", left_on=TODAY)
        assert "Le dernier niveau dit : Rappel amiable" in script_of(as_alice, book, "MARTIN"), "said today"
        Message.objects.filter(pk=kept.pk).update(left_on=TODAY - timedelta(8), as_of=TODAY - timedelta(8))
    assert "Le niveau qui vient : Relance ferme" in script_of(as_alice, book, "MARTIN")
    with scope(company=book.company):
        dunning.approve([book.proposals["LEFEBVRE"]], None, AT)
        Message.objects.filter(customer__code="LEFEBVRE").update(state="sent", level="formerly_so")
        lefebvre = book.customers["LEFEBVRE"] = Customer.objects.get(code="LEFEBVRE")
        lefebvre.entries.update(gone_on=TODAY)
    assert "Rien à réclamer" in script_of(as_alice, book, "LEFEBVRE"), "nothing of an invented invoice is said"


def test_a_promise_stands_and_the_words_are_those_of_the_last_level(as_alice, book, kept):
    from ardoise.actions import restraints
    from ardoise.actions.restraints import Noted

    with scope(company=book.company):
        restraints.promise(book.customers["MARTIN"], 1_000, TODAY + timedelta(3), Noted("", TODAY, None, AT))
    assert "Le dernier niveau dit : Rappel amiable" in script_of(as_alice, book, "MARTIN")


def test_who_was_never_written_to_and_is_in_peace_has_no_words(as_alice, book):
    assert "Rien à réclamer" in script_of(as_alice, book, "MOREAU")


def test_they_are_the_company_s_own_words_where_it_has_some(as_alice, book, alice):
    place = Place("friendly", "fr", "", "call")
    with scope(company=book.company):
        templates.save(book.company, place, Words("Appel", "Allô {{customer_name}}, {{total}} ?"), alice, AT)
    assert "Allô Martin &amp; Fils" in script_of(as_alice, book, "MARTIN")


def test_another_company_s_customer_has_none_to_show(as_charlie, book):
    assert as_charlie.get(f"/day/customers/{book.customers['MARTIN'].pk}/script/").status_code in (302, 403, 404)


@pytest.mark.parametrize(
    ("row", "back"),
    [
        ("proposal-7", "Retour à la relance"),
        ("reply-7", "Retour à la réponse"),
        ("dispute-7", "Retour au litige"),
        ("promise-7", None),
        ("task-7", None),
        ("x", None),
    ],
)
def test_from_what_is_still_to_be_decided_a_key_leads_back(as_alice, book, row, back):
    address = f"/day/customers/{book.customers['MARTIN'].pk}/?row={row}"
    page = as_alice.get(address, headers=BESIDE).content.decode()
    assert ("Retour" in page) == bool(back) and (not back or back in page)
    if back:
        kind = row.partition("-")[0]
        assert f'href="{reverse(kind, args=[7])}" hx-get="{reverse(kind, args=[7])}"' in page


def test_without_a_script_a_row_is_called_and_written_to(as_alice, book):
    """The links of a reminder's own page lead to a page on which the call is noted, and it back to the reminder."""
    proposal, martin = book.proposals["MARTIN"], book.customers["MARTIN"]
    page = as_alice.get(f"/proposals/{proposal.pk}/").content.decode()
    assert f'href="/day/customers/{martin.pk}/?row=proposal-{proposal.pk}"' in page
    assert f'href="{reverse("write", args=[martin.pk])}"' in page and "hx-get" not in page
    page = as_alice.get(f"/day/customers/{martin.pk}/?row=proposal-{proposal.pk}").content.decode()
    assert "<html" in page and 'name="outcome"' in page and 'name="entry"' in page
    assert 'hx-target="#panel"' not in re.sub(r"<details class=\"script\".*?</details>", "", page, flags=re.S)
    given = {"outcome": "message_left", "row": f"proposal-{proposal.pk}"}
    answer = as_alice.post(f"/day/customers/{martin.pk}/outcome/", given)
    assert answer.status_code == 302 and answer["Location"] == f"/proposals/{proposal.pk}/"
    with scope(company=book.company):
        assert Task.objects.get(customer=martin).outcome == "message_left"


def test_without_a_script_what_is_refused_comes_back_as_a_page(as_alice, book):
    martin = book.customers["MARTIN"]
    page = as_alice.post(f"/day/customers/{martin.pk}/outcome/", {"outcome": "promise"}).content.decode()
    assert "<html" in page and 'class="error"' in page
    with scope(company=book.company):
        assert not Promise.objects.filter(customer=martin).exists()


def test_who_only_reads_is_offered_no_call(as_bob, book):
    assert 'data-key="c"' not in as_bob.get(f"/proposals/{book.proposals['MARTIN'].pk}/").content.decode().replace(
        'data-call-end data-call-on data-key="c"', ""
    )
    assert as_bob.get(f"/day/customers/{book.customers['MARTIN'].pk}/script/").status_code == 403


def test_an_empty_tab_says_where_something_is_left(as_alice, book):
    page = as_alice.get("/day/?tab=returns&mine=1")
    page = as_alice.get("/day/?tab=returns")
    assert "Plus rien ici" in words(page) and "Reste ailleurs : À confirmer 2" in words(page)
    assert 'href="?tab=confirm"' in page.content.decode()
    narrowed = as_alice.get("/day/?tab=confirm&send=late")
    assert "À confirmer 2" in words(narrowed).partition("Reste ailleurs")[2]


def test_where_nothing_is_left_at_all_nothing_is_named(as_alice, book):
    with scope(company=book.company):
        dunning.approve(list(book.proposals.values()), None, AT)
        Message.objects.update(state="kept")
    page = words(as_alice.get("/day/"))
    assert "Reste ailleurs" not in page
