"""Why nobody was written to about a dispute, in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NO_MAIL = {
    "no_mailbox": _("Their account has no e-mail address: they find it under My day."),
    "no_sender": _("No mail left: the company has no sender’s address."),
    "no_server": _("No mail left: no mail server is set."),
    "no_public_address": _(
        "No mail left: this installation has no public address that a link could name, and reads no mailbox in which "
        "it could be answered."
    ),
}
NO_ISSUER = {
    "no_issuer": _("Nobody is written to for credit notes: say who issues them."),
    "customers_mailbox": _("Nobody was asked for the credit note: the address of whoever issues them is a customer’s."),
    "no_sender": _("Nobody was asked for the credit note: the company has no sender’s address."),
    "no_server": _("Nobody was asked for the credit note: no mail server is set."),
    "": _("Nobody was asked for the credit note."),
}
