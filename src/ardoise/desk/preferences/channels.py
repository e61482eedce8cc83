"""The channels: which are on, by which way, at what cost; each with its form and a test that sends nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ardoise import channels as folders
from ardoise.actions import delivery
from ardoise.channels.settings import WAYS, Field
from ardoise.desk.frame import clock
from ardoise.desk.frame.causes import cause
from ardoise.desk.frame.forms import Secret, offer
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language, symbol
from ardoise.desk.policies.words import CHANNELS
from ardoise.desk.preferences.sections import section_page
from ardoise.records.models import ChannelSetting, MailServer

MICROS = 1_000_000
BY_HAND = ("print", "person")
"""The ways behind which nobody answers: a test of them would say that something works."""


class Cost(forms.DecimalField):
    """What one costs, typed the French or the English way."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # in its stubs it is an IntegerField
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class ChannelForm(forms.Form):
    """The form a channel's folder declares: its way, its fields, the key, the cost."""

    way = forms.ChoiceField(label=gettext_lazy("How it leaves"))
    cost = Cost(
        label=gettext_lazy("Cost of one"), min_value=0, max_value=1000, decimal_places=6, required=False, localize=True
    )

    def __init__(self, *args: Any, channel: str, kept: ChannelSetting | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        folder = folders.folder(channel)
        self.declared = tuple(folder.FIELDS)
        offer(self, "way", [(way, WAYS[way].told(language())) for way in folder.WAYS])
        self.fields["way"].initial = kept.way if kept else folder.WAYS[0]
        self.fields["cost"].initial = written_cost(kept.cost_micros) if kept else None
        for one in self.declared:
            self.fields[f"field_{one.key}"] = asked(one, kept.fields.get(one.key, one.default) if kept else one.default)
        if {"provider", "electronic"} & set(folder.WAYS):
            self.fields["secret"] = secret_field(bool(kept and kept.secret))

    @property
    def own(self) -> list[forms.BoundField]:
        """The fields of the channel itself."""
        return [self[name] for name in self.fields if name.startswith("field_") or name == "secret"]

    def wish(self) -> delivery.Wish:
        """What was typed: the fields by the keys of the channel's folder, no key where the one before stays."""
        fields = {one.key: self.cleaned_data[f"field_{one.key}"] for one in self.declared}
        cost_micros = int((self.cleaned_data["cost"] or Decimal(0)) * MICROS)
        return delivery.Wish(self.cleaned_data["way"], fields, self.cleaned_data.get("secret") or None, cost_micros)

    def refuse(self, refusal: delivery.Unfit) -> None:
        """Beside the fields it is about, else above them all."""
        for key, sentence in refusal.fields.items():
            self.add_error("secret" if key == "secret" else f"field_{key}", sentence)
        if not refusal.fields:
            self.add_error(None, str(refusal))


def written_cost(micros: int) -> Decimal:
    """To the cent, and finer only where it is finer: 1.50, 0.045."""
    cost = Decimal(micros) / MICROS
    to_the_cent = cost.quantize(Decimal("0.01"))
    return to_the_cent if to_the_cent == cost else cost.normalize()


def asked(one: Field, value: str) -> forms.Field:
    """A declared field as Django shows it."""
    label, help_text = one.words.told(language()), one.help.told(language())
    if one.kind == "choice":
        choices = [(key, words.told(language())) for key, words in one.choices]
        return forms.ChoiceField(choices=choices, initial=value, label=label, help_text=help_text, required=False)
    return forms.CharField(max_length=200, initial=value, label=label, help_text=help_text, required=False)


def secret_field(is_kept: bool) -> forms.Field:
    """The key by which the provider knows us: typed, never shown again."""
    return forms.CharField(
        label=_("Key"),
        required=False,
        max_length=300,
        widget=Secret(),
        help_text=_("Empty: the one before.") if is_kept else _("The provider gave it to you."),
    )


@needs("configure")
@require_GET
def channels(request: Request) -> HttpResponse:
    """Each channel: on or off, by which way, at what cost."""
    kept = {one.channel: one for one in ChannelSetting.objects.filter(company=request.company)}
    lines = [line(name, kept.get(name)) for name in folders.SETTLED]
    has_server = MailServer.objects.filter(company=request.company).exists()
    return section_page(request, "channels", "settings_channels", lines=lines, has_server=has_server)


def line(name: str, kept: ChannelSetting | None) -> dict[str, object]:
    """A channel in the list."""
    way = WAYS[kept.way].told(language()) if kept and kept.way in WAYS else ""
    return {"key": name, "words": CHANNELS[name], "way": way, "cost": written_cost(kept.cost_micros) if kept else None}


@needs("configure")
@require_http_methods(["GET", "POST"])
def channel(request: Request, channel: str) -> HttpResponse:
    """Keep it, try it with what is typed, or switch it off."""
    if channel == folders.EMAIL:
        return redirect("settings_mail")
    if channel not in folders.SETTLED:
        raise Http404
    kept = ChannelSetting.objects.filter(company=request.company, channel=channel).first()
    form = ChannelForm(request.POST or None, channel=channel, kept=kept)
    form.fields["cost"].label = f"{form.fields['cost'].label} ({symbol(request.company.currency)})"
    if request.method == "POST" and "off" in request.POST:
        return switched_off(request, channel)
    tried = None
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            tried = try_out(request, channel, form)
        elif keep(request, channel, form):
            messages.success(request, _("Saved. This channel is on."))
            return redirect("settings_channels")
    context = {"form": form, "kept": kept, "tried": tried, "name": CHANNELS[channel], "key": channel}
    return section_page(request, "channel", "settings_channels", **context)


def keep(request: Request, channel: str, form: ChannelForm) -> bool:
    """Ask the action; its refusal becomes errors of the form."""
    try:
        delivery.keep(request.company, channel, form.wish(), request.user, clock.now())
    except delivery.Unfit as refusal:
        form.refuse(refusal)
        return False
    return True


def try_out(request: Request, channel: str, form: ChannelForm) -> dict[str, str | bool] | None:
    """What the other end answered, where there is one; None if what is typed can't be tried."""
    wish = form.wish()
    try:
        reason = delivery.try_out(request.company, channel, wish, request.user)
    except delivery.Unfit as refusal:
        form.refuse(refusal)
        return None
    return {"wrong": cause(reason) if reason else "", "by_hand": wish.way in BY_HAND}


def switched_off(request: Request, channel: str) -> HttpResponse:
    """Nothing leaves by it any more."""
    try:
        delivery.switch_off(request.company, channel, request.user, clock.now())
    except delivery.Unfit as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("This channel is off."))
    return redirect("settings_channels")
