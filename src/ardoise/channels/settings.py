"""What a company settles of a channel: by which way, with which fields, at what cost; forms declared as data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ardoise.channels.email.server import Server


class Words(NamedTuple):
    """The same for either reader."""

    fr: str
    en: str

    def told(self, language: str) -> str:
        """For that reader."""
        return self.fr if language == "fr" else self.en


NOTHING = Words("", "")

WAYS: dict[str, Words] = {
    "print": Words("imprimé et posté ici", "printed and posted here"),
    "provider": Words("par un prestataire", "by a provider"),
    "electronic": Words("électronique, par un prestataire", "electronic, by a provider"),
    "gateway": Words("par une passerelle de messagerie", "by a mail gateway"),
    "person": Words("par une personne", "by a person"),
}
"""Every way a message may leave by; a channel's folder says which are its own."""


@dataclass(frozen=True)
class Field:
    """One line of a channel's form."""

    key: str
    words: Words
    help: Words = NOTHING
    kind: Literal["text", "host", "port", "choice", "domain", "path"] = "text"
    default: str = ""
    choices: tuple[tuple[str, Words], ...] = ()
    is_required: bool = True
    ways: tuple[str, ...] = ("provider",)  # asked for by these ways only


@dataclass(frozen=True)
class Setting:
    """A channel as a company settled it; its secret is shown nowhere."""

    channel: str
    way: str
    fields: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)
    cost_micros: int = 0  # of one message (one part of a text message), in millionths of the company's currency
    mail: Server | None = None  # the company's mail server, for what leaves through a gateway
    hosts: tuple[str, ...] = ()  # the only hosts this installation may reach; none: any

    def told(self, key: str, fields: Sequence[Field] = ()) -> str:
        """A field's value, else its default."""
        default = next((one.default for one in fields if one.key == key), "")
        return str(self.fields.get(key) or default)


HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
LINE = re.compile(r"[^\x00-\x1f\x7f\u0085\u2028\u2029]{0,200}")


def wrong(fields: Sequence[Field], setting: Setting) -> dict[str, Words]:
    """What keeps the fields of this way from being kept: a sentence by field; empty where all is right."""
    asked = [one for one in fields if setting.way in one.ways]
    found = {one.key: _complaint(one, setting.told(one.key, fields)) for one in asked}
    return {key: words for key, words in found.items() if words}


def _complaint(one: Field, value: str) -> Words | None:
    if not value:
        return (
            Words("Ce champ est nécessaire : remplissez-le.", "This is needed: fill it in.")
            if one.is_required
            else None
        )
    if not LINE.fullmatch(value):
        return Words("Ce champ tient sur une ligne.", "This stands on one line.")
    if one.kind in ("host", "domain") and not HOST.fullmatch(value):
        return Words(
            f"« {value} » n’est pas un nom de machine : écrivez-le comme api.prestataire.fr, sans https://.",
            f"“{value}” is no host’s name: write it like api.provider.example, without https://.",
        )
    if one.kind == "port" and not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        return Words("Un port est un nombre de 1 à 65535.", "A port is a number from 1 to 65535.")
    if one.kind == "path" and not PATH.fullmatch(value):
        return Words("Un chemin s’écrit comme /v1.", "A path is written like /v1.")
    if one.kind == "choice" and value not in [key for key, _ in one.choices]:
        return Words(f"« {value} » n’est pas proposé ici.", f"“{value}” is not offered here.")
    return None
