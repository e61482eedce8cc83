"""What letters are called on screen."""

from __future__ import annotations

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from ardoise.domain.correspondence import packs
from ardoise.domain.correspondence.fields import ITEM_LABELS, LABELS
from ardoise.domain.correspondence.filters import LABELS as FILTER_LABELS
from ardoise.domain.correspondence.merging import DRAWN

Words = str | Lazy

KEYS: dict[str, Words] = {
    "courteous": _("Courteous: before the due date"),
    "due_today": _("On the due date"),
    "friendly": _("Friendly: first reminder"),
    "firm": _("Firm: second reminder"),
    "formal": _("Formal notice"),
    "instalments": _("Confirmation of a plan"),
    "thanks": _("Thanks for a payment"),
    "question": _("Question about a payment"),
}
KINDS: dict[str, Words] = {
    "professional": _("Professional"),
    "consumer": _("Consumer"),
    "public_body": _("Public body"),
    "unknown": _("Kind not told"),
    "": _("Any kind"),
}
CHANNELS: dict[str, Words] = {
    "email": _("E-mail"),
    "letter": _("Letter by post"),
    "sms": _("Text message"),
    "call": _("Call"),
}
LANGUAGES: dict[str, str] = {"fr": "Français", "en": "English"}
ORDER = ("courteous", "due_today", "friendly", "firm", "formal", "instalments", "thanks", "question")
"""The pack's keys as a case goes on."""


def name_of(key: str) -> Words:
    """What the pack calls it; one's own bears the name it was given."""
    return KEYS.get(key, key)


def fields_of(channel: str, language: str) -> list[tuple[str, str]]:
    """What a click inserts, and what it is called: the fields a letter of this channel may use."""
    return [
        ("{{" + name + "}}", label)
        for name, label in LABELS[language].items()
        if name not in DRAWN or channel not in packs.PLAIN
    ]


def shapes_of(language: str) -> list[tuple[str, str]]:
    """The conditions and the loop, ready to be inserted."""
    loop = "{% for item in items %}{{item_document}} : {{item_amount}}\n{% endfor %}"
    names = {
        "fr": ("Si un champ est rempli…", "Une ligne par pièce"),
        "en": ("If a field is filled…", "A line per item"),
    }
    return list(zip(("{% if creditor_phone %}…{% else %}…{% endif %}", loop), names[language], strict=True))


def item_fields_of(language: str) -> list[tuple[str, str]]:
    """What may be inserted inside the loop."""
    return [("{{" + name + "}}", label) for name, label in ITEM_LABELS[language].items()]


def filters_of(language: str) -> list[tuple[str, str]]:
    """What may stand after the bar."""
    return [("|" + name, label) for name, label in FILTER_LABELS[language].items()]
