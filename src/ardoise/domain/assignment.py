"""Which policy a customer is under: saved rules in order, the first that holds; a person's override before all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ardoise.domain.behaviours import NAMES as BEHAVIOURS
from ardoise.domain.parties import KINDS
from ardoise.domain.policies import CENTS_MAX
from ardoise.domain.policies.faults import Fault
from ardoise.domain.reasons import amount_written

TEXTS = (
    "kind",
    "segment",
    "risk_class",
    "behaviour",
    "sector",
    "group",
    "country",
    "language",
    "collector",
    "salesperson",
    "currency",
)
AMOUNTS = ("overdue_cents", "open_cents")
ANSWERS = ("is_strategic", "pays_by_debit")
FACTS = (*TEXTS, *AMOUNTS, *ANSWERS)
"""What a rule may ask of a customer."""

OPERATORS = ("is", "is_not", "at_least", "at_most", "in", "contains")

ALLOWED = {
    **dict.fromkeys(TEXTS, ("is", "is_not", "in", "contains")),
    **dict.fromkeys(AMOUNTS, ("at_least", "at_most")),
    **dict.fromkeys(ANSWERS, ("is", "is_not")),
}
"""The operators that mean something for each fact."""

OVERRIDES: dict[str, type] = {
    "customer": str,
    "entry": int,  # None: the whole customer
    "policy": str,
}
"""Whom, or what, a person put under another policy than the rules would."""

CLOSED: dict[str, tuple[str, ...]] = {"kind": KINDS, "behaviour": BEHAVIOURS, "language": ("fr", "en")}
"""Facts of which nothing else can be true: a rule that asks for another word would never hold."""

NAMED = 6
"""How many of the words that customers do have are named where a rule asks for another."""

BY_OVERRIDE = "override"
"""What `assigned_by` says of a customer a person placed."""


@dataclass(frozen=True)
class Condition:
    """One thing a rule asks: a fact, how it is compared (`is_`, one of OPERATORS), with what.

    Texts are compared without regard to case; a fact nobody knows fails every condition but `is_not`.
    """

    fact: str
    is_: str
    value: Any  # a text, whole cents, a bool; for `in` a tuple of texts


@dataclass(frozen=True)
class Rule:
    """All conditions hold: the customer is under the policy. Without conditions: everybody."""

    name: str
    conditions: tuple[Condition, ...]
    policy: str


def read(
    name: str, conditions: object, policy: str, policies: Collection[str] | None = None
) -> tuple[Rule | None, list[Fault]]:
    """The Rule as it is stored ([{"fact", "is", "value"}]), or None and what is wrong with it."""
    faults = [] if policies is None or policy in policies else [_unknown_policy(policy, policies)]
    if not isinstance(conditions, list | tuple):
        return None, [Fault("Les conditions sont une liste.", "The conditions are a list."), *faults]
    faults += [fault for n, told in enumerate(conditions, 1) for fault in _wrong(told, n)]
    if faults:
        return None, faults
    return Rule(name, tuple(_condition(told) for told in conditions), policy), []


def idle(rule: Rule) -> list[Fault]:
    """What its conditions ask that can never be so: asked when a rule is saved; what was saved before is still read."""
    return [fault for n, told in enumerate(rule.conditions, 1) if (fault := _never_true(told, n))]


def unheard(rule: Rule, known: Mapping[str, Collection[str]]) -> list[Fault]:
    """The words its conditions ask for that no customer has, of the facts that are `known`: a slip of the pen, mostly.

    Told and not refused: the customers they are meant for may come with the next import.
    """
    asked = [(c, word) for c in rule.conditions if c.fact in known for word in _words(c)]
    return [_unheard(c.fact, word, known[c.fact]) for c, word in asked if not _is_heard(c, word, known[c.fact])]


def _words(told: Condition) -> tuple[str, ...]:
    return told.value if isinstance(told.value, tuple) else (told.value,)


def _is_heard(told: Condition, word: str, known: Collection[str]) -> bool:
    """Has some customer the word, compared as a rule compares it?"""
    wanted, there = word.strip().lower(), [value.strip().lower() for value in known]
    return any(wanted in value for value in there) if told.is_ == "contains" else wanted in there


def _unheard(fact: str, word: str, known: Collection[str]) -> Fault:
    some = sorted(value.strip() for value in known if value.strip())
    listed = ", ".join(some[:NAMED]) + ("…" if len(some) > NAMED else ".")
    fr, en = (f"il y a : {listed}", f"there are: {listed}") if some else ("personne n’en a.", "nobody has any.")
    return Fault(
        f"Aucun client n’a « {word} » aujourd’hui ({fact_name(fact, 'fr')}) ; {fr}",
        f"No customer has “{word}” today ({fact_name(fact, 'en')}); {en}",
    )


def described(rule: Rule) -> list[dict[str, Any]]:
    """The conditions as they are stored; `read` takes them back."""
    return [
        {"fact": c.fact, "is": c.is_, "value": list(c.value) if isinstance(c.value, tuple) else c.value}
        for c in rule.conditions
    ]


def say(rule: Rule, language: str = "fr", currency: str = "EUR") -> str:
    """The rule in words: “si le segment est « grands comptes » et l’échu vaut au moins 5 000,00 €”; amounts in the
    currency of the company."""
    if not rule.conditions:
        return "tous les clients" if language == "fr" else "every customer"
    joined = (" et " if language == "fr" else " and ").join(
        say_condition(c, language, currency) for c in rule.conditions
    )
    return f"{'si' if language == 'fr' else 'if'} {joined}"


def say_condition(condition: Condition, language: str = "fr", currency: str = "EUR") -> str:
    """One condition in words."""
    value = condition.value
    if condition.fact in ANSWERS:
        return ANSWER_WORDS[condition.fact][language][value == (condition.is_ == "is")]
    if condition.fact in AMOUNTS:
        told = amount_written(value, currency, language)
    else:
        opened, closed = ("«\u202f", "\u202f»") if language == "fr" else ("“", "”")
        said = [value_name(condition.fact, one, language) for one in (value if isinstance(value, tuple) else (value,))]
        told = (" ou " if language == "fr" else " or ").join(f"{opened}{one}{closed}" for one in said)
    return f"{fact_name(condition.fact, language)} {OPERATOR_WORDS[condition.is_][language]} {told}"


def fact_name(fact: str, language: str = "fr") -> str:
    """What a fact is called on screen."""
    return FACT_WORDS[fact][language]


def value_name(fact: str, value: str, language: str = "fr") -> str:
    """What a value is called on screen; a word of the company's own as it is."""
    return VALUE_WORDS.get((fact, value), {}).get(language, value)


FACT_WORDS = {
    "kind": {"fr": "la nature du client", "en": "the kind of customer"},
    "segment": {"fr": "le segment", "en": "the segment"},
    "risk_class": {"fr": "la classe de risque", "en": "the risk class"},
    "behaviour": {"fr": "le comportement", "en": "the behaviour"},
    "sector": {"fr": "le secteur", "en": "the sector"},
    "group": {"fr": "le groupe", "en": "the group"},
    "country": {"fr": "le pays", "en": "the country"},
    "language": {"fr": "la langue", "en": "the language"},
    "collector": {"fr": "le chargé de recouvrement", "en": "the collector"},
    "salesperson": {"fr": "le commercial", "en": "the salesperson"},
    "currency": {"fr": "la devise", "en": "the currency"},
    "overdue_cents": {"fr": "l’échu", "en": "what is overdue"},
    "open_cents": {"fr": "l’encours", "en": "what is open"},
    "is_strategic": {"fr": "client stratégique", "en": "strategic customer"},
    "pays_by_debit": {"fr": "prélevé", "en": "pays by direct debit"},
}

ANSWER_WORDS = {
    "is_strategic": {
        "fr": ("le client n’est pas stratégique", "le client est stratégique"),
        "en": ("the customer is not strategic", "the customer is strategic"),
    },
    "pays_by_debit": {
        "fr": ("le client ne paie pas par prélèvement", "le client paie par prélèvement"),
        "en": ("the customer doesn't pay by direct debit", "the customer pays by direct debit"),
    },
}
"""The answer no, then the answer yes."""

OPERATOR_WORDS = {
    "is": {"fr": "est", "en": "is"},
    "is_not": {"fr": "n’est pas", "en": "is not"},
    "at_least": {"fr": "vaut au moins", "en": "is at least"},
    "at_most": {"fr": "vaut au plus", "en": "is at most"},
    "in": {"fr": "est", "en": "is"},
    "contains": {"fr": "contient", "en": "contains"},
}

VALUE_WORDS = {
    ("kind", "unknown"): {"fr": "inconnue", "en": "unknown"},
    ("kind", "professional"): {"fr": "professionnel", "en": "professional"},
    ("kind", "consumer"): {"fr": "particulier", "en": "consumer"},
    ("kind", "public_body"): {"fr": "organisme public", "en": "public body"},
    ("behaviour", "new"): {"fr": "nouveau", "en": "new"},
    ("behaviour", "punctual"): {"fr": "ponctuel", "en": "punctual"},
    ("behaviour", "forgetful"): {"fr": "oublieux", "en": "forgetful"},
    ("behaviour", "habitually_late"): {"fr": "en retard par habitude", "en": "habitually late"},
    ("behaviour", "disputes"): {"fr": "conteste souvent", "en": "disputes often"},
    ("language", "fr"): {"fr": "français", "en": "French"},
    ("language", "en"): {"fr": "anglais", "en": "English"},
}


def _condition(told: Mapping[str, Any]) -> Condition:
    value = told["value"]
    return Condition(told["fact"], told["is"], tuple(value) if isinstance(value, list) else value)


def _wrong(told: object, number: int) -> list[Fault]:
    """What is wrong with one condition."""
    if not isinstance(told, Mapping) or set(told) != {"fact", "is", "value"}:
        return [
            Fault(
                f"La condition {number} doit avoir fact, is et value, et rien d’autre.",
                f"The condition {number} must have fact, is and value, and nothing else.",
            )
        ]
    fact, operator, value = told["fact"], told["is"], told["value"]
    if fact not in FACTS:
        return [_not_among(f"{fact}", number, FACTS)]
    if operator not in ALLOWED[fact]:
        return [_meaningless(f"{operator}", number, fact)]
    return [] if _fits(fact, operator, value) else [_misfit(fact, operator, number)]


def _fits(fact: str, operator: str, value: object) -> bool:
    if fact in ANSWERS:
        return isinstance(value, bool)
    if fact in AMOUNTS:
        return type(value) is int and -CENTS_MAX <= value <= CENTS_MAX
    if operator == "in":
        return isinstance(value, list | tuple) and bool(value) and all(isinstance(v, str) and v.strip() for v in value)
    return isinstance(value, str) and bool(value.strip())


def _misfit(fact: str, operator: str, number: int) -> Fault:
    wanted = ("un texte", "a text")
    if operator == "in":
        wanted = ("une liste de textes", "a list of texts")
    if fact in AMOUNTS:
        wanted = ("un montant", "an amount")
    if fact in ANSWERS:
        wanted = ("oui ou non", "yes or no")
    return Fault(
        f"La valeur de la condition {number} ({fact_name(fact, 'fr')}) ne convient pas ; donnez {wanted[0]}.",
        f"The value of condition {number} ({fact_name(fact, 'en')}) doesn't fit; give {wanted[1]}.",
    )


def _never_true(told: Condition, number: int) -> Fault | None:
    """A word that the fact never is; None where it may be."""
    if told.fact not in (*CLOSED, "country"):
        return None
    asked = told.value if isinstance(told.value, tuple) else (told.value,)
    strange = next((one for one in asked if not _may_be(told, one.strip().lower())), None)
    if strange is None:
        return None
    fr, en = (", ".join(value_name(told.fact, one, of) for one in CLOSED.get(told.fact, ())) for of in ("fr", "en"))
    return Fault(
        f"« {strange} » : {fact_name(told.fact, 'fr')} ne l’est jamais (condition {number}) ; "
        f"écrivez {f'l’un de : {fr}' if fr else 'ses deux lettres, comme FR ou BE'}.",
        f"“{strange}”: {fact_name(told.fact, 'en')} is never that (condition {number}); "
        f"write {f'one of: {en}' if en else 'its two letters, such as FR or BE'}.",
    )


def _may_be(told: Condition, word: str) -> bool:
    if told.fact == "country":
        return told.is_ == "contains" or (len(word) == 2 and word.isalpha())
    return any(word in known if told.is_ == "contains" else word == known for known in CLOSED[told.fact])


def _meaningless(operator: str, number: int, fact: str) -> Fault:
    """A comparison that the fact doesn't know, in the words of the screen."""
    told = {
        language: (
            OPERATOR_WORDS.get(operator, {}).get(language, operator),
            ", ".join(dict.fromkeys(OPERATOR_WORDS[one][language] for one in ALLOWED[fact])),
        )
        for language in ("fr", "en")
    }
    return Fault(
        f"« {told['fr'][0]} » ne veut rien dire pour {fact_name(fact, 'fr')} (condition {number}) ; "
        f"choisissez parmi : {told['fr'][1]}.",
        f"“{told['en'][0]}” means nothing for {fact_name(fact, 'en')} (condition {number}); "
        f"choose one of: {told['en'][1]}.",
    )


def _not_among(word: str, number: int, known: Collection[str]) -> Fault:
    return Fault(
        f"« {word} » ne veut rien dire dans la condition {number} ; choisissez parmi {', '.join(known)}.",
        f"“{word}” means nothing in condition {number}; choose one of {', '.join(known)}.",
    )


def _unknown_policy(policy: str, policies: Collection[str]) -> Fault:
    return Fault(
        f"Il n’y a pas de scénario « {policy} » ; choisissez parmi {', '.join(policies)}.",
        f"There is no policy “{policy}”; choose one of {', '.join(policies)}.",
    )
