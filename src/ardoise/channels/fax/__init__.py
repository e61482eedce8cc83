"""Fax, by a mail gateway: an e-mail to number@gateway, whose papers come out of a machine over there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ardoise.channels import email
from ardoise.channels.outcomes import Accepted, NotSent, Parcel
from ardoise.channels.settings import Field, Setting, Words
from ardoise.channels.telephones import read

WAYS = ("gateway",)
REACHES = "fax"
FIELDS = (
    Field(
        "gateway",
        Words("Domaine de la passerelle", "Gateway’s domain"),
        Words("Le fax part à numéro@ce-domaine.", "The fax leaves to number@this-domain."),
        kind="domain",
        ways=("gateway",),
    ),
)


class Session(email.Session):
    """The mail server's session, its recipients being numbers at the gateway."""

    def __init__(self, server: email.Server, gateway: str) -> None:
        super().__init__(server)
        self.gateway = gateway
        self.faxed: tuple[Parcel | None, Parcel | None] = None, None  # the parcel addressed, and as an e-mail

    def address(self, parcel: Parcel, at: datetime) -> None:
        """As an e-mail to the gateway; NotSent for good where the number is none."""
        reading = read(parcel.recipient)
        if reading.wrong:
            raise NotSent(reading.wrong, is_final=True)
        mail = replace(parcel, recipient=f"{reading.number.lstrip('+')}@{self.gateway}", html="")
        self.faxed = parcel, mail
        super().address(mail, at)

    def hand_over(self, parcel: Parcel, is_late: Callable[[], bool]) -> Accepted:
        """The e-mail that was addressed."""
        addressed, mail = self.faxed
        if addressed is not parcel or mail is None:
            raise NotSent("addressed_another")
        return super().hand_over(mail, is_late)


def test_connection(setting: Setting) -> str:
    """Is there a mail server, and does it let us in? The gateway itself is known only by what it answers to a fax."""
    return email.test_connection(setting.mail) if setting.mail else "fax_needs_mail"


def session(setting: Setting) -> Session:
    """A line to the company's mail server; NotSent where it has none."""
    if setting.mail is None:
        raise NotSent("fax_needs_mail", breaks_session=True, is_ours=True)
    return Session(setting.mail, setting.told("gateway", FIELDS))


def cost_of(setting: Setting, body: str) -> int:
    """What a fax costs, in millionths of the currency."""
    return setting.cost_micros
