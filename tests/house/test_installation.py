"""What guards an installation, asked of a process of its own: no setting of the product knows of tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

ASKED = """
import django, json
django.setup()
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory

def is_taken(origin):
    token = "x" * 32
    request = RequestFactory().post("/sign-in/", {"csrfmiddlewaretoken": token}, HTTP_HOST="credit.example",
                                    HTTP_ORIGIN=origin, HTTP_COOKIE="csrftoken=" + token)
    gate = CsrfViewMiddleware(lambda request: None)
    gate.process_request(request)
    return gate.process_view(request, lambda request: None, (), {}) is None

print(json.dumps({
    "password": make_password("correct horse battery staple"),
    "taken": [is_taken(origin) for origin in ("https://credit.example", "https://evil.example", "null")],
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
}))
"""


@pytest.fixture(scope="module")
def told():
    """What an installation answers that colleagues and customers reach by https, through a proxy."""
    facts = {name: value for name, value in os.environ.items() if name != "ARDOISE_HOSTS"}
    facts |= {"DJANGO_SETTINGS_MODULE": "ardoise.settings", "ARDOISE_URL": "https://Credit.Example:443/"}
    done = subprocess.run([sys.executable, "-c", ASKED], env=facts, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_it_hashes_passwords_by_argon2id_at_the_full_price(told):
    """OWASP asks for 19 MiB and two passes at least."""
    algorithm, kind, _version, costs, *_ = told["password"].split("$")
    price = dict(cost.split("=") for cost in costs.split(","))
    assert (algorithm, kind) == ("argon2", "argon2id")
    assert int(price["m"]) >= 19 * 1024 and int(price["t"]) >= 2


def test_behind_a_proxy_that_speaks_tls_its_own_forms_are_taken_and_no_others(told):
    assert told["taken"] == [True, False, False]
    assert told["secure"] == [True, True]
