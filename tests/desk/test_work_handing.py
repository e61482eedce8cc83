"""Any line of the day handed over: it stands in exactly one person's day, saying from whom and why."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django_scopes import scope

from ardoise.actions import handovers, instalments, replies
from ardoise.actions.handovers import OPEN
from ardoise.actions.reconciliation.returning import SUBJECT as RETURNED
from ardoise.actions.restraints import Noted
from ardoise.records.models import Customer, Dispute, Event, Handover, Membership, Message, Promise, Skip, Task
from tests.actions.books import invoice
from tests.actions.mails import mail
from tests.conftest import person
from tests.desk.conftest import AT, TODAY, doubted, signed_in
from tests.desk.test_today import words

ROW = re.compile(r'<tr id="([a-z]+-[0-9]+)"')
WHY = "elle connaît leur comptable"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def zoe(company):
    return person("zoe", company, "collector")


@pytest.fixture
def full(book, alice, kept, queued):
    """A day on which a line of each kind waits, all of Alice's customers."""
    company, at = book.company, {"company": book.company, "due_on": TODAY, "at": AT}
    with scope(company=company):
        customers = {customer.code: customer for customer in Customer.objects.all()}
        petit, moreau = customers["PETIT"], customers["MOREAU"]
        Task.objects.create(customer=petit, kind="other", subject="devis à revoir", **at)
        Task.objects.create(customer=moreau, kind="other", subject=RETURNED, **at)
        replies.keep(company, mail("Nous contestons la facture.", "durand@client.example"), AT)
        Dispute.objects.update(deadline_on=TODAY - timedelta(3))
        Promise.objects.update(promised_on=TODAY - timedelta(10), opened_on=TODAY - timedelta(20))
        Customer.objects.create(company=company, code="BERNARD", name="Bernard")
        back = invoice(company, "BERNARD", 70_000, TODAY - timedelta(9), "REJ-1", kind="returned_payment")
        type(back).objects.filter(pk=back.pk).update(booked_on=TODAY - timedelta(2))
        girard = Customer.objects.create(company=company, code="GIRARD", name="Girard")
        owed = invoice(company, "GIRARD", 60_000, TODAY - timedelta(40), "FA-9")
        instalments.agree(girard, {owed: None}, [(TODAY, 30_000), (TODAY + timedelta(30), 30_000)],
                          Noted("", TODAY, alice, AT))  # fmt: skip
        decided = {"company": company, "run": book.run, "reason": "ladder_exhausted", "overdue_cents": 9_000}
        Skip.objects.create(customer=Customer.objects.create(company=company, code="SIMON", name="Simon"), **decided)
        doubted(queued)
        Message.objects.filter(pk=kept.pk).update(state="failed", reason="550")
        roche = Customer.objects.create(company=company, code="ROCHE", name="Roche")
        waiting = book.run.proposals.first()
        waiting.pk, waiting.customer = None, roche
        waiting.save()
        Customer.objects.update(collector=alice)
    return book


def rows(user, *, is_mine=True):
    """The lines of somebody's day."""
    page = signed_in(user).get("/day/?mine=1" if is_mine else "/day/").content.decode()
    found = ROW.findall(page)
    assert len(found) == len(set(found))
    return set(found)


def given(key, to, why=WHY):
    name, _dash, row = key.partition("-")
    return {name: row, "row": key, "handing-to": to.pk, "handing-words": why}


def test_each_line_is_on_exactly_one_persons_day_wherever_it_is_handed(full, alice, bob, zoe):
    Membership.objects.filter(user=bob).update(role="collector")
    people, all_lines = (alice, bob, zoe), rows(alice, is_mine=False)
    assert {key.partition("-")[0] for key in all_lines} == set(OPEN), "a line of each kind waits"
    assert rows(alice) == all_lines and not rows(bob) and not rows(zoe)
    given_to = {key: (zoe, bob)[position % 2] for position, key in enumerate(sorted(all_lines))}
    first, *others = sorted(all_lines)
    for key in (first, *others):
        assert signed_in(alice).post("/day/handovers/", given(key, given_to[key])).status_code == 302, key
        if key == first:
            assert rows(alice) == all_lines - {first} and rows(given_to[first]) == {first}
    for user in (zoe, bob):
        page = signed_in(user).get("/day/?mine=1")
        assert set(ROW.findall(page.content.decode())) == {key for key, to in given_to.items() if to == user}
        counted = page.context
        assert counted["total"] == sum(n for _key, _name, n in counted["tabs"]) == len(set(given_to) & rows(user))
    assert rows(alice, is_mine=False) == all_lines and not rows(alice), "everybody's list is as it was"
    for key in sorted(all_lines):
        assert signed_in(zoe).post(f"/day/handovers/{key}/end/").status_code == 302
    assert [rows(user) for user in people] == [all_lines, set(), set()]


def test_a_line_says_from_whom_and_why_and_the_timeline_too(full, alice, zoe, as_alice):
    with scope(company=full.company):
        task = Task.objects.get(subject="devis à revoir")
    as_alice.post("/day/handovers/", given(f"task-{task.pk}", zoe, "<b>elle</b> les connaît"))
    page = signed_in(zoe).get("/day/?mine=1").content.decode()
    assert "alice vous la confie" in page and "&lt;b&gt;elle&lt;/b&gt; les connaît" in page
    assert "alice la confie à zoe" in words(as_alice.get("/day/"))
    told = words(as_alice.get(f"/customers/{task.customer_id}/"))
    assert "Ligne de la journée confiée" in told and "les connaît" in told and "zoe" in told
    assert "zoe" in words(as_alice.get("/tasks/"))


def test_several_ticked_lines_are_handed_over_at_once(full, zoe, as_alice, alice):
    lines = sorted(rows(alice))[:5]
    ticked = {"handing-to": zoe.pk, "handing-words": WHY}
    for key in lines:
        name, _dash, row = key.partition("-")
        ticked.setdefault(name, []).append(row)
    told = words(as_alice.post("/day/handovers/?mine=1", ticked, follow=True))
    assert "5 lignes confiées à zoe" in told and set(lines) == rows(zoe)
    again = words(as_alice.post("/day/handovers/?mine=1", ticked, follow=True))
    assert "5 lignes étaient déjà" in again


def test_what_is_wrong_is_said_and_the_ticks_stand(full, bob, as_alice, alice, zoe):
    with scope(company=full.company):
        task = Task.objects.get(subject="devis à revoir")
    ticked = {"task": [task.pk]}
    page = as_alice.post("/day/handovers/", ticked | {"handing-to": zoe.pk}).content.decode()
    assert "Ce champ est obligatoire" in page and f'name="task" value="{task.pk}" data-cents="0" checked' in page
    page = as_alice.post("/day/handovers/", ticked | {"handing-to": bob.pk, "handing-words": WHY}).content.decode()
    assert "Sélectionnez un choix valide" in page, "who may only read is no choice"
    page = words(as_alice.post("/day/handovers/", {"handing-to": zoe.pk, "handing-words": WHY}))
    assert "Cochez au moins une ligne" in page
    with scope(company=full.company):
        assert not Handover.objects.exists()


class TestBesideTheList:
    @pytest.fixture
    def row(self, full):
        with scope(company=full.company):
            return f"task-{Task.objects.get(subject='devis à revoir').pk}"

    def test_the_form_says_who_has_it_and_hands_it_over(self, as_alice, row, zoe, bob):
        page = as_alice.get(f"/day/handovers/{row}/", headers=HTMX).content.decode()
        assert "<html" not in page and f'<option value="{zoe.pk}"' in page and f'<option value="{bob.pk}"' not in page
        assert "<html" in as_alice.get(f"/day/handovers/{row}/").content.decode(), "without a script, a page"
        mine = HTMX | {"HX-Current-URL": "http://testserver/day/?mine=1"}
        told = as_alice.post("/day/handovers/", given(row, zoe), headers=mine)["HX-Trigger-After-Settle"]
        assert "row-done" in told and row in told
        page = words(as_alice.get(f"/day/handovers/{row}/", headers=HTMX))
        assert WHY in page and "Rendre à alice" in page
        told = signed_in(zoe).post(f"/day/handovers/{row}/end/", headers=mine)["HX-Trigger-After-Settle"]
        assert "row-done" in told

    def test_it_stays_where_it_stands_in_everybodys_list(self, as_alice, row, zoe):
        url = HTMX | {"HX-Current-URL": "http://testserver/day/"}
        assert "row-again" in as_alice.post("/day/handovers/", given(row, zoe), headers=url)["HX-Trigger-After-Settle"]

    def test_what_is_wrong_is_said_in_its_place(self, as_alice, row, zoe):
        answer = as_alice.post("/day/handovers/", given(row, zoe, " "), headers=HTMX)
        assert answer["HX-Retarget"] == "#handing" and "Ce champ est obligatoire" in words(answer)

    def test_who_was_faster_is_told(self, full, as_alice, alice, row, zoe):
        shown = re.search(r'name="seen_at" value="([^"]+)"', as_alice.get(f"/day/handovers/{row}/").content.decode())[1]
        with scope(company=full.company):
            key = int(row.partition("-")[2])
            Handover.objects.create(
                company=full.company, customer_id=Task.objects.get(pk=key).customer_id, kind="task", row=key,
                to=zoe, by=zoe, at=AT + timedelta(days=9999),
            )  # fmt: skip
        carla = person("carla", full.company, "collector")
        told = words(as_alice.post("/day/handovers/", given(row, carla) | {"seen_at": shown}, follow=True))
        assert "zoe a été plus rapide" in told
        with scope(company=full.company):
            assert Handover.objects.get().to == zoe

    def test_nobody_else_finds_it(self, row, full, as_bob, as_charlie, other_company, zoe, as_alice):
        assert as_bob.get(f"/day/handovers/{row}/").status_code == 403
        assert as_bob.post("/day/handovers/", given(row, zoe)).status_code == 403
        stranger = signed_in(person("zed", other_company, "collector"))
        assert stranger.get(f"/day/handovers/{row}/").status_code == 404
        stranger.post(f"/day/handovers/{row}/end/")
        stranger.post("/day/handovers/", given(row, zoe))
        for absurd in ("brake-1", "task-x", "coming-3", "task-99999999999999999999"):
            assert as_alice.get(f"/day/handovers/{absurd}/").status_code == 404
            assert as_alice.post(f"/day/handovers/{absurd}/end/").status_code == 404
        with scope(company=full.company):
            assert not Handover.objects.exists() and not Event.objects.filter(verb="handed_over").exists()

    def test_what_is_over_says_so(self, full, as_alice, row):
        with scope(company=full.company):
            Task.objects.update(done_at=AT, outcome="done")
        assert "C’est terminé" in words(as_alice.get(f"/day/handovers/{row}/", headers=HTMX))


def test_who_is_to_answer_a_dispute_is_another_thing_than_who_follows_it(full, alice, bob, zoe, as_alice):
    Membership.objects.filter(user=bob).update(role="collector")
    with scope(company=full.company):
        Dispute.objects.update(stage="waiting_resolver", resolver=bob)
        dispute = Dispute.objects.get()
    key = f"dispute-{dispute.pk}"
    assert key in rows(alice) and key in rows(bob), "late: Alice follows it; Bob is to answer"
    as_alice.post("/day/handovers/", given(key, zoe))
    assert key not in rows(alice) and key in rows(zoe) and key in rows(bob)
    with scope(company=full.company):
        assert Dispute.objects.get().resolver == bob
        assert handovers.held(full.company, [handovers.Matter(dispute.customer_id, "dispute", dispute.pk)])
    page = words(as_alice.get(f"/day/handovers/{key}/", headers=HTMX))
    assert "qui suit le litige" in page
