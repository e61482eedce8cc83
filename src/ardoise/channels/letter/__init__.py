"""Letters: printed here in a batch that somebody posts, or handed to a provider who prints and posts."""

from __future__ import annotations

from ardoise.channels import person, provider
from ardoise.channels.letter.writing import unprintable, written
from ardoise.channels.settings import Field, Setting, Words

__all__ = ["FIELDS", "REACHES", "WAYS", "cost_of", "session", "test_connection", "unprintable", "written"]

WAYS = ("print", "provider")
REACHES = "postal"
FIELDS = (
    *provider.FIELDS,
    Field(
        "printing",
        Words("Impression", "Printing"),
        kind="choice",
        default="black",
        choices=(("black", Words("noir et blanc", "black and white")), ("colour", Words("couleur", "colour"))),
    ),
)


def test_connection(setting: Setting) -> str:
    """Ask the provider whether it knows us; what is printed here needs nobody. A reason's code, "" if all is well."""
    return "" if setting.way == "print" else provider.test_connection(provider.place_of(setting))


def session(setting: Setting) -> person.Session | provider.Session:
    """Where it is printed, a person's; else a line to the provider."""
    if setting.way == "print":
        return person.Session("print", unprintable)
    printing = setting.told("printing", FIELDS)
    return provider.Session(provider.place_of(setting), lambda parcel: written(parcel, "letter", printing))


def cost_of(setting: Setting, body: str) -> int:
    """What a letter costs, in millionths of the currency."""
    return setting.cost_micros
