"""Who may do what: a role per person and company, and the verbs of each role.

Doors ask before they act, actions refuse. `by=None` is the installation itself:
the terminal of whoever holds the machine, and the night.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ardoise.records.models import Company, Customer, Membership, User

EVERYBODY = frozenset({"administrator", "credit_manager", "collector", "salesperson", "reader"})
COLLECTING = frozenset({"administrator", "credit_manager", "collector"})
MANAGING = frozenset({"administrator", "credit_manager"})

VERBS: dict[str, frozenset[str]] = {
    "see": EVERYBODY,
    "see_all": EVERYBODY - {"salesperson"},  # a salesperson sees only the customers who are theirs
    "plan": COLLECTING,
    "approve": COLLECTING,
    "send": COLLECTING,
    "restrain": COLLECTING,  # disputes, promises, blocks, insolvency
    "correspond": COLLECTING,  # contacts and notes of a customer
    "reconcile": COLLECTING,  # receipts, what they pay, differences within one's limit
    "import": MANAGING,
    "settle": MANAGING,  # terms, buckets, a customer's kind or collector, the emergency stop
    "verify": MANAGING,
    "configure": frozenset({"administrator"}),  # the company itself, its sender, its mail server
    "manage_users": frozenset({"administrator"}),
}
"""Verb → the roles that may."""

NAMES = {
    "see": _("see this company"),
    "see_all": _("see every customer of this company"),
    "plan": _("plan reminders"),
    "approve": _("approve reminders"),
    "send": _("send reminders"),
    "restrain": _("record disputes, promises, blocks and insolvencies"),
    "correspond": _("change the contacts and notes of a customer"),
    "reconcile": _("apply receipts"),
    "import": _("import files or undo an import"),
    "settle": _("change the settings of dunning"),
    "verify": _("verify the books"),
    "configure": _("change the company and its mail server"),
    "manage_users": _("manage users"),
}


class Refused(Exception):  # noqa: N818 - it reads as what happened
    """The person is known but may not; its text is a sentence to show."""


class Missing(LookupError):  # noqa: N818 - it reads as what happened
    """There is no such thing for this person: a stranger learns no more than that."""


def may(user: User | AnonymousUser | None, verb: str, company: Company) -> bool:
    """May the person do it in the company? None is the installation itself, which may."""
    return user is None or role_of(user, company) in VERBS[verb]


def role_may(role: str | None, verb: str) -> bool:
    """May whoever has that role do it? For pages that ask about many verbs and know the role already."""
    return role in VERBS[verb]


def role_of(user: User | AnonymousUser, company: Company) -> str | None:
    """The person's role in the company; None for a stranger, and for whoever was deactivated."""
    if not user.is_active or user.pk is None:
        return None
    return Membership.objects.filter(user_id=user.pk, company=company).values_list("role", flat=True).first()


def require(user: User | AnonymousUser | None, verb: str, company: Company) -> None:
    """Go on if the person may; a stranger meets Missing, a member Refused."""
    if user is None or may(user, verb, company):
        return
    if role_of(user, company) is None:
        raise Missing(str(_("This does not exist, or is not yours to see.")))
    sentence = _("You may not %(what)s in %(company)s: ask an administrator of the company for the right.")
    raise Refused(sentence % {"what": NAMES[verb], "company": company.name})


def companies(user: User) -> QuerySet[Company]:
    """The companies the person works for, by name."""
    return (
        Company.objects.filter(memberships__user_id=user.pk).order_by("name")
        if user.is_active
        else (Company.objects.none())
    )


def administers(user: User, person: User) -> bool:
    """Does the person work for a company whose administrator the user is?"""
    own = Membership.objects.filter(user_id=user.pk, role="administrator").values("company_id")
    return user.is_active and Membership.objects.filter(user_id=person.pk, company_id__in=own).exists()


def customers(user: User | None, company: Company) -> QuerySet[Customer]:
    """The customers of the company that the person may see; none for a stranger. Within the company's scope."""
    theirs = Customer.objects.filter(company=company)
    if user is None or may(user, "see_all", company):
        return theirs
    return theirs.filter(salesperson_id=user.pk) if may(user, "see", company) else theirs.none()
