"""Few rows are counted, many are estimated where the database can."""

import pytest
from django.db import connection

from crm.models import Note
from quotahit import estimates
from quotahit.accounts.models import Organization, User
from quotahit.estimates import NONE, Number, count_about

pytestmark = pytest.mark.django_db
CAN_ESTIMATE = connection.vendor == "postgresql"


def test_few_are_counted_and_many_are_about(acme: Organization, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "COUNTED", 100)
    Note.objects.bulk_create(
        Note(organization=acme, body="long" if n % 4 else "short", author=alice) for n in range(800)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE crm_note")
    notes = Note.objects.for_organization(acme)
    found = count_about(
        none=notes.filter(body=""), few=notes.filter(pk__in=notes[:7]), long=notes.filter(body="long"), all=notes
    )
    assert (found["none"], found["few"]) == (Number(0), Number(7))
    assert found["long"] == Number(600, not CAN_ESTIMATE)
    assert found["all"] == Number(800, not CAN_ESTIMATE)
    assert not found["none"]


def test_a_number_says_how_sure_it_is() -> None:
    assert str(Number(12_345)) == "12,345"
    assert str(Number(12_345, False)) == "about 12,000"
    assert str(NONE + Number(1_950_000, False) + Number(3)) == "about 2,000,000"


@pytest.mark.skipif(not CAN_ESTIMATE, reason="only PostgreSQL estimates")
def test_old_statistics_do_not_make_many_into_few(
    acme: Organization, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimates, "COUNTED", 100)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE crm_note")
    Note.objects.bulk_create(Note(organization=acme, body="x", author=alice) for _ in range(300))
    assert count_about(all=Note.objects.for_organization(acme))["all"].value >= 100
