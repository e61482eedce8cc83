"""When a run stops and asks a person: figures outside the usual corridor, or books too old to write from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from ardoise.domain.policies.faults import Fault
from ardoise.domain.reasons import amount_written, day_written, days_written


@dataclass(frozen=True)
class Corridor:
    """What is usual, measured on the last runs, and how far from it a run may go without asking."""

    runs: int = 8  # so many past runs tell what is usual
    runs_min: int = 3  # with fewer there is no usual: only the absolute bounds hold
    count_min: int = 20  # a smaller run may leave the usual: a few customers more or less say nothing
    volume_max: int | None = 5_000  # reminders in one run; None: no bound
    volume_pct_max: int = 200  # of the usual number of reminders
    mean_pct_max: int = 300  # of the usual mean amount
    mean_pct_min: int = 33
    debit_pct_max: int = 5  # of the customers reminded, so many in a hundred pay by direct debit
    bounce_pct_max: int = 5  # of the last messages, so many in a hundred came back
    unchecked_mail_max: int | None = 200  # e-mails in one run from a domain not found in order; None: no bound
    first_points_max: int = 30  # the share of first reminders, in points above the usual one


@dataclass(frozen=True)
class Figures:
    """What a run is judged by; counts of its proposals, and of the messages that left before it."""

    count: int = 0
    amount_cents: int = 0
    debit_count: int = 0  # customers who pay by direct debit
    first_count: int = 0  # first reminders
    mail_count: int = 0  # by e-mail
    sent_count: int = 0  # messages of the last weeks that left
    bounced_count: int = 0  # and came back

    @property
    def mean_cents(self) -> int:
        """The mean amount, rounded down."""
        return self.amount_cents // self.count if self.count else 0


REASONS = (
    "put_back",
    "first_run",
    "volume_max",
    "volume",
    "mean_high",
    "mean_low",
    "debit_share",
    "bounce_rate",
    "first_share",
    "domain_unchecked",
    "domain_unknown",
    "domain_bad",
    "ledger_stale",
    "ledger_missing",
    "ledger_waits",
    "bank_stale",
    "bank_missing",
)

SENTENCES = {
    "put_back": {
        "fr": "Base restaurée ou copiée, reprise le {on} : ce qui est parti depuis la copie n’y figure pas et "
        "repartirait. Comparez avec la boîte d’envoi.",
        "en": "The database was restored or copied, and taken up on {on}: what left since the copy was made is not in "
        "it and would leave again. Compare with the mail that was sent.",
    },
    "first_run": {
        "fr": "Première campagne de cette société : {count} relances partiraient d’elles-mêmes.",
        "en": "The first run of this company: {count} reminders would leave by themselves.",
    },
    "volume_max": {
        "fr": "{count} relances d’un coup : au plus {bound} sans demander.",
        "en": "{count} reminders at once: at most {bound} without asking.",
    },
    "volume": {
        "fr": "{count} relances, contre {usual} d’habitude (limite : {bound}).",
        "en": "{count} reminders, usually {usual} (limit: {bound}).",
    },
    "mean_high": {
        "fr": "Montant moyen {mean_cents}, contre {usual_cents} d’habitude (limite : {bound_cents}).",
        "en": "Mean amount {mean_cents}, usually {usual_cents} (limit: {bound_cents}).",
    },
    "mean_low": {
        "fr": "Montant moyen {mean_cents}, contre {usual_cents} d’habitude (au moins {bound_cents}).",
        "en": "Mean amount {mean_cents}, usually {usual_cents} (at least {bound_cents}).",
    },
    "debit_share": {
        "fr": "{pct} % des clients relancés ({count}) paient par prélèvement (limite : {bound} %) : "
        "les prélèvements sont-ils bien enregistrés ?",
        "en": "{pct}% of the customers reminded ({count}) pay by direct debit (limit: {bound}%): "
        "are the debits in the books?",
    },
    "bounce_rate": {
        "fr": "{pct} % des derniers courriers sont revenus ou ont été refusés ({count} sur {usual} ; "
        "limite : {bound} %).",
        "en": "{pct}% of the last messages came back or were refused ({count} of {usual}; limit: {bound}%).",
    },
    "first_share": {
        "fr": "{pct} % de premiers rappels, contre {usual} % d’habitude (limite : {bound} %).",
        "en": "{pct}% first reminders, usually {usual}% (limit: {bound}%).",
    },
    "domain_unchecked": {
        "fr": "{count} courriels d’un coup depuis un domaine jamais vérifié ({domain}) : au plus {bound} sans "
        "demander. Voir Réglages, Domaine d’envoi.",
        "en": "{count} e-mails at once from a domain never checked ({domain}): at most {bound} without asking. See "
        "Settings, Sending domain.",
    },
    "domain_unknown": {
        "fr": "{count} courriels d’un coup depuis {domain}, dont le système de noms n’a pas pu être interrogé : au "
        "plus {bound} sans demander. Voir Réglages, Domaine d’envoi.",
        "en": "{count} e-mails at once from {domain}, about which the domain name system could not be asked: at most "
        "{bound} without asking. See Settings, Sending domain.",
    },
    "domain_bad": {
        "fr": "{count} courriels d’un coup depuis {domain}, qui n’est pas en ordre ({wrong}) : au plus {bound} sans "
        "demander. Voir Réglages, Domaine d’envoi.",
        "en": "{count} e-mails at once from {domain}, which is not in order ({wrong}): at most {bound} without asking. "
        "See Settings, Sending domain.",
    },
    "ledger_stale": {
        "fr": "Le dernier grand livre date du {on}, il y a {days} (limite : {bound_days}).",
        "en": "The last ledger is of {on}, {days} ago (limit: {bound_days}).",
    },
    "ledger_missing": {"fr": "Aucun grand livre n’a été importé.", "en": "No ledger has been imported."},
    "ledger_waits": {
        "fr": "« {name} », reçu le {on}, attend une réponse : ce que dit ce grand livre n’est pas encore compté. "
        "Répondez dans les imports.",
        "en": "“{name}”, received on {on}, waits for an answer: what that ledger tells is not counted yet. Answer it "
        "under Imports.",
    },
    "bank_stale": {
        "fr": "La banque n’est connue que jusqu’au {on}, il y a {days} (limite : {bound_days}).",
        "en": "The bank is known up to {on} only, {days} ago (limit: {bound_days}).",
    },
    "bank_missing": {
        "fr": "Aucun règlement n’a été comptabilisé, alors que la banque est attendue.",
        "en": "No payment has been booked, though the bank is expected.",
    },
}


MEASURES = {
    **dict.fromkeys(("first_run", "volume_max", "volume"), "count"),
    **dict.fromkeys(("domain_unchecked", "domain_unknown", "domain_bad"), "count"),
    **dict.fromkeys(("mean_high", "mean_low"), "mean_cents"),
    **dict.fromkeys(("debit_share", "bounce_rate", "first_share"), "pct"),
    **dict.fromkeys(("ledger_stale", "bank_stale"), "days"),
}
"""The figure by which a reason is grave."""


def is_graver(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool:
    """Is a reason more than a tenth further out than the same one was when somebody let it pass? A new one is."""
    if before is None:
        return True
    measure = MEASURES.get(now["reason"])
    if measure is None:  # no figure: the same again, or for another cause
        return dict(now) != dict(before)
    here, there = now.get(measure, 0), before.get(measure, 0)
    return bool(there * 10 > here * 11 if now["reason"] == "mean_low" else here * 10 > there * 11)


def say(reason: Mapping[str, Any], language: str = "fr", currency: str | None = None) -> str:
    """A reason to stop ({"reason", …figures}, as Brake stores it) in a sentence with its figures."""
    told: dict[str, Any] = {}
    for key, value in reason.items():
        if key.endswith("_cents"):
            told[key] = amount_written(value, currency, language)
        elif key in ("days", "bound_days"):
            told[key] = days_written(value, language)
        elif key == "on":
            told[key] = day_written(value if isinstance(value, date) else date.fromisoformat(value), language)
        else:
            told[key] = value
    return SENTENCES[reason["reason"]][language].format_map(told)


def read(described: Mapping[str, Any]) -> tuple[Corridor, list[Fault]]:
    """The Corridor a company stored, defaults where it says nothing; with sentences about what it can't be."""
    known = {field.name for field in fields(Corridor)}
    faults = [_unknown(key, known) for key in described if key not in known]
    faults += [_wrong(key, value) for key, value in described.items() if key in known and not _fits(key, value)]
    return (Corridor() if faults else Corridor(**described)), faults


def told(corridor: Corridor) -> dict[str, Any]:
    """The corridor as it is stored; `read` takes it back."""
    return asdict(corridor)


def _fits(key: str, value: object) -> bool:
    if value is None:
        return key in ("volume_max", "unchecked_mail_max")
    return type(value) is int and (1 if key in ("runs", "runs_min") else 0) <= value <= 10**9


def _unknown(key: str, known: set[str]) -> Fault:
    words = ", ".join(sorted(known))
    return Fault(
        f"« {key} » ne veut rien dire dans le frein ; les mots connus sont {words}.",
        f"“{key}” means nothing in the brake; known are {words}.",
    )


def _wrong(key: str, value: object) -> Fault:
    return Fault(
        f"« {key} » vaut {value!r} dans le frein ; donnez un nombre entier, 0 ou plus.",
        f"“{key}” of the brake is {value!r}; give a whole number, 0 or more.",
    )
