"""A random segment finds in the database whom plain Python finds in the same rows, on either database."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from crm.models import Contact, Segment, Tag
from crm.segments.compiling import catalogue, segment_contacts
from crm.segments.conditions import Condition, Group, dump, load
from crm.segments.operators import OPERATORS, Kind
from quotahit import clock
from quotahit.accounts.models import Organization, User
from tests.crm.segments.plain import meets
from tests.crm.segments.world import NOW, build, known_of

pytestmark = pytest.mark.django_db
WORDS = ["gold", "Gold", "VP", "sales", "a_b", "100%", "O'Neil\\", "7", "zzz", "Software"]
NUMBERS = [0, 7, 7.5, -3, -3.5, 40, 39.99, 10**12, -(10**12), 1e-3]
DAYS = ["2026-11-21", "2026-11-22", "2026-11-23", "2026-01-01", "2030-06-01", "1999-12-31"]
COUNTS = [0, 1, 13, 14, 15, 365, 3650]


@pytest.fixture
def crowd(acme: Organization, rival: Organization, alice: User, bob: User, charlie: User) -> dict[int, dict[str, Any]]:
    with clock.stopped(NOW):
        build(acme, [alice, bob], seed=7)
        build(rival, [charlie], seed=8, size=6)
        return known_of(acme)


def values_of(takes: str, options: list[str]) -> some.SearchStrategy[Any]:
    two = {"numbers": NUMBERS, "days": DAYS}
    if takes in two:
        return some.lists(some.sampled_from(two[takes]), min_size=2, max_size=2).map(sorted)
    one = {"nothing": [None], "text": WORDS, "number": NUMBERS, "day": DAYS, "count": COUNTS}
    if takes in one:
        return some.sampled_from(one[takes])
    return some.lists(some.sampled_from([*options, "4000000", "nothing"]), min_size=1, max_size=3)


def groups(organization: Organization, codes: list[str]) -> some.SearchStrategy[Group]:
    """Segments of up to three levels over everything that is known of the crowd."""
    fields = catalogue(organization, "contact")
    asked = [
        values_of(operator.takes, [value for value, _ in fields[code].options(organization)]).map(
            lambda value, code=code, operator=operator: Condition(field=code, operator=operator.code, value=value)
        )
        for code in codes
        for operator in OPERATORS[fields[code].kind]
    ]
    condition = some.one_of(asked)
    match = some.sampled_from(["all", "any"])
    leaf = some.builds(Group, match=match, conditions=some.lists(condition, min_size=1, max_size=3))
    return some.builds(Group, match=match, conditions=some.lists(condition | leaf, min_size=1, max_size=4))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=some.data())
def test_the_database_finds_whom_python_finds(crowd: Any, acme: Organization, data: some.DataObject) -> None:
    group = data.draw(groups(acme, sorted(next(iter(crowd.values())))))
    segment = Segment(organization=acme, name="Random", conditions=dump(group))
    assert load(segment.conditions) == group
    with clock.stopped(NOW):
        found = set(segment_contacts(segment, acme).values_list("pk", flat=True))
    assert found == {pk for pk, known in crowd.items() if meets(group, known, NOW)}


def test_every_operator_of_every_field_agrees(crowd: Any, acme: Organization) -> None:
    """Each once, so that none is left to chance; and a question and its opposite share the crowd between them."""
    fields, asked = catalogue(acme, "contact"), 0
    for code in next(iter(crowd.values())):
        options = [value for value, _ in fields[code].options(acme)]
        samples: dict[str, list[Any]] = {
            "nothing": [None], "text": WORDS, "number": NUMBERS, "day": DAYS, "count": COUNTS,
            "numbers": [[-3, 7.5]], "days": [["2026-11-21", "2026-11-23"]],
            "words": [[one] for one in options] + [options or ["x"]],
        }  # fmt: skip
        for operator in OPERATORS[fields[code].kind]:
            for value in samples[operator.takes]:
                group = Group(conditions=[Condition(field=code, operator=operator.code, value=value)])
                with clock.stopped(NOW):
                    segment = Segment(organization=acme, conditions=dump(group))
                    found = set(segment_contacts(segment, acme).values_list("pk", flat=True))
                assert found == {pk for pk, known in crowd.items() if meets(group, known, NOW)}, group
                asked += 1
    assert asked > 400


def test_the_crowd_has_somebody_of_every_kind(crowd: Any, acme: Organization) -> None:
    """Else the tests above would agree on nobody."""
    for code, field in catalogue(acme, "contact").items():
        values = [known[code] for known in crowd.values() if code in known]
        if values and field.kind != Kind.FLAG:
            assert any(value in (None, "", set()) for value in values) or code in (
                "contact.lifecycle",
                "contact.engagement",
            ), code
            assert any(value not in (None, "", set()) for value in values), code
        elif values:
            assert set(values) == {True, False}, code


def test_the_other_organizations_tag_finds_nobody(crowd: Any, acme: Organization, rival: Organization) -> None:
    theirs = Tag.objects.filter(organization=rival).values_list("pk", flat=True)
    group = Group(conditions=[Condition(field="tags", operator="is_one_of", value=list(map(str, theirs)))])
    assert not segment_contacts(Segment(organization=acme, conditions=dump(group)), acme).exists()
    assert Contact.objects.filter(organization=rival, tags__in=theirs).exists()
