"""What a customer's answer says: promise, paid, dispute, copy, plan, wrong contact, away, bounced.

Lists of phrases and a small model trained on invented mails, no network: each finding shows the words that made us
think so, and nothing is applied before a person has clicked.
"""

from __future__ import annotations

from ardoise.domain.replies.findings import Finding, read
from ardoise.domain.replies.situations import ACKNOWLEDGEMENT, SITUATIONS

__all__ = ["ACKNOWLEDGEMENT", "SITUATIONS", "Finding", "read"]
