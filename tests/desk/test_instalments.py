"""A plan from the customer's file, from a call and from a reply: proposed, changed line by line, agreed once, told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django_scopes import scope

from ardoise.actions import dunning, instalments, replies, restraints, sending
from ardoise.actions.restraints import Noted
from ardoise.records.models import Contact, Customer, Entry, Finding, InstalmentPlan, Message, Task
from tests.actions.books import invoice
from tests.actions.mails import mail
from tests.desk.conftest import AT, TODAY
from tests.desk.test_today import words as told_by

DAYS = [date(2026, 3, 23), date(2026, 4, 23), date(2026, 5, 23)]


def words(response):
    """As a person reads them, every space a space."""
    return told_by(response).replace("\xa0", " ").replace("\u202f", " ").replace("&nbsp;", " ")


@pytest.fixture
def martin(book):
    return book.customers["MARTIN"]


def posted(book, *cents, act="agree", **more):
    """Of FA-1, 1,200 €: its instalments from 23 March on, month by month."""
    lines = {f"on-{n}": f"{on:%Y-%m-%d}" for n, on in enumerate(DAYS[: len(cents)])}
    lines |= {f"cents-{n}": amount for n, amount in enumerate(cents)}
    rhythm = {"count": "3", "first_on": "2026-03-23", "rhythm": "monthly", "remainder": "last"}
    return {"act": act, "entry": [book.late.pk], "said_by": "Mme Martin", "note": "fonds"} | rhythm | lines | more


def plans(book):
    with scope(company=book.company):
        return list(InstalmentPlan.objects.all())


def test_the_ticked_items_are_spread_over_three_months_and_the_page_says_when_the_bank_is_closed(
    as_alice, book, martin
):
    answer = as_alice.post(f"/customers/{martin.pk}/plan/", {"entry": [book.late.pk]})
    page = answer.content.decode()
    assert page.count('value="400,00"') == 3 and 'value="2026-05-23"' in page
    assert "Jour sans banque : il arrive le 25 mai 2026." in words(answer), "23 May is a Saturday"
    assert page.count(" checked aria-label") == 1, "what was ticked in the file"
    again = posted(book, act="spread", count="7", remainder="first", rhythm="weekly") | {f"part-{book.late.pk}": "1000"}
    page = as_alice.post(f"/customers/{martin.pk}/plan/", again).content.decode()
    assert page.count('value="142,85"') == 6 and page.count('value="142,90"') == 1 and 'value="2026-05-04"' in page
    assert not plans(book)


def test_what_is_not_due_yet_is_left_out_by_one_press(as_alice, book, martin):
    path = f"/customers/{martin.pk}/plan/"
    with scope(company=book.company):
        early = invoice(book.company, "MARTIN", 40_000, TODAY + timedelta(20), "FA-9")
        asked = {"entry": [book.late.pk, early.pk]}
    page = as_alice.post(path, asked)
    assert page.content.decode().count(" checked aria-label") == 2 and "Seulement ce qui est échu" in words(page)
    page = as_alice.post(path, posted(book, "400", act="late") | asked)
    assert page.content.decode().count(" checked aria-label") == 1 and "Seulement" not in words(page)
    assert page.content.decode().count('value="400,00"') == 3, "spread anew"


def test_a_plan_of_thousands_of_items_is_agreed(as_alice, book, martin):
    """Each is two fields, its tick and what of it is planned."""
    given = posted(book, "400", "400", "400") | {f"part-{10**9 + n}": "" for n in range(3_000)}
    given["entry"] = [book.late.pk] * 3_000
    assert as_alice.post(f"/customers/{martin.pk}/plan/", given).status_code == 302
    assert len(plans(book)) == 1


def test_a_plan_is_agreed_told_in_the_file_and_ended_with_its_reason(as_alice, as_bob, book, martin):
    path = f"/customers/{martin.pk}/plan/"
    assert as_bob.post(path, posted(book, "1200")).status_code == 403
    wrong = words(as_alice.post(path, posted(book, "400", "400", "300,00")))
    assert "il manque 100,00 € pour les 1 200,00 € à échelonner" in wrong
    absurd = posted(book, act="spread", first_on="9999-12-01") | {"on-0": "9999-12-31", "on-1": "0001-01-01"}
    assert as_alice.post(path, absurd).status_code == 200
    for fields, told in (
        ({"cents-1": "peu"}, "Écrivez un montant"),
        ({"on-0": "9999-12-31"}, "Choisissez un jour"),
        ({"on-0": "0001-01-01"}, "est passé"),
        ({"cents-0": "-400", "cents-1": "1200"}, "supérieur à zéro"),
    ):
        assert told in words(as_alice.post(path, posted(book, "400", "400", "400") | fields))
    part = {f"part-{book.late.pk}": "5000"}
    assert "au plus ce qui en est ouvert" in words(as_alice.post(path, posted(book, "400", "400", "400") | part))
    assert not plans(book)
    for _click in range(2):
        assert as_alice.post(path, posted(book, "400", "500,50", "299.50")).status_code == 302
    (plan,) = plans(book)
    with scope(company=book.company):
        cents = list(plan.instalments.order_by("promised_on").values_list("amount_cents", flat=True))
    assert cents == [40_000, 50_050, 29_950]
    page = words(as_alice.get(f"/customers/{martin.pk}/"))
    assert "échéancier, prochaine le 23 mars 2026" in page and "Mme Martin" in page and page.count("attendue") >= 3
    (row,) = [row for row in as_alice.get("/aged-balance/?held=1").context["rows"] if row.key == "MARTIN"]
    assert [cents for _words, cents in row.held] == [0, 120_000, 0], "promised, beside its buckets"
    end = f"/customers/{martin.pk}/restraints/plan/{plan.pk}/end/"
    as_alice.post(end, {"why": " "})
    assert plans(book)[0].ended_at is None, "a reason is asked"
    as_alice.post(end, {"why": "ne paie plus"})
    page = words(as_alice.get(f"/customers/{martin.pk}/"))
    assert "Échéancier arrêté" in page and "ne paie plus" in page


def test_a_reply_that_asks_for_a_plan_is_answered_by_one(as_alice, book, martin):
    with scope(company=book.company):
        replies.keep(book.company, mail("Pouvons-nous payer en trois fois ? Un échéancier nous aiderait."), AT)
        finding = Finding.objects.select_related("reply").get(situation="plan_wanted")
    card = as_alice.get(f"/replies/{finding.reply_id}/").content.decode()
    assert f"/customers/{martin.pk}/plan/?finding={finding.pk}" in card
    assert (
        'value="martin@client.example"'
        in as_alice.get(f"/customers/{martin.pk}/plan/?finding={finding.pk}").content.decode()
    )
    as_alice.post(f"/customers/{martin.pk}/plan/", posted(book, "1200", finding=finding.pk))
    finding.refresh_from_db()
    assert finding.decision == "accepted" and plans(book)
    with scope(company=book.company):
        assert not Task.objects.filter(done_at=None, subject__startswith="plan").exists()


def test_a_plan_agreed_at_the_end_of_a_call_notes_the_call(as_alice, book, martin):
    panel = as_alice.get(f"/day/customers/{martin.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert f'formaction="/customers/{martin.pk}/plan/" name="call" value="1"' in panel
    answer = as_alice.post(f"/customers/{martin.pk}/plan/", posted(book, "1200", call="1"))
    assert answer.url.endswith("/confirmation/?call=1"), "what was agreed is confirmed in writing, if one wishes"
    page = as_alice.get(answer.url).content.decode()
    assert 'href="/day/">Plus tard' in page
    assert as_alice.post(answer.url, {"act": "send", "call": "1"}).url == "/day/"
    with scope(company=book.company):
        call = Task.objects.get(kind="call", customer=martin)
        assert (call.outcome, call.done_by.username) == ("plan_asked", "alice")
        assert not Task.objects.filter(done_at=None, subject="plan_asked").exists()


def test_a_plan_is_seen_before_it_is_confirmed_and_told_in_the_file(as_alice, as_bob, as_charlie, book, martin):
    there = as_alice.post(f"/customers/{martin.pk}/plan/", posted(book, "400", "400", "400")).url
    page = words(as_alice.get(there))
    assert "Envoyer la confirmation" in page and "Martin &amp; Fils" in page
    assert "400,00 €" in page and "23/04/2026" in page and "Comme convenu" in page
    assert as_bob.post(there, {"act": "send"}).status_code == 403 and as_charlie.get(there).status_code == 404
    assert as_alice.get(there.replace(f"plan/{plans(book)[0].pk}/", "plan/999/")).status_code == 404
    assert "Confirmer par écrit" in words(as_alice.get(f"/customers/{martin.pk}/"))
    with scope(company=book.company):
        Customer.objects.filter(pk=martin.pk).update(address="3 rue A", postcode="75002", city="Paris")
    assert "Plutôt par lettre" in words(as_alice.get(there))
    assert "Plutôt par courriel" in words(as_alice.post(there, {"act": "prepare", "channel": "letter"}, follow=True))
    as_alice.post(there, {"act": "prepare", "channel": "email"})
    for _click in range(2):
        assert as_alice.post(there, {"act": "send"}).url == f"/customers/{martin.pk}/"
    with scope(company=book.company):
        message = Message.objects.get(level="instalments")
    answer = as_alice.get(f"/customers/{martin.pk}/")
    page = words(answer)
    assert (
        "confirmé par écrit" in page
        and f"/outbox/{message.pk}/" in answer.content.decode()
        and "Confirmer par écrit" not in page
    )
    assert "Confirmation de l’échéancier préparée" in page and "Message validé" in page
    assert "Envoyer la confirmation" not in words(as_alice.get(there)), "once"


def test_a_confirmation_that_may_not_leave_says_why(as_alice, book, martin, alice):
    there = as_alice.post(f"/customers/{martin.pk}/plan/", posted(book, "1200")).url
    with scope(company=book.company):
        restraints.end(plans(book)[0], alice, AT, "renégocié")
    assert "il n’y a plus rien à confirmer" in words(as_alice.post(there, {"act": "send"}))


@pytest.fixture
def broken(book, alice, martin):
    """Agreed a month and a half ago: nothing came for the first instalment; the second is for today."""
    made = TODAY - timedelta(45)
    told = [(TODAY - timedelta(15), 40_000), (TODAY, 40_000), (TODAY + timedelta(30), 40_000)]
    with scope(company=book.company):
        return instalments.agree(martin, {book.late: None}, told, Noted("", made, alice, AT - timedelta(45)))


def test_an_instalment_that_was_not_paid_is_work_of_the_day(as_alice, book, martin, broken):
    page = words(as_alice.get("/day/?tab=promises"))
    assert (
        "échéancier rompu : 400,00 € du 1er mars 2026 non payés" in page and "échéance de 400,00 € aujourd’hui" in page
    )
    assert "échéance du 1er mars 2026 non payée" in words(as_alice.get("/"))
    with scope(company=book.company):
        invoice(book.company, "MARTIN", -40_000, TODAY, kind="payment", booked_on=TODAY - timedelta(1))
    assert "rompu" not in words(as_alice.get("/day/?tab=promises")), "caught up"


def test_a_plan_that_was_claimed_again_and_paid_late_since_is_said_so_and_asks_for_a_decision(
    as_alice, book, martin, broken, alice
):
    with scope(company=book.company):
        Contact.objects.get_or_create(company=book.company, customer=martin, email="m@client.example")
        on, at = TODAY - timedelta(4), AT - timedelta(4)
        run = dunning.plan(book.company, on, alice, at)
        assert dunning.approve([p for p in run.proposals.all() if p.customer_id == martin.pk], alice, at).messages
        sending.dispatch(book.company, lambda: at)
        invoice(book.company, "MARTIN", -80_000, TODAY, kind="payment", booked_on=TODAY - timedelta(1))
    page = words(as_alice.get("/day/?tab=promises"))
    assert "échéancier réclamé de nouveau le 12 mars 2026, payé en retard depuis" in page
    assert "400,00 € aujourd’hui" not in page, "its other instalments wait for nothing any more"
    assert "échéancier rompu, réclamé de nouveau le 12 mars 2026, payé en retard depuis" in words(
        as_alice.get(f"/customers/{martin.pk}/")
    )
    assert "non payée" not in words(as_alice.get("/")), "it was paid"


def test_a_plan_in_another_currency_is_told_in_its_own(as_alice, book, martin, alice):
    with scope(company=book.company):
        Entry.objects.filter(pk=book.late.pk).update(currency="CHF")
        entry = Entry.objects.get(pk=book.late.pk)
        told = [(TODAY, 40_000), (TODAY + timedelta(30), 80_000)]
        instalments.agree(martin, {entry: None}, told, Noted("", TODAY - timedelta(2), alice, AT - timedelta(2)))
    page = words(as_alice.get("/day/?tab=promises"))
    assert "échéance de 400,00 CHF aujourd’hui" in page and "400,00 €" not in page
    assert page.count("400,00 CHF") >= 2, "in the sum of its line too"
