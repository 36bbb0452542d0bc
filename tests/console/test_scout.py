"""The page that finds leads: begun, followed, decided about many at once, planned; and the rules of research."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agents.models import Candidate, LeadSearch, ScoutPlan
from agents.scout.deciding import settle
from agents.scout.leads import FoundFirm, FoundLead
from agents.scout.searching import keep
from crm.choices import Origin
from crm.contacts import update_contact
from crm.filling import fill_contacts
from crm.models import Contact
from crm.provenance import Source, write_rules_of
from quotahit.accounts.models import Organization, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(acme: Organization) -> LeadSearch:
    made = LeadSearch.objects.create(organization=acme, source="apollo", credits=5, by="agent:scout")
    keep(made, {str(n): lead(n) for n in range(1, 4)})
    settle(made)
    made.refresh_from_db()
    return made


def lead(number: int, **more: Any) -> FoundLead:
    firm = FoundFirm(name=f"Firm {number}", domain=f"firm{number}.example", industry="<script>alert(1)</script>")
    email = f"lead{number}@firm{number}.example"
    return FoundLead(
        id=str(number), first_name=f"Lead{number}", last_name="<b>Found</b>", email=email, firm=firm, **more
    )


def test_a_rep_begins_a_search_and_is_led_to_it(client: Client, acme: Organization, bob: User) -> None:
    client.force_login(bob)
    assert b"APOLLO_API_KEY" in client.get(reverse("admin:console_scout")).content
    answer = client.post(reverse("admin:console_scout_begin"), {"source": "own", "wanted": "7", "credits": "9"})
    search = LeadSearch.objects.get()
    assert answer["Location"] == reverse("admin:console_scout_search", args=[search.pk])
    assert (search.source, search.wanted, search.credits, search.by) == ("own", 7, 0, f"user:{bob.pk}")
    client.post(reverse("admin:console_scout_begin"), {"source": "elsewhere"})
    assert LeadSearch.objects.count() == 1


def test_candidates_are_shown_with_their_why_and_nothing_of_them_is_markup(
    client: Client, search: LeadSearch, bob: User
) -> None:
    client.force_login(bob)
    page = client.get(reverse("admin:console_scout_search", args=[search.pk])).content.decode()
    assert page.count("qh-candidate") == 3
    assert "Lead1 &lt;b&gt;Found&lt;/b&gt;" in page
    assert "<b>Found" not in page
    assert "alert(1)</script>" not in page
    assert "Why this fit" in page


def test_many_are_accepted_at_once_and_the_others_stay(client: Client, search: LeadSearch, bob: User) -> None:
    client.force_login(bob)
    ids = list(search.candidates.order_by("pk").values_list("pk", flat=True))  # type: ignore[attr-defined]
    decide = reverse("admin:console_scout_decide", args=[search.pk])
    client.post(decide, {"choice": "approve", "candidate": ids[:2]})
    assert Contact.objects.filter(source="scout:apollo").count() == 2
    client.post(decide, {"choice": "reject", "candidate": ids, "remark": "Too small"})
    assert list(Candidate.objects.order_by("pk").values_list("state", "remark")) == [
        ("accepted", ""),
        ("accepted", ""),
        ("rejected", "Too small"),
    ]
    assert b"Too small" in client.get(reverse("admin:console_scout_search", args=[search.pk])).content


def test_nothing_is_decided_without_a_choice_or_a_lead(client: Client, search: LeadSearch, bob: User) -> None:
    client.force_login(bob)
    decide = reverse("admin:console_scout_decide", args=[search.pk])
    client.post(decide, {"choice": "approve"})
    client.post(decide, {"choice": "perhaps", "candidate": [search.candidates.first().pk]})  # type: ignore[attr-defined]
    assert set(Candidate.objects.values_list("state", flat=True)) == {"proposed"}


def test_strangers_and_viewers_decide_nothing(client: Client, search: LeadSearch, victor: User, charlie: User) -> None:
    ids = list(search.candidates.values_list("pk", flat=True))  # type: ignore[attr-defined]
    for user, status in ((victor, 403), (charlie, 404)):
        client.force_login(user)
        decide = client.post(
            reverse("admin:console_scout_decide", args=[search.pk]), {"choice": "approve", "candidate": ids}
        )
        assert decide.status_code == status
    assert client.get(reverse("admin:console_scout_search", args=[search.pk])).status_code == 404
    assert not Contact.objects.exists()


def test_the_question_leads_to_the_page_and_names_nobody(client: Client, search: LeadSearch, bob: User) -> None:
    client.force_login(bob)
    page = client.get(reverse("admin:console_approvals")).content.decode()
    assert reverse("admin:console_scout_search", args=[search.pk]) in page
    assert "Lead1" not in page


def test_a_manager_plans_how_the_scout_looks(client: Client, acme: Organization, alice: User, bob: User) -> None:
    plan = {
        "mode": "add",
        "rhythm": "weekly",
        "source": "lookalike",
        "least_fit": "80",
        "wanted": "500",
        "credits": "x",
    }
    client.force_login(bob)
    assert client.post(reverse("admin:console_scout_plan"), plan).status_code == 403
    client.force_login(alice)
    client.post(reverse("admin:console_scout_plan"), plan)
    row = ScoutPlan.objects.get()
    assert (row.mode, row.rhythm, row.source, row.least_fit, row.wanted, row.credits) == (
        *("add", "weekly", "lookalike"),
        *(80, 200, 50),
    )
    assert row.next_at is not None
    client.post(reverse("admin:console_scout_plan"), plan | {"mode": "everything"})
    row.refresh_from_db()
    assert row.mode == "add"


def test_a_manager_says_what_research_may_write(client: Client, acme: Organization, alice: User) -> None:
    client.force_login(alice)
    page = reverse("admin:console_research")
    assert b"company.industry" in client.get(page).content
    client.post(
        page, {"company.industry": "always", "contact.title": "never", "place-website": "1", "place-import": "2"}
    )
    rules = write_rules_of(acme)
    assert (rules.policy("company", "industry"), rules.policy("contact", "title")) == ("always", "never")
    assert rules.order[0] == "website"
    client.post(page, {"company.industry": "sometimes"})
    assert write_rules_of(acme) == rules


def test_a_contact_s_page_says_where_each_value_came_from(
    client: Client, acme: Organization, dana: Contact, alice: User
) -> None:
    source = Source(Origin.INFERRED, "title")
    fill_contacts(acme, {dana.pk: {"seniority": "vp"}}, source=source, actor="agent:researcher")
    update_contact(dana, actor=alice, city="Albany")
    client.force_login(alice)
    page = " ".join(client.get(reverse("admin:console_contact", args=[dana.pk])).content.decode().split())
    assert "Inferred, from the job title, 100 % sure" in page
    assert 'Albany<br><span class="qh-muted">A person ·' in page
    assert b"Details" in client.get(reverse("admin:console_company", args=[dana.company_id])).content
