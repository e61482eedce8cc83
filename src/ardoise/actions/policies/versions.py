"""What each policy of a company says: drafts, the version that holds, and how another comes to hold.

A version is never rewritten: changing a word makes the next one, and going back to an older one
makes a new one that says the same. So what held on any day can be told from the versions alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ardoise.actions import events, lines, rights
from ardoise.actions.policies.fitness import check
from ardoise.actions.refusals import Unfit
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY, Level
from ardoise.records.models import AssignmentRule, Company, Policy, PolicyOverride, PolicyVersion, User

NAME_MAX = 60
USUAL = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(Level("", 0)).items()}
"""What a level says where it says nothing."""


def adopt(company: Company, by: User | None, at: datetime) -> Policy:
    """The company's default policy; the first time, the built-in one becomes its own, as version 1, and holds."""
    rights.require(by, "settle", company)
    with events.act(company):
        if known := Policy.objects.filter(is_default=True).first():
            return known
        policy = Policy.objects.create(company=company, name=DEFAULT_POLICY.name, is_default=True)
        version = _add(policy, words.described(DEFAULT_POLICY), "", by, at)
        PolicyVersion.objects.filter(pk=version.pk).update(switched_on_at=at, switched_on_by=by)
        events.record(company, "adopted_policy", by, at, policy, after={"name": policy.name})
    return policy


def make(company: Company, name: str, content: Mapping[str, Any], by: User | None, at: datetime) -> PolicyVersion:
    """A new policy under that name, whose first version is a draft: nobody is under it before it is switched on."""
    rights.require(by, "settle", company)
    name = named(name)
    content = check(company, {**content, "name": name})
    adopt(company, by, at)
    with events.act(company):
        policy = Policy.objects.filter(name=name).first()
        if policy and (first := policy.versions.order_by("number").first()) and first.content == content:
            return first
        if policy:
            raise Unfit(_("There is a policy “%(name)s” already: choose another name.") % {"name": name})
        policy = Policy.objects.create(company=company, name=name)
        version = _add(policy, content, "", by, at)
        events.record(company, "made_policy", by, at, policy, after={"name": name})
    return version


def named(name: str) -> str:
    """The name as it is kept: on one line, not empty, not too long."""
    name = " ".join(name.split(" ")).strip()
    if wrong := lines.complaint(_("Name"), name):
        raise Unfit(wrong)
    if not name or len(name) > NAME_MAX:
        raise Unfit(_("A policy needs a name of at most %(n)d characters.") % {"n": NAME_MAX})
    return name


def draft(policy: Policy, content: Mapping[str, Any], by: User | None, at: datetime, note: str = "") -> PolicyVersion:
    """The next version of the policy, which nobody is under yet; the same words as the last version are that version.

    Raises domain's PolicyError with every fault, or Unfit: a policy that can't be climbed is never kept.
    """
    rights.require(by, "settle", policy.company)
    content = check(policy.company, {**content, "name": policy.name})
    with events.act(policy.company):
        last = policy.versions.order_by("-number").first()
        for before in {version.pk: version for version in (last, in_force(policy)) if version}.values():
            content = check(policy.company, carried(content, before.content))
        if last and last.content == content:
            return last
        version = _add(policy, content, note, by, at)
        told = {"policy": policy.name, "number": version.number, "note": version.note}
        events.record(policy.company, "drafted_policy", by, at, version, after=told)
    return version


def _add(policy: Policy, content: Mapping[str, Any], note: str, by: User | None, at: datetime) -> PolicyVersion:
    last = policy.versions.order_by("-number").first()
    return PolicyVersion.objects.create(
        company=policy.company,
        policy=policy,
        number=last.number + 1 if last else 1,
        content=dict(content),
        note=note.strip()[:300],
        by=by,
        at=at,
    )


def in_force(policy: Policy) -> PolicyVersion | None:
    """The version that holds: the last one switched on; None while all are drafts."""
    switched_on = policy.versions.filter(switched_on_at__isnull=False)
    return switched_on.order_by("-switched_on_at", "-number").first()


def switch_on(version: PolicyVersion, by: User | None, at: datetime) -> bool:
    """From the next run on the policy says this; False if it says so already. Its channels and templates are looked
    at again, since they may have gone meanwhile."""
    rights.require(by, "settle", version.company)
    policy = version.policy
    check(version.company, version.content)
    with events.act(version.company):
        if policy.retired_at:
            raise Unfit(_("“%(name)s” is retired: make another policy.") % {"name": policy.name})
        before = in_force(policy)
        if before and before.pk == version.pk:
            return False
        if before and before.number > version.number:
            raise Unfit(_("A later version holds: go back to this one instead."))
        PolicyVersion.objects.filter(pk=version.pk).update(switched_on_at=at, switched_on_by=by)
        told = {"policy": policy.name, "number": version.number}
        was = {"number": before.number} if before else None
        events.record(version.company, "switched_on_policy", by, at, version, before=was, after=told)
    version.refresh_from_db()
    return True


def switch_back(version: PolicyVersion, by: User | None, at: datetime) -> PolicyVersion:
    """A new version that says what an older one said, switched on; the one that holds if it says so already."""
    rights.require(by, "settle", version.company)
    now, content = in_force(version.policy), to_hold(version)
    if now and now.content == content:
        return now
    check(version.company, content)
    note = _("as version %(n)d") % {"n": version.number}
    with events.act(version.company):
        again = _add(version.policy, content, note, by, at)
        told = {"policy": version.policy.name, "number": again.number, "note": note}
        events.record(version.company, "drafted_policy", by, at, again, after=told)
        switch_on(again, by, at)
    return again


def to_hold(version: PolicyVersion) -> dict[str, Any]:
    """What would hold once the version is switched on: of one older than the one that holds, with the names that its
    levels have had since."""
    now = in_force(version.policy)
    return carried(version.content, now.content) if now and now.number > version.number else version.content


def make_default(policy: Policy, by: User | None, at: datetime) -> bool:
    """Whoever no rule and no override assigns elsewhere is under it; False if that was so already."""
    rights.require(by, "settle", policy.company)
    with events.act(policy.company):
        policy.refresh_from_db()
        if policy.is_default:
            return False
        if policy.retired_at or in_force(policy) is None:
            raise Unfit(_("Only a policy that is switched on can be the default: switch one of its versions on first."))
        before = Policy.objects.filter(is_default=True).first()
        Policy.objects.filter(is_default=True).update(is_default=False)
        Policy.objects.filter(pk=policy.pk).update(is_default=True)
        was = {"name": before.name} if before else None
        events.record(policy.company, "made_default_policy", by, at, policy, before=was, after={"name": policy.name})
    policy.refresh_from_db()
    return True


def retire(policy: Policy, by: User | None, at: datetime) -> bool:
    """Nobody is put under it any more; False if it was retired already. What it said and did stays told."""
    rights.require(by, "settle", policy.company)
    with events.act(policy.company):
        policy.refresh_from_db()
        if policy.retired_at:
            return False
        if policy.is_default:
            raise Unfit(_("The default policy cannot be retired: make another one the default first."))
        if rule := AssignmentRule.objects.filter(policy=policy).order_by("place").first():
            raise Unfit(_("The rule “%(name)s” assigns it: change or delete that rule first.") % {"name": rule.name})
        if PolicyOverride.objects.filter(policy=policy, ended_at=None).exists():
            raise Unfit(_("Customers were put under it by hand: end that on their files first."))
        Policy.objects.filter(pk=policy.pk).update(retired_at=at)
        events.record(policy.company, "retired_policy", by, at, policy, after={"name": policy.name})
    policy.refresh_from_db()
    return True


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, Any, Any]]:
    """What two versions say otherwise: level's key ("" for the policy), word, before, after (None: not there)."""
    told = [
        ("", word, before.get(word), after.get(word))
        for word in [*before, *(w for w in after if w not in before)]
        if word != "levels" and before.get(word) != after.get(word)
    ]
    old, new = ({level["key"]: USUAL | level for level in said.get("levels", ())} for said in (before, after))
    was = {key: key if key in old else _called(level, old.keys() - new.keys()) for key, level in new.items()}
    told += [(key, "", key, None) for key in old if key not in was.values()]
    told += [(key, "", None, key) for key in new if was[key] is None]
    for key, level in ((key, old[was[key]]) for key in new if was[key] is not None):
        told += [(key, word, level[word], new[key][word]) for word in new[key] if level[word] != new[key][word]]
    return [one for one in told if one[1] != "formerly"]


def _called(level: Mapping[str, Any], gone: Set[str]) -> str | None:
    """What the level was called while the other version held: the last of its former names that has gone."""
    return next((name for name in reversed(level["formerly"]) if name in gone), None)


def carried(content: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The content whose levels keep the names they had before: a level called otherwise stays the same rung."""
    keys = {level["key"] for level in content["levels"]}
    return {**content, "levels": [_with_names(level, keys, before["levels"]) for level in content["levels"]]}


def _with_names(level: Mapping[str, Any], keys: Set[str], before: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The level with its own former names and those of the level that it was."""
    own = [*level.get("formerly", ())]
    known = {level["key"], *own}
    for one in before:
        names = [*one.get("formerly", ()), one["key"]]
        if one["key"] in known or (one["key"] not in keys and not known.isdisjoint(names)):
            own += names
    told = [name for name in dict.fromkeys(own) if name != level["key"]]
    return {**level, "formerly": told} if told else {k: v for k, v in level.items() if k != "formerly"}
