"""What guards a password in an installation, asked of a process of its own: the tests' own hash cheaply."""

from __future__ import annotations

import os
import subprocess
import sys

HASH = (
    "import django; django.setup(); from django.contrib.auth.hashers import make_password; "
    "print(make_password('correct horse battery staple'))"
)


def test_an_installation_hashes_passwords_by_argon2id_at_the_full_price():
    """OWASP asks for 19 MiB and two passes at least."""
    facts = os.environ | {"DJANGO_SETTINGS_MODULE": "ardoise.settings"}
    done = subprocess.run([sys.executable, "-c", HASH], env=facts, capture_output=True, text=True, check=True)
    algorithm, kind, _version, costs, *_ = done.stdout.split("$")
    price = dict(cost.split("=") for cost in costs.split(","))
    assert (algorithm, kind) == ("argon2", "argon2id")
    assert int(price["m"]) >= 19 * 1024 and int(price["t"]) >= 2
