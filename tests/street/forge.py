"""Makes real worker processes quickly: everything is imported once, then each worker is a fork that may be killed.

As a program it reads a JSON list of jobs per line, runs them at the same time and answers with their statuses.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings
from django.db import connection, transaction
from django_scopes import scope, scopes_disabled

django.setup()
from tests.actions import books  # noqa: E402 - its tables need Django set up
from tests.street import bases, neighbours, till  # noqa: E402
from tests.street.forge_client import ENDED  # noqa: E402
from tests.street.neighbours import open_by_night  # noqa: E402

N = 8


def prepare(home, count=N, **_):
    """A company with some customers, each owing one invoice, each with a reminder approved and waiting; three of them
    are a group whose head receives, so that their reminders leave as one message."""
    from ardoise.actions import dunning
    from ardoise.records.models import Contact, Customer, MailServer

    company = open_by_night(sender_email="compta@ardoise.example")
    with scope(company=company):
        MailServer.objects.create(company=company, host="127.0.0.1", port=1, security="none")
        for number in range(count):
            customer = Customer.objects.create(company=company, code=f"C{number}", name=f"Client {number}")
            Contact.objects.create(company=company, customer=customer, email=f"c{number}@client.example")
            books.invoice(company, customer.code, 100_000 + number, books.AS_OF - timedelta(10))
        Customer.objects.filter(code__in=["C1", "C2"]).update(group="C3", parent_receives=True)
        run = dunning.plan(company, books.AS_OF, None, books.AT)
        outcome = dunning.approve(list(run.proposals.all()), None, books.AT)
    assert len(outcome.messages) == count, outcome
    assert sum(message.carrier_id is not None for message in outcome.messages) == (2 if count > 3 else 0)


def prepare_channel(home, channel, way="provider", count=N, **_):
    """The same by another channel, whose provider is on this machine; or which a person carries out."""
    from ardoise.actions import delivery, dunning
    from ardoise.domain import policies
    from ardoise.domain.dunning import Level, Policy
    from ardoise.records.models import Contact, Customer, PolicyVersion
    from ardoise.records.models import Policy as PolicyRow

    company = open_by_night(sender_email="compta@ardoise.example")
    where = {"host": "127.0.0.1", "port": "1", "security": "none"} if way == "provider" else {}
    delivery.keep(company, channel, delivery.Wish(way, where, "standin", 50_000), None, books.AT)
    with scope(company=company):
        row = PolicyRow.objects.create(company=company, name="maison", is_default=True)
        content = policies.described(Policy("maison", (Level("friendly", 7, channel),)))
        on = {"number": 1, "content": content, "at": books.AT, "switched_on_at": books.AT}
        PolicyVersion.objects.create(company=company, policy=row, **on)
        for number in range(count):
            place = {"address": f"{number} rue du Lac", "postcode": "69001", "city": "Lyon"}
            customer = Customer.objects.create(company=company, code=f"C{number}", name=f"Client {number}", **place)
            Contact.objects.create(company=company, customer=customer, phone=f"06 12 34 56 {number:02d}")
            books.invoice(company, customer.code, 100_000 + number, books.AS_OF - timedelta(10))
        run = dunning.plan(company, books.AS_OF, None, books.AT)
        outcome = dunning.approve(list(run.proposals.all()), None, books.AT)
    assert len(outcome.messages) == count, outcome


def move_provider(port, **_):
    """The provider listens elsewhere now."""
    from ardoise.records.models import ChannelSetting

    with scope(company=the_company()):
        for kept in ChannelSetting.objects.all():
            kept.fields = kept.fields | {"port": str(port)}
            kept.save()


def ask(**_):
    """The janitor, an hour later: asks the provider about every doubt, and sends nothing."""
    from ardoise.actions import delivery

    delivery.ask_about_doubts(the_company(), books.AT + timedelta(days=1))


def aviary(home, count, **_):
    """The same with a canary in whatever a letter may show; kinds, languages and numbers of invoices alternate."""
    from ardoise.actions import dunning
    from ardoise.records.models import MailServer

    company = open_by_night(sender_email="compta@ardoise.example", iban="FR76" + "1" * 23)
    with scope(company=company):
        MailServer.objects.create(company=company, host="127.0.0.1", port=1, security="none")
        for n in range(count):
            hatch(company, n, f"CANARI{n:03d}")
        run = dunning.plan(company, books.AS_OF, None, books.AT)
        outcome = dunning.approve(run.proposals.order_by("?"), None, books.AT)
    assert len(outcome.messages) == count, outcome


def hatch(company, n, canary):
    from ardoise.records.models import Contact, Customer

    customer = Customer.objects.create(
        company=company,
        code=f"{canary}K",
        name=f"{canary} SARL",
        kind=("professional", "consumer", "public_body")[n % 3],
        language=("fr", "en")[n % 2],
        address=f"{n} rue {canary}",
        postcode="75000",
        city=f"{canary}-Ville",
        note=canary,
    )
    Contact.objects.create(company=company, customer=customer, name=canary, email=f"{canary.lower()}@client.example")
    for k in range(1 + n % 4):
        late = books.AS_OF - timedelta(10)
        books.invoice(company, customer.code, 50_000 + 100 * n + k, late, f"{canary}-{k}", label=f"objet {canary}")


def overnight(home, is_planned, **_):
    """Somebody had approved what waits; after midnight an account of the group pays, of which today's run, where it is
    planned already, knew nothing yet."""
    from ardoise.actions import companies, dunning, events
    from ardoise.records.models import Approval, Entry

    company, tomorrow = the_company(), books.AT + timedelta(1)
    alice = companies.create_user("alice", "alice@ardoise.example", None)
    companies.join(company, alice, "collector", None, books.AT)
    with scope(company=company):
        Approval.objects.update(by=alice)
        if is_planned:
            dunning.plan(company, tomorrow.date(), alice, tomorrow)
        invoice = Entry.objects.get(customer__code="C1")
        with events.act(company):
            books.pay(company, "C1", invoice)
            events.record(company, "paid", None, tomorrow, invoice, invoice.customer)


def work(ahead=0, company="Ardoise", **_):
    """A worker as the product has it."""
    from ardoise.actions import sending

    sending.dispatch(the_company(company), clock(ahead))


def hear(port, **_):
    """A mailbox that nobody has read since the night before."""
    from ardoise.records.models import Mailbox

    told = {"host": "127.0.0.1", "port": port, "security": "none", "username": "relances", "password": "secret"}
    Mailbox.objects.create(company=the_company(), fetched_at=books.AT - timedelta(hours=9), **told)


def recover(after=0, **_):
    """Workers of the hours after: until nothing moves any more, and once again."""
    from ardoise.actions import sending
    from ardoise.records.models import Company

    for hours in range(1 + after, 9 + after):
        was_over = is_over()
        for company in Company.objects.order_by("pk"):
            sending.dispatch(company, clock(hours * 3600 * 2))
        if was_over:
            return


def is_over():
    """Every message has come to an end."""
    from ardoise.records.models import Message

    with scopes_disabled():
        return not Message.objects.exclude(state__in=ENDED).exists()


def resend(**_):
    """A person has every doubt sent again; workers of the days after do it."""
    from ardoise.actions import sending
    from ardoise.records.models import Message

    with scope(company=the_company()):
        for message in Message.objects.filter(state="in_doubt", carrier=None):
            assert sending.decide(message, "send_again", None, books.AT)
    recover()


def naive(ahead=0, **_):
    """Control: select, send, mark."""
    with scope(company=the_company()), line() as session:
        for message in waiting():
            post(message, session, ahead)
            mark(message)


def mark_first(ahead=0, **_):
    """Control: mark, then send."""
    with scope(company=the_company()), line() as session:
        for message in waiting():
            with transaction.atomic():
                taken = type(message).objects.filter(pk=message.pk, state="queued").update(state="sent")
            if taken:
                post(message, session, ahead)


def lease(ahead=0, **_):
    """Control: claim with a lease, send, mark; an expired lease is sent again."""
    from ardoise.actions.sending.claiming import claim
    from ardoise.records.models import Message

    now = clock(ahead)()
    with scope(company=the_company()), line() as session:
        Message.objects.filter(state="claimed", lease_until__lte=now).update(state="queued")
        while some := claim(the_company(), now, most=1):
            post(some[0], session, ahead)
            mark(some[0])


def pay(home, seed=0, payers=1, payer=0, pause=0.01, **_):
    """Pays invoice after invoice, noting in the same act whether the reminder had its intent by then.

    Of several payers each pays its share.
    """
    from ardoise.actions import events
    from ardoise.records.models import Entry, Message

    company, seen = the_company(), {}
    with scope(company=company):
        invoices = list(Entry.objects.filter(kind="invoice").select_related("customer").order_by("pk"))[payer::payers]
        for invoice in invoices if seed % 2 else reversed(invoices):
            with events.act(company):
                seen[invoice.customer.code] = Message.objects.get(customer=invoice.customer).state
                books.pay(company, invoice.customer.code, invoice)
                events.record(company, "paid", None, books.AT, invoice, invoice.customer)
            time.sleep(pause)
    (Path(home) / f"seen-{payer}.json").write_text(json.dumps(seen))


def spread(home, seed=0, pause=0.02, **_):
    """Agrees a plan about invoice after invoice and confirms it, noting in the same act how far the reminder was."""
    from ardoise.actions import events, instalments
    from ardoise.actions.restraints import Noted
    from ardoise.records.models import Entry, Message

    company, seen = the_company(), {}
    days = [books.AS_OF + timedelta(days) for days in (3, 33)]
    with scope(company=company):
        invoices = list(Entry.objects.filter(kind="invoice").select_related("customer__company").order_by("pk"))
        for invoice in invoices if seed % 2 else reversed(invoices):
            half = invoice.amount_cents // 2
            dated = list(zip(days, (half, invoice.amount_cents - half), strict=True))
            noted = Noted("", books.AS_OF, None, books.AT)
            with events.act(company):
                reminders = Message.objects.filter(customer=invoice.customer, level="friendly")
                seen[invoice.customer.code] = list(reminders.values_list("state", flat=True))
                plan = instalments.agree(invoice.customer, {invoice: None}, dated, noted)
            instalments.confirm(plan, None, books.AT)
            time.sleep(pause)
    (Path(home) / "seen.json").write_text(json.dumps(seen))


def the_company(name="Ardoise"):
    from ardoise.records.models import Company

    return Company.objects.get(name=name)


def clock(ahead):
    """The day of the book, so many seconds on: it stands, so that nobody's lease ends because the machine is slow, but
    for what a file says that the machine has slept."""
    slept = Path(settings.HOME) / "slept"
    return lambda: books.AT + timedelta(seconds=ahead + (int(slept.read_text()) if slept.exists() else 0))


def waiting():
    from ardoise.records.models import Message

    return list(Message.objects.filter(state="queued").order_by("pk"))


def line():
    from ardoise.actions.sending.outlets import Outlets

    return Outlets(the_company()).of("email")


def post(message, session, ahead):
    """The same line to the same server, with none of the precautions around it."""
    from ardoise.actions.correspondence import contents_of
    from ardoise.actions.sending.dispatching import _parcel
    from ardoise.channels.failpoints import passing

    parcel = _parcel(message, contents_of(message))
    passing("preclaim")
    session.address(parcel, clock(ahead)())
    session.hand_over(parcel, lambda: False)
    passing("presend")


def mark(message):
    type(message).objects.filter(pk=message.pk).update(state="sent")


DESIGNS = (work, naive, mark_first, lease)
DEEDS = (prepare, prepare_channel, aviary, overnight, move_provider, ask, hear, recover, resend, pay, spread)
JOBS = {job.__name__: job for job in (*DESIGNS, *DEEDS, *till.JOBS, *neighbours.JOBS)}


def fork(job):
    """The job's process; its end is its status, SIGKILL included."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.environ["ARDOISE_FAILPOINT"] = job.get("failpoint", "")
        settings.HOME = Path(job["home"])
        settings.RECEIVED_FILES = settings.HOME / "received"
        connection.settings_dict["NAME"] = bases.name_of(Path(job["home"]))
        if connection.vendor == "sqlite":  # two who write at once on a busy machine: SQLite lets nobody queue
            connection.settings_dict["OPTIONS"]["timeout"] = 120
        JOBS[job.pop("do")](**job)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def main():
    import ardoise.actions.sending  # noqa: F401 - so that no worker spends its time importing

    frozen = []
    for asked in sys.stdin:
        if asked.strip() == '["thaw"]':
            statuses = [thaw(pid) for pid in frozen]
            frozen = []
        else:
            pids = [fork(job) for job in json.loads(asked)]
            statuses = [os.waitpid(pid, os.WUNTRACED)[1] for pid in pids]
            frozen += [pid for pid, status in zip(pids, statuses, strict=True) if os.WIFSTOPPED(status)]
        print(json.dumps(statuses), flush=True)


def thaw(pid):
    os.kill(pid, signal.SIGCONT)
    return os.waitpid(pid, 0)[1]


if __name__ == "__main__":
    main()
