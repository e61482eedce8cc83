"""What only tells of what was done is on the disk with the next commit; everything else at once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from ardoise.records import durability
from ardoise.records.models import Company

ASKED = {"sqlite": "PRAGMA synchronous", "postgresql": "SHOW synchronous_commit"}
AT_ONCE = {"sqlite": 2, "postgresql": "on"}
WITH_THE_NEXT = {"sqlite": 1, "postgresql": "off"}


def waits_for_the_disk():
    with connection.cursor() as cursor:
        cursor.execute(ASKED[connection.vendor])
        told = cursor.fetchone()[0]
    return {AT_ONCE[connection.vendor]: True, WITH_THE_NEXT[connection.vendor]: False}[told]


@pytest.mark.django_db(transaction=True)
def test_the_disk_is_waited_for_but_within():
    assert waits_for_the_disk()
    with durability.with_the_next():
        assert not waits_for_the_disk()
        Company.objects.create(name="Ardoise", siren="001847367")
    assert waits_for_the_disk() and Company.objects.filter(name="Ardoise").exists()


@pytest.mark.django_db(transaction=True)
def test_what_fails_within_is_undone_and_the_next_waits_for_the_disk_again():
    with pytest.raises(IntegrityError), durability.with_the_next():
        Company.objects.bulk_create(Company(pk=1, name=name, siren="001847367") for name in ("Ardoise", "Martin"))
    assert waits_for_the_disk() and not Company.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_within_another_transaction_it_is_as_lasting_as_that():
    with transaction.atomic(), durability.with_the_next():
        assert waits_for_the_disk()
