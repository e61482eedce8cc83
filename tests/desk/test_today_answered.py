"""Nobody says yes to a reminder over a mail that came while its page stood open."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from django_scopes import scope

from ardoise.actions import replies
from ardoise.actions.replies.unread import last_unread
from ardoise.actions.sending import rechecking
from ardoise.desk.frame import clock
from ardoise.desk.today import approvals
from ardoise.records.models import Approval, Contact, Customer, Message, Reply
from tests.actions.mails import mail
from tests.desk.conftest import AT


def martin_wrote(book):
    with scope(company=book.company):
        whose = book.proposals["MARTIN"].customer
        Contact.objects.update_or_create(company=book.company, customer=whose, email="martin@client.example")
        replies.keep(book.company, mail("Le virement est parti hier."), AT)
        return Reply.objects.get()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_whoever_opened_a_reminder_before_a_mail_came_says_yes_to_it_once_more(as_alice, book, headers):
    url = f"/proposals/{book.proposals['MARTIN'].pk}/approval/"
    assert as_alice.get(url.replace("approval/", "")).context["unread"] == 0
    reply = martin_wrote(book)
    told = as_alice.post(url, {"unread": "0"}, headers=headers)
    assert "a écrit depuis que vous avez ouvert ceci" in told.content.decode() and told.context["unread"] == reply.pk
    with scope(company=book.company):
        assert not Approval.objects.exists()
    as_alice.post(url, {"unread": reply.pk}, headers=headers)
    with scope(company=book.company):
        assert Approval.objects.get().proposal == book.proposals["MARTIN"]


def test_of_several_ticked_nothing_is_approved_where_one_has_written_since_the_look(as_alice, book):
    look = as_alice.post("/approvals/confirmation/", {"which": "all"})
    martin_wrote(book)
    page = as_alice.post("/approvals/", {"which": "all", "fingerprint": look.context["fingerprint"]}, follow=True)
    assert "Rien n’a été validé" in page.content.decode()
    with scope(company=book.company):
        assert not Approval.objects.exists()
    again = as_alice.post("/approvals/confirmation/", {"which": "all"})
    as_alice.post("/approvals/", {"which": "all", "fingerprint": again.context["fingerprint"]})
    with scope(company=book.company):
        assert Approval.objects.count() == 2


def test_whoever_approves_several_at_once_is_told_which_of_them_have_written(as_alice, book):
    """All of a list of many pages, or a list that stood open before the mail came."""
    assert not as_alice.post("/approvals/confirmation/", {"which": "all"}).context["wrote"]
    martin_wrote(book)
    with scope(company=book.company):
        Customer.objects.filter(pk=book.proposals["MARTIN"].customer_id).update(name="Martin <b>& Fils</b>")
    look = as_alice.post("/approvals/confirmation/", {"which": "all"})
    shown = look.content.decode()
    assert "1 client a écrit, et personne ne l’a encore lu" in shown and "<strong>Martin &lt;b&gt;" in shown
    assert list(look.context["wrote"]) == ["Martin <b>& Fils</b>"]
    other = next(one.pk for code, one in book.proposals.items() if code != "MARTIN")
    assert "a écrit" not in as_alice.post("/approvals/confirmation/", {"proposal": [other]}).content.decode()


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_mail_kept_between_the_look_and_the_yes_keeps_the_reminder_from_leaving(
    as_alice, book, monkeypatch, is_alone
):
    """Whoever says yes has seen what was there when their look began, and no more."""
    ticks, looks = count(), []
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(seconds=next(ticks)))
    look = as_alice.post("/approvals/confirmation/", {"which": "all"}).context["fingerprint"]

    def looked(company, among):
        looks.append(last_unread(company, among))
        if len(looks) == 1:
            replies.keep(company, mail("Le virement est parti hier."), AT, clock=clock.now)
        return looks[0]

    with scope(company=book.company):
        whose = book.proposals["MARTIN"].customer
        Contact.objects.update_or_create(company=book.company, customer=whose, email="martin@client.example")
    monkeypatch.setattr(approvals, "last_unread", looked)
    if is_alone:
        as_alice.post(f"/proposals/{book.proposals['MARTIN'].pk}/approval/", {"unread": "0"})
    else:
        as_alice.post("/approvals/", {"which": "all", "fingerprint": look})
    assert looks == [0]
    with scope(company=book.company):
        message = Message.objects.select_related("customer", "company").get(customer=whose)
        assert rechecking.why_not(message, AT + timedelta(hours=1)) == "reply_unread"
