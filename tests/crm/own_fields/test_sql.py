"""The database finds by a field's value what Python finds: on both databases, whatever stands in the data."""

from typing import Any

import pytest
from django.db.models import Q

from crm.models import Contact
from crm.own_fields.sql import Between, Known, Like, OneOf
from quotahit.accounts.models import Organization

pytestmark = pytest.mark.django_db
VALUES: list[Any] = [
    *(None, 0, 7, 7.5, -3, 10**14, "7", "seven", "", "Gold", "gold rush", "100%", "1000", "a_b", "axb", "back\\slash"),
    *("2026-03-04", "2026-03-05", "2019-12-31", True, ["Gold"], {"a": 1}, "O'Neil", '"quoted"'),
]


@pytest.fixture
def rows(acme: Organization) -> dict[int, Any]:
    contacts = [Contact(organization=acme, first_name="P", custom={} if v == "" else {"k": v}) for v in VALUES]
    return {row.pk: row.custom.get("k") for row in Contact.objects.bulk_create(contacts)}


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


CASES: list[tuple[Any, Any]] = [
    (Known("k"), lambda v: v is not None),
    (OneOf("k", ["Gold"]), lambda v: v == "Gold"),
    (OneOf("k", ["7", "O'Neil", '"quoted"']), lambda v: isinstance(v, str) and v in ("7", "O'Neil", '"quoted"')),
    (OneOf("k", [7]), lambda v: is_number(v) and v == 7),
    (OneOf("k", [7.5, -3]), lambda v: is_number(v) and v in (7.5, -3)),
    (OneOf("k", []), lambda v: False),
    (Between("k", 7, None, is_number=True), lambda v: is_number(v) and v >= 7),
    (Between("k", None, 7, is_number=True), lambda v: is_number(v) and v <= 7),
    (Between("k", 0.5, 7.5, is_number=True), lambda v: is_number(v) and 0.5 <= v <= 7.5),
    (
        Between("k", "2026-03-04", "2026-03-04", is_number=False),
        lambda v: v == "2026-03-04",
    ),
    (Between("k", "2020-01-01", "2026-03-04", is_number=False), lambda v: v == "2026-03-04"),
    (Like("k", "gold", "%", "%"), lambda v: isinstance(v, str) and "gold" in v.lower()),
    (Like("k", "GOLD"), lambda v: v == "Gold"),
    (Like("k", "100%"), lambda v: v == "100%"),
    (Like("k", "a_", "", "%"), lambda v: v == "a_b"),
    (Like("k", "back\\", "", "%"), lambda v: v == "back\\slash"),
]


@pytest.mark.parametrize(("condition", "holds"), CASES, ids=lambda one: type(one).__name__)
def test_the_database_agrees_with_python(rows: dict[int, Any], condition: Any, holds: Any) -> None:
    wanted = {pk for pk, value in rows.items() if holds(value)}
    # A list that holds the word reads like one in the database; no field stores one.
    lists = {pk for pk, value in rows.items() if isinstance(value, list | dict) and isinstance(condition, Like)}
    assert set(Contact.objects.filter(condition).values_list("pk", flat=True)) - lists == wanted
    assert set(Contact.objects.filter(~condition).values_list("pk", flat=True)) | lists == rows.keys() - wanted | lists
    both = Contact.objects.filter(Q(condition) | Q(pk__in=[]))
    assert set(both.values_list("pk", flat=True)) - lists == wanted
