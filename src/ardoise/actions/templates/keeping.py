"""A company's own words kept as a new version, or given up for those of the pack; each act recorded."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.refusals import Unfit
from ardoise.actions.templates.reading import Place, found
from ardoise.domain.correspondence import packs
from ardoise.domain.correspondence.packs import Words
from ardoise.domain.correspondence.proofreading import Proofs, proofread
from ardoise.records.models import Company, PolicyVersion, Template, TemplateVersion, User

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


class Unsound(ValueError):  # noqa: N818 - it reads as what happened
    """The words are no letter: `proofs` says what is wrong, and where."""

    def __init__(self, proofs: Proofs) -> None:
        self.proofs = proofs
        super().__init__(" ".join(found.en for found in (*proofs.subject, *proofs.body)))


def save(company: Company, place: Place, words: Words, by: User | None, at: datetime) -> TemplateVersion | None:
    """The words from now on, as a new version; None where they say the same as those that hold.

    Raises Unsound where they ask for what doesn't exist, Unfit where there is no such place.
    """
    rights.require(by, "settle", company)
    _refuse_unknown(place)
    words = Words(words.subject.strip(), words.body.replace("\r\n", "\n").replace("\r", "\n").strip() + "\n")
    if not (proofs := proofread(words, place.channel, place.kind)).is_sound:
        raise Unsound(proofs)
    with events.act(company):
        before, _version = found(company, place)
        template, _new = Template.objects.select_for_update().get_or_create(None, company=company, **place.fields)
        is_standing = template.retired_at is None and template.versions.exists()
        if is_standing and before == words:
            return None
        version = TemplateVersion.objects.create(
            company=company,
            template=template,
            number=(template.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1,
            subject=words.subject,
            body=words.body,
            by=by,
            at=at,
        )
        template.retired_at = None
        template.save(update_fields=["retired_at"])
        after = {"number": version.number, "subject": words.subject, "body": words.body}
        told = {"subject": before.subject, "body": before.body}
        events.record(company, "wrote_template", by, at, template, before=told, after=after, words=place.name)
    return version


def retire(company: Company, place: Place, by: User | None, at: datetime) -> bool:
    """Back to the words of the pack; the versions stay readable. False where the pack's hold already.

    Raises Unfit where a policy names a template that then would not exist any more.
    """
    rights.require(by, "settle", company)
    with events.act(company):
        template = Template.objects.select_for_update().filter(company=company, retired_at=None, **place.fields).first()
        if template is None:
            return False
        _refuse_named(template)
        template.retired_at = at
        template.save(update_fields=["retired_at"])
        events.record(company, "retired_template", by, at, template, words=place.name)
    return True


def _refuse_unknown(place: Place) -> None:
    if place.language not in packs.LANGUAGES or place.channel not in packs.CHANNELS:
        raise Unfit(_("There are letters in French and English, by e-mail, letter, text message and telephone."))
    if place.kind and place.kind not in packs.KINDS:
        raise Unfit(_("There is no such kind of customer."))
    if not KEY.fullmatch(place.key):
        raise Unfit(_("A letter’s name is made of small letters, figures and hyphens, such as big-accounts."))


def _refuse_named(template: Template) -> None:
    """A template that no pack has and that a policy names cannot go with its last words."""
    others = Template.objects.filter(company=template.company, key=template.key, retired_at=None)
    if packs.has(template.key) or others.exclude(pk=template.pk).exists():
        return
    standing = PolicyVersion.objects.filter(company=template.company, policy__retired_at=None)
    for version in standing.exclude(switched_on_at=None).select_related("policy"):
        if any(level.get("template") == template.key for level in version.content.get("levels", ())):
            sentence = _("The policy %(policy)s writes with this letter: change the policy first.")
            raise Unfit(sentence % {"policy": version.policy.name})
