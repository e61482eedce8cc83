"""Is a domain in order to send mail from: SPF, DKIM, DMARC, their alignment, and the name of the server's address.

Pure: what the domain name system says is asked through `lookup`, so that the same rules judge a live domain and an
invented one. Sources: RFC 7208 (SPF), RFC 6376 (DKIM), RFC 7489 (DMARC; the organisation's domain is found by walking
up the tree, as its successor does), and what large mailbox providers ask of those who send in bulk.
"""

from __future__ import annotations

from ardoise.domain.sending_domain.checks import Sender, examine
from ardoise.domain.sending_domain.report import CHECKS, Check, Report
from ardoise.domain.sending_domain.words import say

__all__ = ["CHECKS", "Check", "Report", "Sender", "examine", "say"]
