"""The first day back, in the ways people state it. All were written on Friday, 20 November 2026, unless said."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from outreach.inbound.dates.forms import Context
from outreach.inbound.dates.habit import day_first
from outreach.inbound.dates.returns import return_date
from outreach.inbound.folding import sentences
from outreach.inbound.interpret import interpret
from tests.outreach.inbound.corpus import mail

FRIDAY = date(2026, 11, 20)


def first_day_back(text: str, *, today: date = FRIDAY, days_first: bool = True) -> str:
    return str(return_date(sentences(text), Context(today, days_first)) or "")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I will be back on Monday 23 November.", "2026-11-23"),
        ("Returning Dec 3rd.", "2026-12-03"),
        ("I return to my desk on 2026-12-07.", "2026-12-07"),
        ("I'll answer on the 30th.", "2026-11-30"),
        ("Ab dem 1. Dezember bin ich wieder erreichbar.", "2026-12-01"),
        ("Ich bin am Di, 24.11. zurück.", "2026-11-24"),
        ("Ich bin ab 23.11. im Urlaub und ab dem 7.12. wieder da.", "2026-12-07"),
        ("De retour le 1er décembre.", "2026-12-01"),
        ("Vous pourrez me joindre à partir du lundi 30 novembre.", "2026-11-30"),
        ("Volveré el 30 de noviembre.", "2026-11-30"),
        ("Rientrerò il 30 novembre.", "2026-11-30"),
        ("Op 30 november ben ik weer bereikbaar.", "2026-11-30"),
        ("Voltarei no dia 30 de novembro.", "2026-11-30"),
    ],
)
def test_back_on_a_day_is_that_day(text: str, day: str) -> None:
    assert first_day_back(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I am out through Friday, November 27.", "2026-11-30"),
        ("I am away until 25 November inclusive.", "2026-11-26"),
        ("Available again after 30 November.", "2026-12-01"),
        ("Out of office 16 - 27 November.", "2026-11-30"),
        ("I will be away from 23 to 24 November.", "2026-11-25"),
        ("Ich bin bis einschließlich 27.11. nicht im Büro.", "2026-11-30"),
        ("Vom 16. bis 27. November bin ich im Urlaub.", "2026-11-30"),
        ("Unser Büro ist vom 24.12. - 06.01. geschlossen.", "2027-01-07"),
        ("Je suis absent jusqu'au 30 novembre inclus.", "2026-12-01"),
        ("En congés du 23 décembre au 3 janvier.", "2027-01-04"),
        ("Ich bin bis Ende November abwesend.", "2026-12-01"),
        ("Closed through December 31.", "2027-01-04"),
        ("I am out of the office today.", "2026-11-23"),
    ],
)
def test_away_through_a_day_means_the_next_working_day(text: str, day: str) -> None:
    assert first_day_back(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Ich bin in KW 48 zurück.", "2026-11-23"),
        ("Je reviens en semaine 49.", "2026-11-30"),
        ("Back in week 2.", "2027-01-11"),
        ("Ich bin in KW 47 und KW 48 nicht im Büro.", "2026-11-30"),
        ("I will answer in the week of 30 November.", "2026-11-30"),
        ("Away this week.", "2026-11-23"),
        ("Ich melde mich nächste Woche wieder.", "2026-11-23"),
    ],
)
def test_a_week_counts_from_its_monday(text: str, day: str) -> None:
    assert first_day_back(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Back next Wednesday.", "2026-11-25"),
        ("De retour lundi.", "2026-11-23"),
        ("Ab kommenden Mittwoch wieder da.", "2026-11-25"),
        ("I'll be back in two weeks.", "2026-12-04"),
        ("Mon retour est prévu dans dix jours.", "2026-11-30"),
        ("Ich bin morgen wieder da.", "2026-11-21"),
        ("Back on 5 January.", "2027-01-05"),
        ("Back in March.", "2027-03-01"),
        ("Back Monday the 30th.", "2026-11-30"),
        ("I am away until Friday 4 December and back on Monday.", "2026-12-07"),
    ],
)
def test_relative_days_and_missing_years_count_from_the_date_of_the_mail(text: str, day: str) -> None:
    assert first_day_back(text) == day


def test_next_wednesday_on_a_monday_is_the_one_of_the_following_week() -> None:
    assert first_day_back("Back next Wednesday.", today=date(2026, 11, 16)) == "2026-11-25"
    assert first_day_back("Back on Wednesday.", today=date(2026, 11, 16)) == "2026-11-18"


def test_a_past_day_is_kept_as_stated() -> None:
    assert first_day_back("I am on holiday until 31 August 2026.") == "2026-08-31"
    assert first_day_back("Ich bin am 2.11. wieder im Büro.") == "2026-11-02"


def test_until_a_weekend_day_means_the_monday_after() -> None:
    assert first_day_back("Ich bin bis Sonntag, 29. November nicht da.") == "2026-11-30"


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office with limited access to email.",
        "I am on leave and will be back in the spring.",
        "We answer 24/7. Our hours are Monday to Friday, 9 to 5.",
        "Your message of 18 November has not been read.",
        "Ich bin seit dem 2. November in Elternzeit.",
        "I am out of the office from 23 November.",
    ],
)
def test_no_day_back_stated_is_none(text: str) -> None:
    assert first_day_back(text) == ""


def test_numbers_alone_are_read_in_the_writers_habit() -> None:
    assert first_day_back("Back on 12/01/2027.", days_first=True) == "2027-01-12"
    assert first_day_back("Back on 12/01/2026.", days_first=False) == "2026-12-01"
    assert first_day_back("Back on 11/30.", days_first=True) == "2026-11-30"
    assert first_day_back("Back Wednesday 2/12.", days_first=False) == "2026-12-02"


def test_only_american_english_puts_the_month_first() -> None:
    chicago = datetime(2026, 11, 20, tzinfo=timezone(timedelta(hours=-6)))
    london = datetime(2026, 11, 20, tzinfo=UTC)
    assert not day_first("i will be back on 12/01 and reply to your mail", chicago)
    assert day_first("i will be back on 12/01 and reply to your mail", london)
    assert not day_first("i am on pto and will be back on 12/01", london)
    assert day_first("i am on vacation and will be back on 12/01", london, "en-GB")
    assert day_first("ich bin ab dem 12/01 wieder im haus und antworte ihnen", chicago)


def test_a_date_in_our_own_subject_is_no_return() -> None:
    reading = interpret(mail("I am out of the office.", subject="Automatic reply: Offer until 30 November"))
    assert reading.return_date is None


def test_a_date_in_the_subject_of_a_notice_counts_when_the_text_has_none() -> None:
    reading = interpret(mail("Thank you for your message.", subject="Out of office until 30 November"))
    assert str(reading.return_date) == "2026-11-30"
