"""Customers and whom to write to, from a table: one row per contact."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import polars as pl
from stdnum.fr import siren, siret

from ardoise.domain.ledger import CONTACTS, Problem
from ardoise.formats import headings
from ardoise.formats.cells import is_nothing, references
from ardoise.formats.faults import Faults
from ardoise.formats.tables import Table

SPELLINGS: dict[str, tuple[str, ...]] = {
    "customer": (
        "codeclient", "numeroclient", "noclient", "nclient", "numclient", "compauxnum", "comptetiers", "codetiers",
        "compteauxiliaire", "compteclient", "customernumber", "customerid", "customercode", "customerno", "custnumber",
        "refclient", "reftiers", "ncompteauxiliaire", "client", "customer", "tiers", "code", "compte",
    ),
    "customer_name": (
        "raisonsociale", "nomclient", "nomduclient", "denomination", "customername", "namecustomer", "societe",
        "entreprise", "company", "nom", "name",
    ),
    "customer_kind": ("type", "typeclient", "typedeclient", "categorie", "customertype", "customerkind", "kind"),
    "siren": ("siren", "siret", "nsiren", "nsiret", "numerosiren", "numerosiret"),
    "segment": ("segment", "famille", "portefeuille"),
    "sector": (
        "secteur", "secteuractivite", "secteurdactivite", "activite", "branche", "sector", "industry", "codenaf",
        "codeape",
    ),
    "risk_class": ("classederisque", "classerisque", "risque", "cotation", "riskclass", "riskrating", "risk"),
    "is_strategic": ("strategique", "clientstrategique", "strategic", "keyaccount", "comptecle"),
    "pays_by_debit": (
        "prelevement", "prelevementautomatique", "prelevementsepa", "modedereglement", "modereglement",
        "modedepaiement", "moyendepaiement", "directdebit", "paymentmethod",
    ),
    "parent_receives": (
        "groupereceveur", "relanceraugroupe", "relanceralatete", "parentreceives", "headreceives", "remindparent",
    ),
    "opted_out": ("canauxrefuses", "refusdecanal", "refus", "nepascontacterpar", "optout", "optouts", "donotcontact"),
    "group": ("groupe", "codegroupe", "maisonmere", "parent", "group"),
    "collector": ("chargederecouvrement", "recouvrement", "gestionnaire", "collector"),
    "salesperson": ("commercial", "representant", "vendeur", "salesperson", "salesrep"),
    "terms": (
        "conditions", "conditionsdepaiement", "conditionsdereglement", "delaidepaiement", "modalites", "terms",
        "paymentterms", "custpaymentterms", "delai",
    ),
    "language": ("langue", "language", "lang"),
    "contact_name": (
        "interlocuteur", "contact", "nomcontact", "nomducontact", "contactname", "prenomnom", "personneajoindre",
    ),
    "role": ("fonction", "role", "service", "qualite"),
    "email": ("email", "mail", "adressemail", "courriel", "adresseemail", "emailaddress", "mel", "adressemel"),
    "phone": ("telephone", "tel", "phone", "mobile", "portable"),
    "fax": ("fax", "telecopie", "telecopieur", "numerodefax", "nofax", "faxnumber"),
    "address": ("adresse", "adresse1", "rue", "address", "street"),
    "postcode": ("codepostal", "cp", "postcode", "postalcode", "zip", "zipcode"),
    "city": ("ville", "city", "commune", "localite"),
    "country": ("pays", "country", "codepays"),
}  # fmt: skip
"""Our word → the headings that mean it, best first, without case, accents or blanks."""

KINDS = (
    ("public_body", r"(?i)\bpubli(c|que)s?\b|\bmairie|\bcommunes?\b|collectivit|\b[ée]tat\b"),
    ("consumer", r"(?i)particulier|consommateur|consumer|\bindividual\b|b ?(2|to) ?c\b|personne physique"),
    (
        "professional",
        r"(?i)\bprof|\bpros?\b|entreprise|soci[ée]t|company|business|b ?(2|to) ?b\b|artisan|commer[çc]ant",
    ),
)
"""A cell that two of these understand, or that says no (“non professionnel”), is understood by none."""

NEGATED = r"(?i)\b(non|not|hors|sans|ou|or)\b"
ROLES = (
    ("accounting", r"(?i)compta|account|finance|fournisseur|payable"),
    ("management", r"(?i)direct|g[ée]ran|pr[ée]sident|manage|ceo|dirigeant"),
    ("billing", r"(?i)factur|billing|invoic"),
    ("other", r"\S"),
)
LANGUAGES = (("fr", r"(?i)^fr"), ("en", r"(?i)^(en|angl)"))
COUNTRIES = {
    "france": "FR", "belgique": "BE", "belgium": "BE", "suisse": "CH", "switzerland": "CH", "luxembourg": "LU",
    "allemagne": "DE", "germany": "DE", "deutschland": "DE", "espagne": "ES", "spain": "ES", "italie": "IT",
    "italy": "IT", "royaume-uni": "GB", "united kingdom": "GB", "uk": "GB", "pays-bas": "NL", "netherlands": "NL",
    "portugal": "PT", "monaco": "MC", "autriche": "AT", "austria": "AT", "irlande": "IE", "ireland": "IE",
    "états-unis": "US", "etats-unis": "US", "united states": "US", "usa": "US", "canada": "CA", "maroc": "MA",
}  # fmt: skip
YES_OR_NO = (
    (True, r"(?i)^(oui|o|yes|y|vrai|true|x|1)$"),
    (False, r"(?i)^(non|n|no|faux|false|0)$"),
)
WAYS_TO_PAY = (
    (True, r"(?i)pr[ée]l[èe]v|direct.?debit|\bsdd\b"),
    (False, r"(?i)vir|ch[èe]que|\bchq|\blcr\b|traite|effet|esp[èe]ce|cash|carte|card|transfer|che(ck|que)|bill"),
)
"""A column of yes and no, or the way a customer pays."""
CHANNELS = (
    ("registered_letter", r"(?i)recommand|registered|\blra?r\b"),
    ("email", r"(?i)e-?mail|courriel|\bmail"),
    ("sms", r"(?i)\bsms\b|texto|text message"),
    ("call", r"(?i)t[ée]l[ée]phone?|\btel\b|appel|\bcalls?\b|\bphone"),
    ("letter", r"(?i)courriers?|lettre|letter|post(al|e)?\b"),
    ("fax", r"(?i)fax|t[ée]l[ée]copie"),
    ("visit", r"(?i)visite?"),
)
EVERY_CHANNEL, NO_CHANNEL = r"(?i)^(tous?|toutes?|tout|all|any)$", r"(?i)^(aucune?|non|no|none|0|-)$"
FAULTS = {
    "is_strategic": "unknown_yes_no", "parent_receives": "unknown_yes_no", "pays_by_debit": "unknown_way_to_pay",
    "opted_out": "unknown_channel",
}  # fmt: skip
"""The sentence of what a column can't be, where it has none of its own."""
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
Said = TypeVar("Said")


@dataclass(frozen=True)
class ContactsReading:
    """A contacts file, read to its end."""

    rows: int
    contacts: pl.DataFrame  # CONTACTS
    problems: tuple[Problem, ...] = ()

    @property
    def is_readable(self) -> bool:
        return not any(problem.is_fatal for problem in self.problems)


def guess(header: Sequence[str]) -> dict[str, str]:
    """Our word → the heading that most probably means it."""
    return headings.guess(header, SPELLINGS)


def missing(columns: Mapping[str, str]) -> tuple[str, ...]:
    """What a contacts file can't do without and has no column for."""
    return () if "customer" in columns or "customer_name" in columns else ("customer",)


def read(table: Table, columns: Mapping[str, str], language: str = "fr") -> ContactsReading:
    """The contacts of a table; `columns` gives our word → its heading. Several addresses in a cell are several rows."""
    faults = Faults(language, list(table.problems))
    places = headings.places(table.header, columns)
    if table.is_readable and not {"customer", "customer_name"} & places.keys():
        faults.add("no_customer_column", None, None, is_fatal=True, columns=", ".join(table.header) or "–")
    if faults.has_fatal:
        return ContactsReading(len(table.rows), pl.DataFrame(schema=CONTACTS), faults.problems())
    texts = {word: [row[place] for row in table.rows] for word, place in places.items()}
    for word in {"customer", "siren", "postcode"} & places.keys():
        texts[word] = references(texts[word])
    rows = [
        row
        for index, line in enumerate(table.lines)
        for row in _contacts(line, {word: column[index] for word, column in texts.items()}, faults)
    ]
    contacts = pl.DataFrame(rows, schema=CONTACTS, orient="row")
    return ContactsReading(len(table.rows), contacts, faults.problems())


def _contacts(line: int, cells: Mapping[str, str], faults: Faults) -> list[dict[str, object]]:
    """The contacts of a row: one per address, or one without."""
    known: dict[str, object] = {word: text.strip() for word, text in cells.items() if not is_nothing(text)}
    code = known.get("customer") or known.get("customer_name")
    if code is None:
        faults.add("no_customer", line, None)
        return []
    base: dict[str, object] = dict.fromkeys(CONTACTS) | known | {"line": line, "customer": code}
    for word, read_cell in READERS.items():
        if base[word] is not None:
            base[word] = read_cell(str(base[word]))
            if base[word] is None:
                faults.add(FAULTS.get(word, f"unknown_{word}"), line, None, value=cells[word])
    emails = _emails(line, cells.get("email", ""), faults)
    return [base | {"email": email} for email in emails] or [base | {"email": None}]


def _emails(line: int, text: str, faults: Faults) -> list[str]:
    """The addresses of a cell, names beside them aside; told are those that are none, and a cell that has none."""
    if is_nothing(text):
        return []
    parts = re.split(r"[;,\s]+", text.strip())
    found = [address for part in parts if EMAIL.fullmatch(address := part.strip("<>\"'"))]
    wrong = [part for part in parts if "@" in part and part.strip("<>\"'") not in found]
    for part in wrong or ([] if found else [text]):
        faults.add("bad_email", line, None, value=part)
    return list(dict.fromkeys(found))


def _first(patterns: Sequence[tuple[Said, str]]) -> Callable[[str], Said | None]:
    return lambda text: next((word for word, pattern in patterns if re.search(pattern, text.strip())), None)


def _pays_by_debit(text: str) -> bool | None:
    """Yes or no, or whether the way named is the direct debit; None when two ways are named."""
    said = _first(YES_OR_NO)(text)
    found = {is_debit for is_debit, pattern in WAYS_TO_PAY if re.search(pattern, text)} if said is None else {said}
    return found.pop() if len(found) == 1 else None


def _channels(text: str) -> list[str] | None:
    """The channels a cell refuses; none of it is taken where a part of it names no channel."""
    text = text.strip()
    if re.search(NO_CHANNEL, text):
        return []
    if re.search(EVERY_CHANNEL, text):
        return sorted(name for name, _ in CHANNELS)
    named = [_first(CHANNELS)(part) for part in re.split(r"[,;/|+&\n]|\b(?:et|and)\b", text) if part.strip()]
    return sorted({name for name in named if name}) if named and all(named) else None


def _kind(text: str) -> str | None:
    """The only kind the text can mean; None when it is doubtful (P, privé, pro ou particulier)."""
    found = [kind for kind, pattern in KINDS if re.search(pattern, text)]
    return found[0] if len(found) == 1 and not re.search(NEGATED, text) else None


def _siren(text: str) -> str | None:
    """The nine digits of a SIREN, also out of a SIRET; None when its key is wrong."""
    digits = re.sub(r"\D", "", text)
    if siren.is_valid(digits):
        return digits
    return digits[:9] if siret.is_valid(digits) else None


def _country(text: str) -> str | None:
    code = text.strip().upper()
    return code if re.fullmatch(r"[A-Z]{2}", code) and code != "UK" else COUNTRIES.get(text.strip().lower())


READERS: dict[str, Callable[[str], object | None]] = {
    "customer_kind": _kind,
    "role": _first(ROLES),
    "language": _first(LANGUAGES),
    "siren": _siren,
    "country": _country,
    "is_strategic": _first(YES_OR_NO),
    "parent_receives": _first(YES_OR_NO),
    "pays_by_debit": _pays_by_debit,
    "opted_out": _channels,
}
