"""What a company lets pass, a cheque or bill in our hands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ardoise.desk.frame.forms import Lines
from ardoise.desk.frame.inputs import cents_typed
from ardoise.desk.frame.tags import written
from ardoise.desk.reconciliation.words import DIFFERENCES
from ardoise.desk.today.forms import Day
from ardoise.domain.reconciliation import DIFFERENCES as REASONS
from ardoise.records.models import ReconciliationSetting


class Rate(forms.DecimalField):
    """A share of the whole, in percent."""

    def __init__(self, **told: Any) -> None:
        super().__init__(max_digits=5, decimal_places=2, min_value=0, max_value=100, **told)


ACCOUNTED = (*REASONS, "exchange_gain")


class Cents(forms.CharField):
    """An amount typed the French or the English way, as cents."""

    is_money = True  # in the company's currency, which its label names

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        try:
            cents = cents_typed(typed) if typed.strip() else None
        except ValueError:
            raise forms.ValidationError(_("Write an amount such as 1234.50.")) from None
        if cents is not None and cents < 0:
            raise forms.ValidationError(_("Write an amount of zero or more."))
        return cents


class ToleranceForm(forms.Form):
    """What passes, in the units people think in; `told` gives and `fields_of` takes the units of the record."""

    is_automatic = forms.BooleanField(
        label=_("Apply automatically what is sure"),
        required=False,
        help_text=_("Off, every receipt waits for a person. Where two explanations rival, it waits in any case."),
    )
    automatic_from = forms.DecimalField(
        label=_("From this confidence (%)"), max_digits=5, decimal_places=2, min_value=50, max_value=100
    )
    rounding_cents = Cents(label=_("Rounding, up to"))
    bank_charges_cents = Cents(label=_("Charges kept by banks, up to"))
    discount_rate = Rate(label=_("Discount for early payment (%)"))
    discount_days = forms.IntegerField(label=_("Discount within so many days"), min_value=0, max_value=365)
    withholding_rates = forms.CharField(
        label=_("Withholdings (%)"), required=False, help_text=_("Separate several with a semicolon: 5; 10.")
    )
    exchange_rate = Rate(label=_("Exchange of a document in another currency (%)"))
    is_group_wide = forms.BooleanField(label=_("A customer may pay for others of its group"), required=False)
    allocation_order = forms.ChoiceField(
        label=_("A part payment that names nothing pays"),
        choices=[("legal", _("in the order of the law")), ("oldest", _("the oldest first"))],
    )
    near_days = forms.IntegerField(
        label=_("The ledger books a payment within so many days of the bank"), min_value=0, max_value=60
    )
    unseen_days = forms.IntegerField(
        label=_("Tell of what the ledger has not booked after so many days"), min_value=1, max_value=365
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for reason in ACCOUNTED:
            label = str(DIFFERENCES.get(reason, _("Exchange gain")))
            self.fields[f"account_{reason}"] = forms.CharField(label=label, max_length=30)

    def clean_withholding_rates(self) -> list[int]:
        """Basis points of the rates typed."""
        try:
            parts = [
                part for part in self.cleaned_data["withholding_rates"].replace("%", "").split(";") if part.strip()
            ]
            return [cents_typed(part) for part in parts]
        except ValueError:
            raise forms.ValidationError(_("Write rates such as 5; 10.")) from None

    PARTS = (
        (_("What is applied automatically"), ("is_automatic", "automatic_from")),
        (
            _("What may differ"),
            (
                "rounding_cents",
                "bank_charges_cents",
                "discount_rate",
                "discount_days",
                "withholding_rates",
                "exchange_rate",
            ),
        ),
        (_("How it is applied"), ("is_group_wide", "allocation_order", "near_days", "unseen_days")),
        (_("Accounts that take the differences"), tuple(f"account_{reason}" for reason in ACCOUNTED)),
    )

    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in self.PARTS]

    def fields_of(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        given = dict(self.cleaned_data)
        accounts = {reason: given.pop(f"account_{reason}") for reason in ACCOUNTED}
        return given | {
            "automatic_from_bp": int(given.pop("automatic_from") * 100),
            "discount_rate_bp": int(given.pop("discount_rate") * 100),
            "exchange_rate_bp": int(given.pop("exchange_rate") * 100),
            "withholding_rates_bp": given.pop("withholding_rates"),
            "accounts": accounts,
        }


def told(kept: ReconciliationSetting, accounts: dict[str, str]) -> dict[str, Any]:
    """What holds, as the form shows it."""
    plain = (
        "is_automatic", "rounding_cents", "bank_charges_cents", "discount_days", "is_group_wide", "allocation_order",
        "near_days", "unseen_days",
    )  # fmt: skip
    return {name: getattr(kept, name) for name in plain} | {
        "automatic_from": percent_of(kept.automatic_from_bp),
        "discount_rate": percent_of(kept.discount_rate_bp),
        "exchange_rate": percent_of(kept.exchange_rate_bp),
        "withholding_rates": "; ".join(percent_of(rate) for rate in kept.withholding_rates_bp),
        **{f"account_{reason}": account for reason, account in accounts.items()},
    }


def percent_of(basis_points: int) -> str:
    """98, 98.5: no more digits than it needs, as a field of numbers takes it."""
    return (
        f"{Decimal(basis_points) / 100:f}".rstrip("0").rstrip(".") if basis_points % 100 else str(basis_points // 100)
    )


class InstrumentForm(Lines, forms.Form):
    """A cheque or a bill of exchange in our hands."""

    kind = forms.ChoiceField(label=_("What it is"), choices=[("cheque", _("Cheque")), ("bill", _("Bill of exchange"))])
    customer = forms.CharField(label=_("Customer’s code or name"), max_length=100)
    amount = Cents(label=_("Amount"))
    received_on = forms.DateField(label=_("Received on"), widget=Day())
    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    drawn_by = forms.CharField(label=_("Drawn by, where it is another"), max_length=200, required=False)
    slip = forms.CharField(label=_("Deposit slip"), max_length=40, required=False)
    due_on = forms.DateField(label=_("Due on (a bill)"), widget=Day(), required=False)
