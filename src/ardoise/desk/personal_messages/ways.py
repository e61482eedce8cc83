"""By which channels a person may write, each under its key, and why one of them reaches nobody."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ardoise.actions import delivery, rights
from ardoise.actions import personal_messages as actions
from ardoise.actions.delivery.batches import CHANNELS as PRINTED
from ardoise.desk.frame.causes import cause
from ardoise.desk.frame.requests import Request
from ardoise.desk.policies.words import CHANNELS
from ardoise.records.models import Customer

LACKS_MAIL = gettext_lazy("Nobody there has an e-mail address, or they refuse e-mails.")
UNREACHED = {
    "email": LACKS_MAIL,
    "sms": gettext_lazy("Nobody there has a mobile number, or they refuse text messages."),
    "letter": LACKS_MAIL,
    "registered_letter": LACKS_MAIL,
}


class Way(NamedTuple):
    """A channel as it is offered: in words, under a key."""

    channel: str
    words: str | Lazy
    key: str


WAYS = [Way(channel, CHANNELS[channel], key) for channel, key in zip(actions.CHANNELS, "eslr", strict=True)]


class Nobody(NamedTuple):
    """Why nobody is reached, and where that is mended: "" where whoever reads may not."""

    why: str
    address: str
    words: str


def channels_of(request: Request) -> list[Way]:
    """E-mail, text messages where a provider is set, letters in any case: who has not set them up is told how."""
    has_sms = delivery.setting_of(request.company, "sms") is not None
    return [one for one in WAYS if one.channel != "sms" or has_sms]


def channel_of(request: Request) -> str:
    """The one asked for, else the one written by so far; by mail where none is."""
    asked = request.GET.get("channel") or request.POST.get("channel", "")
    return asked if asked in [one.channel for one in channels_of(request)] else "email"


def nobody(request: Request, customer: Customer, channel: str) -> Nobody:
    """Why nobody there can be written to by that channel, and where that is mended."""
    why = actions.nobody(customer, channel)
    may_configure, may_correspond = (rights.role_may(request.role, one) for one in ("configure", "correspond"))
    if why == "channel_off":
        setting = reverse("settings_channel", args=[channel]) if may_configure else ""
        return Nobody(
            _("Not set up yet: printed here, or by a provider? An administrator says."), setting, _("Set it up")
        )
    if why == "no_postal_address":
        address = reverse("customer_address", args=[customer.pk]) if may_correspond else ""
        return Nobody(cause(why), address, _("Correct the address"))
    if why in ("opted_out", "lre_needs_consent") and channel in PRINTED:
        return Nobody(cause(why), reverse("customer", args=[customer.pk]) + "#contacts", _("How to reach them"))
    contact = reverse("add_contact", args=[customer.pk]) if may_correspond else ""
    return Nobody(str(UNREACHED[channel]), contact, _("Add a contact"))
