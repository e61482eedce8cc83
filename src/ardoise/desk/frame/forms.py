"""The forms of the frame."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from ardoise.actions import companies
from ardoise.actions.lines import complaint
from ardoise.actions.refusals import Unfit

Row = TypeVar("Row", bound=Model)


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """What an action refuses inside becomes an error of the form: nothing was done, and what stands behind goes on."""
    try:
        yield
    except Unfit as unfit:
        form.add_error(None, str(unfit))


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """The choices of a field that are known only now."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet[Row], called: Callable[[Row], str]) -> None:
    """The same of a field that names a row: which there are, and what each is called."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
    field.label_from_instance = called  # type: ignore[method-assign, assignment]


class Lines(forms.BaseForm):
    """For forms whose texts stand on one line each: what breaks a line is refused beside its field."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, value in list(given.items()):
            if isinstance(value, str) and name != "password" and (wrong := complaint(self[name].label, value)):
                self.add_error(name, wrong)
        return given


class Secret(forms.PasswordInput):
    """A password or key as it was just typed, so that trying it does not lose it; one that is kept is never shown."""

    typed = ""

    def __init__(self) -> None:
        super().__init__({"autocomplete": "new-password"}, render_value=True)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.typed = super().value_from_datadict(data, files, name) or ""
        return self.typed

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, self.typed, attrs)


def is_host(text: str) -> bool:
    """Can it be a machine's name or address? Neither blanks, nor https://, nor a port behind it."""
    try:
        ip_address(text)
    except ValueError:
        return bool(re.fullmatch(r"[\w-]+(\.[\w-]+)*\.?", text))
    return True


class RowForm(Lines, forms.ModelForm):  # type: ignore[type-arg]  # which only its stubs know as generic
    """Of what stands in one row."""


class ServerForm(RowForm):
    """A server and a password that is kept when its field stays empty, and follows to no other place."""

    @staticmethod
    def takes_password_elsewhere(kept: Any, named: dict[str, Any]) -> bool:
        """Would the password kept go where it was not given?"""
        return companies.takes_password_elsewhere(kept, named)

    def clean_host(self) -> str:
        """Empty, or what can be a host."""
        host: str = self.cleaned_data["host"].strip()
        if host and not is_host(host):
            raise forms.ValidationError(
                _("“%(host)s” is no host’s name: write it like mail.example.com, without https:// or the port.")
                % {"host": host}
            )
        return host

    def clean_port(self) -> int:
        """One there is."""
        port: int = self.cleaned_data["port"]
        if not 0 < port < 65536:
            raise forms.ValidationError(_("A port is a number from 1 to 65535."))
        return port

    def clean(self) -> dict[str, Any]:
        """Whoever names another place types the password again."""
        given = super().clean()
        named = {name: value for name, value in given.items() if name in ("host", "port", "security", "username")}
        is_kept = self.instance.pk is not None and not given.get("password")
        if named.get("host") and is_kept and self.takes_password_elsewhere(self.instance, named):
            sentence = _("Type it again: the one kept was given to another server, or to a safer connection.")
            self.add_error("password", sentence)
        return given

    def given(self) -> dict[str, Any]:
        """The fields to keep; an empty password is not a new one."""
        return {name: value for name, value in self.cleaned_data.items() if name != "password" or value}


class SignIn(AuthenticationForm):
    """Name and password."""

    username = forms.CharField(label=_("User name"), widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    error_messages = {
        "invalid_login": _("This user name and password do not go together. Check both; capitals matter."),
        "inactive": _("This user has been closed. Ask an administrator of your company."),
    }
