"""The ways out of one round: each opened when its first message leaves, closed with the round, shut when it fails."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self, cast

from ardoise import channels
from ardoise.actions import delivery
from ardoise.actions.delivery.settling import mail_server
from ardoise.channels import Session, email, kept
from ardoise.channels.outcomes import NotSent
from ardoise.channels.settings import Setting
from ardoise.records.models import Company


class Outlets:
    """A session per channel; one that fails is shut for the round, and the others go on."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.server = mail_server(company)
        self.open: dict[str, Session] = {}
        self.settings: dict[str, Setting | None] = {}
        self.shut: dict[str, str] = {}  # channel → why
        self.stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stack.close()

    @property
    def keeps_mail(self) -> bool:
        """Without a mail server, e-mails stay on this machine and reach nobody."""
        return self.server is None

    def of(self, channel: str) -> Session:
        """The way out of a channel; NotSent where it is off, which is no fault of any message."""
        if channel not in self.open:
            self.open[channel] = self.stack.enter_context(self._new(channel))
        return self.open[channel]

    def close(self, channel: str, why: str) -> None:
        """Nothing more leaves by it this round."""
        self.shut.setdefault(channel, why)

    def cost_of(self, channel: str, body: str) -> int:
        """What a message of that channel costs, in millionths of the currency."""
        setting = self._setting(channel)
        return channels.folder(channel).cost_of(setting, body) if setting else 0

    def _new(self, channel: str) -> Session:
        if channel == channels.EMAIL:
            return cast(Session, email.Session(self.server) if self.server else kept.Session())
        setting = self._setting(channel)
        if setting is None:
            raise NotSent("channel_off", is_ours=True)
        return channels.folder(channel).session(setting)

    def _setting(self, channel: str) -> Setting | None:
        if channel not in self.settings:
            is_settled = channel in channels.SETTLED
            self.settings[channel] = delivery.setting_of(self.company, channel) if is_settled else None
        return self.settings[channel]
