"""What a person types about a dispute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ardoise.actions.replies import ANSWER
from ardoise.desk.frame.forms import offer_rows
from ardoise.desk.frame.tags import language
from ardoise.desk.frame.tags import person as person_name
from ardoise.desk.today.forms import Amount
from ardoise.domain.disputes import OUTCOMES, STAGES
from ardoise.records.models import Company, Dispute, Finding, User


class Plain(forms.Form):
    """Required fields are told after the fact: several forms stand in one page."""

    use_required_attribute = False


class ResolverForm(Plain):
    """A colleague, or a mailbox that gets a link."""

    person = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), required=False, empty_label="–")
    email = forms.EmailField(label=_("Or an e-mail address, without account"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=[("fr", "Français"), ("en", "English")], required=False,
        help_text=_("A colleague who has an account is written to in their own language."),
    )  # fmt: skip
    is_by_hand = forms.BooleanField(label=_("No mail: I give them the link myself"), required=False)

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__company=company, is_active=True)
        offer_rows(self, "person", people.order_by("first_name", "username"), person_name)
        self.fields["language"].initial = company.language

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("person")) == bool(given.get("email")) and not self.errors:
            raise forms.ValidationError(_("Choose a colleague, or type one address."))
        return given


def choices(words: dict[str, dict[str, str]], first: tuple[tuple[str, str], ...] = ()) -> Any:
    """The words of the domain in the reader's language, asked when the form is shown."""
    return lambda: [*first, *((key, said[language()]) for key, said in words.items())]


class StageForm(Plain):
    """Where it stands."""

    stage = forms.ChoiceField(label=_("Stage"), choices=choices(STAGES))


class RemarkForm(Plain):
    """A word in the discussion."""

    text = forms.CharField(
        label=_("A word"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 4000})
    )
    file = forms.FileField(label=_("A file (10 MB at most)"), required=False)


class AnswerForm(Plain):
    """What whoever answered by mail says of the customer; nothing where that is settled, or a machine wrote."""

    verdict = forms.ChoiceField(
        label=_("What they say"), required=False,
        choices=[
            ("", _("A word, no answer yet")),
            ("founded", _("The customer is right")),
            ("unfounded", _("The customer is wrong")),
            ("unsure", _("I need more to tell")),
        ],
    )  # fmt: skip

    def __init__(self, posted: Any = None, *, dispute: Dispute, finding: Finding, **told: Any) -> None:
        super().__init__(posted, prefix=f"answer{finding.pk}", **told)
        if dispute.ended_at or finding.situation != ANSWER:
            del self.fields["verdict"]


class OutcomeForm(Plain):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=choices(OUTCOMES, (("", "–"),)))  # none by an Enter alone
    granted = Amount(
        label=_("Amount granted, where it is a part"),
        help_text=_("It stays contested until its credit note. Empty: all is claimed again after the days of grace."),
    )
    note = forms.CharField(label=_("In a few words"), max_length=300, required=False)
