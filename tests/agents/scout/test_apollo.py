"""Apollo over the wire: what is asked, what is read of the answer, and what each refusal means."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from werkzeug import Response

from agents.choices import Trouble
from agents.scout.errors import Lasting, Passing
from agents.scout.leads import FoundFirm, FoundLead, domain_of
from agents.scout.providers.apollo import PER_PAGE, Apollo, question_of
from crm.ideal_customer import IdealCustomer
from tests.agents.scout.apollo_server import KEY, REVEAL, SEARCH, ApolloServer, person

pytestmark = pytest.mark.django_db


def test_the_ideal_customer_is_put_into_apollos_words() -> None:
    ideal = IdealCustomer(
        industries=["Software"],
        employees_min=50,
        employees_max=500,
        decision_makers=["CFO"],
        revenue_min=Decimal(1_000_000),
        technologies=["Google Analytics"],
        places=["US-TX", "DE"],
    )
    assert question_of(ideal) == {
        "contact_email_status": ["verified"],
        "person_titles": ["CFO"],
        "organization_num_employees_ranges": ["50,500"],
        "revenue_range": {"min": 1_000_000},
        "q_organization_keyword_tags": ["Software"],
        "currently_using_any_of_technology_uids": ["google_analytics"],
        "organization_locations": ["Texas, United States", "Germany"],
    }
    assert "person_titles" not in question_of(IdealCustomer())


def test_pages_come_one_after_another_and_people_are_revealed_ten_at_once(vendor: ApolloServer) -> None:
    apollo = Apollo(KEY)
    first, second = apollo.look({}, 1), apollo.look({}, 2)
    assert (len(first.people), first.is_last, len(second.people), second.is_last) == (PER_PAGE, False, 10, True)
    told = apollo.reveal([one.id for one in first.people])
    assert (len(told.leads), told.spent, vendor.credits) == (10, 10, 990)


def test_a_person_is_read_into_our_own_words(vendor: ApolloServer) -> None:
    lead = Apollo(KEY).reveal([person(1)["id"]]).leads[person(1)["id"]]
    assert (lead.name, lead.email, lead.country, lead.state) == ("Lead1 Found1", "lead1@firm1.example", "US", "TX")
    assert (lead.firm.domain, lead.firm.employees, lead.firm.annual_revenue) == ("firm1.example", 120, 12_000_000)
    assert (lead.firm.growth, lead.firm.technologies) == (Decimal("12.4"), ["Salesforce", "Stripe"])
    assert FoundLead.load(lead.dump()) == lead


def test_what_is_no_value_of_ours_is_left_out(vendor: ApolloServer) -> None:
    vendor.people = [
        person(
            1,
            first_name="Zo\x00e\n  Ann",
            title={"no": "text"},
            email="email_not_unlocked@domain.com",
            linkedin_url="javascript:alert(1)",
            country="Atlantis",
            departments="sales",
            phone_numbers=[None],
            organization={
                "name": "F" * 5000,
                "website_url": "javascript:alert(1)",
                "linkedin_url": "//evil.example",
                "primary_domain": "not a domain",
                "estimated_num_employees": -4,
                "annual_revenue": True,
                "technology_names": ["Stripe", 7, None],
                "organization_headcount_twelve_month_growth": "NaN",
            },
        )
    ]
    lead = Apollo(KEY).reveal([person(1)["id"]]).leads[person(1)["id"]]
    assert (lead.first_name, lead.title, lead.email, lead.country) == ("Zo e Ann", "", "", "")
    assert lead.firm.columns() == {"technologies": ["Stripe"]}
    assert len(lead.firm.name) == 200


def test_a_stranger_in_the_answer_is_not_taken(vendor: ApolloServer) -> None:
    vendor.moods = [lambda _: _answer({"matches": [person(99), None, "x"], "credits_consumed": -5})]
    told = Apollo(KEY).reveal([person(1)["id"]])
    assert (told.leads, told.spent) == ({}, 1)  # what a refund claims to be is none


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (401, Lasting, Trouble.KEY_REFUSED),
        (402, Lasting, Trouble.NO_CREDITS),
        (403, Lasting, Trouble.KEY_REFUSED),
        (422, Lasting, Trouble.NOT_UNDERSTOOD),
        (429, Passing, Trouble.TOO_MANY_CALLS),
        (500, Passing, Trouble.VENDOR_DOWN),
        (503, Passing, Trouble.VENDOR_DOWN),
        (302, Passing, Trouble.VENDOR_DOWN),
    ],
)
def test_every_refusal_is_lasting_or_passing(vendor: ApolloServer, status: int, error: type, code: str) -> None:
    vendor.moods = [Response("{}", status, headers={"Location": "http://169.254.169.254/"})]
    with pytest.raises(error) as problem:
        Apollo(KEY).look({}, 1)
    assert problem.value.code == code


def test_patience_is_had_for_as_long_as_is_asked(vendor: ApolloServer) -> None:
    for given, meant in (("90", timedelta(seconds=90)), ("999999", timedelta(hours=6)), ("soon", None)):
        vendor.moods = [Response("{}", 429, headers={"Retry-After": given})]
        with pytest.raises(Passing) as problem:
            Apollo(KEY).look({}, 1)
        assert problem.value.retry_after == meant


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<html>", Trouble.GARBLED),
        (b"[]", Trouble.GARBLED),
        (b"\xff\xfe", Trouble.GARBLED),
        (b'{"people": {}}', Trouble.GARBLED),
        (b"[" * 100_000, Trouble.GARBLED),
        (b'"' + b"x" * 6_000_000 + b'"', Trouble.GARBLED),
    ],
)
def test_garbage_is_no_answer(vendor: ApolloServer, body: bytes, code: str) -> None:
    vendor.moods = [Response(body, 200)]
    with pytest.raises(Passing) as problem:
        Apollo(KEY).look({}, 1)
    assert problem.value.code == code


def test_who_does_not_answer_in_time_is_asked_later(vendor: ApolloServer) -> None:
    vendor.moods = [vendor.slow]
    with pytest.raises(Passing, match=Trouble.NO_ANSWER):
        Apollo(KEY).look({}, 1)


def test_nobody_there_is_no_answer(settings) -> None:
    settings.APOLLO_BASE_URL = "http://127.0.0.1:1/api/v1"
    with pytest.raises(Passing, match=Trouble.NO_ANSWER):
        Apollo(KEY).look({}, 1)


def test_without_a_key_nobody_is_asked(vendor: ApolloServer) -> None:
    with pytest.raises(Lasting, match=Trouble.NO_KEY):
        Apollo("")
    with pytest.raises(Lasting, match=Trouble.KEY_REFUSED):
        Apollo("wrong").look({}, 1)
    assert vendor.calls(SEARCH) == vendor.calls(REVEAL) == []


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.Globex.example/about", "globex.example"),
        ("globex.example:443", "globex.example"),
        ("WWW.GLOBEX.EXAMPLE", "globex.example"),
        ("http://user@globex.example", ""),
        ("localhost", ""),
        (7, ""),
    ],
)
def test_a_domain_is_read_in_any_spelling(text: object, domain: str) -> None:
    assert domain_of(text) == domain
    assert FoundFirm(domain=text).domain == domain  # type: ignore[arg-type]


def _answer(body: object) -> Response:
    return Response(json.dumps(body), 200, content_type="application/json")
