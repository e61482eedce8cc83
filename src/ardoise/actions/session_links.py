"""The link that `ardoise up` prints: it signs its owner in, once, from this machine, for a short while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner

from ardoise.records.models import User

VALID_FOR = timedelta(minutes=30)
PATH = "/sign-in/link/{signed}/"
"""Of the page `session_link`: asking for it by name would import every page, and opening the desk would take longer."""
SIGNER = TimestampSigner(salt="ardoise.session-link")


def make_link(user: User) -> str:
    """The path that signs this user in; dead once used, once the user has signed in otherwise, or after 30 minutes."""
    return PATH.format(signed=SIGNER.sign_object([user.pk, stamp_of(user)]))


def redeem(signed: str, at: datetime) -> User | None:
    """The user of a link that is whole, young and unused, which this uses up; else nobody."""
    try:
        key, stamp = SIGNER.unsign_object(signed, max_age=VALID_FOR)
    except BadSignature:
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    if user is None or stamp_of(user) != stamp:
        return None
    used = User.objects.filter(pk=key, last_login=user.last_login).update(last_login=at)
    return user if used else None


def stamp_of(user: User) -> str:
    """What changes when somebody signs in, and is no other person's: it makes a link good for one use without storing
    anything, and for nobody who was given their key when an older database was put back."""
    return f"{user.date_joined.isoformat()} {user.last_login.isoformat() if user.last_login else ''}"
