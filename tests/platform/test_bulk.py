"""Many rows at once: made, put in and found again, by as few words to the database as there can be."""

import pytest
from django.db import DataError, connection, transaction

from crm.models import Contact, ContactEmail
from quotahit import bulk
from quotahit.accounts.models import Organization
from quotahit.events.models import RawInbound


@pytest.mark.parametrize("count", [1, bulk.COPY_FROM, 2 * bulk.COPY_FROM])
def test_rows_get_their_ids_and_come_back_as_they_were(acme: Organization, count: int) -> None:
    rows = [bulk.make(Contact, organization_id=acme.pk, first_name=f"Pat{n}", custom={"n": n}) for n in range(count)]
    bulk.insert(rows)
    for row in rows:
        stored = Contact.objects.get(pk=row.pk)
        assert (stored.first_name, stored.custom) == (row.first_name, row.custom)
        assert (stored.lifecycle, stored.created_at) == (row.lifecycle, row.created_at)


def test_the_next_row_that_django_makes_gets_another_id(acme: Organization) -> None:
    rows = [bulk.make(Contact, organization_id=acme.pk) for _ in range(20)]
    bulk.insert(rows)
    assert Contact.objects.create(organization=acme).pk not in {row.pk for row in rows}


@pytest.mark.parametrize("count", [1, 2 * bulk.COPY_FROM])
def test_a_row_that_was_given_its_id_keeps_it(acme: Organization, count: int) -> None:
    ids = list(bulk.reserve_ids(Contact, count))
    bulk.insert([bulk.make(Contact, id=row_id, organization_id=acme.pk) for row_id in reversed(ids)])
    assert sorted(Contact.objects.values_list("pk", flat=True)) == ids


def test_rows_that_are_there_already_are_left_as_they_are(acme: Organization) -> None:
    def row(vendor_id: str, body: bytes) -> RawInbound:
        values = {"source": "imap:1", "vendor_id": vendor_id, "headers": {"kind": "mail"}}
        return bulk.make(RawInbound, organization_id=acme.pk, body=body, **values)

    unique = ("organization_id", "source", "vendor_id")
    first, second = row("1", b"\x00\xff"), row("2", b"two")
    assert bulk.insert_new([first], unique) == [first]
    assert bulk.insert_new([row("1", b"changed"), second], unique) == [second]
    assert {bytes(kept.body): kept.headers for kept in RawInbound.objects.all()} == {
        b"\x00\xff": {"kind": "mail"},
        b"two": {"kind": "mail"},
    }
    assert RawInbound.objects.get(pk=second.pk).vendor_id == "2"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps text of any length")
def test_what_is_too_long_for_its_column_is_refused_and_not_cut(acme: Organization) -> None:
    row = bulk.make(RawInbound, organization_id=acme.pk, source="imap:1", vendor_id="x" * 256, body=b"")
    with pytest.raises(DataError), transaction.atomic():
        bulk.insert_new([row], ("organization_id", "source", "vendor_id"))


def test_a_made_row_is_what_django_would_have_made(acme: Organization) -> None:
    made, built = bulk.make(Contact, organization_id=acme.pk), Contact(organization=acme)
    names = [field.attname for field in Contact._meta.concrete_fields if not field.generated]
    unlike = {name for name in names if getattr(made, name) != getattr(built, name)}
    assert unlike <= {"created_at", "updated_at"}
    made.save()
    assert Contact.objects.get(pk=made.pk).organization == acme


def test_defaults_are_each_rows_own(acme: Organization) -> None:
    one, other = (bulk.make(Contact, organization_id=acme.pk) for _ in range(2))
    one.custom["fleet"] = 40
    assert other.custom == {}


def test_a_name_that_is_no_column_is_refused(acme: Organization) -> None:
    with pytest.raises(TypeError, match="Contact"):
        bulk.make(Contact, organization=acme)


def test_one_of_finds_by_id_by_reference_and_by_text(acme: Organization, dana: Contact) -> None:
    other = Contact.objects.create(organization=acme)
    many = [*range(-40_000, 0), dana.pk]
    assert list(Contact.objects.filter(pk__one_of=many)) == [dana]
    assert list(Contact.objects.filter(organization__one_of={acme.pk}, pk__one_of=[other.pk])) == [other]
    ContactEmail.objects.create(organization=acme, contact=other, address="o@x.example", key="o@x.example")
    assert ContactEmail.objects.get(key__one_of=["o@x.example", "{a,b}"]).contact == other
    assert not ContactEmail.objects.filter(contact__one_of=[]).exists()
