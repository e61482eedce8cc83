"""Seeded inputs: large FECs, frames of open items, and an installation whose company holds many of them.

Its database is a file in its folder, or one of the PostgreSQL server that ARDOISE_DATABASE names.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.street import bases

from benchmarks.runner import CACHE, HOUSE

SEED = 1
YEAR = 2025
AS_OF = date(2025, 12, 31)
AT = datetime(2025, 12, 31, 8, 0, tzinfo=UTC)


def fec(lines: int) -> Path:
    """One fiscal year of about so many lines, written once."""
    from ardoise import demo

    path = CACHE / f"{lines}" / f"{demo.SIREN}FEC{YEAR}1231.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        demo.large(lines, SEED, path.with_suffix(".part"), YEAR).rename(path)
    return path


def open_items(count: int) -> Any:
    """ITEMS, all open, each with its due date: one customer for five of them, one in twelve a credit."""
    import polars as pl

    from ardoise.domain.ledger import ITEMS

    n = pl.int_range(count, dtype=pl.Int64)
    dice = n.hash(SEED)
    issued = pl.lit(AS_OF) - pl.duration(days=(dice % 150).cast(pl.Int64))
    amount = (dice // 150 % 400_000 + 1_000).cast(pl.Int64) * pl.when(n % 12 == 0).then(-1).otherwise(1)
    customer = pl.format("C{}", (dice // 60_000_000 % max(1, count // 5)).cast(pl.Int64))
    frame = pl.select(entry=n + 1, line=n + 2, customer=customer, amount_cents=amount, document_on=issued).with_columns(
        customer_name=pl.col("customer"),
        document=pl.format("F{}", "entry"),
        booked_on="document_on",
        label=pl.lit("Facture"),
        kind=pl.when(pl.col("amount_cents") > 0).then(pl.lit("invoice")).otherwise(pl.lit("payment")),
        due_on=pl.col("document_on") + pl.duration(days=30),
        is_due_derived=pl.lit(True),
        open_cents="amount_cents",
        currency=pl.lit("EUR"),
        settled_later_on=pl.lit(None, dtype=pl.Date),
    )
    frame = frame.with_columns(**{name: None for name in ITEMS if name not in frame.columns})
    return frame.select(list(ITEMS)).cast(pl.DataFrame(schema=ITEMS).schema)  # type: ignore[arg-type]


def laid_down(frame: Any) -> Any:
    """The rows with every column written out, as a reader gives them: what polars notes once for a constant column is
    otherwise written out by whoever looks at it first, and counted as his work."""
    import polars as pl

    return pl.DataFrame(frame.get_columns())


def customers_of(items: Any) -> Any:
    """CUSTOMERS of those items: one in ten a consumer, all with an address."""
    import polars as pl

    from ardoise.domain.parties import CUSTOMERS

    number = pl.int_range(pl.len())
    kinds = pl.when(number % 10 == 0).then(pl.lit("consumer")).otherwise(pl.lit("professional"))
    known = items.select("customer", "customer_name").unique("customer").sort("customer")
    return pl.concat(
        [pl.DataFrame(schema=CUSTOMERS), known.with_columns(customer_kind=kinds, has_address=pl.lit(True))],
        how="diagonal",
    )


def new_home() -> Path:
    """A fresh installation, for this process only, with company and administrator; gone when the process ends."""
    import atexit

    home = Path(tempfile.mkdtemp(prefix="ardoise-bench-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    open_home(home)
    settle()
    atexit.register(bases.drop, home)
    return home


def open_home(home: Path) -> None:
    """Django, on the database of that folder."""
    os.environ |= {"ARDOISE_HOME": str(home), "ARDOISE_DATABASE": bases.address_of(home)}
    os.environ["DJANGO_SETTINGS_MODULE"] = "ardoise.settings"
    import django

    django.setup()


def settle() -> None:
    """The tables, the company and somebody who may do everything in it."""
    from ardoise.records.models import Company, Membership, User

    bases.create(Path(os.environ["ARDOISE_HOME"]))
    company = Company.objects.create(name="Les Ateliers du Chai", siren="001847367", terms="30 jours")
    user = User.objects.create_user("alice", "alice@ateliers-du-chai.example", "not a secret, nor a password")
    Membership.objects.create(user=user, company=company, role="administrator")


def people() -> tuple[Any, Any]:
    """The company and its administrator."""
    from ardoise.records.models import Company, User

    return Company.objects.get(), User.objects.get()


def bring_in(path: Path) -> Any:
    """The file received and carried out; what went wrong stops the bench."""
    from ardoise.actions import imports

    company, user = people()
    received = imports.receive(company, path, "fec", "benchmark", {}, user, AT)
    done = imports.carry_out(received.pk, AT)
    if done.state != "done":
        raise SystemExit(f"The import ended as {done.state}: {done.problems[:3]}")
    return done


def settled_home(items: int) -> Path:
    """An installation whose company holds about so many customer entries, made once from a FEC three times as long."""
    home = home_of(items)
    if not is_made(home, "settled"):
        cleared(home)
        open_home(home)
        settle()
        bring_in(fec(items * 285 // 100))
        give_addresses()
        (home / "settled").touch()
    return home


def home_of(items: int) -> Path:
    """Its place: a new schema makes a new one."""
    migrations = sorted((HOUSE / "src" / "ardoise" / "records" / "migrations").glob("*.py"))
    schema = sha256(b"".join(path.read_bytes() for path in migrations)).hexdigest()[:12]
    return CACHE / f"home-{items}-{schema}{'-postgresql' * bool(bases.ADDRESS)}"


def is_made(home: Path, mark: str) -> bool:
    """Was it made to the end, and is its database still there?"""
    return (home / mark).exists() and bases.is_there(home)


def cleared(home: Path) -> None:
    """An empty folder without a database."""
    bases.drop(home)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)


def give_addresses() -> None:
    """One contact for every customer: a plan of nobody to write to measures nothing."""
    from django_scopes import scope

    from ardoise.records.models import Contact, Customer

    company, _ = people()
    with scope(company=company):
        Contact.objects.bulk_create(
            Contact(company=company, customer=customer, email=f"{customer.code.lower()}@client.example")
            for customer in Customer.objects.all()
        )


def copied_home(items: int) -> Path:
    """A copy of it, for a step that writes."""
    import atexit

    folder = tempfile.mkdtemp(prefix="ardoise-bench-")
    copy = Path(folder) / "home"
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    bases.create(copy, like=home_of(items))
    atexit.register(bases.drop, copy)
    open_home(copy)
    return copy


def settle_apart(items: int) -> None:
    """The same in a process of its own, so that the one that asks stays free of Django."""
    command = [sys.executable, "-c", f"from benchmarks.books import settled_home; settled_home({items})"]
    subprocess.run(command, check=True, cwd=HOUSE)
