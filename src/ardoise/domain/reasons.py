"""Why a customer is chased, or isn't, in a sentence a collector can read out: French and English."""

from __future__ import annotations

from datetime import date
from typing import Any

from ardoise.domain.money import NO_BREAK_SPACE, with_currency

LEVEL_NAMES = {
    "before_due": {"fr": "Avis avant échéance", "en": "Notice before due date"},
    "friendly": {"fr": "Rappel amiable", "en": "Friendly reminder"},
    "firm": {"fr": "Relance ferme", "en": "Firm reminder"},
    "formal_notice": {"fr": "Mise en demeure", "en": "Formal notice"},
    "instalments": {"fr": "Confirmation d’échéancier", "en": "Confirmation of a plan"},
    "thanks": {"fr": "Remerciement", "en": "Thanks"},
    "question": {"fr": "Question sur un règlement", "en": "Question about a payment"},
    "personal": {"fr": "Message personnel", "en": "Personal message"},
    "resolver_asked": {"fr": "Question à un résolveur", "en": "Question to a resolver"},
    "resolver_reminded": {"fr": "Rappel à un résolveur", "en": "Reminder to a resolver"},
    "credit_asked": {"fr": "Demande d’avoir", "en": "Credit note asked for"},
    "credit_reminded": {"fr": "Rappel d’une demande d’avoir", "en": "Reminder of a credit note"},
}
"""The levels of the default policy; another author's level is called what he called it."""

SENTENCES: dict[str, dict[str, str]] = {
    "before_due": {
        "fr": "{amount} arrivent à échéance le {oldest_due_on} ({days_ahead}).",
        "en": "{amount} fall due on {oldest_due_on} ({days_ahead}).",
    },
    "first_reminder": {
        "fr": "Échu depuis {days_overdue} au plus ancien, aucun rappel encore envoyé pour ces factures.",
        "en": "{days_overdue} overdue at the oldest, no reminder sent yet for these invoices.",
    },
    "other_ladder": {
        "fr": "Relancé sous des niveaux que ce scénario ne connaît pas (dernier courrier : « {last_level} » le "
        "{last_sent_on}) ; il commence par le sien : {days_overdue} de retard.",
        "en": "Chased under levels that this policy doesn’t know (last message: “{last_level}” on {last_sent_on}); it "
        "begins with its own: {days_overdue} overdue.",
    },
    "next_level": {
        "fr": "« {last_level} » parti le {last_sent_on}, toujours impayé : {days_overdue} de retard.",
        "en": "“{last_level}” left on {last_sent_on}, still unpaid: {days_overdue} overdue.",
    },
    "thanks": {
        "fr": "« {last_level} » parti le {last_sent_on}, tout est réglé depuis.",
        "en": "“{last_level}” left on {last_sent_on}, all of it is paid since.",
    },
    "nothing_open": {"fr": "Rien d’ouvert.", "en": "Nothing open."},
    "credits_cover": {
        "fr": "Les avoirs et règlements non affectés couvrent ce qui est échu : lettrage à vérifier.",
        "en": "Credit notes and unapplied payments cover what is overdue: check the reconciliation.",
    },
    "not_due": {
        "fr": "Rien d’échu à relancer ; prochaine échéance le {on}.",
        "en": "Nothing overdue to chase; next due on {on}.",
    },
    "in_grace": {
        "fr": "{days} de retard ; « {level} » possible à partir du {on}.",
        "en": "{days} overdue; “{level}” possible from {on}.",
    },
    "too_small": {
        "fr": "Des {overdue} échus, ce qui reste une fois les avoirs et règlements déduits est en dessous du montant à "
        "partir duquel on relance{floor}.",
        "en": "Of the {overdue} overdue, what credits and payments leave is below the amount from which we "
        "write{floor}.",
    },
    "disputed": {
        "fr": "En litige jusqu’au {on}{note}.",
        "en": "In dispute until {on}{note}.",
    },
    "disputed_grace": {
        "fr": "Litige réglé : relances reprises après le {on}{note}.",
        "en": "Dispute settled: reminders resume after {on}{note}.",
    },
    "planned": {
        "fr": "Échéancier en cours, prochaine échéance le {on}{note}.",
        "en": "Instalment plan running, next instalment on {on}{note}.",
    },
    "promised": {
        "fr": "Paiement promis pour le {on}{note}.",
        "en": "Payment promised by {on}{note}.",
    },
    "payment_notice": {
        "fr": "Virement annoncé en cours : attendu jusqu’au {on}{note}.",
        "en": "Payment announced on its way: expected until {on}{note}.",
    },
    "payment_booked": {
        "fr": "Un règlement comptabilisé au {on} est déjà lettré avec ce qui est échu.",
        "en": "A payment booked for {on} is already lettered with what is overdue.",
    },
    "blocked": {
        "fr": "Relances suspendues jusqu’au {on}{note}.",
        "en": "Reminders suspended until {on}{note}.",
    },
    "insolvent": {
        "fr": "Procédure collective : aucune relance, la créance se déclare{note}.",
        "en": "Insolvency proceedings: no reminder, the claim is filed{note}.",
    },
    "contacted_recently": {
        "fr": "Déjà relancé {days_ago} ({level}) ; prochain courrier possible le {on}{spacing}.",
        "en": "Already written to {days_ago} ({level}); next message possible on {on}{spacing}.",
    },
    "waiting_next_level": {
        "fr": "« {level} » à partir du {on}, dans {days}{spoken}.",
        "en": "“{level}” from {on}, in {days}{spoken}.",
    },
    "ladder_exhausted": {
        "fr": "« {level} » déjà envoyé, dernier courrier le {on} : à une personne de décider de la suite ; "
        "ce qui échoit après a ses propres rappels.",
        "en": "“{level}” already sent, last message on {on}: a person decides what follows; "
        "what falls due later has reminders of its own.",
    },
    "last_level_to_do": {
        "fr": "« {level} », le dernier niveau, reste à faire par une personne : rien d’autre ne part d’ici là ; "
        "ce qui échoit après a ses propres rappels.",
        "en": "“{level}”, the last level, is still to be done by a person: nothing else leaves until then; "
        "what falls due later has reminders of its own.",
    },
    "no_address": {
        "fr": "« {level} » ne peut pas partir : la fiche client n’a pas d’adresse ou de numéro qui serve "
        "(aucun, ou revenu, ou refusé par l’interlocuteur).",
        "en": "“{level}” cannot leave: the customer’s file has no address or number that serves "
        "(none, or it came back, or its contact refuses the channel).",
    },
    "opted_out": {
        "fr": "« {level} » ne peut pas partir : le client ne veut pas être joint par ce canal.",
        "en": "“{level}” cannot leave: the customer doesn’t want to be reached by this channel.",
    },
    "waits_by_hand": {
        "fr": "« {level} » attend encore qu’une personne l’imprime, appelle ou passe : rien ne suit d’ici là. "
        "Faites-le ou renoncez-y.",
        "en": "“{level}” still waits for a person to print it, call or visit: nothing follows before. "
        "Do it or drop it.",
    },
    "amount_above": {
        "fr": "Le reste dû dépasse ce que « {level} » peut réclamer : à une personne de décider ({overdue} échus).",
        "en": "What is left is more than “{level}” may claim: a person decides ({overdue} overdue).",
    },
    "contact_pressure": {
        "fr": "Déjà assez sollicité ces derniers temps par nos sociétés{pressure} ; prochain contact le {on}, dans "
        "{days}.",
        "en": "Contacted often enough of late by our companies{pressure}; next contact possible on {on}, in {days}.",
    },
    "one_message": {
        "fr": "Un seul courrier par client : celui d’un autre scénario part d’abord, « {level} » attend.",
        "en": "One message per customer: another policy’s leaves first, “{level}” waits.",
    },
    "several_currencies": {
        "fr": "Échu en plusieurs devises : à relancer à la main.",
        "en": "Overdue in several currencies: write by hand.",
    },
}
"""A sentence per reason, and for what makes a reminder more pressing; facts in braces."""

WITHOUT_DAY: dict[str, dict[str, str]] = {
    "not_due": {"fr": "Rien d’échu à relancer.", "en": "Nothing overdue to chase."},
    "disputed": {"fr": "En litige{note}.", "en": "In dispute{note}."},
    "disputed_grace": {"fr": "Litige réglé{note}.", "en": "Dispute settled{note}."},
    "planned": {"fr": "Échéancier en cours{note}.", "en": "Instalment plan running{note}."},
    "promised": {"fr": "Paiement promis{note}.", "en": "Payment promised{note}."},
    "payment_notice": {
        "fr": "Règlement annoncé, ou reçu et pas encore lettré{note}.",
        "en": "Payment announced, or received and not applied yet{note}.",
    },
    "contact_pressure": {
        "fr": "Déjà assez sollicité ces derniers temps par nos sociétés{pressure}.",
        "en": "Contacted often enough of late by our companies{pressure}.",
    },
    "blocked": {"fr": "Relances suspendues{note}.", "en": "Reminders suspended{note}."},
    "ladder_exhausted": {
        "fr": "« {level} » déjà envoyé : à une personne de décider de la suite ; "
        "ce qui échoit après a ses propres rappels.",
        "en": "“{level}” already sent: a person decides what follows; what falls due later has reminders of its own.",
    },
}
"""The same where no day is known."""


def say(reason: str, language: str = "fr", **facts: Any) -> str:
    """The sentence of a reason, from the facts of its proposal or skip row; any other fact is left aside."""
    sentences = SENTENCES
    if facts.get("on") is None and reason in WITHOUT_DAY:
        sentences = WITHOUT_DAY
    speech = language if language in ("fr", "en") else "fr"
    return sentences[reason][speech].format_map(_Spoken(speech, facts))


def level_name(key: str, language: str = "fr") -> str:
    """What a level is called on screen; a policy's own level by its key."""
    return LEVEL_NAMES[key][language] if key in LEVEL_NAMES else key.replace("_", " ")


MONTHS = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
}


def day_written(day: date, language: str = "fr") -> str:
    """The reader's day as every table of the desk says it: 23 nov. 2026, 1er mars 2026; in English 23 Nov 2026."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number}{NO_BREAK_SPACE}{MONTHS[language][day.month - 1]}{NO_BREAK_SPACE}{day.year}"


def days_written(days: int, language: str = "fr") -> str:
    """A number of days with its unit: 1 jour, 12 jours; 1 day, 12 days."""
    one, many = ("jour", "jours") if language == "fr" else ("day", "days")
    return f"{days}{NO_BREAK_SPACE}{one if abs(days) <= 1 and (language == 'fr' or days) else many}"


def amount_written(cents: int, currency: str | None, language: str = "fr") -> str:
    """An amount with its currency: 1 234,50 € in French, €1,234.50 in English; euros where nobody has told."""
    return with_currency(cents, currency or "EUR", language)


LIMITS = {
    "floor": {"fr": " ({})", "en": " ({})"},
    "spacing": {"fr": " ({} au moins entre deux)", "en": " ({} between two at least)"},
    "pressure": {"fr": " (au plus {} en {})", "en": " (at most {} in {})"},
}
"""How the limit that was met is told, from the figures in the note; a row of former days has none."""

SPOKEN = {
    "fr": " : une personne leur a parlé ou écrit le {}, et ce niveau compte à partir du dernier contact",
    "en": ": somebody spoke with them or wrote to them on {}, and this level counts from the last contact",
}
"""Of a level that waits for what a person said: the day in the note."""

AGO = {"fr": ("aujourd’hui", "hier"), "en": ("today", "yesterday")}


class _Spoken(dict[str, str]):
    """The facts of a row, each turned into words when the sentence asks for it; what isn't known is said “?”."""

    def __init__(self, language: str, facts: dict[str, Any]) -> None:
        super().__init__()
        self.language, self.facts = language, facts

    def __missing__(self, name: str) -> str:
        if name in ("amount", "overdue"):
            return self._amount(f"{name}_cents")
        if name == "note":
            return f" ({self.facts['note']})" if self.facts.get("note") else ""
        if name in LIMITS:
            return self._limit(name)
        if name == "spoken":
            return self._spoken()
        if name == "days_ago":
            return self._days_ago()
        return self._days_ahead() if name == "days_ahead" else self._word(name)

    def _limit(self, name: str) -> str:
        *contacts, last = (self.facts.get("note") or "").split("/")
        if not last.isdecimal():
            return ""
        if name == "floor":
            told = amount_written(int(last), self.facts.get("currency"), self.language)
        else:
            told = days_written(int(last), self.language)
        counted = [f"{n}{NO_BREAK_SPACE}{'contact' if n == '1' else 'contacts'}" for n in contacts]
        return LIMITS[name][self.language].format(*counted, told)

    def _spoken(self) -> str:
        try:
            day = date.fromisoformat(self.facts.get("note") or "")
        except ValueError:
            return ""
        return SPOKEN[self.language].format(day_written(day, self.language))

    def _days_ago(self) -> str:
        days = self.facts.get("days")
        if days is None or days < 2:
            return AGO[self.language][days or 0]
        return ("il y a {}" if self.language == "fr" else "{} ago").format(days_written(days, self.language))

    def _word(self, name: str) -> str:
        value = self.facts.get(name)
        if value is None or value == "":
            return "?"
        if isinstance(value, date):
            return day_written(value, self.language)
        if name in ("level", "last_level"):
            return level_name(str(value), self.language)
        return days_written(value, self.language) if isinstance(value, int) else str(value)

    def _amount(self, name: str) -> str:
        return amount_written(self.facts.get(name) or 0, self.facts.get("currency"), self.language)

    def _days_ahead(self) -> str:
        days = -(self.facts.get("days_overdue") or 0)
        return ("dans " if self.language == "fr" else "in ") + days_written(days, self.language)
