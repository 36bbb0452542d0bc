"""What is a value of each kind, in which form it is stored, and how it is shown."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from crm.errors import BadValueError
from crm.own_fields.people import People
from crm.own_fields.values import fits, read_value, show_value

PEOPLE = People({7: "Bob Brown"}, {"bob brown": 7, "bob acme example": 7})


def field(kind: str) -> Any:
    return SimpleNamespace(kind=kind, choices=["Gold", "Très bon"])


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        ("text", "  hello ", "hello"),
        ("text", ["a", "b"], "a, b"),
        ("text", 12, "12"),
        ("text", True, "yes"),
        ("number", "1,200", 1200),
        ("number", "-3.50", -3.5),
        ("number", Decimal("40.00"), 40),
        ("number", 0, 0),
        ("date", "2026-03-04", "2026-03-04"),
        ("date", date(2026, 3, 4), "2026-03-04"),
        ("choice", "gold", "Gold"),
        ("choice", "TRES BON", "Très bon"),
        ("link", "acme.example/a", "https://acme.example/a"),
        ("link", "http://acme.example", "http://acme.example"),
        ("person", 7, 7),
        ("person", "7", 7),
        ("person", "bob brown", 7),
        ("person", "Bob@acme.example", 7),
        *(
            (kind, blank, None)
            for kind in ("text", "number", "date", "choice", "link", "person")
            for blank in ("", " ")
        ),
        *((kind, None, None) for kind in ("text", "number", "date", "choice", "link", "person")),
    ],
)
def test_a_value_is_stored_in_the_one_form_of_its_kind(kind: str, given: Any, stored: Any) -> None:
    read = read_value(field(kind), given, PEOPLE)
    assert (read, type(read)) == (stored, type(stored))
    assert read is None or fits(field(kind), read, PEOPLE)


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("text", {"a": 1}, "no text"),
        ("text", "x" * 5001, "longer than 5,000"),
        ("number", "A12", "“A12” is no number"),
        ("number", "12 of 20", "is no number"),
        ("number", True, "is no number"),
        ("number", "nan", "is no number"),
        ("number", "1e30", "too large"),
        ("date", "4.3.2026", "write it like 2026-03-04"),
        ("date", "2026-02-30", "is no date"),
        ("choice", "Silver", "none of: Gold, Très bon"),
        ("link", "javascript:alert(1)", "no web address"),
        ("link", "javascript://acme.example/%0aalert(1)", "no web address"),
        ("person", "8", "no member"),
        ("person", "Charlie", "no member"),
    ],
)
def test_what_is_no_value_is_refused_in_words(kind: str, given: Any, said: str) -> None:
    with pytest.raises(BadValueError, match=said):
        read_value(field(kind), given, PEOPLE)


@pytest.mark.parametrize(
    ("kind", "stored", "shown"),
    [
        ("number", 1200, "1,200"),
        ("number", 3.5, "3.5"),
        ("number", "many", "many"),
        ("date", "2026-03-04", "4 March 2026"),
        ("date", "soon", "soon"),
        ("person", 7, "Bob Brown"),
        ("person", 8, ""),
        ("choice", "Gold", "Gold"),
        ("text", ["a", "b"], "a, b"),
        ("text", None, ""),
    ],
)
def test_a_value_is_shown_in_words_even_where_it_does_not_fit(kind: str, stored: Any, shown: str) -> None:
    assert show_value(field(kind), stored, PEOPLE) == shown
