"""Which members of a group a reply is about, where the message it answers left for several of them as one.

What a person has decided of it counts; else whoever of them it is tied to, or whose documents it names; else it is
about all of them, since the message spoke of all and nothing says of whom else the answer is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from ardoise.actions.correspondence import addressing
from ardoise.domain.names import LEGAL_FORMS, capitals
from ardoise.records.models import Company, Customer, Finding, Message, MessageItem, Reply

ABOUT_ITEMS = ("promise", "paid", "dispute")
"""The situations that are about items, each of a member's own: the others ask the same of whoever wrote."""
NAME_MIN = 4  # letters of a name without its legal form: a shorter one may be any word


@dataclass
class Whole:
    """What left as one: its customers, the carrier's first; of each the documents listed; who reads it."""

    customers: dict[int, Customer] = field(default_factory=dict)
    documents: dict[int, list[str]] = field(default_factory=dict)
    reader: int = 0

    def named(self, text: str) -> list[int]:
        """The customers of whom the words name a document."""
        return [key for key in self.customers if any(is_named(one, text) for one in self.documents.get(key, ()))]


def members(reply: Reply) -> list[Customer]:
    """Those whom the message it answers was about, where they were several: [] of any other reply."""
    whole = _wholes(reply.company, [reply]).get(reply.pk)
    return list(whole.customers.values()) if whole else []


def suggested(finding: Finding) -> list[Customer]:
    """Of the members those whom a finding is about, as far as its words tell: by the documents it names, else by their
    own names, else all whom the reply is about. The reader's own name tells nothing: it is in every signature."""
    reply = finding.reply
    whole = _wholes(reply.company, [reply]).get(reply.pk)
    if whole is None:
        return []
    said = " ".join([finding.excerpt, *map(str, finding.facts.get("documents", []))])
    others = [one for key, one in whole.customers.items() if key != whole.reader]
    found = whole.named(said) or called(others, said) or _about(reply, whole, ())
    return [one for key, one in whole.customers.items() if key in found]


def replies_about(customer: Customer) -> QuerySet[Reply]:
    """The replies of a customer, and those to a message of its head's that are about it."""
    carried = Message.objects.filter(customer=customer).exclude(carrier=None).values_list("carrier", flat=True)
    carrying = Message.objects.filter(customer=customer, carried__isnull=False).values_list("pk", flat=True)
    asked = Reply.objects.filter(answers__in={*carried, *carrying}).exclude(customer=customer)
    others = list(asked.defer("raw").select_related("company"))
    told = [key for key, about in members_told(others).items() if customer.pk in about]
    return Reply.objects.filter(Q(customer=customer) | Q(pk__in=told))


def members_told(replies: Iterable[Reply]) -> dict[int, set[int]]:
    """The customers whom each reply is about, by its key, for those to what left for several: a fixed number of
    questions, however many replies of one company."""
    asked = list(replies)
    wholes = _wholes(asked[0].company, asked) if asked else {}
    accepted = Finding.objects.filter(reply__in=wholes.keys()).exclude(decision__in=("", "rejected"))
    decided: dict[int, set[str]] = {}
    for key, facts in accepted.values_list("reply", "facts"):
        decided.setdefault(key, set()).update(facts.get("customers", ()))
    by_key = {reply.pk: reply for reply in asked}
    return {key: set(_about(by_key[key], whole, decided.get(key, ()))) for key, whole in wholes.items()}


def _about(reply: Reply, whole: Whole, decided: Iterable[str]) -> list[int]:
    told = set(decided)
    if told:
        return [key for key, one in whole.customers.items() if one.code in told]
    if reply.customer_id in whole.customers and reply.customer_id != whole.reader:
        return [reply.customer_id]
    return whole.named(reply.text) or list(whole.customers)


def _wholes(company: Company, replies: Iterable[Reply]) -> Mapping[int, Whole]:
    """What each reply answers, by the key of the reply, where it left for several."""
    asked = {reply.pk: reply.answers_id for reply in replies if reply.answers_id}
    found = dict(Message.objects.filter(pk__in=asked.values()).values_list("pk", "carrier"))
    firsts = {key: carrier or key for key, carrier in found.items()}
    rows = Message.objects.filter(Q(pk__in=firsts.values()) | Q(carrier__in=firsts.values()))
    wholes: dict[int, Whole] = {}
    first_of: dict[int, int] = {}
    for message in rows.select_related("customer__company").defer("body", "html").order_by("pk"):
        first_of[message.pk] = message.carrier_id or message.pk
        wholes.setdefault(first_of[message.pk], Whole()).customers[message.customer_id] = message.customer
    several = {key: whole for key, whole in wholes.items() if len(whole.customers) > 1}
    heads = addressing.parents_of(company, {key for whole in several.values() for key in whole.customers})
    for whole in several.values():
        whole.reader = next((heads[key].pk for key in whole.customers if key in heads), next(iter(whole.customers)))
    listed = MessageItem.objects.filter(message__in=[pk for pk, first in first_of.items() if first in several])
    named = listed.exclude(document="").values_list("message_id", "message__customer", "document")
    for pk, customer, document in named:
        several[first_of[pk]].documents.setdefault(customer, []).append(document)
    return {key: several[firsts[answers]] for key, answers in asked.items() if firsts.get(answers) in several}


def called(customers: Iterable[Customer], text: str) -> set[int]:
    """Those whom the words call by their code or their name, which nobody writes with its legal form.

    The longest first: *Armor Nord Est* does not call Armor Nord.
    """
    told = [(said, one.pk) for one in customers for said in (one.code, one.name, bare_name(one.name)) if said]
    found, left = set(), text
    for said, key in sorted(told, key=lambda one: -len(one[0])):
        if is_named(said, left):
            found.add(key)
            left = as_word(said).sub("|", left)
    return found


def bare_name(name: str) -> str:
    """The name of a firm without what says of which form it is, where enough is left to tell it by."""
    words = name.split()
    while words and capitals(words[-1]).replace(".", "") in LEGAL_FORMS:
        words.pop()
    while words and capitals(words[0]).replace(".", "") in LEGAL_FORMS:
        words.pop(0)
    return " ".join(words) if len("".join(words)) >= NAME_MIN else ""


def is_named(name: str, text: str) -> bool:
    """Does it stand in the text as a word of its own?"""
    return as_word(name).search(text) is not None


def as_word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
