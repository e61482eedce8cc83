"""A mail as it came, read: who, when, in answer to what, what they wrote themselves, and whether a machine wrote it."""

from __future__ import annotations

from ardoise.formats.mails.attachments import Attached, attached
from ardoise.formats.mails.bounces import Bounce
from ardoise.formats.mails.quotations import above
from ardoise.formats.mails.reading import Mail, read

__all__ = ["Attached", "Bounce", "Mail", "above", "attached", "read"]
