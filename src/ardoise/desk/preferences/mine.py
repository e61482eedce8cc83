"""What each person sets for themselves: the password; language and theme are in the menu."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.preferences.sections import section_page


@needs("see")
@require_http_methods(["GET", "POST"])
def mine(request: Request) -> HttpResponse:
    """A new password; whoever came in by a link has none yet and sets a first one."""
    kind = PasswordChangeForm if request.user.has_usable_password() else SetPasswordForm
    form = kind(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, form.user)
        messages.success(request, _("Your password is changed."))
        return redirect("settings_mine")
    return section_page(request, "mine", "settings_mine", form=form)
