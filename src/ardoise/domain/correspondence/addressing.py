"""To whom a message goes and why to that person: said in the preview where it isn't who was meant first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ROLES = {
    "fr": {
        "reminders": "les relances",
        "accounting": "la comptabilité",
        "billing": "la facturation",
        "management": "la direction",
        "legal": "le juridique",
        "other": "un autre interlocuteur",
    },
    "en": {
        "reminders": "reminders",
        "accounting": "accounting",
        "billing": "billing",
        "management": "management",
        "legal": "legal",
        "other": "another contact",
    },
}
FIRST = "reminders"  # whom a level means that names nobody
SENTENCES = {
    "fr": {
        "role": "Aucun interlocuteur pour {wanted} : {found} à la place.",
        "parent": "Adressé à la tête du groupe, {parent}.",
        "own": "La tête du groupe, {parent}, n’a personne à qui écrire : adressé au client lui-même.",
    },
    "en": {
        "role": "No contact for {wanted}: {found} instead.",
        "parent": "Addressed to the head of the group, {parent}.",
        "own": "The head of the group, {parent}, has nobody to write to: addressed to the customer itself.",
    },
}


@dataclass(frozen=True)
class Addressee:
    """Where a message goes, to whom there, and who was meant; an empty address where nobody can be reached."""

    address: str = ""
    contact_id: int | None = None
    role: str = ""  # the contact's; "": the customer as such, by post
    wanted: str = ""  # the role that the level names first
    parent: str = ""  # the name of the group's head, where it is to be written to
    is_parent: bool = False  # and is
    language: str = ""  # what the head reads, where it is written to; "": the customer's own


def reads_along(copies: Iterable[str]) -> str:
    """Who gets a copy of what speaks of several accounts, of each its salesperson: whoever follows all of them, else
    nobody, since what sister accounts owe is not theirs to read."""
    follow = set(copies)
    return follow.pop() if len(follow) == 1 else ""


def in_words(addressee: Addressee, language: str) -> str:
    """Why it goes where it goes, where that is not who was meant first; "" where it is."""
    sentences, roles = SENTENCES[language], ROLES[language]
    told = []
    if addressee.parent and addressee.address:
        told.append(sentences["parent" if addressee.is_parent else "own"].format(parent=addressee.parent))
    wanted = addressee.wanted or FIRST
    if addressee.role and addressee.role != wanted:
        told.append(
            sentences["role"].format(wanted=roles.get(wanted, wanted), found=roles.get(addressee.role, addressee.role))
        )
    return " ".join(told)
