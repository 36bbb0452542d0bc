"""`one_of` finds what is in the list, whatever stands in it."""

import pytest

from crm.models import Tag
from quotahit.accounts.models import Organization

NAMES = ["plain", 'a "quoted" one', "back\\slash", "comma, brace}", "null", "", "Ünïcode"]


@pytest.mark.parametrize("wanted", [set(NAMES), NAMES[:3], (), {"nobody's"}])
def test_texts_are_found_by_a_list_of_them(acme: Organization, wanted: set[str]) -> None:
    Tag.objects.bulk_create(Tag(organization=acme, name=name) for name in [*NAMES, "another"])
    found = Tag.objects.filter(name__one_of=wanted).values_list("name", flat=True)
    assert sorted(found) == sorted(set(wanted) & set(NAMES))
