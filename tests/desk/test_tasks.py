"""Calls and tasks: the script, the number, the outcome; what has changed is said before anybody calls."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from ardoise.actions import replies, tasks
from ardoise.channels.outcomes import ToDo
from ardoise.records.models import Contact, Customer, Document, Finding, Promise, Reply, Task
from tests.actions.books import pay
from tests.actions.deliveries import by_channel, reachable, settle
from tests.actions.mails import mail
from tests.desk.conftest import AT, TODAY


@pytest.fixture
def call(book, queued):
    """Lefebvre is to be called."""
    with scope(company=book.company):
        settle(book.company, "call", "person")
        queued.customer = reachable(book.company, "LEFEBVRE")
        message = by_channel(queued, "call", "to_do")
        return tasks.begin(message, ToDo("call", message.recipient, "Bonjour, votre facture FA-6…"), AT)


def fresh(task):
    with scope(company=task.company):
        return Task.objects.select_related("message").get(pk=task.pk)


def test_a_call_waits_with_its_script_and_its_number(as_bob, call):
    assert "Lefebvre" in as_bob.get("/tasks/").content.decode()
    page = as_bob.get(f"/tasks/{call.pk}/").content.decode()
    assert "+33 6 12 34 56 78" in page and "votre facture FA-6" in page
    assert 'name="outcome"' not in page, "bob only reads"


def test_the_numbers_of_many_whose_payment_came_back_are_read_together(as_bob, call):
    told = {"company": call.company, "kind": "other", "subject": "payment_returned", "due_on": TODAY, "at": AT}
    with scope(company=call.company):
        Task.objects.bulk_create(Task(customer=one, **told) for one in Customer.objects.all())
    with CaptureQueriesContext(connection) as asked:
        assert as_bob.get("/tasks/").content.decode().count("+33 6 12 34 56 78") == 2
    assert sum("records_contact" in query["sql"] for query in asked) == 1


def test_a_promise_made_on_the_telephone(as_alice, call):
    given = {"outcome": "promise"}
    given |= {"promise-on": "2026-03-20", "promise-amount": "21 000,00", "promise-note": "par virement"}
    as_alice.post(f"/tasks/{call.pk}/outcome/", given)
    assert fresh(call).outcome == "promise" and fresh(call).message.state == "sent"
    with scope(company=call.company):
        assert Promise.objects.get(customer=call.customer).amount_cents == 2_100_000


@pytest.mark.parametrize(
    "given",
    [
        {"outcome": "promise"},
        {"outcome": "bribe"},
        {},
        {"outcome": "promise", "promise-on": "x", "promise-amount": "y"},
    ],
)
def test_what_cannot_be_noted_is_said(as_alice, call, given):
    assert as_alice.post(f"/tasks/{call.pk}/outcome/", given).status_code == 200
    assert fresh(call).done_at is None


def test_a_call_somebody_asked_for_shows_what_is_owed_and_offers_it(as_alice, book, alice):
    with scope(company=book.company):
        asked = tasks.ask(book.customers["MARTIN"], "call", "avant la fin du mois", TODAY, alice, AT)
    page = as_alice.get(f"/tasks/{asked.pk}/").content.decode()
    assert re.search(rf'name="entry" value="{book.late.pk}"[^>]* checked', page) and "FA-2" in page
    assert re.search(r'name="promise-amount" value="1.650,50"', page), "what is overdue is offered as promised"
    assert f'id="put-off" name="on" value="{TODAY + timedelta(7)}"' in page and "Ce qu’il faut dire" not in page


def test_nobody_answered(as_alice, call):
    as_alice.post(f"/tasks/{call.pk}/outcome/", {"outcome": "no_answer"})
    assert (fresh(call).attempts, fresh(call).due_on) == (1, TODAY + timedelta(1))


def test_who_has_paid_is_not_to_be_called(as_alice, call, book):
    with scope(company=book.company):
        pay(book.company, "LEFEBVRE", call.message.items.get().entry)
    page = as_alice.get(f"/tasks/{call.pk}/").content.decode()
    assert "N’appelez pas" in page and 'value="promise"' not in page
    assert fresh(call).done_at is None, "looking changes nothing"
    as_alice.post(f"/tasks/{call.pk}/opening/")
    assert fresh(call).outcome == "dropped" and fresh(call).message.state == "suppressed"


def test_whoever_is_about_to_call_sees_that_they_have_written(as_alice, call):
    """On the task, and in the bar of a call that any line of My day opens; once it is read, no more."""
    pages = (f"/tasks/{call.pk}/", reverse("work_customer", args=[call.customer_id]))
    assert not [
        page
        for page in pages
        if "personne ne l’a encore lu" in as_alice.get(page, headers={"HX-Request": "true"}).content.decode()
    ]
    with scope(company=call.company):
        address = Contact.objects.filter(customer=call.customer).exclude(email="").first().email
        replies.keep(call.company, mail("J’ai réglé hier.", address), AT)
        reply = Reply.objects.get()
    for page in pages:
        told = as_alice.get(page, headers={"HX-Request": "true"}).content.decode()
        assert "personne ne l’a encore lu" in told and f"/replies/{reply.pk}/" in told
    assert 'name="outcome"' in as_alice.get(pages[0]).content.decode(), "the call may be made"
    as_alice.post(f"/replies/{reply.pk}/closing/")
    assert not [
        page
        for page in pages
        if "personne ne l’a encore lu" in as_alice.get(page, headers={"HX-Request": "true"}).content.decode()
    ]


def test_a_task_is_put_off(as_alice, call):
    as_alice.post(f"/tasks/{call.pk}/postponement/", {"on": "2026-03-25"})
    assert fresh(call).due_on.isoformat() == "2026-03-25"
    for wrong in ("", "2020-01-01"):
        as_alice.post(f"/tasks/{call.pk}/postponement/", {"on": wrong})
    assert fresh(call).due_on.isoformat() == "2026-03-25"


def test_a_missing_address_is_repaired(as_alice, book):
    durand = book.customers["DURAND"]
    with scope(company=book.company):
        tasks.open_repairs(book.company, {durand.pk: "letter"}, TODAY, AT)
        task = Task.objects.get()
    page = as_alice.get(f"/tasks/{task.pk}/").content.decode()
    assert f"/customers/{durand.pk}/address/" in page
    as_alice.post(f"/tasks/{task.pk}/closing/", {"end": "dropped", "note": "parti"})
    assert fresh(task).outcome == "dropped"


def test_a_salesperson_sees_only_their_own(salesperson, call, book):
    from tests.desk.conftest import signed_in

    with scope(company=book.company):
        tasks.open_repairs(book.company, {book.customers["DURAND"].pk: "letter"}, TODAY, AT)
        other = Task.objects.exclude(pk=call.pk).get()
        assert Contact.objects.exists()
    zoe = signed_in(salesperson)
    page = zoe.get("/tasks/").content.decode()
    assert "Lefebvre" in page and "Durand" not in page
    assert zoe.get(f"/tasks/{other.pk}/").status_code == 404
    assert zoe.post(f"/tasks/{call.pk}/outcome/", {"outcome": "reached"}).status_code == 403


def test_a_copy_that_is_wanted_is_said_in_words_with_the_copy_that_is_here(as_alice, book, alice):
    martin = book.customers["MARTIN"]
    with scope(company=book.company):
        paper = {"content_type": "application/pdf", "content": b"%PDF", "at": AT, "by": alice}
        for number in ("FA-1", "FA-2"):
            Document.objects.create(
                company=book.company, customer=martin, number=number, name=f"{number}.pdf", sha256=number, **paper
            )
        replies.keep(book.company, mail("Merci de nous renvoyer une copie de la facture FA-1 de mars."), AT)
        Reply.objects.update(customer=martin)
        task, key = replies.accept(Finding.objects.get(situation="copy_wanted"), alice, AT), Reply.objects.get().pk
    assert "demande une copie · FA-1" in as_alice.get("/tasks/").content.decode()
    page = as_alice.get(f"/tasks/{task.pk}/").content.decode()
    assert "renvoyer une copie" in page and "FA-1.pdf" in page and "FA-2.pdf" not in page
    writing = f"/customers/{martin.pk}/writing/?reply={key}"
    assert writing in page, "writing answers the mail that asked"
    form = as_alice.get(writing).content.decode()
    assert "ci-joint" in form and re.findall(r'name="documents" value="\d+"[^>]* checked', form)


def test_what_falls_due_today_is_said_in_words(as_alice, book):
    with scope(company=book.company):
        told = {"company": book.company, "customer": book.customers["MARTIN"], "kind": "due_today", "at": AT}
        task = Task.objects.create(subject=f"due_today:{TODAY}", due_on=TODAY, **told)
        Task.objects.create(subject="due_today:2026-03-14", due_on="2026-03-14", **told)  # nobody saw to it
    for address in ("/tasks/", f"/tasks/{task.pk}/", "/day/"):
        page = as_alice.get(address).content.decode()
        assert "échoit aujourd’hui" in page and "due_today:" not in page
    with scope(company=book.company):
        Task.objects.create(subject="copy_wanted", due_on=TODAY, **told | {"kind": "other"})
    timeline = as_alice.get(f"/customers/{book.customers['MARTIN'].pk}/").content.decode()
    for page in (as_alice.get("/day/").content.decode(), timeline):
        assert (
            "échu le 14" in page
            and "demande une copie" in page
            and "copy_wanted" not in page
            and "due_today:" not in page
        )


def test_a_visit_ends_in_its_own_words_and_not_in_those_of_a_call(as_alice, book, queued):
    with scope(company=book.company):
        settle(book.company, "visit", "person")
        queued.customer = reachable(book.company, "LEFEBVRE")
        visit = tasks.begin(by_channel(queued, "visit", "to_do"), ToDo("visit", "", "Bonjour…"), AT)
    page = as_alice.get(f"/tasks/{visit.pk}/").content.decode()
    assert "Mauvaise adresse" in page and "Personne sur place" in page and "Mauvais numéro" not in page
    as_alice.post(f"/tasks/{visit.pk}/outcome/", {"outcome": "wrong_contact", "note": "local vide"})
    told = as_alice.get(f"/customers/{visit.customer_id}/").content.decode()
    assert "Mauvaise adresse" in told and "Mauvais numéro" not in told
