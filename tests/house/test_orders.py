"""No test finds what the test before it left: each pair passes in both orders, and so does the suite."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation
from tests.actions.books import AT

from ardoise.actions import installation


@pytest.mark.parametrize("time", [1, 2])
def test_the_folder_of_this_process_has_the_name_it_always_had(db, time):
    assert installation._name_on_disk() == "0" * 32
    installation.identify(AT)
    assert installation._name_on_disk() != "0" * 32 and settings.HOME.exists()


@pytest.mark.parametrize("time", [1, 2])
def test_what_is_said_is_said_in_the_usual_language(time):
    assert translation.get_language() == "fr"
    translation.activate("en")
