"""The day's run: proposed, braked where it is unusual, approved where the policy needs nobody, tasks opened once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.mails import mail

from ardoise.actions import dunning, nights, policies, replies, rights
from ardoise.actions.dunning import braking
from ardoise.actions.policies import simulation
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.law.refusals import RefusalError
from ardoise.records.models import (
    Approval,
    BankAccount,
    BankStatement,
    Brake,
    Contact,
    Customer,
    Event,
    Finding,
    Import,
    Message,
    Proposal,
    Run,
    Task,
)

LATE = AS_OF - timedelta(10)
FRIENDLY = {"key": "friendly", "days_overdue_min": 7, "channel": "email", "tone": "friendly"}
GENTLE = words.described(DEFAULT_POLICY) | {"levels": [FRIENDLY | {"days_overdue_min": 300}]}
AUTOMATIC = words.described(DEFAULT_POLICY) | {"levels": [FRIENDLY | {"is_automatic": True}]}


@pytest.fixture
def book(in_company, alice):
    """Martin and Petit are ten days late; Durand has no address."""
    for code in ("MARTIN", "PETIT", "DURAND"):
        invoice(in_company, code, 50_000, LATE)
    Contact.objects.filter(customer__code="DURAND").delete()
    Import.objects.update(ended_at=AT)
    return in_company


@pytest.fixture
def automatic(book, alice):
    """The company's policy lets its first level leave by itself; a run was made the day before."""
    policy = policies.adopt(book, alice, AT)
    policies.switch_on(policies.draft(policy, AUTOMATIC, alice, AT), alice, AT)
    Run.objects.create(company=book, policy="default", as_of=AS_OF - timedelta(1), at=AT)
    return book


def codes(rows):
    return sorted(rows.values_list("customer__code", flat=True))


def test_levels_to_confirm_wait_and_automatic_ones_are_approved_by_their_policy(automatic, alice):
    run = dunning.run(automatic, AS_OF, alice, AT)
    assert codes(run.proposals) == codes(Message.objects.all()) == ["MARTIN", "PETIT"]
    assert set(Approval.objects.values_list("by", flat=True)) == {None}
    assert run.computed_with["versions"] == {"default": 2}
    assert not Brake.objects.exists()


@pytest.mark.parametrize(
    ("words", "sender", "held"),
    [
        ("Le virement est parti hier, merci de vérifier.", "martin@client.example", ["MARTIN"]),
        ("Bien reçu.", "martin@client.example", ["MARTIN"]),
        ("Je suis absente du bureau jusqu’au 28 janvier.", "martin@client.example", []),
        ("Le virement est parti hier.", "inconnu@ailleurs.example", []),
        ("Tout est payé.", "siege@client.example", ["MARTIN"]),
    ],
)
def test_nothing_goes_by_itself_to_whoever_has_written_unread(automatic, alice, words, sender, held):
    """Durand receives for Martin, from another address than his."""
    Customer.objects.filter(code="MARTIN").update(group="DURAND", parent_receives=True)
    Contact.objects.create(
        company=automatic, customer=Customer.objects.get(code="DURAND"), email="siege@client.example", role="accounting"
    )
    replies.keep(automatic, mail(words, sender), AT)
    run = dunning.run(automatic, AS_OF, None, AT)
    waiting = run.proposals.filter(approval=None)
    assert codes(waiting.filter(customer__code__in=["MARTIN", "PETIT"])) == held
    assert "PETIT" in codes(Message.objects.all())


def test_once_somebody_has_read_it_the_next_run_goes_on_and_a_person_may_approve_before(automatic, alice):
    for number, name in enumerate(("martin", "petit")):
        replies.keep(automatic, mail("Le virement est parti hier.", f"{name}@client.example", number), AT)
    run = dunning.run(automatic, AS_OF, None, AT)
    assert codes(run.proposals) == ["MARTIN", "PETIT"] and not Message.objects.exists()
    assert dunning.approve(run.proposals.filter(customer__code="PETIT"), alice, AT).messages
    replies.reject(Finding.objects.get(reply__customer__code="MARTIN"), alice, AT)
    dunning.run(automatic, AS_OF, None, AT + timedelta(hours=1))
    assert codes(Message.objects.all()) == ["MARTIN", "PETIT"]


def test_a_run_made_again_does_nothing_twice(automatic, alice):
    told = dunning.run(automatic, AS_OF, alice, AT).figures
    assert told["proposals"] == 2 and sum(told["skips"].values()) == Customer.objects.count() - 2
    before = (Message.objects.count(), Task.objects.count(), Event.objects.filter(verb="approved").count())
    assert dunning.run(automatic, AS_OF, alice, AT + timedelta(hours=1)).figures == told
    assert (Message.objects.count(), Task.objects.count(), Event.objects.filter(verb="approved").count()) == before


def test_nothing_leaves_by_itself_where_the_policy_asks_a_person(book, alice):
    run = dunning.run(book, AS_OF, alice, AT)
    assert codes(run.proposals) == ["MARTIN", "PETIT"]
    assert not Message.objects.exists() and not Brake.objects.exists()


def test_a_first_run_that_would_send_by_itself_waits_for_a_person(automatic, alice):
    Run.objects.all().delete()
    run = dunning.run(automatic, AS_OF, alice, AT)
    assert [reason["reason"] for reason in Brake.objects.get(run=run).reasons] == ["first_run"]
    assert not Message.objects.exists()
    refused = dunning.approve(run.proposals.all(), alice, AT).refusals
    assert {refusal.reason for refusal in refused} == {"braked"}
    assert braking.release(run.brake, "premier import vérifié", alice, AT)
    assert not braking.release(run.brake, "encore", alice, AT)
    dunning.run(automatic, AS_OF, None, AT)
    assert codes(Message.objects.all()) == ["MARTIN", "PETIT"]
    verbs = list(Event.objects.filter(object_kind="brake").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["braked", "released_brake"]


def test_a_brake_is_released_by_whoever_settles_who_says_what_was_checked(automatic, alice, bob, charlie):
    Run.objects.all().delete()
    brake = dunning.run(automatic, AS_OF, alice, AT).brake
    with pytest.raises(rights.Refused):
        braking.release(brake, "vu", bob, AT)
    with pytest.raises(rights.Missing):
        braking.release(brake, "vu", charlie, AT)
    with pytest.raises(braking.Unfit):
        braking.release(brake, " ", alice, AT)
    brake.refresh_from_db()
    assert brake.released_at is None


def test_the_brake_of_tomorrows_run_is_told_beforehand_by_what_judges_it(automatic, alice):
    """Two of the three pay by direct debit, the ledger is a day too old tomorrow, and mail came back."""
    policies.change_limits(automatic, alice, AT, brake={"count_min": 1, "volume_max": 1, "runs_min": 1})
    Customer.objects.filter(code__in=["MARTIN", "DURAND"]).update(pays_by_debit=True)
    Import.objects.update(ended_at=AT - timedelta(7))
    before = AT - timedelta(3)
    run = dunning.plan(automatic, AS_OF - timedelta(3), alice, before)
    sent = dunning.approve(run.proposals.all(), alice, before).messages
    Message.objects.update(state="failed", reason="550 no such user", left_on=AS_OF - timedelta(3))
    assert sent
    version = policies.in_force(policies.adopt(automatic, alice, AT))
    tomorrow, count = AS_OF + timedelta(1), Brake.objects.count()
    told = simulation.simulate(version, tomorrow, False, alice, AT)
    assert Brake.objects.count() == count and told["is_braked_now"]
    run = dunning.run(automatic, tomorrow, alice, AT + timedelta(1))
    assert told["brake"] == Brake.objects.get(run=run).reasons
    assert {"volume_max", "debit_share", "bounce_rate", "ledger_stale"} <= {row["reason"] for row in told["brake"]}
    quiet = policies.make(automatic, "Muet", GENTLE, alice, AT)
    told = simulation.simulate(quiet, tomorrow, True, alice, AT)
    assert [row["reason"] for row in told["brake"]] == ["bounce_rate", "ledger_stale"], "nothing would leave"


def test_stale_books_stop_a_run_until_they_are_read_again(automatic, alice):
    Import.objects.update(ended_at=AT - timedelta(8))
    run = dunning.run(automatic, AS_OF, alice, AT)
    assert [reason["reason"] for reason in Brake.objects.get(run=run).reasons] == ["ledger_stale"]
    assert not Message.objects.exists()
    Import.objects.update(ended_at=AT)
    dunning.run(automatic, AS_OF, alice, AT + timedelta(hours=1))
    assert Message.objects.count() == 2
    assert list(Event.objects.filter(object_kind="brake").order_by("seq").values_list("verb", flat=True)) == [
        "braked", "lifted_brake"
    ]  # fmt: skip


def test_a_bank_that_is_brought_in_is_not_left_unread_for_weeks_unless_the_company_says_so(automatic, alice):
    account = BankAccount.objects.create(company=automatic, number="FR7630006000011234567890189", at=AT)
    told = {"company": automatic, "account": account, "imported": Import.objects.get()}
    BankStatement.objects.create(**told, line=1, currency="EUR", to_on=AS_OF - timedelta(8))
    run = dunning.run(automatic, AS_OF, alice, AT)
    assert [reason["reason"] for reason in run.brake.reasons] == ["bank_stale"]
    policies.change_limits(automatic, alice, AT, contacts_max=5)
    assert policies.limits_of(automatic).bank_days_max == 7
    policies.change_limits(automatic, alice, AT, bank_days_max=None)
    dunning.run(automatic, AS_OF, alice, AT)
    assert Message.objects.count() == 2 and braking.books_of(automatic, AS_OF).bank_on == AS_OF - timedelta(8)


def test_a_dropped_run_takes_back_what_waits_and_nothing_of_it_leaves_until_the_facts_are_others(automatic, alice, bob):
    dunning.run(automatic, AS_OF, alice, AT)
    assert Message.objects.filter(state="queued").count() == 2
    letter = Message.objects.get(customer__code="PETIT")
    Message.objects.filter(pk=letter.pk).update(state="to_do", channel="letter")  # as a worker leaves it to be printed
    Message.objects.filter(state="queued").update(state="claimed", token="t", lease_until=AT)  # and holds the other
    Import.objects.update(ended_at=AT - timedelta(8))
    brake = dunning.run(automatic, AS_OF, alice, AT).brake
    with pytest.raises(rights.Refused):
        braking.drop(brake, "périmé", bob, AT)
    assert braking.drop(brake, "grand livre périmé", alice, AT) and not braking.drop(brake, "encore", alice, AT)
    assert not braking.release(brake, "finalement", alice, AT)
    dunning.run(automatic, AS_OF, None, AT)
    assert list(Message.objects.values_list("state", "reason")) == [("suppressed", "dropped_by_hand")]
    assert not letter.items.filter(is_claimed=True).exists()
    Import.objects.update(ended_at=AT)
    dunning.run(automatic, AS_OF, None, AT + timedelta(hours=1))
    assert not Message.objects.filter(state="queued").exists()  # nothing takes it up again by itself
    dunning.run(automatic, AS_OF, alice, AT + timedelta(hours=2))
    assert codes(Message.objects.filter(state="queued")) == ["MARTIN"]  # the letter's customer is another day's
    verbs = list(Event.objects.filter(object_kind="brake").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["braked", "dropped_run", "lifted_brake"]


def test_a_file_that_lost_its_direct_debits_stops_before_the_first_letter(automatic, alice):
    """A supplier once dunned 41,300 customers whose direct debits its own file had lost."""
    for n in range(30):
        code = f"ABONNE{n}"
        customer = Customer.objects.create(company=automatic, code=code, name=f"Abonné {n}", pays_by_debit=True)
        Contact.objects.create(company=automatic, customer=customer, email=f"abonne{n}@client.example")
        invoice(automatic, code, 5_000, LATE)
    run = dunning.run(automatic, AS_OF, None, AT)
    assert "debit_share" in [reason["reason"] for reason in Brake.objects.get(run=run).reasons]
    assert not Message.objects.exists()
    assert braking.figures_of(run, AT).debit_count == 30


def test_what_was_released_stays_released_unless_something_is_wrong_that_nobody_looked_at(automatic, alice):
    Import.objects.update(ended_at=AT - timedelta(8))
    run = dunning.run(automatic, AS_OF, alice, AT)
    seen = Brake.objects.get(run=run)
    braking.release(run.brake, "grand livre inchangé", alice, AT)
    dunning.run(automatic, AS_OF, alice, AT)
    assert Message.objects.count() == 2
    later = AT + timedelta(hours=1)
    policies.change_limits(automatic, alice, later, bank_days_max=2)
    dunning.run(automatic, AS_OF, alice, later)  # a new reason
    assert (again := Brake.objects.get(run=run)).released_at is None
    with pytest.raises(braking.Unfit):  # who looked at the page of before has not seen it
        braking.release(seen, "toujours bon", alice, later)
    assert braking.release(again, "banque fermée", alice, later)
    Import.objects.update(ended_at=AT - timedelta(30))  # the last ledger was undone: the same reason, far graver
    dunning.run(automatic, AS_OF, alice, later)
    assert Brake.objects.get(run=run).released_at is None


def test_what_is_stopped_teaches_no_corridor_and_is_no_first_run(automatic, alice):
    """A manager away for a week finds the list where she left it: it does not become usual by being proposed again."""
    Run.objects.all().delete()
    for days in range(5):
        run = dunning.run(automatic, AS_OF + timedelta(days), None, AT + timedelta(days))
        assert [reason["reason"] for reason in run.brake.reasons] == ["first_run"] and not Message.objects.exists()
    usual = {"count": 1, "amount_cents": 50_000, "debit_count": 0, "first_count": 1}
    Run.objects.filter(as_of__lt=AS_OF + timedelta(3)).update(figures={"brake": usual})
    Brake.objects.filter(run__as_of__lt=AS_OF + timedelta(3)).update(released_at=AT)
    policies.change_limits(automatic, alice, AT, brake={"count_min": 0, "volume_pct_max": 150, "runs": 4})
    for days in (3, 4):  # twice what is usual, dropped, then proposed again
        at = AT + timedelta(days)
        run = dunning.run(automatic, AS_OF + timedelta(days), alice, at)
        brake = Brake.objects.get(run=run)
        assert [(r["reason"], r["usual"]) for r in brake.reasons] == [("volume", 1)]
        assert braking.drop(brake, "fichier doublé", alice, at)
    assert not Message.objects.exists()


def test_a_run_that_could_not_be_judged_proposes_nothing(automatic, alice, monkeypatch):
    """Its proposals and its brake come in one transaction: nobody approves in between."""

    def fail(run, at):
        assert run.proposals.count() == 2
        raise OSError("disk full")

    monkeypatch.setattr(braking, "weigh", fail)
    with pytest.raises(OSError, match="disk full"):
        dunning.run(automatic, AS_OF, alice, AT)
    assert not Proposal.objects.exists() and not Run.objects.filter(as_of=AS_OF).exists()


def test_a_run_made_for_a_day_gone_by_is_no_fresher_for_that(automatic, alice):
    Run.objects.update(as_of=AS_OF - timedelta(3))
    Import.objects.update(ended_at=AT - timedelta(7))
    run = dunning.run(automatic, AS_OF - timedelta(1), None, AT + timedelta(1))
    assert [reason["reason"] for reason in run.brake.reasons] == ["ledger_stale"]


def test_what_a_server_refused_is_as_good_as_come_back(automatic, alice):
    run = dunning.run(automatic, AS_OF, alice, AT)
    Message.objects.update(state="failed", reason="550 5.1.1 nobody here")
    figures = braking.figures_of(run, AT)
    assert (figures.sent_count, figures.bounced_count) == (2, 2)
    Message.objects.update(state="failed", reason="too_many_attempts")
    assert braking.figures_of(run, AT).sent_count == 0


def test_an_address_that_is_missing_becomes_a_task_once_and_the_task_ends_when_it_comes_in(automatic, alice):
    for hour in range(2):
        dunning.run(automatic, AS_OF, alice, AT + timedelta(hours=hour))
    task = Task.objects.get(kind="repair")
    assert (task.customer.code, task.done_at) == ("DURAND", None)
    Contact.objects.create(company=automatic, customer=task.customer, email="durand@client.example")
    dunning.run(automatic, AS_OF, alice, AT + timedelta(hours=3))
    task.refresh_from_db()
    assert task.done_at is not None and task.outcome == "done"
    assert "DURAND" in codes(Message.objects.all())


def test_on_the_due_date_the_collector_gets_a_task_and_the_customer_hears_nothing(book, alice):
    policy = policies.adopt(book, alice, AT)
    telling = words.described(DEFAULT_POLICY) | {"notifies_on_due": True}
    policies.switch_on(policies.draft(policy, telling, alice, AT), alice, AT)
    dunning.run(book, AS_OF - timedelta(3), alice, AT - timedelta(3))
    invoice(book, "MOREAU", 50_000, AS_OF - timedelta(2))  # a Saturday, without a run of its own
    for _ in range(2):
        dunning.run(book, AS_OF, alice, AT)
    task = Task.objects.get(kind="due_today")
    assert (task.customer.code, task.due_on, task.subject) == ("MOREAU", AS_OF, "due_today:2026-03-14")
    Task.objects.filter(pk=task.pk).update(done_at=AT, outcome="done")
    dunning.run(book, AS_OF, alice, AT)
    assert Task.objects.filter(kind="due_today").count() == 1
    assert not Message.objects.exists()


def test_a_run_needs_the_right_and_stays_in_its_company(automatic, other_company, bob, charlie):
    with pytest.raises(rights.Refused):
        dunning.run(automatic, AS_OF, bob, AT)
    with pytest.raises(rights.Missing):
        dunning.run(automatic, AS_OF, charlie, AT)
    run = dunning.run(other_company, AS_OF, charlie, AT)
    assert run.figures["proposals"] == 0 and not Message.objects.exists()


def test_the_night_makes_the_run_of_each_working_day_once(automatic, monkeypatch):
    from ardoise.actions import nights

    assert nights.run_nights(lambda: AT) == 0  # the books came in a moment ago: more may come
    Import.objects.update(ended_at=AT - timedelta(hours=2))
    assert nights.run_nights(lambda: AT) == 1
    assert Run.objects.filter(as_of=AS_OF).count() == 1 and Message.objects.count() == 2
    assert nights.run_nights(lambda: AT) == 0
    sunday = AT + timedelta(6)
    assert sunday.date().weekday() == 6 and nights.run_nights(lambda: sunday) == 0
    assert nights.run_nights(lambda: AT.replace(hour=2) + timedelta(1)) == 0
    assert Run.objects.latest("as_of").as_of == AS_OF


def test_the_day_of_a_run_is_given_never_read(automatic):
    run = dunning.run(automatic, date(2026, 3, 17), None, AT + timedelta(1))
    assert run.as_of == date(2026, 3, 17)


def test_a_look_ahead_takes_the_place_of_no_run(book, alice):
    """A day mistyped must not open its tasks now, nor keep every later one from being approved, or from being run."""
    run = dunning.run(book, AS_OF, alice, AT)
    with pytest.raises(RefusalError):
        dunning.run(book, AS_OF + timedelta(1), alice, AT)
    dunning.plan(book, AS_OF + timedelta(400), alice, AT)
    outcome = dunning.approve(run.proposals.all(), alice, AT)
    assert not outcome.refusals and codes(Message.objects.all()) == ["MARTIN", "PETIT"]
    assert nights.is_due(book, AT + timedelta(1))
