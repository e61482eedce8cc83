"""What a company settles of its channels. One that nobody settled is off: nothing leaves by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_scopes import scope

from ardoise import channels
from ardoise.actions import events, rights
from ardoise.actions.refusals import Unfit
from ardoise.channels import email
from ardoise.channels import settings as forms
from ardoise.channels.settings import Field, Setting
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.records.models import ChannelSetting, Company, MailServer, Message, User

COST_MAX_MICROS = 1_000_000_000  # a thousand of the currency for one message: nobody means that
ELSEWHERE = ("host", "port", "security")
"""Fields that say to whom the secret is told."""


@dataclass(frozen=True)
class Wish:
    """How an administrator wants a channel to leave; `secret` None: the one before, if it may stay."""

    way: str
    fields: Mapping[str, str]
    secret: str | None = None
    cost_micros: int = 0  # of one message


def configured(company: Company) -> tuple[str, ...]:
    """The channels by which messages of the company may leave, in their own order: e-mail, and what was settled."""
    with scope(company=company):
        settled = set(ChannelSetting.objects.filter(company=company).values_list("channel", flat=True))
    return tuple(name for name in channels.NAMES if name == channels.EMAIL or name in settled)


def setting_of(company: Company, channel: str) -> Setting | None:
    """The channel as the company settled it; None while it is off."""
    with scope(company=company):
        kept = ChannelSetting.objects.filter(company=company, channel=channel).first()
    return as_setting(company, kept) if kept else None


def as_setting(company: Company, kept: ChannelSetting) -> Setting:
    """What the channel's folder asks for."""
    fields = {key: str(value) for key, value in kept.fields.items()}
    hosts = tuple(host.lower() for host in settings.PROVIDER_HOSTS)
    return Setting(kept.channel, kept.way, fields, kept.secret, kept.cost_micros, mail_server(company), hosts)


def mail_server(company: Company) -> email.Server | None:
    """Where the company's mail leaves; None where it has no server."""
    server = MailServer.objects.filter(company=company).first()
    if server is None:
        return None
    security = server.security if server.security in ("none", "tls") else "starttls"
    return email.Server(server.host, server.port, security, server.username, server.password)  # type: ignore[arg-type]


def keep(company: Company, channel: str, wish: Wish, by: User | None, at: datetime) -> ChannelSetting:
    """The channel is on, as it is wished; the same again changes nothing.

    The secret is in no event, and goes to no other host than the one it was given for.
    """
    rights.require(by, "configure", company)
    with events.act(company):
        kept = ChannelSetting.objects.filter(channel=channel).first() or ChannelSetting(
            company=company, channel=channel
        )
        before = told(kept) if kept.pk else None
        asked = proposed(company, kept, wish)
        is_same = kept.pk is not None and (asked == as_setting(company, kept))
        kept.way, kept.fields = asked.way, dict(asked.fields)
        kept.secret, kept.cost_micros = asked.secret, asked.cost_micros
        if not is_same:
            kept.save()
            after = told(kept) | {"secret_changed": wish.secret is not None}
            events.record(company, "settled_channel", by, at, kept, before=before, after=after)
    return kept


def proposed(company: Company, kept: ChannelSetting, wish: Wish) -> Setting:
    """The setting as it would be kept; Unfit says what keeps it from being."""
    way, secret, cost_micros = wish.way, wish.secret, wish.cost_micros
    if kept.channel not in channels.SETTLED:
        raise Unfit(_("There is no such channel."))
    folder = channels.folder(kept.channel)
    if way not in folder.WAYS:
        raise Unfit(_("This channel has no such way."))
    if not 0 <= cost_micros <= COST_MAX_MICROS:
        raise Unfit(_("The cost of a message lies between 0 and 1000."))
    if not {"host", "port"} & asked_of(folder.FIELDS, way):
        secret = ""
    chosen = {key: str(wish.fields.get(key, "")).strip() for key in sorted(asked_of(folder.FIELDS, way))}
    hosts = tuple(host.lower() for host in settings.PROVIDER_HOSTS)
    setting = Setting(kept.channel, way, chosen, secret or "", cost_micros, mail_server(company), hosts)
    language = get_language() or "fr"
    if wrong := forms.wrong(folder.FIELDS, setting):
        raise Unfit(
            _("Some fields cannot be kept as they are."),
            {key: words.told(language[:2]) for key, words in wrong.items()},
        )
    if secret is None and kept.pk:
        if kept.secret and goes_elsewhere(folder.FIELDS, kept, setting):
            raise Unfit(
                _("Some fields cannot be kept as they are."),
                {"secret": _("Type it again: the one kept was given to another server, or to a safer connection.")},
            )
        setting = Setting(kept.channel, way, chosen, kept.secret, cost_micros, setting.mail, hosts)
    if "host" in chosen and not setting.secret:
        raise Unfit(
            _("Some fields cannot be kept as they are."), {"secret": _("Type the key that the provider gave you.")}
        )
    return setting


def asked_of(fields: Any, way: str) -> set[str]:
    """The keys of the fields a way asks for."""
    return {one.key for one in fields if way in one.ways}


def goes_elsewhere(fields: Sequence[Field], kept: ChannelSetting, setting: Setting) -> bool:
    """Would the secret that is kept go to another host or port, or over another connection?"""
    before = Setting(kept.channel, kept.way, {key: str(value) for key, value in kept.fields.items()})
    return any(before.told(key, fields).lower() != setting.told(key, fields).lower() for key in ELSEWHERE)


def switch_off(company: Company, channel: str, by: User | None, at: datetime) -> bool:
    """Nothing leaves by it any more; False if it was off. Unfit while messages are under way by it, or a policy that
    holds has a level that leaves by it."""
    rights.require(by, "configure", company)
    with events.act(company):
        kept = ChannelSetting.objects.filter(channel=channel).first()
        if kept is None:
            return False
        under_way = Message.objects.filter(channel=channel, state__in=["queued", "claimed", "sending", "to_do"])
        if under_way.exists():
            raise Unfit(_("Messages are still under way by this channel: decide them first, in the outbox."))
        if name := _named_by(company, channel):
            sentence = _("The policy “%(name)s” has a level that leaves by this channel: change it first.")
            raise Unfit(sentence % {"name": _("Standard policy") if name == DEFAULT_POLICY.name else name})
        events.record(company, "switched_off_channel", by, at, None, before=told(kept))
        kept.delete()
    return True


def _named_by(company: Company, channel: str) -> str:
    """The first policy that holds and has a level by that channel; "" where none has."""
    from ardoise.actions.policies.assignment import policies_of  # which itself asks what is settled

    held = policies_of(company).items()
    return next((name for name, policy in held if any(level.channel == channel for level in policy.levels)), "")


def try_out(company: Company, channel: str, wish: Wish, by: User | None) -> str:
    """Ask whoever is at the other end whether it knows us, sending nothing: a reason's code, "" if all is well."""
    rights.require(by, "configure", company)
    kept = ChannelSetting.objects.filter(company=company, channel=channel).first()
    kept = kept or ChannelSetting(company=company, channel=channel)
    setting = proposed(company, kept, replace(wish, cost_micros=kept.cost_micros))
    return channels.folder(channel).test_connection(setting)


def told(kept: ChannelSetting) -> dict[str, Any]:
    """A setting in an event: without its secret."""
    return {"channel": kept.channel, "way": kept.way, "fields": dict(kept.fields), "cost_micros": kept.cost_micros}
