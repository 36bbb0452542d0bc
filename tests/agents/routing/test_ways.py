"""Which way a lead takes, by what the organization allows and what the lead wants."""

from decimal import Decimal

import pytest

from agents.choices import Way
from agents.orchestrator.routing.intent import Intent, intent_of
from agents.orchestrator.routing.ways import Prospect, choose_way
from crm.models import SellerProfile

LINK = "https://pay.example/start"


def way(level=70, value=None, mail=True, **seller) -> tuple[Way, str]:
    profile = SellerProfile(**{"high_value_deal": Decimal(25000), "payment_link": LINK} | seller)
    prospect = Prospect(Intent(level, "Wants a next step."), None if value is None else Decimal(value), mail)
    choice = choose_way(prospect, profile)
    return choice.way, choice.reason


def test_a_rep_sells_unless_the_organization_says_otherwise():
    assert way() == (Way.REP, "Wants a next step. A rep carries on.")
    assert way(may_close_alone=True)[0] == Way.AUTONOMOUS


def test_a_deal_of_high_value_is_for_a_rep_even_where_agents_may_close():
    chosen, why = way(value=30000, level=95, may_close_alone=True, may_self_serve=True)
    assert chosen == Way.REP
    assert why == "The deal is worth 30,000 USD, your line is 25,000 USD."


def test_who_asks_to_buy_serves_themselves_where_that_is_allowed_and_possible():
    assert way(level=90, may_self_serve=True)[0] == Way.SELF_SERVICE
    assert way(level=89, may_self_serve=True)[0] == Way.REP
    assert way(level=90, may_self_serve=True, payment_link="")[0] == Way.REP
    assert way(level=90, may_self_serve=True, mail=False)[0] == Way.REP
    assert way(level=90)[0] == Way.REP


def test_the_line_of_intent_is_the_organizations():
    assert way(level=70, may_self_serve=True, routing={"self_serve_from": 70})[0] == Way.SELF_SERVICE


def test_where_nothing_is_allowed_a_person_decides():
    assert way(may_route_to_rep=False)[0] == Way.NOBODY
    assert way(value=30000, may_route_to_rep=False, may_close_alone=True)[0] == Way.NOBODY


@pytest.mark.parametrize(
    "text",
    [
        "Great, please send me the contract.",
        "We're ready to sign. What is next?",
        "Where can we pay?",
        "I'd like to buy three seats.",
        "Wir möchten bestellen.",
        "Wo können wir den Vertrag unterschreiben?",
        "Queremos contratar el plan.",
    ],
)
def test_words_of_buying_are_very_high_intent(text):
    assert intent_of("interested", text, 0) == (90, "Asks to buy.")


@pytest.mark.parametrize(
    ("label", "text", "level"),
    [
        ("interested", "We are not ready to sign yet, but a demo would help.", 70),
        ("interested", "Before we buy I need to see it.", 70),
        ("interested", "If we buy this year, it will be in Q4. A demo?", 70),
        ("interested", "Could we have a demo on Thursday?", 70),
        ("not_interested", "Send me the invoice for wasting my time.", 0),
        ("question", "What does it cost?", 50),
        ("", "", 0),
    ],
)
def test_other_words_are_not(label, text, level):
    assert intent_of(label, text, 0).level == level


def test_clicks_alone_never_come_near_to_buying():
    assert intent_of("", "", 5000).level == 40
