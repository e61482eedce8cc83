"""Anything in any order, against facts kept on paper: no message twice, none that the facts had stopped, no cent lost.

ARDOISE_SEEDS=300: that many walks; ARDOISE_FIRST_SEED=7000: others. On SQLite, and on PostgreSQL by
`tools/postgresql.py`.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest
from tests import seeds
from tests.actions.banks import movement
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.mails import mail
from tests.channels.sink import listening, taken

from ardoise.actions import correspondence, dunning, ledger, reconciliation, replies, restraints, sending
from ardoise.actions.correspondence import addressing
from ardoise.actions.restraints import Noted
from ardoise.records.models import Block, Contact, Customer, MailServer, Message, Reply

BETWEEN = (
    "bill", "pay", "pay", "undo", "block", "free", "move", "rename", "withdraw", "run", "send", "answer", "answer",
    "read",
)  # fmt: skip
DEEDS = (*BETWEEN, "bill", "free", "free", "send", *["morning"] * 6)
STEPS = 60


class Walk:
    """A company, the world that hears from it, and what a person would have written down beside it."""

    def __init__(self, company, alice, world, seed):
        self.company, self.alice, self.world = company, alice, world
        self.dice, self.day = random.Random(seed), AS_OF
        self.owed: dict[int, int] = {}  # entry → cents
        self.bills: list = []
        self.paid: list = []
        self.heard: list = []  # every Message-ID that arrived
        self.words: dict = {}  # what they wrote and nobody has read: reply → whose, and when it came

    def at(self):
        return AT + (self.day - AS_OF) + timedelta(minutes=self.dice.randrange(90))

    def someone(self):
        return self.dice.choice(list(Customer.objects.order_by("pk")))

    def bill(self):
        code, cents = self.someone().code, self.dice.randrange(2_000, 90_000)
        made = invoice(self.company, code, cents, self.day - timedelta(self.dice.randrange(-3, 50)))
        self.bills.append(made)
        self.owed[made.pk] = cents

    def pay(self):
        due = [one for one in self.bills if self.owed[one.pk]]
        if due:
            one = self.dice.choice(due)
            cents = self.owed[one.pk] if self.dice.random() < 0.6 else self.owed[one.pk] // 2 + 1
            match = reconciliation.Match(movement(self.company, cents, on=self.day), {one.pk: cents}, one.customer)
            self.paid.append((one.pk, cents, reconciliation.apply(match, self.alice, self.at())[0]))
            self.owed[one.pk] -= cents

    def undo(self):
        if self.paid:
            key, cents, done = self.paid.pop(self.dice.randrange(len(self.paid)))
            assert reconciliation.unreconcile(done, self.alice, self.at())
            assert not reconciliation.unreconcile(done, self.alice, self.at())
            self.owed[key] += cents

    def block(self):
        restraints.block(self.someone(), None, Noted("accord", self.day, self.alice, self.at()))

    def free(self):
        for one in Block.objects.filter(ended_at=None)[:1]:
            restraints.end(one, self.alice, self.at())

    def move(self):
        child = self.dice.choice(["MARTIN", "PETIT"])
        head = self.dice.choice(["", "DURAND"])
        Customer.objects.filter(code=child).update(group=head, parent_receives=bool(head))

    def rename(self):
        one = self.dice.choice(list(Contact.objects.order_by("pk")))
        Contact.objects.filter(pk=one.pk).update(email=f"n{self.dice.randrange(10**6)}@client.example")

    def answer(self):
        """Somebody writes; an address that several have is nobody's."""
        one, at = self.dice.choice(list(Contact.objects.order_by("pk"))), self.at()
        replies.keep(self.company, mail("J’ai réglé hier.", one.email, self.dice.randrange(10**9)), at)
        reply = Reply.objects.order_by("-pk").first()
        if reply.customer_id:
            self.words[reply] = (reply.customer_id, at)

    def read(self):
        for reply in list(self.words)[:1]:
            assert replies.close(reply, self.alice, self.at())
            del self.words[reply]

    def run(self):
        run = dunning.plan(self.company, self.day, self.alice, self.at())
        told = list(run.proposals.filter(approval=None).order_by("pk"))
        dunning.approve([one for one in told if self.dice.random() < 0.8], self.alice, self.at())

    def morning(self):
        """Approved, then something happens, then it is to leave."""
        self.run()
        getattr(self, self.dice.choice(BETWEEN))()
        self.send()

    def withdraw(self):
        for one in Message.objects.filter(state="queued", carrier=None).order_by("-pk")[:1]:
            assert dunning.withdraw(one.approval, self.alice, self.at())

    def send(self):
        at, before = self.at(), set(self.heard)
        for doubt in Message.objects.filter(state="in_doubt", carrier=None):
            is_there = doubt.message_id in self.heard
            sending.decide(doubt, "count_as_sent" if is_there else "send_again", self.alice, at)
        sending.dispatch(self.company, lambda: at)
        self.heard = [mail["Message-ID"] for mail in taken(self.world)]
        assert len(set(self.heard)) == len(self.heard), "a message arrived twice"
        for name in set(self.heard) - before:
            self.judge(Message.objects.get(message_id=name))

    def judge(self, message):
        whole = correspondence.all_of(message)
        theirs = {one.customer_id for one in whole}
        blocked = set(Block.objects.filter(ended_at=None).values_list("customer", flat=True))
        assert not theirs & blocked, "it left to somebody who was left in peace"
        for one in whole:
            speak = {one.customer_id, *Customer.objects.filter(code=one.customer.group).values_list("pk", flat=True)}
            late = [at for whose, at in self.words.values() if whose in speak and at > one.approval.at]
            assert not late, "it left to somebody who had written, and nobody had read it"
        assert {message.recipient} == set(addressing.of_messages(self.company, whole).values())
        for one in whole:
            for item in one.items.all():
                assert item.entry.customer_id == one.customer_id and item.open_cents == self.owed[item.entry_id]
        others = [one.document for one in self.bills if one.customer_id not in theirs]
        assert not [number for number in others if number in message.body], "another debtor's invoice"

    def look(self):
        open_now = dict(ledger.items(self.company, self.day).select("entry", "open_cents").iter_rows())
        assert {key: open_now.get(key, 0) for key in self.owed} == self.owed
        left = Message.objects.filter(state__in=["sent", "in_doubt"])
        said = Counter(left.filter(items__open_cents__gt=0).values_list("items__entry", "level"))
        assert all(times == 1 for times in said.values()), "a rung was said twice of an invoice"
        assert not [day for day, times in Counter(left.values_list("customer", "left_on")).items() if times > 1]


@pytest.mark.parametrize("seed", seeds.drawn(2))
def test_whatever_is_done_in_whatever_order_nothing_wrong_leaves_and_no_cent_is_lost(in_company, alice, tmp_path, seed):
    walk = Walk(in_company, alice, tmp_path, seed)
    with listening(tmp_path, chaos=0.3, seed=seed) as port:
        MailServer.objects.create(company=in_company, host="127.0.0.1", port=port, security="none")
        for _ in range(6):
            walk.bill()
        for _ in range(STEPS):
            getattr(walk, walk.dice.choice(DEEDS))()
            walk.look()
            walk.day += timedelta(walk.dice.choice([0, 0, 1, 2, 5]))
        walk.send()
    print("HEARD", seed, len(walk.heard), len(walk.bills), len(walk.paid))
