"""What stops an import or an errand is said in the language of the screen, whoever said it first."""

from __future__ import annotations

import errno

import pytest
from django.db import OperationalError
from django.utils.translation import override

from ardoise.actions.obstacles import reason_of


@pytest.mark.parametrize(
    ("error", "french", "english"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disque plein", "the disk is full"),
        (OperationalError("database or disk is full"), "disque plein", "the disk is full"),
        (OperationalError("could not extend file: No space left on device"), "disque plein", "the disk is full"),
        (OperationalError("disk I/O error"), "erreur du disque", "disk error"),
        (OperationalError("attempt to write a readonly database"), "disque en lecture seule", "the disk is read-only"),
        (OperationalError("deadlock detected"), "deadlock detected", "deadlock detected"),
    ],
)
def test_a_known_obstacle_is_said_in_the_language_of_the_screen(error, french, english):
    with override("fr"):
        assert reason_of(error) == french
    with override("en"):
        assert reason_of(error) == english
