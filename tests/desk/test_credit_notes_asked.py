"""Whoever issues credit notes, on the pages: who they are, that they were asked, that they were not, and the button."""

from __future__ import annotations

import pytest
from django_scopes import scope

from ardoise.actions import policies, sending
from ardoise.records.models import Dispute, MailServer, Message
from tests.conftest import person
from tests.desk.conftest import AT, signed_in
from tests.desk.test_today import words

ISSUER = "factures@ardoise.example"


@pytest.fixture
def dispute(book):
    with scope(company=book.company):
        MailServer.objects.create(company=book.company, host="127.0.0.1", port=1, security="none")
        return Dispute.objects.get()


def moved(client, dispute, **headers):
    return client.post(f"/disputes/{dispute.pk}/stage/", {"stage-stage": "credit_note_to_issue"}, headers=headers)


def asked(client, dispute):
    return client.post(f"/disputes/{dispute.pk}/credit-note/", follow=True)


def mails(company):
    with scope(company=company):
        return list(Message.objects.filter(level="credit_asked"))


def test_who_issues_them_is_kept_with_the_other_settings(as_alice, book, dispute):
    page = as_alice.get("/policies/limits/")
    given = {name: field for name, field in page.context["form"].initial.items() if field is not None}
    given |= {name: value for name, value in page.context["corridor"].initial.items() if value is not None}
    answer = as_alice.post("/policies/limits/", given | {"credit_notes_to": ISSUER})
    assert answer.status_code == 302
    assert f'value="{ISSUER}"' in as_alice.get("/policies/limits/").content.decode()
    wrong = as_alice.post("/policies/limits/", given | {"credit_notes_to": "durand@client.example"})
    assert wrong.status_code in (200, 302)


def test_nobody_to_write_to_is_said_and_where_to_name_them(as_alice, book, dispute):
    moved(as_alice, dispute)
    page = as_alice.get(f"/disputes/{dispute.pk}/")
    assert "Personne n’est prévenu des avoirs" in words(page) and "#id_credit_notes_to" in page.content.decode()
    assert "/credit-note/" not in page.content.decode()


def test_moved_it_is_asked_for_and_the_page_says_so(as_alice, alice, book, dispute):
    policies.change_limits(book.company, alice, AT, credit_notes_to=ISSUER)
    page = as_alice.post(f"/disputes/{dispute.pk}/stage/", {"stage-stage": "credit_note_to_issue"}, follow=True)
    assert f"l’avoir est demandé par courriel à {ISSUER}" in words(page) and len(mails(book.company)) == 1
    assert f"a demandé l’avoir à {ISSUER}" in words(page) and "Avoir pour le" in words(page)
    assert "/credit-note/" not in page.content.decode() and "avoir pour le" in words(as_alice.get("/disputes/"))
    assert "déjà" in words(asked(as_alice, dispute)) and len(mails(book.company)) == 1


def test_one_that_failed_is_an_alert_and_asked_for_again_by_a_button(as_alice, alice, book, dispute):
    policies.change_limits(book.company, alice, AT, credit_notes_to=ISSUER)
    moved(as_alice, dispute)
    with scope(company=book.company):
        Message.objects.filter(level="credit_asked").update(state="failed", reason="refused:550")
    assert f"{ISSUER} n’a pas reçu la demande d’avoir" in words(as_alice.get("/day/"))
    assert "avoir demandé à personne" in words(as_alice.get("/disputes/"))
    page = as_alice.get(f"/disputes/{dispute.pk}/")
    assert f"Le demander à {ISSUER}" in words(page) and "Redemandez-le" in words(page)
    assert f"un courriel part à {ISSUER}" in words(asked(as_alice, dispute)) and len(mails(book.company)) == 2
    assert "n’a pas reçu" not in words(as_alice.get("/day/"))


def test_only_who_may_keep_disputes_asks_and_only_of_their_company(as_alice, alice, book, dispute):
    policies.change_limits(book.company, alice, AT, credit_notes_to=ISSUER)
    moved(as_alice, dispute)
    reader = signed_in(person("rita", book.company, "reader"))
    assert asked(reader, dispute).status_code == 403
    stranger = signed_in(person("zoe"))
    assert asked(stranger, dispute).status_code in (403, 404)
    assert as_alice.get(f"/disputes/{dispute.pk}/credit-note/").status_code == 405


def test_one_that_is_no_more_waited_for_is_not_asked_for(as_alice, alice, book, dispute):
    policies.change_limits(book.company, alice, AT, credit_notes_to=ISSUER)
    assert "plus rien à demander" in words(asked(as_alice, dispute)) and not mails(book.company)
    with scope(company=book.company):
        assert not sending.dispatch(book.company, lambda: AT).counts
