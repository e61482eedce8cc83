"""What a process that opens or draws a paper may take."""

from __future__ import annotations

PATIENCE = 4
"""Times the seconds of the processor it may take, on the clock: a machine that is busy gives it a part of its time
only, and what is slow for that is neither damaged nor a trap."""
