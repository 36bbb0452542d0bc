"""The day at which somebody who puts us off wants to hear from us. All were written on Friday, 20 November 2026."""

from datetime import date

import pytest

from outreach.inbound.dates.forms import Context
from outreach.inbound.dates.wishes import wished_date

FRIDAY = date(2026, 11, 20)


def wished(text: str, *, today: date = FRIDAY, days_first: bool = True) -> str:
    return str(wished_date(text, Context(today, days_first)) or "")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Not now. Please come back in March.", "2027-03-01"),
        ("Could you reach out again in May?", "2027-05-03"),
        ("Try me again in two weeks.", "2026-12-04"),
        ("Let's talk again in a few months.", "2027-02-22"),
        ("Happy to chat, but after 15 January please.", "2027-01-18"),
        ("Ping me next week.", "2026-11-23"),
        ("Let us revisit this next quarter.", "2027-01-04"),
        ("We will look at it in Q2.", "2027-04-01"),
        ("Maybe in the second half of next year.", "2027-07-01"),
        ("Circle back in the spring.", "2027-03-01"),
        ("Follow up with me early next year.", "2027-01-04"),
        ("Reach out again after the holidays.", "2027-01-04"),
        ("Please contact me mid-January.", "2027-01-15"),
        ("Budget is frozen until the end of January, ask me then.", "2027-02-01"),
        ("Six weeks from now would be better.", "2027-01-04"),
        ("Call me on 12/01/2027.", "2027-01-12"),
        ("Get back to me in 2027.", "2027-01-04"),
    ],
)
def test_english(text: str, day: str) -> None:
    assert wished(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Bitte melden Sie sich im Herbst wieder.", "2027-09-01"),
        ("Melden Sie sich gerne im März noch einmal.", "2027-03-01"),
        ("Kommen Sie in zwei Wochen wieder auf mich zu.", "2026-12-04"),
        ("Gerne nach dem 15. Januar.", "2027-01-18"),
        ("Frühestens ab dem 1. Februar.", "2027-02-01"),
        ("Rufen Sie mich nächste Woche an.", "2026-11-23"),
        ("Das wird erst im zweiten Quartal ein Thema.", "2027-04-01"),
        ("Nächstes Jahr gerne wieder.", "2027-01-04"),
        ("Nach Weihnachten passt es besser.", "2027-01-04"),
        ("In ein paar Wochen können wir sprechen.", "2026-12-11"),
        ("Bitte Anfang Dezember noch einmal anrufen.", "2026-12-01"),
        ("Recontactez-moi en mars.", "2027-03-01"),
        ("Revenez vers moi dans deux semaines.", "2026-12-04"),
        ("Reparlons-en à la rentrée.", "2027-09-01"),
        ("Plutôt au printemps.", "2027-03-01"),
        ("Pas avant le deuxième trimestre.", "2027-04-01"),
        ("Rappelez-moi après le 15 janvier.", "2027-01-18"),
        ("L'année prochaine, volontiers.", "2027-01-04"),
        ("Vuelva a escribirme en marzo.", "2027-03-01"),
        ("Hablemos en dos semanas.", "2026-12-04"),
        ("Mejor después del 15 de enero.", "2027-01-18"),
        ("In einem halben Jahr nochmal.", "2027-05-20"),
        ("Après les vacances d'été.", "2027-09-01"),
        ("El mes que viene.", "2026-12-01"),
        ("Retomemos el tema en primavera.", "2027-03-01"),
        ("El próximo trimestre lo vemos.", "2027-01-04"),
    ],
)
def test_german_french_and_spanish(text: str, day: str) -> None:
    assert wished(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Can we move our call from Tuesday to Thursday?", "2026-11-26"),
        ("I cannot make Tuesday. How about Thursday?", "2026-11-26"),
        ("Wednesday instead of Tuesday would be great.", "2026-11-25"),
        ("Come back to me in February, I am on leave until 5 January.", "2027-02-01"),
        ("We decided in March 2025 to wait; ask again in April.", "2027-04-01"),
        ("I am away from 23 November to 4 December, let us talk then.", "2026-12-07"),
    ],
)
def test_of_several_days_the_one_that_is_asked_for(text: str, day: str) -> None:
    assert wished(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "Not now, try again later.",
        "We looked at it on 3 November.",
        "Ask me again in 2035.",
        "Come back in 40 months.",
        "Later this month maybe.",
        "The offer falls short of what we need, sorry.",
        "J'ai été très occupé.",
    ],
)
def test_no_day_a_past_one_and_an_absurd_one_are_none(text: str) -> None:
    assert wished(text) == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Try again later, I march to my own drum.", ""),
        ("We march on with what we have, so ask me again in May.", "2027-05-03"),
        ("Call me again, the boss likes to march ahead.", ""),
        ("Perhaps March?", "2027-03-01"),
        ("ASK AGAIN IN MARCH", "2027-03-01"),
        ("not before the budget is through, try me in\nmarch", "2027-03-01"),
        ("call me mid-march", "2027-03-15"),
        ("ping me at the end of march", "2027-03-31"),
        ("let us talk next march", "2027-03-01"),
        ("write again on march 15", "2027-03-15"),
        ("write again on the 15th of march", "2027-03-15"),
        ("write again on 15 march", "2027-03-15"),
    ],
)
def test_to_march_is_no_month(text: str, day: str) -> None:
    assert wished(text) == day


def test_the_year_turns_with_the_day_of_writing() -> None:
    assert wished("Come back in March.", today=date(2027, 2, 10)) == "2027-03-01"
    assert wished("Come back in March.", today=date(2027, 4, 10)) == "2028-03-01"
    assert wished("Come back after the summer.", today=date(2027, 7, 10)) == "2027-09-01"
    assert wished("Let us talk in winter.", today=date(2026, 12, 20)) == ""
    assert wished("Come back on 3/4.", today=date(2027, 1, 10), days_first=False) == "2027-03-04"
