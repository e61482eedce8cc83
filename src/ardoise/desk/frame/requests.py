"""What the desk knows of a request: before the gate, and past it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from ardoise.records.models import Company, Membership, User


class Arriving(HttpRequest):
    """Anybody's: who has not signed in belongs to no company."""

    htmx: HtmxDetails
    memberships: list[Membership]
    company: Company | None
    role: str | None


class SignedIn(Arriving):
    """Of somebody who is known, of a company or of none yet."""

    user: User


class Request(SignedIn):
    """Of somebody whose role in the company may do what the view needs."""

    company: Company
    role: str
