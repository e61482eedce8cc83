"""The mail to whoever is to answer a dispute: what is contested, in which words, until when, and where to answer.

It goes to a colleague, and says of the customer what the dispute is about and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ardoise.domain.correspondence.answers import CLOSE, GREETING
from ardoise.domain.correspondence.wording import day, long_day
from ardoise.domain.disputes import REASONS
from ardoise.domain.money import with_currency

SUBJECT = {
    "fr": "Litige {customer}{numbers} : votre réponse{day}",
    "en": "Dispute {customer}{numbers}: your answer{day}",
}
AGAIN = {"fr": "Rappel – {subject}", "en": "Reminder – {subject}"}
BY_DAY = {"fr": " pour le {day}", "en": " by {day}"}
CONTESTS = {
    "fr": "{customer} conteste {what}. Motif : {reason}.",
    "en": "{customer} contests {what}. Reason: {reason}.",
}
WAITS = {
    "fr": "Nous vous avons interrogé le {asked} et attendions votre réponse pour le {day}. Tant qu’elle manque, "
    "{amount} ne peuvent être ni réclamés ni corrigés.",
    "en": "We asked you on {asked} and expected your answer by {day}. Until it comes, {amount} can "
    "neither be claimed nor put right.",
}
ONE = {"fr": "{document} du {day} ({amount})", "en": "{document} of {day} ({amount})"}
ITEMS = {"fr": "{count} pièces ({amount})", "en": "{count} items ({amount})"}
ALL = {"fr": "tout ce qu’il doit ({amount})", "en": "all that they owe ({amount})"}
OF = {
    "fr": "{document} du {day} : {part} contestés sur {whole} restant dus",
    "en": "{document} of {day}: {part} contested of {whole} left open",
}
WHOLE = {"fr": "{document} du {day} : {whole}", "en": "{document} of {day}: {whole}"}
QUOTED = {"fr": "Ce qu’il en dit : « {note} »", "en": "In their words: “{note}”"}
UNTIL = {
    "fr": "Le client a-t-il raison ? Votre réponse est attendue pour le {day}.",
    "en": "Is the customer right? Please answer by {day}.",
}
LATE = {
    "fr": "Le client a-t-il raison ? Votre réponse était attendue pour le {day} : répondez dès que possible.",
    "en": "Is the customer right? Your answer was due by {day}: please answer as soon as you can.",
}
HERE = {
    "fr": "Répondez ici, sans compte : {address}\nCe lien n’ouvre que ce litige. Ne le transférez qu’à qui répond à "
    "votre place.",
    "en": "Answer here, without an account: {address}\nThis link opens this dispute and nothing else. Forward it only "
    "to whoever answers in your place.",
}
BY_MAIL = {
    "fr": "Vous pouvez aussi répondre à ce message, avec des fichiers : vos mots viennent dans la discussion du "
    "litige.",
    "en": "You may also answer this mail, with files: your words go into the discussion of the dispute.",
}
BY_MAIL_ALONE = {
    "fr": "Répondez à ce message, avec des fichiers s’il le faut : cela suffit. Vos mots viennent dans la discussion "
    "du litige.",
    "en": "Answer this mail, with files where they help: that is enough. Your words go into the discussion of the "
    "dispute.",
}
INSIDE = {
    "fr": "Il vous attend dans Ardoise, sous « Litiges ».",
    "en": "It waits for you in Ardoise, under “Disputes”.",
}
LISTED_MAX = 30


@dataclass(frozen=True)
class Contested:
    """An item as the resolver is told of it; `part_cents` None: all that is open."""

    document: str
    on: date | None
    open_cents: int
    part_cents: int | None
    currency: str


@dataclass(frozen=True)
class Matter:
    """A dispute, as its mail tells it; no items: all that the customer owes."""

    customer: str
    reason: str
    items: Sequence[Contested]
    cents: int
    currency: str
    note: str
    deadline_on: date | None
    today: date
    is_answered_by_mail: bool = False  # is what answers the mail read?
    has_account: bool = False  # does whoever answers find it in Ardoise?

    @property
    def is_late(self) -> bool:
        return self.deadline_on is not None and self.deadline_on < self.today


def subject(matter: Matter, language: str, is_again: bool = False) -> str:
    """Who contests what, and by when an answer is waited for."""
    by = matter.deadline_on if matter.deadline_on and not matter.is_late else None
    said = SUBJECT[language].format(
        customer=matter.customer,
        numbers=numbers(matter),
        day=BY_DAY[language].format(day=long_day(by, language)) if by else "",
    )
    return AGAIN[language].format(subject=said) if is_again else said


def numbers(matter: Matter) -> str:
    """The first documents contested, in brackets."""
    named = ", ".join(item.document for item in matter.items[:2]) + (", …" if len(matter.items) > 2 else "")
    return f" ({named})" if named else ""


def listed(matter: Matter, language: str) -> str:
    """A line for each item, as far as a mail goes."""
    more = len(matter.items) - LISTED_MAX
    lines = [line(item, language) for item in matter.items[:LISTED_MAX]]
    return "\n".join([*lines, f"… + {more}"] if more > 0 else lines)


def text(
    matter: Matter, language: str, address: str, name: str, signature: Sequence[str], asked_on: date | None = None
) -> str:
    """The words; `asked_on`: the day of the mail this one reminds of, None: this is the first."""
    parts = [
        " ".join(filter(None, (GREETING[language], name))) + ",",
        reminded(matter, language, asked_on) if asked_on else "",
        contests(matter, language),
        "" if is_told_alone(matter) else listed(matter, language),
        QUOTED[language].format(note=matter.note) if matter.note else "",
        until(matter, language) if not asked_on else "",
        *where(matter, language, address),
        CLOSE[language] + "\n" + "\n".join(signature),
    ]
    return "\n\n".join(filter(None, parts))


def where(matter: Matter, language: str, address: str) -> list[str]:
    """Where it is answered: at the link, in Ardoise, by mail; by mail alone, where that is the only way."""
    ways = [HERE[language].format(address=address)] if address else [INSIDE[language]] if matter.has_account else []
    if matter.is_answered_by_mail:
        ways.append((BY_MAIL if ways else BY_MAIL_ALONE)[language])
    return ways


def contests(matter: Matter, language: str) -> str:
    """What is contested, why, and how much that is."""
    amount = with_currency(matter.cents, matter.currency, language)
    count = len(matter.items)
    first = matter.items[0] if count == 1 else None
    told = {"count": count, "amount": amount}
    if first:
        told |= {"document": first.document, "day": day(first.on, language)}
    what = (ONE if first else ITEMS if count else ALL)[language].format(**told)
    return CONTESTS[language].format(customer=matter.customer, what=what, reason=REASONS[matter.reason][language])


def is_told_alone(matter: Matter) -> bool:
    """One item, the whole of it: the sentence tells it, and no list."""
    return len(matter.items) == 1 and matter.items[0].part_cents is None


def line(item: Contested, language: str) -> str:
    """One item, whole or in part."""
    whole = with_currency(item.open_cents, item.currency, language)
    part = with_currency(item.part_cents, item.currency, language) if item.part_cents is not None else ""
    how = OF if item.part_cents is not None else WHOLE
    return how[language].format(document=item.document, day=day(item.on, language), part=part, whole=whole)


def until(matter: Matter, language: str) -> str:
    """By when, or that it is late already."""
    if matter.deadline_on is None:
        return ""
    return (LATE if matter.is_late else UNTIL)[language].format(day=long_day(matter.deadline_on, language))


def reminded(matter: Matter, language: str, asked_on: date) -> str:
    """That they were asked before, and what hangs on it."""
    until_on = matter.deadline_on or matter.today
    amount = with_currency(matter.cents, matter.currency, language)
    told = {"asked": long_day(asked_on, language), "day": long_day(until_on, language), "amount": amount}
    return WAITS[language].format(**told)
