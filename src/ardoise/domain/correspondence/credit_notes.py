"""The mail to whoever issues credit notes: for whom, how much, on what, why, until when, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ardoise.domain.correspondence import resolvers
from ardoise.domain.correspondence.answers import CLOSE, GREETING
from ardoise.domain.correspondence.wording import long_day
from ardoise.domain.disputes import REASONS
from ardoise.domain.money import with_currency

SUBJECT = {
    "fr": "Avoir à établir : {customer}{numbers}, {amount}{day}",
    "en": "Credit note to issue: {customer}{numbers}, {amount}{day}",
}
ASKED = {
    "fr": "Le litige de {customer} (compte {code}) attend un avoir de {amount}, TTC. Motif : {reason}.",
    "en": "The dispute of {customer} (account {code}) waits for a credit note of {amount}, tax included. "
    "Reason: {reason}.",
}
AGAIN = {
    "fr": "Nous vous l’avons demandé le {asked} et l’attendions pour le {day}. Tant qu’il manque, le client n’est ni "
    "relancé de cette somme ni remboursé.",
    "en": "We asked you for it on {asked} and expected it by {day}. Until it comes, the customer is neither reminded "
    "of that sum nor given it back.",
}
ALL = {"fr": "Sur tout ce qu’il doit.", "en": "On all that they owe."}
SAID = {"fr": "{author} : « {words} »", "en": "{author}: “{words}”"}
UNTIL = {
    "fr": "Merci de l’établir pour le {day}{how}. Ardoise le reconnaît à l’import du grand livre et le déduit : il n’y "
    "a rien d’autre à faire.",
    "en": "Please issue it by {day}{how}. Ardoise knows it again once the ledger is imported and deducts it: there is "
    "nothing else to do.",
}
SOON = {
    "fr": "Merci de l’établir dès que possible{how}. Ardoise le reconnaît à l’import du grand livre et le déduit.",
    "en": "Please issue it as soon as you can{how}. Ardoise knows it again once the ledger is imported and deducts it.",
}
NAMING = {
    "fr": ", en citant {numbers} dans le libellé de l’écriture",
    "en": ", naming {numbers} in the label of the entry",
}
REPLY = {
    "fr": "S’il ne peut pas l’être, ou s’il vous manque quelque chose, répondez à ce message : vos mots viennent dans "
    "la discussion du litige.",
    "en": "If it cannot be, or if you lack something, answer this mail: your words go into the discussion of the "
    "dispute.",
}
NAMED_MAX = 5
WORDS_MAX = 600


@dataclass(frozen=True)
class Wish:
    """What is asked for: the dispute, the customer's account, what was said last about it, and by whom."""

    matter: resolvers.Matter
    code: str
    author: str = ""
    words: str = ""


def subject(wish: Wish, language: str, is_again: bool = False) -> str:
    """For whom, on what, how much, by when."""
    matter = wish.matter
    by = "" if matter.is_late or not matter.deadline_on else long_day(matter.deadline_on, language)
    told = SUBJECT[language].format(
        customer=matter.customer,
        numbers=resolvers.numbers(matter),
        amount=with_currency(matter.cents, matter.currency, language),
        day=resolvers.BY_DAY[language].format(day=by) if by else "",
    )
    return resolvers.AGAIN[language].format(subject=told) if is_again else told


def text(wish: Wish, language: str, name: str, signature: Sequence[str], asked: str = "") -> str:
    """The words; `asked`: the day of the mail this one reminds of, in words."""
    matter = wish.matter
    by = long_day(matter.deadline_on or matter.today, language)
    amount = with_currency(matter.cents, matter.currency, language)
    reason = REASONS[matter.reason][language]
    parts = [
        " ".join(filter(None, (GREETING[language], name))) + ",",
        ASKED[language].format(customer=matter.customer, code=wish.code, amount=amount, reason=reason),
        AGAIN[language].format(asked=asked, day=by) if asked else "",
        resolvers.listed(matter, language) or ALL[language],
        resolvers.QUOTED[language].format(note=matter.note) if matter.note else "",
        SAID[language].format(author=wish.author, words=shortened(wish.words)) if wish.words else "",
        (SOON if asked or matter.is_late else UNTIL)[language].format(day=by, how=naming(matter, language)),
        REPLY[language] if matter.is_answered_by_mail else "",
        CLOSE[language] + "\n" + "\n".join(signature),
    ]
    return "\n\n".join(filter(None, parts))


def naming(matter: resolvers.Matter, language: str) -> str:
    """By which numbers the credit note is known to be about it."""
    named = [item.document for item in matter.items[:NAMED_MAX]]
    return NAMING[language].format(numbers=", ".join(named)) if named else ""


def shortened(words: str) -> str:
    """On one line, as long as a mail quotes."""
    plain = " ".join(words.split())
    return plain if len(plain) <= WORDS_MAX else f"{plain[: WORDS_MAX - 2]} …"
