"""Several lines of the day at once: put off, or approved after a look."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django_scopes import scope

from ardoise.records.models import Approval, Block, Message, Skip, Task
from tests.desk.conftest import AT, TODAY
from tests.desk.test_today import words

LATER = {"postpone-from_on": "2026-04-01", "postpone-note": "congés annuels"}


@pytest.fixture
def task(book):
    """Martin must be called about a quotation."""
    told = {"company": book.company, "customer": book.customers["PETIT"], "kind": "other", "subject": "devis"}
    with scope(company=book.company):
        return Task.objects.create(**told, due_on=TODAY, at=AT)


def fresh(task):
    with scope(company=task.company):
        return Task.objects.get(pk=task.pk)


def test_reminders_and_tasks_are_put_off_together_with_a_reason(as_alice, book, task):
    ticked = {"proposal": [book.proposals["MARTIN"].pk], "task": [task.pk]}
    told = words(as_alice.post("/day/postponements/?tab=confirm", ticked | LATER, follow=True))
    assert "1 client ne reçoit aucune relance avant le 1" in told and "1 tâche est pour le 1" in told
    assert fresh(task).due_on == date(2026, 4, 1)
    with scope(company=book.company):
        assert Block.objects.get().until_on == date(2026, 3, 31)
    assert "congés annuels" in words(as_alice.get(f"/customers/{task.customer_id}/"))
    page = as_alice.get("/day/").content.decode()
    assert f"task-{task.pk}" not in page and f"proposal-{book.proposals['MARTIN'].pk}" not in page
    assert f"proposal-{book.proposals['LEFEBVRE'].pk}" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"postpone-from_on": TODAY.isoformat(), "postpone-note": "x"}, "Choisissez un jour à venir"),
        ({"postpone-from_on": "2026-04-01", "postpone-note": " "}, "Ce champ est obligatoire"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_ticks_stand(as_alice, book, task, given, said):
    page = as_alice.post("/day/postponements/", {"task": [task.pk]} | given)
    assert said in words(page) and fresh(task).due_on == TODAY
    assert f'name="task" value="{task.pk}" data-cents="0" checked' in page.content.decode()


def test_nothing_ticked_and_what_is_over_are_told(as_alice, book, task):
    assert "Cochez au moins une ligne" in words(as_alice.post("/day/postponements/", LATER))
    with scope(company=book.company):
        Task.objects.update(done_at=AT, outcome="done")
    assert "1 tâche était déjà close" in words(
        as_alice.post("/day/postponements/", {"task": [task.pk]} | LATER, follow=True)
    )


def test_what_else_is_ticked_is_told_to_stay(as_alice, book, task):
    only = "Seuls les relances, appels et tâches"
    assert only in words(as_alice.post("/day/postponements/", {"reply": [1]} | LATER))
    assert only in words(as_alice.post("/day/postponements/", {"task": [task.pk], "promise": [1]} | LATER, follow=True))
    assert fresh(task).due_on == date(2026, 4, 1)


def test_who_only_reads_ticks_nothing_and_anothers_task_does_not_exist(as_bob, book, task, other_company):
    assert "data-ticks" not in as_bob.get("/day/").content.decode()
    assert as_bob.post("/day/postponements/", {"task": [task.pk]} | LATER).status_code == 403
    assert fresh(task).due_on == TODAY


def test_the_ticked_are_approved_after_a_look_and_one_is_back_on_the_day(as_alice, book):
    ticked = {"proposal": [proposal.pk for proposal in book.proposals.values()], "which": "ticked", "back": "work"}
    look = as_alice.post("/approvals/confirmation/", ticked)
    fingerprint = look.context["fingerprint"]
    assert 'href="/day/"' in look.content.decode() and not Approval.objects.exists()
    done = as_alice.post("/approvals/", ticked | {"fingerprint": fingerprint})
    assert done.status_code == 302 and done["Location"] == "/day/"
    with scope(company=book.company):
        assert Approval.objects.count() == len(book.proposals)
    assert as_alice.post("/approvals/confirmation/", {"back": "work"})["Location"] == "/day/"


def test_whose_last_call_still_waits_is_no_decision_yet(as_alice, book, queued):
    with scope(company=book.company):
        skip = Skip.objects.filter(run=book.run).first()
        Skip.objects.filter(pk=skip.pk).update(reason="ladder_exhausted", overdue_cents=5_000)
        line = f'id="decide-{skip.customer_id}"'
        assert line in as_alice.get("/day/").content.decode()
        Message.objects.update(customer=skip.customer, state="to_do")
    assert line not in as_alice.get("/day/").content.decode()
    told = as_alice.get("/not-chased/").content.decode()
    assert "reste à faire par une personne" in told and "déjà envoyé" not in told, "a call nobody made was not sent"
    with scope(company=book.company):
        Message.objects.update(state="sent", left_on=TODAY - timedelta(1))
    assert line in as_alice.get("/day/").content.decode()
