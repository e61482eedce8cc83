"""Which words a letter is written with: the company's own where it has some, else the pack's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ardoise.domain.correspondence import packs
from ardoise.domain.correspondence.packs import Words
from ardoise.records.models import Company, TemplateVersion

Address = tuple[str, str, str, str]  # key, language, kind, channel


@dataclass(frozen=True)
class Chosen:
    """Words and where they come from: a version of the company's, or the pack (None)."""

    words: Words
    version_id: int | None = None


def own_words(company: Company) -> dict[Address, Chosen]:
    """What the company writes itself, at its highest version; within the company's scope, in one question."""
    versions = TemplateVersion.objects.filter(template__retired_at=None, company=company)
    fields = ("template__key", "template__language", "template__kind", "template__channel", "subject", "body", "pk")
    rows = versions.order_by("template_id", "number").values_list(*fields)
    return {row[:4]: Chosen(Words(row[4], row[5]), row[6]) for row in rows}


def choose(own: Mapping[Address, Chosen], keys: tuple[str, ...], language: str, kind: str, channel: str) -> Chosen:
    """The words for the first of the keys that has any: in each, the company's own before the pack's.

    Give the template a level names, then its tone. The company's own for this kind and channel go before those
    for any kind, and a channel that borrows the words of another (a registered letter, of a letter) does so here too.
    """
    channels = (channel, packs.WRITTEN_AS.get(channel, channel))
    for key in filter(None, keys):
        for address in [(key, language, k, c) for k in (kind, "") for c in dict.fromkeys((*channels, ""))]:
            if address in own:
                return own[address]
        if packs.has(key):
            return Chosen(packs.template(language, key, kind, channel))
    return Chosen(packs.template(language, keys[-1] if keys else "friendly", kind, channel))
