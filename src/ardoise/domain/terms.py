"""Terms of payment: a small language, French and English, written as people write.

“45 days end of month” is read as *issue + 45 days, then the end of that month*: the
order of the words, and the reading most French software and contracts follow. Whoever means
*end of the month, then 45 days* writes it in that order: “end of month + 45 days”. The law accepts
both (CEPC), provided the contract says which.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from ardoise.domain import calendar
from ardoise.law import payment_terms
from ardoise.law.refusals import RefusalError

EndOfMonth = Literal["none", "after", "before"]
Verdict = Literal["lawful", "express_only", "unlawful"]

DAYS_MAX, MONTHS_MAX = 365, 12


@dataclass(frozen=True)
class Terms:
    """How long a customer has: a span from the day of issue, an end of month before or after it, a day of the month."""

    days: int = 0
    months: int = 0
    end_of_month: EndOfMonth = "none"
    day_of_month: int | None = None

    def due_on(self, issued: date) -> date:
        """The day payment is due, a Sunday or not: a contractual due date never moves."""
        day = calendar.end_of_month(issued) if self.end_of_month == "before" else issued
        day = calendar.add_months(day, self.months) + timedelta(self.days)
        if self.end_of_month == "after":
            day = calendar.end_of_month(day)
        return self._own_day(day, issued)

    def rule(self, language: str = "en") -> str:
        """The computation in one sentence, in French or English."""
        return _rule_fr(self) if language == "fr" else _rule_en(self)

    def _own_day(self, day: date, issued: date) -> date:
        """The customer's day of the month: next month's after an end of month, else the first one not before `day`.

        Never the day of issue itself: “le 5” on an invoice of the 5th leaves a month.
        """
        if self.day_of_month is None:
            return day
        if self.end_of_month == "after":
            return calendar.on_day(calendar.add_months(day.replace(day=1), 1), self.day_of_month)
        found = calendar.on_day(day, self.day_of_month)
        if found < day or found <= issued:
            found = calendar.on_day(calendar.add_months(day.replace(day=1), 1), self.day_of_month)
        return found


@dataclass(frozen=True)
class Ceiling:
    """What C. com. L441-10 says of one due date between professionals."""

    verdict: Verdict
    due_on: date
    latest_on: date  # the last day the law allows, under the best reading
    article: str

    def sentence(self, language: str = "en") -> str:
        """The verdict in words, naming the article."""
        sentences, form = (_SENTENCES_FR, "%d/%m/%Y") if language == "fr" else (_SENTENCES_EN, "%Y-%m-%d")
        due_on, latest_on = (day.strftime(form) for day in (self.due_on, self.latest_on))
        return sentences[self.verdict].format(due_on=due_on, latest_on=latest_on, article=self.article)


_SENTENCES_EN: dict[Verdict, str] = {
    "lawful": "{due_on} is within the ceiling, {latest_on} ({article})",
    "express_only": "{due_on} is lawful only as an expressly agreed term of 45 days end of month ({article})",
    "unlawful": "{due_on} breaks {article}: at the latest {latest_on}",
}
_SENTENCES_FR: dict[Verdict, str] = {
    "lawful": "le {due_on} respecte le plafond, {latest_on} ({article})",
    "express_only": "le {due_on} n’est licite que si 45 jours fin de mois sont expressément convenus ({article})",
    "unlawful": "le {due_on} enfreint {article} : au plus tard le {latest_on}",
}


UNDERSTOOD_FR = (
    "30 jours / 30 jours net / net 30",
    "45 jours fin de mois (émission + 45 jours, puis fin de ce mois)",
    "fin de mois + 45 jours",
    "30 jours fin de mois le 10",
    "1 mois / 1 mois fin de mois",
    "fin de mois",
    "le 5 du mois / 30 jours le 5",
    "à réception / comptant",
)
UNDERSTOOD = (
    "30 days / 30 jours / 30 jours net / net 30",
    "45 days end of month / 45 jours fin de mois (issue + 45 days, then the end of that month)",
    "end of month + 45 days / fin de mois + 45 jours / 45 days after end of month",
    "30 days end of month the 10th / 30 jours fin de mois le 10",
    "one month / 1 mois / 1 mois fin de mois",
    "end of month / fin de mois",
    "the 5th / le 5 du mois / 30 days the 5th",
    "at receipt / à réception / comptant",
)


@lru_cache(maxsize=4096)
def parse(text: str) -> Terms:
    """The terms a text means; a RefusalError (a ValueError) whose sentence lists what is understood."""
    words = _normalised(text)
    for pattern, meaning in _GRAMMAR:
        if found := pattern.fullmatch(words):
            return _within_reason(text, _terms_of(found.groupdict(), meaning))
    french, known = " ; ".join(UNDERSTOOD_FR), "; ".join(UNDERSTOOD)
    raise RefusalError(
        fr=f"« {text} » ne se comprend pas comme conditions de paiement ; écrivez par exemple : {french}",
        en=f"“{text}” is not a term of payment we understand; write one of: {known}",
    )


def check_ceiling(issued: date, due_on: date, *, is_periodic: bool = False) -> Ceiling:
    """Is a due date within the French ceiling between professionals (C. com. L441-10 I)?

    60 days from issue are lawful; beyond, 45 days end of month (the later of both readings)
    only if the contract says so expressly. A periodic invoice has 45 days, without alternative.
    """
    if is_periodic:
        return _judge(due_on, issued + timedelta(payment_terms.PERIODIC.days), payment_terms.PERIODIC.article)
    sixty = issued + timedelta(payment_terms.AGREED.days)
    later = max(
        Terms(days=payment_terms.AGREED_END_OF_MONTH.days, end_of_month="after").due_on(issued),
        Terms(days=payment_terms.AGREED_END_OF_MONTH.days, end_of_month="before").due_on(issued),
    )
    if sixty < due_on <= later:
        return Ceiling("express_only", due_on, later, payment_terms.AGREED_END_OF_MONTH.article)
    return _judge(due_on, sixty if due_on <= sixty else max(sixty, later), payment_terms.AGREED.article)


def _judge(due_on: date, latest_on: date, article: str) -> Ceiling:
    return Ceiling("lawful" if due_on <= latest_on else "unlawful", due_on, latest_on, article)


# How a text becomes terms. Words are folded to lower case without accents, then
# what says nothing is dropped and what has many names gets one: EOM, RECEIPT, AFTER, PLUS, DAY.

_NUMBERS = {
    "un": 1, "une": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "six": 6, "dix": 10, "ten": 10,
    "quinze": 15, "fifteen": 15, "trente": 30, "thirty": 30, "quarante cinq": 45, "forty five": 45, "soixante": 60,
    "sixty": 60,
}  # fmt: skip

_SYNONYMS = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (
            r"^\d{1,2} ?%? \d{1,2}(?: days?| jours?)? (?:net|n) (?=\d)",
            "",
        ),  # a discount for who pays early moves no due date
        (r"\b(?:net|n) ?(?=\d)", ""),
        (r"\b(fin (du|de) mois suivant|end of (the )?(next|following) month)\b", "1 month EOM"),
        (r"\b((fin|dernier jour) (de |du |des )?mois|(end|last day) of (the )?month|month end(?! of))\b", "EOM"),
        (r"\b(fdm|f d m|eom)\b", "EOM"),
        (r"\bj(fm|fdm)\b", "j EOM"),
        (r"\b(\d{1,2}) ?(?:er|eme|e|st|nd|rd|th)?(?= (?:du mois|of the (?:month|next|following)))", r"DAY \1"),
        (r"\b(\d{1,2}) ?(?:st|nd|rd|th)\b", r"DAY \1"),
        (r"\b(?:le|the) (\d{1,2})(?: (?:er|eme|e))?\b", r"DAY \1"),
        (r"\b(?:on )?(?:le |the )?DAY", "DAY"),
        (r"(DAY \d+) (?:du|of (?:the )?)(?: ?mois suivant| ?(?:next|following) month)\b", r"\1 NEXT"),
        (r"(DAY \d+) (?:du|de chaque|of|of the|of each|of every) (?:mois|month)\b", r"\1"),
        (r"\b(a|de|des|at|on|upon|due on) (la )?(reception|receipt)\b", "RECEIPT"),
        (r"\b(au )?comptant\b|\bimmediat(e|ement|ely)?\b|\bcash\b", "RECEIPT"),
        (r"RECEIPT RECEIPT", "RECEIPT"),
        (
            r"\b(de |of |from |after |a compter de |apres )?(la |the )?(date (de |d |of )?)?(la |the )?"
            r"(facture|invoice( date)?|emission|issue)\b",
            "",
        ),
        (r"\+|\b(and then|plus|puis|then)\b", " PLUS "),
        (r"\b(after|apres|from|a (partir|compter) de)\b( la| the)?", "AFTER"),
        (r"\b(nets?|payable|payment|paiement|due|within|sous|calendaires?|calendar|in)\b", ""),
        (
            r"\b((par |by )?(virement|cheque|prelevement|lcr|traite|(bank )?transfer|direct debit))\b",
            "",
        ),  # how, not when
        (r"^(a|at) ", ""),
    )
)

_SPAN = (
    r"(?P<count>\d{1,4}|" + "|".join(_NUMBERS) + r") ?(?P<unit>jours?|jrs?|j|days?|d|mois|months?|m)"
    r"|(?P<bare>\d{1,4})"
)
_DAY = r"(?: ?DAY (?P<day>\d{1,2})(?P<next> NEXT)?)"
_GRAMMAR: tuple[tuple[re.Pattern[str], EndOfMonth], ...] = (
    (re.compile(r"RECEIPT"), "none"),
    (re.compile(rf"(?:{_SPAN})(?:(?: PLUS)?{_DAY})?"), "none"),
    (re.compile(rf"(?:(?:{_SPAN})(?: PLUS)? )?EOM(?:(?: PLUS)?{_DAY})?"), "after"),
    (re.compile(rf"EOM(?: PLUS)? (?:{_SPAN})(?:(?: PLUS)?{_DAY})?"), "before"),
    (re.compile(rf"(?:{_SPAN}) AFTER EOM(?:(?: PLUS)?{_DAY})?"), "before"),
    (re.compile(_DAY), "none"),
)


def _normalised(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    signed = re.sub(r"(?<!\w)-(?=\d)", "minus ", plain)  # a sign is no punctuation
    apart = re.sub(r"(?<=\d)(?=[a-z])", " ", signed)
    words = _squeezed(re.sub(r"[^\w+%<>=]", " ", apart))
    for pattern, word in _SYNONYMS:
        words = _squeezed(pattern.sub(word, words))
    return words


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _terms_of(found: dict[str, str | None], end_of_month: EndOfMonth) -> Terms:
    count = found.get("count") or found.get("bare") or "0"
    span = _NUMBERS.get(count) or int(count)
    is_months = (found.get("unit") or "").startswith("m")
    if found.get("next") and end_of_month == "none":
        end_of_month = "after"  # “le 10 du mois suivant”: the month after the one the span ends in
    return Terms(
        days=0 if is_months else span,
        months=span if is_months else 0,
        end_of_month=end_of_month,
        day_of_month=int(day) if (day := found.get("day")) else None,
    )


def _within_reason(text: str, terms: Terms) -> Terms:
    if terms.day_of_month is not None and not 1 <= terms.day_of_month <= 31:
        raise RefusalError(
            fr=f"« {text} » : aucun mois n’a de jour {terms.day_of_month} ; écrivez un jour de 1 à 31",
            en=f"“{text}”: a month has no day {terms.day_of_month}; write a day from 1 to 31",
        )
    if terms.days > DAYS_MAX or terms.months > MONTHS_MAX:
        raise RefusalError(
            fr=f"« {text} » dépasse un an ; écrivez au plus {DAYS_MAX} jours ou {MONTHS_MAX} mois",
            en=f"“{text}” is longer than a year; write at most {DAYS_MAX} days or {MONTHS_MAX} months",
        )
    return terms


def _rule_en(terms: Terms) -> str:
    span = _counted(terms, "day", "days", "month", "months")
    steps = {
        "none": [f"issue + {span}" if span else "the day of issue"],
        "after": [f"issue + {span}" if span else "issue", "end of that month"],
        "before": ["end of the month of issue", f"+ {span}" if span else ""],
    }[terms.end_of_month]
    if terms.day_of_month is not None:
        number = terms.day_of_month
        steps.append(
            f"day {number} of the next month" if terms.end_of_month == "after" else f"the first day {number} from there"
        )
    return ", then ".join(step for step in steps if step)


def _rule_fr(terms: Terms) -> str:
    span = _counted(terms, "jour", "jours", "mois", "mois")
    steps = {
        "none": [f"émission + {span}" if span else "jour de l’émission"],
        "after": [f"émission + {span}" if span else "émission", "fin de ce mois"],
        "before": ["fin du mois d’émission", f"+ {span}" if span else ""],
    }[terms.end_of_month]
    if terms.day_of_month is not None:
        number = "1er" if terms.day_of_month == 1 else str(terms.day_of_month)
        steps.append(
            f"le {number} du mois suivant" if terms.end_of_month == "after" else f"le premier {number} qui suit"
        )
    return ", puis ".join(step for step in steps if step)


def _counted(terms: Terms, day: str, days: str, month: str, months: str) -> str:
    if terms.months:
        return f"{terms.months} {months if terms.months > 1 else month}"
    return f"{terms.days} {days if terms.days > 1 else day}" if terms.days else ""
