"""What opens beside the day, whatever its kind of row: the call, writing, a plan, another collector."""

from __future__ import annotations

import pytest
from django_scopes import scope

from ardoise.actions import replies, tasks
from ardoise.records.models import Dispute, Reply, Skip
from tests.actions.mails import mail
from tests.desk.conftest import AT, TODAY


class TestAnyRow:
    """A reminder, a reply and a dispute lead to the call and to writing, for those who may."""

    @pytest.fixture
    def opened(self, book):
        """Where each opens, with whom it is about and its row."""
        with scope(company=book.company):
            replies.keep(book.company, mail("Nous contestons la facture.", "durand@client.example"), AT)
            reply, dispute = Reply.objects.get(), Dispute.objects.get()
        martin = book.proposals["MARTIN"]
        return {
            f"/proposals/{martin.pk}/": (martin.customer_id, f"proposal-{martin.pk}"),
            f"/replies/{reply.pk}/": (reply.customer_id, f"reply-{reply.pk}"),
            f"/disputes/{dispute.pk}/": (dispute.customer_id, f"dispute-{dispute.pk}"),
        }

    def test_leads_to_the_call_and_to_writing(self, as_alice, opened):
        for url, (customer, row) in opened.items():
            page = as_alice.get(url, headers={"HX-Request": "true"}).content.decode()
            assert f'hx-get="/day/customers/{customer}/?row={row}"' in page, url
            assert f'hx-get="/customers/{customer}/writing/?row={row}' in page, url

    def test_a_reminder_leads_to_a_plan_and_to_another_collector(self, as_alice, book):
        customer = book.proposals["MARTIN"].customer_id
        url = f"/proposals/{book.proposals['MARTIN'].pk}/"
        page = as_alice.get(url, headers={"HX-Request": "true"}).content.decode()
        assert (
            f'formaction="/customers/{customer}/plan/"' in page
            and f'href="/customers/{customer}/terms/#id_collector"' in page
        )
        form = as_alice.get(f"/customers/{customer}/terms/").content.decode()
        assert 'id="id_collector"' in form, "where the link leads"

    def test_offers_nothing_to_who_may_only_look(self, as_bob, opened):
        for url in opened:
            page = as_bob.get(url, headers={"HX-Request": "true"}).content.decode()
            assert "data-panel-title" in page and "/day/customers/" not in page and "/writing/" not in page, url


def test_what_is_overdue_stands_beside_the_missing_address_alone(as_alice, book, alice):
    """Another task about the same customer claims nothing of it: the sum of both would be twice what is owed."""
    with scope(company=book.company):
        skip = Skip.objects.order_by("pk").first()
        Skip.objects.filter(pk=skip.pk).update(overdue_cents=1_234_500)
        tasks.open_repairs(book.company, {skip.customer_id: "email"}, TODAY, AT)
        tasks.ask(skip.customer, "other", "demander le bilan", TODAY, alice, AT)
    lines = [job for job, _beside in as_alice.get("/day/?tab=tasks").context["lines"]]
    of_the_customer = {job.kind: job.cents for job in lines if job.customer == skip.customer}
    assert of_the_customer == {"repair": 1_234_500, "other": None}
