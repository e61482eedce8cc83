"""The day in one list: everything that waits, the most pressing first, one's own and those one stands in for."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django_scopes import scope

from ardoise.actions import disputes, replies, tasks, worklist
from ardoise.actions.restraints import Unfit
from ardoise.desk.aged_balance import books
from ardoise.domain.worklist import priority
from ardoise.records.models import (
    Absence,
    Contact,
    Customer,
    Dispute,
    Event,
    Membership,
    Message,
    Promise,
    Reply,
    Skip,
    Task,
)
from tests.actions.books import invoice, pay
from tests.actions.mails import mail
from tests.conftest import person
from tests.desk.conftest import AT, TODAY, doubted, signed_in
from tests.desk.test_today import words


@pytest.fixture
def day(book, alice):
    """Martin must be called, Durand contests in a mail, Petit promised and did not pay."""
    with scope(company=book.company):
        martin, petit = book.customers["MARTIN"], book.customers["PETIT"]
        Task.objects.create(
            company=book.company, customer=martin, kind="other", subject="devis à revoir", due_on=TODAY, at=AT
        )
        replies.keep(book.company, mail("Nous contestons la facture.", "durand@client.example"), AT)
        Promise.objects.filter(customer=petit).update(
            promised_on=TODAY - timedelta(10), opened_on=TODAY - timedelta(20)
        )
    return book


def test_the_day_asks_the_database_few_things_however_often_it_is_looked_at(
    as_alice, day, django_assert_max_num_queries
):
    as_alice.get("/day/")
    with django_assert_max_num_queries(66) as asked:
        as_alice.get("/day/")
    said = [query["sql"] for query in asked.captured_queries]
    asking = sum(sql.startswith('SELECT "records_membership"."role"') for sql in said)
    assert asking <= 2, "the role is known to the page"
    assert not any('FROM "records_entry"' in sql and "SUM" in sql for sql in said), "no whole book is added up"


def test_everything_that_waits_is_in_one_list(as_alice, day):
    page = words(as_alice.get("/day/"))
    assert "devis à revoir" in page and "Litige" in page and "non tenu" in page and "Lefebvre" in page
    lines = re.findall(r"data-open[^>]*>([^<]+)</a>", as_alice.get("/day/").content.decode())
    assert [name.split()[0] for name in lines][:2] == ["Petit", "Durand"], "the most pressing first"


def test_of_missing_addresses_that_of_the_largest_debt_comes_first_with_its_amount(as_alice, day):
    with scope(company=day.company):
        small, large = Skip.objects.order_by("pk")[:2]
        for skip, cents in ((small, 1_100_000), (large, 1_234_500)):
            Skip.objects.filter(pk=skip.pk).update(overdue_cents=cents)
        tasks.open_repairs(day.company, {skip.customer_id: "email" for skip in (small, large)}, TODAY, AT)
        first, second = large.customer.name, small.customer.name
    page = words(as_alice.get("/day/?tab=tasks")).replace("\u202f", " ")
    assert 0 <= page.find(first) < page.find("12 345,00") < page.find(second) < page.find("11 000,00")


def test_a_message_that_came_back_is_called_so_with_the_way_to_the_contact_and_why(as_alice, day, alice):
    with scope(company=day.company):
        martin = Customer.objects.get(code="MARTIN")
        facts = {"company": day.company, "customer": martin}
        refused = {"email_refused_at": AT, "email_refused": "550 5.1.1 User unknown"}
        Contact.objects.create(name="Zoé", role="accounting", email="zoe@client.example", **facts, **refused)
        task = Task.objects.create(kind="bounce", subject="Rappel : 1 200,00 €", due_on=TODAY, at=AT, **facts)
    page = words(as_alice.get("/day/?tab=tasks"))
    assert "Courrier revenu" in page and "Rappel : 1 200,00" not in page, "it is no reminder to confirm"
    page = as_alice.get(f"/tasks/{task.pk}/").content.decode()
    assert "550 5.1.1 User unknown" in page and "#contacts" in page and 'data-key="z"' in page


def test_a_promise_that_was_kept_is_nothing_to_do(as_alice, day):
    with scope(company=day.company):
        from ardoise.records.models import Entry

        pay(day.company, "PETIT", Entry.objects.get(document="FA-4"), on=TODAY - timedelta(12))
    assert "non tenu" not in words(as_alice.get("/day/"))


def test_a_promise_kept_in_part_says_how_much_came_and_asks_for_the_rest(as_alice, day):
    with scope(company=day.company):
        on = TODAY - timedelta(12)
        invoice(day.company, "PETIT", -30_000, on, kind="payment", booked_on=on)
    page = words(as_alice.get("/day/?tab=promises"))
    assert "tenue en partie : 300,00" in page.replace("\xa0", " ") and "500,00" in page


def test_a_broken_promise_shows_whoever_was_to_call_before_until_what_it_was_about_is_paid(as_alice, day, alice):
    from ardoise.records.models import Entry
    from tests.actions.books import pay

    with scope(company=day.company):
        petit, long_ago = day.customers["PETIT"], AT - timedelta(15)
        tasks.ask(petit, "call", "voir avec le chef", TODAY + timedelta(9), alice, long_ago)
    assert "non tenue" in words(as_alice.get("/day/")), "a call planned before it was broken hides nothing"
    with scope(company=day.company):
        tasks.put_off(Task.objects.get(kind="call"), TODAY + timedelta(2), alice, AT)
    assert "non tenue" not in words(as_alice.get("/day/")), "somebody saw to it since"
    with scope(company=day.company):
        Task.objects.filter(kind="call").delete()
        pay(day.company, "PETIT", Entry.objects.get(document="FA-4"), on=TODAY)
    books.forget()  # the tests' own payment is no act
    assert "non tenue" not in words(as_alice.get("/day/")), "late, but paid"


def test_whom_no_level_can_be_said_to_any_more_is_a_persons_until_something_is_noted(as_alice, day, alice):
    with scope(company=day.company):
        moreau = Customer.objects.get(code="MOREAU")
        facts = {
            "company": day.company,
            "run": day.run,
            "customer": moreau,
            "overdue_cents": 90_000,
            "policy": "default",
        }
        Skip.objects.filter(run=day.run, customer=moreau).delete()
        Skip.objects.create(reason="amount_above", open_cents=90_000, **facts)
    page = words(as_alice.get("/day/?tab=tasks"))
    assert "Moreau" in page and "trop élevé pour le niveau" in page
    with scope(company=day.company):
        tasks.ask(moreau, "other", "écrire à la direction", TODAY + timedelta(3), alice, AT)
    assert "Moreau" not in words(as_alice.get("/day/?tab=tasks"))


def test_a_dispute_waits_for_whoever_is_asked_then_for_whoever_reads_the_answer(as_alice, as_bob, day, alice, bob):
    with scope(company=day.company):
        dispute = disputes.assign(Dispute.objects.get(), bob, alice, AT)
    waits = "votre réponse est attendue : Prix"
    assert waits in words(as_bob.get("/day/?tab=tasks")) and waits not in words(as_alice.get("/day/"))
    as_bob.post(f"/disputes/{dispute.pk}/remarks/", {"remark-text": "La remise était promise."})
    assert waits not in words(as_bob.get("/day/"))
    assert "bob a répondu sur le litige" in words(as_alice.get("/day/?tab=replies"))
    as_alice.post(f"/disputes/{dispute.pk}/stage/", {"stage-stage": "credit_note_to_issue"})
    assert "a répondu" not in words(as_alice.get("/day/"))


def test_a_doubt_is_ended_where_it_stands_and_what_did_not_arrive_waits_until_somebody_sees_to_it(
    as_alice, day, queued, alice
):
    url, htmx = f"/outbox/{queued.pk}/", {"HX-Request": "true"}
    doubted(queued)
    panel = as_alice.get(f"{url}?row=message-{queued.pk}", headers=htmx).content.decode()
    assert 'data-key="y"' in panel and 'data-key="o"' in panel
    given = {"outcome": "count_as_sent", "row": f"message-{queued.pk}"}
    answer = as_alice.post(f"{url}decision/", given, headers=htmx)
    assert f'"row": "message-{queued.pk}"' in answer["HX-Trigger-After-Settle"]
    with scope(company=day.company):
        Message.objects.filter(pk=queued.pk).update(state="failed", reason="550 No such user")
    assert "n’est pas arrivé" in words(as_alice.get("/day/?tab=alerts")).replace("'", "’")
    beside = f"/day/customers/{queued.customer_id}/"
    assert "corrigez-la" in words(as_alice.get(beside, headers=htmx))
    as_alice.post(f"{beside}outcome/", {"outcome": "message_left"})
    assert "n’est pas arrivé" not in words(as_alice.get("/day/?tab=alerts")).replace("'", "’")


def test_one_kind_of_work_at_a_time(as_alice, day):
    page = words(as_alice.get("/day/?tab=replies"))
    assert "Litige" in page and "devis à revoir" not in page


def test_only_mine_and_those_i_stand_in_for(as_alice, day, alice, bob):
    with scope(company=day.company):
        Customer.objects.filter(code="MARTIN").update(collector=bob)
    assert "devis à revoir" not in words(as_alice.get("/day/?mine=1"))
    with scope(company=day.company):
        worklist.delegate(day.company, bob, alice, TODAY, TODAY + timedelta(5), alice, AT)
    assert "devis à revoir" in words(as_alice.get("/day/?mine=1"))


def test_the_next_step_stands_beside_the_last_contact(as_alice, day):
    page = words(as_alice.get("/day/?tab=confirm"))
    assert "→ Rappel amiable" in page
    with scope(company=day.company):
        day.run.proposals.filter(customer__code="MARTIN").delete()
        Skip.objects.create(
            company=day.company, run=day.run, customer=day.customers["MARTIN"], reason="waiting_next_level",
            level="firm", on=TODAY + timedelta(3),
        )  # fmt: skip
    assert re.search(r"→ Relance ferme, \d", words(as_alice.get("/day/?tab=tasks")))
    with scope(company=day.company):
        Skip.objects.filter(customer__code="MARTIN").update(reason="ladder_exhausted", level="formal_notice")
    assert "→" not in words(as_alice.get("/day/?tab=tasks")), "the last level has left: none comes"


def test_a_task_opens_beside_the_list_and_leads_back_to_it(as_alice, day):
    with scope(company=day.company):
        task = Task.objects.get()
    panel = as_alice.get(f"/tasks/{task.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel and 'name="back" value="work"' in panel and 'data-key="o"' in panel
    answer = as_alice.post(f"/tasks/{task.pk}/closing/", {"end": "done", "back": "work"})
    assert answer["Location"] == "/day/"
    assert "1 ligne traitée aujourd’hui" in words(as_alice.get("/day/"))
    with scope(company=day.company):
        reply = Reply.objects.get()
    as_alice.post(f"/proposals/{day.proposals['LEFEBVRE'].pk}/approval/")
    as_alice.post(f"/replies/{reply.pk}/closing/")
    assert "3 lignes traitées aujourd’hui" in words(as_alice.get("/day/"))


class TestAbsences:
    def test_are_noted_once_and_taken_back(self, book, alice, bob):
        Membership.objects.filter(user=bob).update(role="collector")
        with scope(company=book.company):
            for _ in range(2):
                absence = worklist.delegate(book.company, alice, bob, TODAY, TODAY, alice, AT)
            assert Event.objects.filter(verb="delegated").count() == 1
            assert worklist.hands(bob, book.company, TODAY) == sorted({alice.pk, bob.pk})
            assert worklist.hands(bob, book.company, TODAY + timedelta(1)) == [bob.pk]
            assert worklist.call_back(absence, alice, AT) and not Absence.objects.exists()

    def test_who_stands_in_and_is_away_too_hands_on_both(self, book, alice, bob, charlie):
        Membership.objects.filter(user=bob).update(role="collector")
        Membership.objects.create(company=book.company, user=charlie, role="collector")
        with scope(company=book.company):
            worklist.delegate(book.company, alice, bob, TODAY, TODAY, alice, AT)
            worklist.delegate(book.company, bob, charlie, TODAY, TODAY, bob, AT)
            worklist.delegate(book.company, charlie, alice, TODAY + timedelta(1), TODAY + timedelta(1), charlie, AT)
            assert worklist.hands(charlie, book.company, TODAY) == sorted({alice.pk, bob.pk, charlie.pk})
            worklist.delegate(book.company, charlie, alice, TODAY, TODAY, charlie, AT)  # all are away: nobody's is lost
            assert len(worklist.hands(alice, book.company, TODAY)) == 3

    def test_make_sense(self, book, alice, bob, charlie):
        with scope(company=book.company):
            for to, until in ((alice, TODAY), (bob, TODAY - timedelta(1))):
                with pytest.raises(Unfit):
                    worklist.delegate(book.company, alice, to, TODAY, until, alice, AT)

    def test_leave_the_work_to_somebody_who_may_do_it(self, as_alice, book, alice, bob):
        with scope(company=book.company), pytest.raises(Unfit):
            worklist.delegate(book.company, alice, bob, TODAY, TODAY, alice, AT)
        assert f'<option value="{bob.pk}"' not in as_alice.get("/day/absences/").content.decode()
        given = {"delegate": bob.pk, "from_on": f"{TODAY}", "until_on": f"{TODAY}"}
        assert as_alice.post("/day/absences/", given).status_code == 200
        with scope(company=book.company):
            assert not Absence.objects.exists()

    def test_are_typed_on_their_page(self, as_alice, book, bob):
        Membership.objects.filter(user=bob).update(role="collector")
        given = {"delegate": bob.pk, "from_on": f"{TODAY}", "until_on": f"{TODAY}"}
        assert as_alice.post("/day/absences/", given).status_code == 302
        assert "bob" in words(as_alice.get("/day/absences/"))


def test_who_is_done_reads_what_tomorrow_brings(as_alice, day):
    assert "Rien n’est prévu demain." in words(as_alice.get("/day/?tab=returns"))
    tomorrow = TODAY + timedelta(1)
    with scope(company=day.company):
        Task.objects.update(due_on=tomorrow)
        Skip.objects.filter(customer__code="MOREAU").update(reason="in_grace", on=tomorrow)
    assert "Demain : 1 appel ou tâche, 1 relance." in words(as_alice.get("/day/?tab=returns"))


def test_the_month_stands_beside_its_target(as_alice, book):
    as_alice.post("/day/targets/", {"cents": "10 000,00"})
    assert 'x1="51%"' in as_alice.get("/day/").content.decode(), (
        "a line where the month should stand on its sixteenth day"
    )
    assert "10 000,00" in words(as_alice.get("/day/")).replace("\u202f", " ").replace("\xa0", " ")
    assert "Écrivez un montant" in words(as_alice.post("/day/targets/", {"cents": "x"}, follow=True))


def test_a_salesperson_sees_only_their_customers_work(book, day):
    sam = person("sam", book.company, "salesperson")
    with scope(company=book.company):
        pay(book.company, "MARTIN", book.late, on=TODAY)
    page = signed_in(sam).get("/day/")
    assert "devis à revoir" not in words(page) and page.context["month"]["cents"] == 0
    with scope(company=book.company):
        Customer.objects.filter(code="MARTIN").update(salesperson=sam)
    assert signed_in(sam).get("/day/").context["month"]["cents"] > 0, "what their own customers paid"


def test_priorities_stay_within_a_hundred_and_money_and_waiting_raise_them():
    assert priority("call", 10_000_000, 99) == 90 and priority("braked", 10_000_000, 99) == 100
    assert priority("confirm", 0, 0, 100) == 80 and priority("confirm", 0, 0, 0) < priority("call")


class TestACallNobodyHadPlanned:
    def line(self, book):
        return book.customers["PETIT"].pk

    def panel(self, as_alice, book):
        return as_alice.get(f"/day/customers/{self.line(book)}/?row=promise-1", headers={"HX-Request": "true"})

    def test_opens_beside_the_list_with_what_stands_and_whom_to_call(self, as_alice, day):
        page = self.panel(as_alice, day).content.decode()
        assert "<html" not in page and "Petit" in page and 'value="promise-1"' in page
        assert "rompue" in page or "non tenue" in page, "the promise that was not kept"
        assert 'data-begin="Appeler' in page
        assert "<html" in as_alice.get(f"/day/customers/{self.line(day)}/").content.decode(), "of its own"

    def test_is_noted_and_its_row_leaves(self, as_alice, day):
        given = {"outcome": "message_left", "note": "rappelle demain", "row": "promise-1"}
        url = f"/day/customers/{self.line(day)}/outcome/"
        answer = as_alice.post(url, given, headers={"HX-Request": "true"})
        assert '"row": "promise-1"' in answer["HX-Trigger-After-Settle"] and not answer.content
        with scope(company=day.company):
            assert Task.objects.get(kind="call").outcome == "message_left"
        assert "non tenue" not in words(as_alice.get("/day/")), "who was called today is not asked for again"

    def test_who_was_slower_is_told_and_notes_nothing_twice(self, as_alice, day, charlie):
        url, seen = f"/day/customers/{self.line(day)}/outcome/", re.compile(r'name="seen" value="(\d+)"')
        before = seen.search(self.panel(as_alice, day).content.decode())[1]
        with scope(company=day.company):
            Membership.objects.create(company=day.company, user=charlie, role="collector")
            tasks.note_call(day.customers["PETIT"], "message_left", charlie, AT)
            given = {"outcome": "message_left", "row": "promise-1", "seen": before}
            page = as_alice.post(url, given, headers={"HX-Request": "true"}).content.decode()
            assert "a été plus rapide" in page and Task.objects.filter(kind="call").count() == 1
            as_alice.post(url, given | {"seen": seen.search(page)[1]}, headers={"HX-Request": "true"})
            assert Task.objects.filter(kind="call").count() == 2, "who looked again may note a second call"

    def test_a_new_promise_leaves_the_old_one_not_kept_in_the_timeline(self, as_alice, day):
        given = {"promise-on": f"{TODAY + timedelta(9)}", "promise-amount": "100,00", "outcome": "promise"}
        as_alice.post(f"/day/customers/{self.line(day)}/outcome/", given)
        told = words(as_alice.get(f"/customers/{self.line(day)}/"))
        assert "Promesse close" in told and "non tenue" in told and "attendue" in told

    def test_nobody_answering_comes_back_another_day(self, as_alice, day):
        as_alice.post(f"/day/customers/{self.line(day)}/outcome/", {"outcome": "no_answer"})
        page = words(as_alice.get("/day/"))
        assert "non tenue" not in page and "Prévues 1" in page

    def test_is_put_off_to_a_day_with_its_words(self, as_alice, day):
        url = f"/day/customers/{self.line(day)}/task/"
        as_alice.post(url, {"on": (TODAY + timedelta(3)).isoformat(), "subject": "voir avec le chef"})
        with scope(company=day.company):
            assert Task.objects.get(kind="call").due_on == TODAY + timedelta(3)
        for wrong in ("", "2020-01-01"):
            assert "alert" in as_alice.post(url, {"on": wrong}).content.decode()

    def test_what_cannot_be_noted_is_said(self, as_alice, day):
        url = f"/day/customers/{self.line(day)}/outcome/"
        page = as_alice.post(url, {"outcome": "promise"}, headers={"HX-Request": "true"}).content.decode()
        assert 'class="error"' in page
        with scope(company=day.company):
            assert not Task.objects.filter(kind="call").exists()

    @pytest.mark.parametrize("told", ["", "0", "-5", "nan", "1e3", "1.5", "99999", "9" * 30, "٣"])
    def test_counts_without_a_length_where_what_is_told_is_none(self, as_alice, day, told):
        url = f"/day/customers/{self.line(day)}/outcome/"
        as_alice.post(url, {"outcome": "message_left", "seconds": told}, headers={"HX-Request": "true"})
        with scope(company=day.company):
            assert "seconds" not in json.loads(bytes(Event.objects.get(verb="called").content))["after"]

    @pytest.mark.parametrize("outcome", ["message_left", "no_answer", "wrong_contact", "plan_asked"])
    def test_tells_its_length_in_the_timeline_whatever_came_of_it(self, as_alice, day, outcome):
        url = f"/day/customers/{self.line(day)}/outcome/"
        answer = as_alice.post(url, {"outcome": outcome, "seconds": "192"}, headers={"HX-Request": "true"})
        assert "3\\u00a0min\\u00a012\\u00a0s" in answer["HX-Trigger-After-Settle"]
        assert "3\u00a0min\u00a012\u00a0s" in words(as_alice.get(f"/customers/{self.line(day)}/"))

    @pytest.mark.parametrize("kind", ["proposal", "reply", "dispute"])
    def test_leaves_a_row_that_asks_for_more_than_a_call(self, as_alice, day, kind):
        given = {"outcome": "message_left", "row": f"{kind}-1"}
        url = f"/day/customers/{self.line(day)}/outcome/"
        told = as_alice.post(url, given, headers={"HX-Request": "true"})["HX-Trigger-After-Settle"]
        assert "row-again" in told and "row-done" not in told

    def test_is_for_those_who_may(self, as_bob, day):
        url = f"/day/customers/{self.line(day)}/outcome/"
        assert as_bob.post(url, {"outcome": "reached"}).status_code == 403
        assert 'name="outcome"' not in self.panel(as_bob, day).content.decode()


def test_a_line_says_how_late_since_when_nothing_was_said_and_whom_to_reach(as_alice, day):
    page = words(as_alice.get("/day/"))
    assert "En jeu" in page and "Dernier contact" in page and "Interlocuteur" in page
    assert "aucun" in page, "nothing was said to Petit yet"
