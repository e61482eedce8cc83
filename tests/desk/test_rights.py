"""Every address of the desk, asked by everybody: who passes, who is told no, who learns nothing."""

from __future__ import annotations

import contextlib
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.urls.resolvers import URLPattern
from django_scopes import scope

from ardoise.actions import delivery, disputes, errands, instalments, policies, replies, rights, tasks, templates
from ardoise.desk.frame.gate import ANYBODY, SIGNED_IN
from ardoise.records.models import (
    Absence,
    Attachment,
    Brake,
    Contact,
    Difference,
    Dispute,
    Document,
    Finding,
    Import,
    InstalmentPlan,
    Membership,
    Movement,
    Payer,
    PaymentNotice,
    PrintBatch,
    Proof,
    Reconciliation,
    Remark,
    Reply,
    Task,
)
from tests.conftest import person
from tests.desk.conftest import AT, TODAY, signed_in
from tests.desk.needs import NEEDS

"""What each address needs, told a second time: a new address is refused here until somebody has thought about it."""

PROMISED = b"From: durand@client.example\nMessage-ID: <1@client.example>\n\nNous paierons le 28/03/2026.\n"

POINTLESS = {"end_absence", "import_choices", "aged_export"}
KINDS = {"aged_export": "csv", "forget_learned": "payer"}
"""Addresses whose example below names nothing, or no company of ours: they are not found by those who may either."""

CANARIES = ["Martin", "Lefebvre", "FA-1", "1\u202f650,50", "martin@client.example"]

UNKNOWN = 999_999_999_999_999_999_999
"""An identity that nothing has."""

ROLES = [role for role, _name in Membership.ROLES]


def routes() -> list[URLPattern]:
    found, waiting = [], list(get_resolver().url_patterns)
    while waiting:
        place = waiting.pop()
        found.append(place) if isinstance(place, URLPattern) else waiting.extend(place.url_patterns)
    return sorted(found, key=lambda route: route.name or "")


def needed(route: URLPattern) -> str:
    return route.callback.needs


def guarded() -> list[URLPattern]:
    """The routes that ask for a right in the company."""
    return [route for route in routes() if needed(route) not in (ANYBODY, SIGNED_IN)]


def policies_known(book) -> dict[str, object]:
    """A policy of ours, its version, a rule, an override and a brake."""
    policy = policies.adopt(book.company, None, AT)
    rule = policies.add_rule(book.company, "Particuliers", [], policy, None, AT)
    override = policies.override(book.customers["DURAND"], policy, "fragile", None, AT)
    brake = Brake.objects.create(company=book.company, run=book.run, reasons=[{"reason": "ledger_missing"}], at=AT)
    return {
        "policy_id": policy.pk,
        "version_id": policy.versions.get().pk,
        "rule_id": rule.pk,
        "override_id": override.pk,
        "brake_id": brake.pk,
    }


def bank_known(book) -> dict[str, object]:
    """A receipt of ours, kept on Durand's account."""
    facts = {"booked_on": TODAY, "amount_cents": 5_000, "currency": "EUR", "kind": "transfer"}
    receipt = Movement.objects.create(company=book.company, key=b"0" * 16, **facts)
    done = Reconciliation.objects.create(
        company=book.company, customer=book.customers["DURAND"], movement=receipt, together=UUID(int=1), at=AT, on=TODAY
    )
    durand = {"company": book.company, "customer": book.customers["DURAND"]}
    lacks = Difference.objects.create(
        reconciliation=done, reason="rounding", gl_account="658", cents=100, at=AT, **durand
    )
    payer = Payer.objects.create(kind="iban", value="FR76", last_at=AT, **durand)
    return {
        "movement_id": receipt.pk,
        "reconciliation_id": done.pk,
        "difference_id": lacks.pk,
        "learned_id": payer.pk,
    }


Answers = dict[str, HttpResponse]


@pytest.fixture
def address(book, kept):
    """Route → its address, about what stands in company Ardoise; every other identity is unknown."""
    place = templates.Place("friendly", "fr", "professional", "email")
    written = templates.save(book.company, place, templates.Words("Objet", "Bonjour"), None, AT)
    with scope(company=book.company):
        replies.keep(book.company, PROMISED, AT)
        known = {
            "absence_id": Absence.objects.create(
                company=book.company,
                user=Membership.objects.get(user__username="alice").user,
                delegate=Membership.objects.get(user__username="alice").user,
                from_on=TODAY,
                until_on=TODAY,
                at=AT,
            ).pk,
            "dispute_id": Dispute.objects.get(customer__code="DURAND").pk,
            "remark_id": Remark.objects.create(
                company=book.company, dispute=Dispute.objects.get(), name="x.txt", at=AT
            ).pk,
            "reply_id": Reply.objects.get().pk,
            "row": f"reply-{Reply.objects.get().pk}",
            "finding_id": Finding.objects.get().pk,
            "paper_id": Attachment.objects.get(message=kept).pk,
            "proposal_id": book.proposals["MARTIN"].pk,
            "message_id": kept.pk,
            "attachment_id": Attachment.objects.get(message=kept).pk,
            "customer_id": book.customers["DURAND"].pk,
            "contact_id": Contact.objects.get(customer__code="DURAND").pk,
            "opt_out_id": delivery.opt_out(book.customers["DURAND"], "sms", None, AT).pk,
            "batch_id": PrintBatch.objects.create(company=book.company, channel="letter", at=AT).pk,
            "task_id": a_task(book).pk,
            "proof_id": a_proof(kept).pk,
            **policies_known(book),
            **bank_known(book),
            "restraint_id": a_notice(book),
            "plan_id": a_plan(book),
            "import_id": Import.objects.get().pk,
            "membership_id": Membership.objects.get(user__username="alice").pk,
            "errand_id": errands.ask_plan(book.company, TODAY, None, AT).pk,
            "kind": "dispute",
            "document_id": Document.objects.create(
                company=book.company, customer=book.customers["DURAND"], name="FA-3.pdf", content=b"%PDF-", at=AT
            ).pk,
            "language": "fr",
            "channel": "email",
            "key": "friendly",
            "customer_kind": "professional",
            "version_number": written.number,
            "signed": "x",
            "token": "x",
            "answer_id": an_answer(book),
        }

    def of(route: URLPattern, **changed: object) -> str:
        given = known | changed | ({"kind": KINDS[route.name]} if route.name in KINDS else {})
        return reverse(route.name, kwargs={name: given[name] for name in route.pattern.converters})

    return of


def an_answer(book):
    """What came by mail about Durand's dispute."""
    Dispute.objects.update(resolver_email="atelier@ardoise.example")
    asked = disputes.asking.say(Dispute.objects.get(), "resolver_asked", "fr", None, AT)
    told = {"message_id": "<2@ardoise.example>", "sender": "atelier@ardoise.example", "received_at": AT, "text": "Oui"}
    reply = Reply.objects.create(company=book.company, answers=asked, fetched_at=AT, **told)
    return Finding.objects.create(company=book.company, reply=reply, situation=replies.ANSWER).pk


def a_notice(book):
    """A transfer under way of Durand with its proof, under the key of his dispute: both go by restraint_id."""
    told = {"opened_on": TODAY, "paid_on": TODAY, "until_on": TODAY, "at": AT, "proof_name": "x.txt", "proof": b"x"}
    dispute = Dispute.objects.get(customer__code="DURAND")
    PaymentNotice.objects.create(pk=dispute.pk, company=book.company, customer=book.customers["DURAND"], **told)
    return dispute.pk


def a_plan(book):
    """A plan of Durand, whose confirmation is ready to be looked at."""
    facts = {"company": book.company, "customer": book.customers["DURAND"], "opened_on": TODAY, "at": AT}
    plan = InstalmentPlan.objects.create(amount_cents=10_000, **facts)
    entry = Dispute.objects.get(customer__code="DURAND").entry
    plan.items.create(company=book.company, entry=entry, open_cents=10_000, planned_cents=10_000)
    plan.instalments.create(company=book.company, promised_on=TODAY + timedelta(14), amount_cents=10_000)
    instalments.propose_confirmation(plan, None, AT)
    return plan.pk


def a_task(book):
    tasks.open_repairs(book.company, {book.customers["DURAND"].pk: "letter"}, TODAY, AT)
    return Task.objects.get()


def a_proof(message):
    facts = {"kind": "deposit", "on": TODAY, "name": "x.pdf", "content_type": "application/pdf", "at": AT}
    return Proof.objects.create(company=message.company, message=message, content=b"%PDF-1.7", **facts)


def methods(route: URLPattern) -> list[str]:
    """How it may be asked, as the view itself declares before it looks; what anybody may open, both ways."""
    if needed(route) == ANYBODY:
        return ["get", "post"]
    refused = route.callback(RequestFactory().generic("TRACE", "/"))
    return refused["Allow"].lower().split(", ")


def answers(client: Client, route: URLPattern, address: str, form: dict[str, object] | None = None) -> Answers:
    """What each of its methods gives; what it wrote is undone."""
    given = {}
    for method in methods(route):
        with transaction.atomic():
            given[method] = getattr(client, method)(address, form if method == "post" else None)
            transaction.set_rollback(True)
    return given


def offered(page: HttpResponse | None) -> set[str]:
    """The names of the addresses that a page leads to."""
    if page is None or page.streaming or page.status_code != 200:
        return set()
    found = set()
    for link in re.findall(r'href="(/[^"?#]*)', page.content.decode(errors="replace")):
        with contextlib.suppress(Resolver404):
            found.add(resolve(link).url_name)
    return found


def test_every_address_is_listed_with_what_it_needs():
    assert {route.name: getattr(route.callback, "needs", None) for route in routes()} == NEEDS


def test_an_address_that_does_not_say_what_it_needs_lets_nobody_in(rf, alice):
    from django.core.exceptions import ImproperlyConfigured

    from ardoise.desk.frame.gate import Gate

    def forgotten(request):
        raise AssertionError

    with pytest.raises(ImproperlyConfigured):
        Gate(forgotten).process_view(rf.get("/"), forgotten, (), {})


def test_nobody_passes_without_signing_in(address):
    client = Client()
    for route in routes():
        if needed(route) != ANYBODY:
            assert {answer.status_code for answer in answers(client, route, address(route)).values()} == {302}, route


def test_every_address_that_asks_for_a_right_says_how_it_may_be_asked():
    assert {frozenset(methods(route)) for route in guarded()} == {
        frozenset({"get"}),
        frozenset({"post"}),
        frozenset({"get", "post"}),
    }


def numbers(route: URLPattern) -> list[str]:
    """The identities in its address."""
    return [name for name in route.pattern.converters if name.endswith("_id")]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_it_may_and_nothing_else(address, book, role):
    someone, hidden = person("someone", book.company, role), role == "salesperson"
    client = signed_in(someone)
    if not hidden:
        with scope(company=book.company):
            Dispute.objects.update(resolver=someone)  # who is asked to answer may, whatever their role
    for route in guarded():
        verb = needed(route)
        form = {"customer": book.customers["DURAND"].pk} if route.name == "ask_customer" else None
        given = answers(client, route, address(route), form)
        statuses = {method: answer.status_code for method, answer in given.items()}
        dead_ends = {
            name for name in offered(given.get("get")) if role not in rights.VERBS.get(NEEDS.get(name, ""), ROLES)
        }
        assert not dead_ends, f"{route.name} leads a {role} to what they may not do"
        if role not in rights.VERBS[verb]:
            assert set(statuses.values()) == {403}, (role, route.name)
        elif hidden and numbers(route):
            assert set(statuses.values()) == {404}, (role, route.name)
        elif route.name not in POINTLESS:
            asked = ["get"] if verb in ("see", "see_all") and "get" in given else list(given)  # a form may ask more
            assert not {403, 404} & {statuses[method] for method in asked}, (role, route.name, statuses)


def test_another_companys_administrator_finds_nothing_and_reads_no_word_of_ours(address, as_charlie):
    """And what is anothers looks like what never was."""
    for route in routes():
        client = Client()  # of his own for each address: one signs him out, others leave him something to read
        client.cookies["sessionid"] = as_charlie.cookies["sessionid"].value
        foreign = answers(client, route, address(route))
        client.cookies.pop("messages", None)
        for method, answer in foreign.items():
            body = answer.content.decode(errors="replace")
            assert not [word for word in CANARIES if word in body], route.name
            if numbers(route):
                unknown = client.generic(method.upper(), address(route, **dict.fromkeys(numbers(route), UNKNOWN)))
                assert answer.status_code == unknown.status_code == 404, route.name
                assert without_addresses(answer) == without_addresses(unknown), route.name


def without_addresses(response) -> str:
    """The page but for its own address and its tokens, which differ by nature."""
    page = response.content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", page)
    return re.sub(r'name="next" value="[^"]*"', "", page)


def test_a_member_of_no_company_passes_nowhere(address):
    client = signed_in(person("nobody"))
    for route in guarded():
        assert {answer.status_code for answer in answers(client, route, address(route)).values()} == {403}, route
