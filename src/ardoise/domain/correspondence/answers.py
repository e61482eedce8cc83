"""The first words of what a person writes: a greeting, a sentence for what the customer said, a close."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ardoise.domain.correspondence.wording import long_day
from ardoise.domain.money import with_currency

GREETING = {"fr": "Bonjour", "en": "Hello"}
CLOSE = {"fr": "Cordialement,", "en": "Kind regards,"}
ON_PAPER = {
    "fr": (
        "Madame, Monsieur,",
        "Nous vous prions d’agréer, Madame, Monsieur, l’expression de nos salutations distinguées.",
    ),
    "en": ("Dear customer,", "Yours faithfully,"),
}
"""How a letter greets and closes."""
WROTE = {"fr": "Le {day}, {who} a écrit :", "en": "On {day}, {who} wrote:"}
QUOTED_LINES_MAX = 60
SENTENCES: dict[str, dict[str, str]] = {
    "promise": {
        "fr": "Merci de votre réponse. Nous notons votre règlement{amount}{day}.",
        "en": "Thank you for your reply. We have noted your payment{amount}{day}.",
    },
    "paid": {
        "fr": "Merci de nous l’avoir dit. Nous vérifions l’arrivée de votre règlement{amount}.",
        "en": "Thank you for letting us know. We are checking that your payment{amount} has arrived.",
    },
    "dispute": {
        "fr": "Nous avons bien noté votre contestation et la faisons examiner. Nous revenons vers vous au plus vite ; "
        "d’ici là, ce que vous contestez ne vous sera pas réclamé.",
        "en": "We have noted your query and are having it looked into. We will come back to you as soon as we can; "
        "until then you will not be asked for the amount in dispute.",
    },
    "copy_wanted": {
        "fr": "Vous trouverez ci-joint ce que vous avez demandé.",
        "en": "Please find attached what you asked for.",
    },
    "plan_wanted": {
        "fr": "Nous avons bien reçu votre demande d’échelonnement. Pour l’examiner, pouvez-vous nous dire quelles "
        "sommes vous proposez de verser, et à quelles dates ?",
        "en": "We have received your request to pay in parts. So that we can look at it, could you tell us which "
        "amounts you propose to pay, and when?",
    },
    "wrong_contact": {
        "fr": "Merci de nous l’avoir signalé : nous avons mis votre fiche à jour.",
        "en": "Thank you for telling us: we have updated our records.",
    },
}
BY_DAY = {"fr": " pour le {day}", "en": " by {day}"}
OF_AMOUNT = {"fr": " de {amount}", "en": " of {amount}"}
SUBJECT = {"fr": "Votre compte chez {creditor}", "en": "Your account with {creditor}"}
ANSWERED = {"fr": "Votre message du {day}", "en": "Your message of {day}"}
ATTACHED = re.compile(r"(?i)\b(ci[- ]?joint|pièces? jointes?|en annexe|attached|enclosed|attachments?)")
AT_ONCE = ("copy_wanted", "plan_wanted")  # answered whether somebody has noted them or not


def first_words(language: str, contact: str, spoken: Sequence[str], signature: Iterable[str]) -> str:
    """Where a person goes on writing a mail."""
    greeting = " ".join(filter(None, (GREETING[language], contact))) + ","
    return "\n\n".join([greeting, *(spoken or [""]), "\n".join([CLOSE[language], *signature])])


def first_words_on_paper(language: str, spoken: Sequence[str], signature: Iterable[str]) -> str:
    """Where a person goes on writing a letter."""
    greeting, close = ON_PAPER[language]
    return "\n\n".join([greeting, *(spoken or [""]), close, "\n".join(signature)])


def sentences(language: str, said: Iterable[tuple[str, Mapping[str, Any], bool]], currency: str) -> list[str]:
    """What is answered to what they said, each once; `said`: situation, its facts, whether somebody has noted it."""
    spoken = [
        sentence(language, situation, facts, currency)
        for situation, facts, is_noted in said
        if situation in SENTENCES and (is_noted or situation in AT_ONCE)
    ]
    return list(dict.fromkeys(spoken))


def sentence(language: str, situation: str, facts: Mapping[str, Any], currency: str) -> str:
    """What is answered to one situation, with the amount and the day that were noted."""
    cents, on = facts.get("amount_cents"), facts.get("on")
    told = {
        "amount": OF_AMOUNT[language].format(amount=with_currency(cents, currency, language)) if cents else "",
        "day": BY_DAY[language].format(day=long_day(date.fromisoformat(str(on)), language)) if on else "",
    }
    return SENTENCES[situation][language].format(**told)


def quoted(language: str, who: str, on: date, text: str) -> str:
    """What they wrote, under ours, as mail programs quote it."""
    lines = text.strip().split("\n")
    shown = lines[:QUOTED_LINES_MAX] + (["…"] if len(lines) > QUOTED_LINES_MAX else [])
    head = WROTE[language].format(day=long_day(on, language), who=who)
    return "\n".join([head, *(f"> {line}".rstrip() for line in shown)])


def subject(language: str, creditor: str) -> str:
    """Of a message that answers nothing."""
    return SUBJECT[language].format(creditor=creditor)


def subject_of_letter(language: str, on: date) -> str:
    """Of a letter that answers a mail of that day."""
    return ANSWERED[language].format(day=long_day(on, language))


def speaks_of_papers(text: str) -> bool:
    """Does it promise something attached?"""
    return bool(ATTACHED.search(text))


def subject_of_answer(subject: str) -> str:
    """Re: once, however often it was answered."""
    return subject if subject.lower().startswith("re:") or not subject else f"Re: {subject}"
