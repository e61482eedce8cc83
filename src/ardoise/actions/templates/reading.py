"""What letters there are, and what each of them has said."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from ardoise.domain.correspondence import packs
from ardoise.domain.correspondence.packs import Words
from ardoise.records.models import Company, Template, TemplateVersion


@dataclass(frozen=True)
class Place:
    """Where words stand: their key, language, kind of customer ("": any) and channel."""

    key: str
    language: str
    kind: str
    channel: str

    @property
    def fields(self) -> dict[str, str]:
        """As the columns of a Template."""
        return {"key": self.key, "language": self.language, "kind": self.kind, "channel": self.channel}

    @property
    def name(self) -> str:
        return " · ".join(filter(None, (self.key, self.language, self.kind, self.channel)))


@dataclass(frozen=True)
class Listed:
    """A place of the list: whose words hold there."""

    place: Place
    number: int | None  # of the company's version; None: the pack's


def names(company: Company) -> set[str]:
    """What a level of a policy may name: the pack's templates and the company's own; within its scope."""
    own = Template.objects.filter(company=company, retired_at=None).values_list("key", flat=True)
    return {*packs.KEYS, *own}


def listing(company: Company, language: str, channel: str) -> dict[str, list[Listed]]:
    """By key, a place per kind of customer and one for any kind; the pack's keys first."""
    holding = {
        (version.template.key, version.template.kind): version.number
        for version in TemplateVersion.objects.filter(
            company=company,
            template__retired_at=None,
            template__language=language,
            template__channel=channel,
        )
        .select_related("template")
        .order_by("number")
    }
    keys = [*packs.KEYS, *sorted(names(company) - set(packs.KEYS))]
    return {
        key: [
            Listed(Place(key, language, kind, channel), holding.get((key, kind)))
            for kind in (*packs.KINDS, "")
            if kind or not packs.has(key) or (key, "") in holding
        ]
        for key in keys
    }


def found(company: Company, place: Place) -> tuple[Words, TemplateVersion | None]:
    """The words of exactly this place: the company's latest, else what the pack says there."""
    versions = TemplateVersion.objects.filter(company=company, template__retired_at=None).select_related("template")
    own = {f"template__{name}": value for name, value in place.fields.items()}
    version = versions.filter(**own).order_by("-number").first()
    if version:
        return Words(version.subject, version.body), version
    words = packs.template(place.language, place.key, place.kind or "unknown", place.channel)
    return Words(words.subject, words.body.strip() + "\n"), None


def history(company: Company, place: Place) -> list[TemplateVersion]:
    """Every version of this place, latest first, those given up included."""
    own = {f"template__{name}": value for name, value in place.fields.items()}
    versions = TemplateVersion.objects.filter(company=company, **own).select_related("by", "template")
    return list(versions.order_by("-number"))


def difference(before: Words, after: Words) -> list[tuple[str, str]]:
    """Line by line, what stays (" "), goes ("-") and comes ("+")."""
    old, new = ([words.subject, "", *words.body.strip("\n").split("\n")] for words in (before, after))
    return [(line[0], line[2:]) for line in difflib.ndiff(old, new) if line[0] in " +-"]
