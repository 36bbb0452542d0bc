"""The researcher fills blanks, keeps the source of each fact, and never reaches a private address."""

import time

import pytest
from pytest_httpserver import HTTPServer

from agents.researcher.fetch import Unreachable, fetch_page
from agents.researcher.infer import infer_company, infer_contact, seniority_of
from agents.researcher.knowledge import learn_of_company, note_asked
from agents.researcher.website import profile_links, read_site
from crm.choices import Origin
from crm.filling import fill_contacts
from crm.models import Company, ContactPhone
from crm.provenance import Source

INFERRED = Source(Origin.INFERRED, "title")
PAGE = """
<html><head><title>Globex – pumps</title><meta name="description" content="Globex makes pumps for waterworks.">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "Organization",
"numberOfEmployees": {"@type": "QuantitativeValue", "value": "1,250"},
"address": {"addressLocality": "Utrecht", "addressCountry": "NL"}}]}</script>
<script src="https://js.hs-scripts.com/1.js"></script></head>
<body><p>Pumps since 1903.</p><script>var secret = "not text";</script>
<a href="https://www.linkedin.com/company/globex">us</a></body></html>
"""


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("Vice President, Sales", "vp"),
        ("CEO & Co-Founder", "founder"),
        ("Chief Revenue Officer", "c_suite"),
        ("Geschäftsführer", "c_suite"),
        ("Head of Operations", "director"),
        ("Leiterin Vertrieb", "director"),
        ("Senior Analyst", "senior"),
        ("Praktikantin", "junior"),
        ("Analyst", ""),
    ],
)
def test_a_title_names_a_rank(title, rank):
    assert seniority_of(title) == rank


def test_an_employer_s_domain_is_inferred_but_never_from_freemail(dana):
    dana.company.domain = ""
    assert infer_company(dana)["domain"] == "globex.example"
    dana.emails.update(key="dana@gmail.com")
    dana = type(dana).objects.get(pk=dana.pk)
    dana.company.domain = ""
    assert "domain" not in infer_company(dana)


def test_a_country_is_read_off_the_number_where_none_is_known(dana, acme):
    dana.country = ""
    ContactPhone.objects.create(organization=acme, contact=dana, number="+4930901820")
    assert infer_contact(dana) == {"seniority": "vp", "country": "DE", "language": "de"}


def test_what_people_wrote_is_never_replaced(dana, acme):
    found = {dana.pk: {"title": "Intern", "seniority": "vp"}}
    assert fill_contacts(acme, found, source=INFERRED, actor="agent:researcher") == {dana.pk: ["seniority"]}
    dana.refresh_from_db()
    assert (dana.title, dana.seniority) == ("VP Sales", "vp")


def test_every_fact_keeps_where_it_came_from(dana):
    learn_of_company(dana.company, {"industry": "Pumps", "city": "Utrecht"}, source=Source(Origin.WEBSITE, "page"))
    company = Company.objects.get(pk=dana.company_id)
    assert (company.industry, company.city) == ("Software", "Utrecht")
    (row,) = company.provenance.current()
    assert (row.field, row.value, row.source, row.method) == ("city", "Utrecht", "website", "page")
    assert row.by == "agent:researcher"


def test_that_a_source_was_asked_is_written_in_the_agent_s_name(dana):
    note_asked(dana.company, "website")
    assert Company.history.filter(id=dana.company.pk).latest("history_id").history_change_reason == "agent:researcher"


def test_a_page_is_read_without_a_model():
    site = read_site(PAGE)
    assert site.description == "Globex makes pumps for waterworks."
    assert site.organization["address"]["addressLocality"] == "Utrecht"
    assert "HubSpot" in site.technologies
    assert site.text == "Pumps since 1903. us"
    assert profile_links(site) == {"linkedin": "https://www.linkedin.com/company/globex"}


@pytest.mark.parametrize("page", ["", "<", "<script>", "\x00" * 50, '<script type="application/ld+json">{</script>'])
def test_any_page_at_all_is_read(page):
    assert read_site(page).organization == {}


ENDLESS = {
    "comments": "<!--",
    "declarations": "<![CDATA[",
    "odd sections": "<![x[y]]>",
    "instructions": "<?",
    "tags": "<a b=",
    "ends": "</",
    "titles": "<title>a",
    "lists": '<script type="application/ld+json">' + "[" * 2000 + "</script>",
    "graphs": '<script type="application/ld+json">' + '{"@graph":[' * 900 + "]}" * 900 + "</script>",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_page_that_wants_to_keep_us_busy_does_not(name):
    """Processor time of a page as large as any that is read, far below what quadratic work on it would take."""
    page = (ENDLESS[name] * (1_000_000 // len(ENDLESS[name]) + 1))[:1_000_000]
    began = time.process_time()
    read_site(page)
    assert time.process_time() - began < 10


def test_what_stands_beside_comments_and_open_tags_is_read():
    page = "<!doctype html><p>one<!-- <p>no --><p>two</ 3><?php x ?><p>three <a href='/x'>four</a> five <b"
    assert read_site(page).text == "one two three four five"
    assert read_site("no tags at all").text == "no tags at all"


def test_a_public_page_is_fetched_through_its_redirects(httpserver: HTTPServer, settings):
    settings.RESEARCH_PRIVATE_ADDRESSES = True
    httpserver.expect_request("/").respond_with_data("", status=302, headers={"Location": "/home"})
    httpserver.expect_request("/home").respond_with_data(PAGE, content_type="text/html; charset=utf-8")
    assert "waterworks" in fetch_page(httpserver.url_for("/"))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:1/", "private_address"),
        ("http://localhost/", "private_address"),
        ("http://[::1]/", "private_address"),
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        ("http://10.0.0.1/", "private_address"),
        ("file:///etc/passwd", "bad_address"),
        ("gopher://x/", "bad_address"),
        ("http://nowhere.invalid/", "no_site"),
    ],
)
def test_what_is_not_public_is_never_asked(url, code):
    with pytest.raises(Unreachable) as problem:
        fetch_page(url)
    assert problem.value.code == code


def test_a_redirect_to_a_private_address_is_not_followed(httpserver: HTTPServer, settings, monkeypatch):
    settings.RESEARCH_PRIVATE_ADDRESSES = True
    httpserver.expect_request("/").respond_with_data("", status=302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(Unreachable, match="bad_address"):
        fetch_page(httpserver.url_for("/"))


def test_a_page_that_is_no_page_or_answers_with_an_error_is_said(httpserver: HTTPServer, settings):
    settings.RESEARCH_PRIVATE_ADDRESSES = True
    httpserver.expect_request("/pdf").respond_with_data(b"%PDF", content_type="application/pdf")
    httpserver.expect_request("/gone").respond_with_data("", status=410)
    for path, code in (("/pdf", "no_page"), ("/gone", "status")):
        with pytest.raises(Unreachable) as problem:
            fetch_page(httpserver.url_for(path))
        assert problem.value.code == code


def test_an_endless_page_is_cut(httpserver: HTTPServer, settings):
    settings.RESEARCH_PRIVATE_ADDRESSES = True
    httpserver.expect_request("/").respond_with_data("x" * 3_000_000, content_type="text/html")
    assert len(fetch_page(httpserver.url_for("/"))) == 1_000_000
