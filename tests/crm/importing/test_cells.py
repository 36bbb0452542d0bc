"""What single cells mean."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from crm.choices import Lifecycle, Validity
from crm.importing.cells import places, words
from crm.importing.cells.dates import moment
from crm.importing.cells.quantities import headcount, money, percentage
from crm.names import company_key, person_key, split_name
from crm.spreadsheet import escaped, unescaped


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5200", 5200), ("1,200", 1200), ("1.200", 1200), ("1'200", 1200), ("1 200", 1200), ("51-200", 125),
        ("10,000+", 10000), ("200 - 500 employees", 350), ("2.5k", 2500), ("many", None), ("1-2-3", None), ("", None),
    ],
)  # fmt: skip
def test_headcounts(text: str, number: int | None) -> None:
    assert headcount(text) == number


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$5M", "5000000", "USD"), ("1,5 Mio. €", "1500000", "EUR"), ("1.200.000,50", "1200000.50", ""),
        ("£1M-£10M", "5500000", "GBP"), ("CHF 2 Mrd", "2000000000", "CHF"), ("1.234M", "1234000", ""),
    ],
)  # fmt: skip
def test_money(text: str, amount: str, currency: str) -> None:
    assert money(text) == (Decimal(amount), currency)


def test_changes_in_percent_have_a_sign() -> None:
    assert [percentage(text) for text in ("12 %", "-3,5%", "(5%)", "none")] == [12, Decimal("-3.5"), -5, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-04 09:14", (2025, 3, 4, 9, 14)), ("15 Apr, 2021 00:03:00", (2021, 4, 15, 0, 3)),
        ("04.03.2025", (2025, 3, 4)), ("3/4/2025 9:14 PM", (2025, 4, 3, 21, 14)), ("13/4/2025", (2025, 4, 13)),
        ("4/13/2025", (2025, 4, 13)), ("Apr 15, 2021", (2021, 4, 15)), ("15. März 2021", (2021, 3, 15)),
        ("12 déc. 2020", (2020, 12, 12)), ("2025-03-04T09:14:00+02:00", (2025, 3, 4, 7, 14)),
        ("1617235200000", (2021, 4, 1)),
    ],
)  # fmt: skip
def test_dates(text: str, expected: tuple[int, ...]) -> None:
    assert moment(text) == datetime(*expected, tzinfo=UTC)  # type: ignore[arg-type]


def test_dates_without_a_zone_are_read_in_the_sellers_and_nonsense_is_none() -> None:
    assert moment("2025-01-15 09:00", ZoneInfo("America/New_York")) == datetime(2025, 1, 15, 14, tzinfo=UTC)
    assert moment("3/4/2025", month_first=True) == datetime(2025, 3, 4, tzinfo=UTC)
    assert [moment(text) for text in ("2021-02-30", "soon", "99/99/2020", "")] == [None] * 4


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("UK", "GB"), ("USA", "US"), ("United States of America", "US"), ("Deutschland", "DE"), ("Allemagne", "DE"),
        ("España", "ES"), ("GBR", "GB"), ("fr", "FR"), ("Korea, Republic of", "KR"), ("Côte d’Ivoire", "CI"),
        ("Atlantis", ""),
    ],
)  # fmt: skip
def test_countries(name: str, code: str) -> None:
    assert places.country_code(name) == code


def test_states_get_codes_where_rules_ask_for_them() -> None:
    asked = [("Texas", "US"), ("tx", "US"), ("Québec", "CA"), ("Texas", ""), ("Bayern", "DE"), ("US-CA", "US")]
    assert [places.state_code(*state) for state in asked] == ["TX", "TX", "QC", "TX", "Bayern", "CA"]


def test_an_opt_out_column_opts_out_unless_it_plainly_says_no() -> None:
    assert all(map(words.opts_out, ["true", "Yes", "1", "x", "✓", "2024-01-05", "Unsubscribed", "ja", "maybe"]))
    assert not any(map(words.opts_out, ["", "false", "No", "0", "0.0", "N/A", "nein", "Subscribed", "-", "✗"]))
    assert words.stops_contact("Do Not Contact")
    assert not words.stops_contact("Contacted")
    assert all(map(words.refuses, ["No", "false", "0", "Unsubscribed", "Withdrawn"]))
    assert not any(map(words.refuses, ["", "yes", "2024-01-05", "pending", "unknown"]))


def test_words_of_other_tools_become_ours() -> None:
    said = ["Verified", "Guessed", "Catch-all", "Bounced", "Unavailable"]
    ours = [Validity.VALID, Validity.RISKY, Validity.RISKY, Validity.INVALID, Validity.UNKNOWN]
    assert list(map(words.validity, said)) == ours
    stages = ["Marketing Qualified Lead", "opportunity", "Customer", "Evangelist", "other"]
    assert list(map(words.lifecycle, stages)) == [
        Lifecycle.LEAD, Lifecycle.QUALIFIED, Lifecycle.CUSTOMER, Lifecycle.CUSTOMER, None,
    ]  # fmt: skip
    assert list(map(words.language_code, ["en-US", "Deutsch", "fr", "Klingon"])) == ["en", "de", "fr", ""]


def test_names_are_equal_whatever_their_spelling_and_legal_form() -> None:
    assert person_key("Jędrzej", "O’Neill") == person_key(" jedrzej", "O'NEILL")
    assert company_key("Acme Foods, Inc.") == company_key("ACME Foods GmbH & Co. KG") == "acme foods"
    assert company_key("AG") == "ag"


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [
        ("Dana Diaz", "Dana", "Diaz"), ("Diaz, Dana", "Dana", "Diaz"), ("Dr. Ann van der Elst", "Ann", "van der Elst"),
        ("Dana Diaz Jr.", "Dana", "Diaz Jr."), ("Cher", "Cher", ""), ("Mr. Smith", "", "Smith"),
        ("Dr. Diaz-Peña, Dana", "Dana", "Diaz-Peña"), ("李小龙", "李小龙", ""),
        ("María José de la Cruz", "María José", "de la Cruz"),
    ],
)  # fmt: skip
def test_full_names_are_parted(full: str, first: str, last: str) -> None:
    assert split_name(full) == (first, last)


def test_a_cell_that_would_run_as_a_formula_is_escaped_and_comes_back() -> None:
    for cell in ('=HYPERLINK("x")', "+49 30 1", "-1", "@sum"):
        assert escaped(cell) == "'" + cell
        assert unescaped(escaped(cell)) == cell
    assert escaped("plain") == unescaped("plain") == "plain"
    assert unescaped("'t Hooft") == "'t Hooft"
