"""The cast, in a database."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("ARDOISE_HOME", tempfile.mkdtemp(prefix="ardoise-tests-"))

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests import database, seeds
from tests.cast import CUSTOMERS

QUICK = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
"""What a password costs in a test's process, where it guards nothing. In an installation:
house/test_installation.py."""
for _name, _figure in QUICK.items():
    setattr(Argon2PasswordHasher, _name, _figure)


A_BUSY_MACHINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
"""What hypothesis would call a fault, and is none."""
settings.register_profile("house", derandomize=not seeds.IS_NIGHT, **A_BUSY_MACHINE)  # other examples by the night
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _folders_apart(tmp_path_factory):
    """What is received lies in a folder of this process: whoever imports locks a company there by its number. So does
    the name by which a database is at home: two that are introduced at once would each find the other's."""
    from django.conf import settings

    from ardoise.actions import installation

    settings.HOME, settings.RECEIVED_FILES = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("received")
    installation._write("0" * 32)
    (settings.HOME / "named").hardlink_to(settings.HOME / installation.NAME)


@pytest.fixture(scope="session")
def _in_a_file(request):
    """Where pages are opened in a browser, SQLite is a file, as in an installation.

    In memory all threads of the server would share one connection with the test.
    """
    from django.db import connection

    return connection.vendor == "sqlite" and any(item.get_closest_marker("browser") for item in request.session.items)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, _in_a_file, tmp_path_factory):
    """Django's own, and where the tests' database lies."""
    from django.db import connection

    if _in_a_file:
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "ardoise.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb(_in_a_file):
    """Django would begin by deleting the file that the migrations filled."""
    return _in_a_file


@pytest.fixture(scope="session")
def _laid_out(django_db_modify_db_settings):
    with database.laid_out():
        yield


@pytest.fixture(scope="session")
def django_db_setup(_laid_out, django_db_setup):
    """Django's own, where the migrations have nothing left to do."""


@pytest.fixture
def company(db):
    """Company Ardoise with its four customers, each with a mailbox."""
    from django_scopes import scope

    from ardoise.records.models import Company, Contact, Customer
    from tests.actions import books

    books.start_over()
    company = Company.objects.create(name="Ardoise", siren="732829320", sender_email="compta@ardoise.example")
    with scope(company=company):
        customers = Customer.objects.bulk_create(
            Customer(company=company, code=c, name=n) for c, n in CUSTOMERS.items()
        )
        mailboxes = ((customer, f"{customer.code.lower()}@client.example") for customer in customers)
        Contact.objects.bulk_create(Contact(company=company, customer=c, email=email) for c, email in mailboxes)
    return company


@pytest.fixture(autouse=True)
def _nothing_left_before(settings):
    """Nothing is as the test before left it: the folder of this process remembers no database and has its first name,
    which photographs know, and what is said is said in the usual language."""
    for path in Path(settings.HOME).glob("left-*"):
        path.unlink()
    if not (name := settings.HOME / "installation").exists() or not name.samefile(settings.HOME / "named"):
        name.unlink(missing_ok=True)
        name.hardlink_to(settings.HOME / "named")
    translation.deactivate()


@pytest.fixture(autouse=True)
def _emptied_behind(request):
    """A test with real transactions empties the database behind it: the guard of the events is lifted for that.

    Who comes after it in the same process finds the guard up again: whoever is done takes over tests of others.
    """
    mark = request.node.get_closest_marker("django_db")
    is_real = "transactional_db" in request.fixturenames or getattr(mark, "kwargs", {}).get("transaction")
    if not is_real and not (LIFTED and (mark or "db" in request.fixturenames)):
        yield
        return
    request.getfixturevalue("transactional_db" if is_real else "db")
    from django.db import connection

    from ardoise.records import guards

    guards.lift(connection)
    guards.guard(connection)
    yield
    if is_real:
        guards.lift(connection)
        LIFTED.add(connection.alias)


LIFTED: set[str] = set()
"""The databases that a test emptied behind it."""


@pytest.fixture
def other_company(db):
    from ardoise.records.models import Company

    return Company.objects.create(name="Voisine", siren="552100554", sender_email="compta@voisine.example")


@pytest.fixture
def in_company(company):
    """The test's queries are Ardoise's."""
    from django_scopes import scope

    with scope(company=company):
        yield company


def person(username, company=None, role=None):
    from ardoise.records.models import Membership, User

    user = User.objects.create_user(username, f"{username}@ardoise.example", "correct horse battery staple")
    if company:
        Membership.objects.create(user=user, company=company, role=role)
    return user


@pytest.fixture
def alice(company):
    """May: a credit manager."""
    return person("alice", company, "credit_manager")


@pytest.fixture
def bob(company):
    """May read."""
    return person("bob", company, "reader")


@pytest.fixture
def charlie(other_company):
    """A stranger: somebody else's administrator."""
    return person("charlie", other_company, "administrator")
