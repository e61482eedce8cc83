"""Several reminders set aside at once and taken back; an approval refused."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.utils import translation
from django_scopes import scope

from ardoise.desk.frame import tags
from ardoise.records.models import Block, Entry, Skip
from tests.actions.books import invoice, pay
from tests.desk.conftest import TODAY
from tests.desk.test_today import words


def test_the_ticked_are_excluded_or_postponed_with_a_reason_listed_and_taken_back(as_alice, as_bob, book):
    ticked = [proposal.pk for proposal in book.proposals.values()]
    assert as_bob.post("/proposals/exclusions/", {"proposal": ticked, "exclude-note": "non"}).status_code == 403
    gone = as_alice.post("/proposals/exclusions/", {"proposal": [2**40], "exclude-note": "à revoir"}, follow=True)
    assert "La liste a été recalculée" in words(gone) and not Block.objects.exists()
    refused = as_alice.post("/proposals/exclusions/", {"proposal": ticked, "exclude-note": " "})
    assert (
        refused.content.decode().count(" checked data-cents") == 2 and 'name="aside" open' in refused.content.decode()
    )
    past = {"proposal": ticked, "postpone-from_on": TODAY.isoformat(), "postpone-note": "vacances"}
    assert "Choisissez un jour à venir" in words(as_alice.post("/proposals/postponements/", past))
    as_alice.post(f"/proposals/{book.proposals['LEFEBVRE'].pk}/approval/")
    page = as_alice.post(
        "/proposals/exclusions/?level=all", {"proposal": ticked, "exclude-note": "à revoir"}, follow=True
    )
    told = words(page)
    assert "1 relance ne part pas aujourd’hui" in told and "Lefebvre &amp; Associés : " in told
    assert "Elle est déjà validée" in told and page.request["QUERY_STRING"] == "level=all"
    listed = as_alice.get("/set-aside/")
    assert "à revoir" in words(listed) and "alice" in words(listed) and 'name="block"' in listed.content.decode()
    assert 'name="block"' not in as_bob.get("/set-aside/").content.decode()
    with scope(company=book.company):
        block = Block.objects.get()
    assert block.until_on == TODAY and block.entry is None
    back = as_alice.post("/set-aside/return/", {"block": [block.pk]}, follow=True)
    assert "1 ligne attend de nouveau une décision" in words(back)
    later = {"proposal": [book.proposals["MARTIN"].pk], "postpone-from_on": "2026-04-01", "postpone-note": "congés"}
    assert "1 client ne reçoit aucune relance avant le 1" in words(
        as_alice.post("/proposals/postponements/", later, follow=True)
    )
    with scope(company=book.company):
        assert Block.objects.get(ended_at=None).until_on == date(2026, 3, 31)


def test_an_approval_refused_takes_its_line_away_or_has_the_list_read_again(as_alice, book):
    beside = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
    martin, lefebvre = book.proposals["MARTIN"], book.proposals["LEFEBVRE"]
    with scope(company=book.company):
        pay(book.company, "MARTIN", *Entry.objects.filter(customer__code="MARTIN"), on=TODAY)
        invoice(book.company, "LEFEBVRE", 5_000, TODAY - timedelta(30), document="FA-9")
    told = json.loads(as_alice.post(f"/proposals/{martin.pk}/approval/", headers=beside)["HX-Trigger-After-Settle"])
    assert told["row-done"]["row"] == f"proposal-{martin.pk}" and told["row-done"]["tone"] == "warn"
    assert "Plus rien" in told["row-done"]["words"]
    again = as_alice.post(f"/proposals/{lefebvre.pk}/approval/", headers=beside)
    assert again["HX-Refresh"] == "true"
    page = as_alice.get("/")
    assert "Lefebvre" in words(page) and [line.amount_cents for line in page.context["page"].lines] == [2_105_000]
    received, announced = tags.reason("payment_notice", Skip()), tags.reason("payment_notice", Skip(on=TODAY))
    assert received != announced, "what the bank shows is not called on its way"


def test_a_french_sign_stays_on_the_line_of_its_word():
    said = "Le reste dépasse « Rappel » : à décider ; ou non"
    with translation.override("fr"):
        assert tags.spaced(said) == "Le reste dépasse «\xa0Rappel\xa0»\xa0: à décider\xa0; ou non"
    with translation.override("en"):
        assert tags.spaced("More than “Firm” : a person") == "More than “Firm” : a person"
