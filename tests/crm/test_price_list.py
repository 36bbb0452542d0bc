"""The price list: typed line by line, kept exactly."""

from decimal import Decimal

import pytest

from crm.price_list import load_prices, read_prices


def test_a_line_says_item_price_unit_and_floor():
    (line,) = read_prices("Team plan: 1,049.50 USD per user and month; not below 900\n\n")
    assert (line.item, line.price, line.currency) == ("Team plan", Decimal("1049.50"), "USD")
    assert (line.unit, line.floor) == ("user and month", Decimal(900))
    assert str(line) == "Team plan: 1,049.50 USD per user and month; not below 900"
    assert line.said == "Team plan: 1,049.50 USD per user and month"


def test_what_is_written_is_read_again_as_it_was():
    lines = read_prices("Starter: 49 EUR\nSetup: 500 EUR per site")
    stored = [line.model_dump(mode="json") for line in lines]
    assert load_prices(stored) == lines == read_prices("\n".join(map(str, lines)))


@pytest.mark.parametrize("text", ["Team plan 49 USD", "Team plan: cheap", "Team plan: 49 dollars", ": 49 USD"])
def test_a_line_that_cannot_be_read_is_named(text):
    with pytest.raises(ValueError, match="is not written like"):
        read_prices(f"Good: 1 USD\n{text}")
