"""The words of the customer file."""

from __future__ import annotations

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from ardoise.desk.today import forms

KINDS: dict[str, str | Lazy] = {
    "unknown": _("type unknown"),
    "professional": _("professional"),
    "consumer": _("consumer"),
    "public_body": _("public body"),
}
DISPUTE_REASONS: dict[str, str | Lazy] = dict(forms.DISPUTE_REASONS)
