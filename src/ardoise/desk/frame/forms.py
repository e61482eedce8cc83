"""The forms of the frame."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from ardoise.actions.lines import complaint


class Lines:
    """For forms whose texts stand on one line each: what breaks a line is refused beside its field."""

    def clean(self) -> dict:
        given = super().clean() or self.cleaned_data  # type: ignore[misc]
        for name, value in list(given.items()):
            if isinstance(value, str) and name != "password" and (wrong := complaint(self.fields[name].label, value)):
                self.add_error(name, wrong)
        return given


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
