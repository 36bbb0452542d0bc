"""Ids as people and programs write them."""

import pytest

from quotahit.ids import id_in, ids_in


@pytest.mark.parametrize(
    ("text", "found"), [("12", 12), ("", 0), ("x", 0), ("-1", 0), ("1.5", 0), ("²", 0), ("9" * 18, 10**18 - 1)]
)
def test_an_id_is_read_or_is_none(text: str, found: int) -> None:
    assert id_in(text) == found


def test_a_number_of_thousands_of_digits_is_none() -> None:
    assert id_in("9" * 5000) == 0
    assert ids_in(["1", "x", "9" * 19, "2"]) == [1, 2]
