"""The records in the console: every page opens for each role, in few queries, and shows one organization only."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.choices import Engagement, HoldKind, LeadVerdict, Manner, SlotKind
from crm.contacts import update_contact
from crm.deals import create_deal
from crm.engagement import earn
from crm.holds import place_hold
from crm.interactions import log_interaction
from crm.models import (
    Company,
    Contact,
    Goal,
    Import,
    LostReason,
    Notification,
    NotificationMail,
    NotificationPreferences,
    Rep,
    Tag,
)
from crm.noticing.choosing import choose
from crm.notify import notify
from crm.organizations import set_up_organization
from crm.own_fields.defining import define_field
from crm.qualifying import Finding, Judged, SlotsThen, qualify, remember
from crm.scoring import score_contacts
from crm.todo import add_note, create_task
from quotahit.accounts.models import Organization, User

pytestmark = pytest.mark.django_db
MODELS = [model for model in admin.site._registry if model._meta.app_label == "crm"]


@pytest.fixture
def furnished(acme: Organization, alice: User, bob: User, victor: User, dana: Contact) -> Organization:
    """Acme with one row of everything."""
    set_up_organization(acme)
    score_contacts(acme, [dana.pk], cause="created", actor=bob)
    earn(acme, dana, Engagement.EMAIL_OPENED, source="delivery:1", key="open:1")
    said = log_interaction(
        acme, dana, channel="email", direction="inbound", actor="contact:1", subject="Hello", body="We lose leads."
    )
    need = Finding(SlotKind.NEED, "fewer lost leads", "We lose leads.", interaction=said, manner=Manner.VOLUNTEERED)
    remember(dana, [need], read_by="offline", actor="agent:qualifier")
    judged = Judged(LeadVerdict.NURTURE, "budget_open", "The budget is not told.", SlotsThen(), interaction=said)
    qualify(dana, judged, read_by="offline", actor="agent:qualifier")
    deal = create_deal(acme, actor=bob, name="Yearly plan", contact=dana)
    create_task(acme, title="Call Dana", actor=bob, contact=dana, deal=deal, assignee=bob)
    update_contact(dana, actor=bob, city="Albany")
    add_note(acme, "Prefers mornings", actor=bob, contact=dana)
    place_hold(acme, dana, HoldKind.MANUAL, by=bob)
    for user in (alice, bob, victor):
        notify(acme, [user], kind="reply", title="Dana answered")
        choose(acme, user, {}, hourly_cap=2)
        NotificationMail.objects.create(organization=acme, user=user, idempotency_key=f"mail:{user.pk}")
    Tag.objects.create(organization=acme, name="conference")
    LostReason.objects.create(organization=acme, name="Too dear")
    Goal.objects.create(organization=acme, user=bob, year=2026, quarter=4, amount=500)
    Rep.objects.create(organization=acme, user=bob, territory=["US-NY"], languages=["en"])
    define_field(acme, "contact", "Seats", "number", actor=bob)
    Import.objects.create(organization=acme, file_name="leads.csv", path="imports/1.csv", by=bob)
    return acme


OWN = (Notification, NotificationMail, NotificationPreferences)  # everybody sees theirs


def _url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:crm_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("who", ["alice", "bob", "victor"])
def test_every_page_opens_for_every_role(
    client: Client, furnished: Organization, request: pytest.FixtureRequest, who: str
) -> None:
    user = request.getfixturevalue(who)
    client.force_login(user)
    for model in MODELS:
        rows = model.objects.filter(organization=furnished)
        row = rows.get(user=user) if model in OWN else rows.first()
        assert client.get(_url(model, "changelist"), follow=True).status_code == 200, model
        assert client.get(_url(model, "change", row.pk)).status_code == 200, model
        assert client.get(_url(model, "history", row.pk)).status_code in (200, 302), model
        adding = client.get(_url(model, "add")).status_code
        assert adding == 403 if who == "victor" else adding in (200, 403), model


def test_rows_of_another_organization_do_not_exist_here(client: Client, furnished: Organization, charlie: User) -> None:
    client.force_login(charlie)
    for model in MODELS:
        row = model.objects.filter(organization=furnished).first()
        for page in ("change", "history", "delete"):
            assert client.get(_url(model, page, row.pk)).status_code in (302, 403, 404), (model, page)
        listing = client.get(_url(model, "changelist"), follow=True).content
        assert b"Dana" not in listing, model
        assert b"Yearly plan" not in listing, model


def test_contacts_are_found_by_what_people_type_and_ask(
    as_alice: Client, furnished: Organization, dana: Contact
) -> None:
    dana.phones.create(organization=furnished, number="+12125550142")
    typed = ("dana", "Diaz", "dana di", "dana@globex", "GLOBEX, Inc.", "212 555 0142", "+1212555")
    asked = {"band": "warm", "lifecycle__exact": "lead", "owner": "nobody", "activity": "day", "held": "yes"}
    for query in [*({"q": text} for text in typed), *({name: value} for name, value in asked.items())]:
        assert _found(as_alice, query) == ["Dana Diaz"], query
    others = ({"held": "takeover"}, {"owner": "me"}, {"activity": "never"}, {"band": "hot"}, {"q": "rana"})
    for query in others:
        assert _found(as_alice, query) == [], query


def _found(client: Client, query: dict[str, str]) -> list[str]:
    return [str(row) for row in client.get(_url(Contact, "changelist"), query).context["cl"].result_list]


@pytest.mark.parametrize(("model", "most"), [(Contact, 14), (Company, 11)])
def test_a_longer_list_costs_no_more_queries(
    as_alice: Client, furnished: Organization, model: Any, most: int, alice: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_alice.get(_url(model, "changelist")).status_code == 200
        return len(queries)

    cost()
    before = cost()
    companies = Company.objects.bulk_create(
        Company(organization=furnished, name=f"Firm {n}", name_key=f"firm {n}") for n in range(60)
    )
    Contact.objects.bulk_create(
        Contact(organization=furnished, first_name=str(n), name_key=str(n), company=company, owner=alice)
        for n, company in enumerate(companies)
    )
    assert cost() == before <= most


def test_a_viewer_changes_nothing(client: Client, furnished: Organization, victor: User, dana: Contact) -> None:
    client.force_login(victor)
    assert client.post(_url(Contact, "change", dana.pk), {"first_name": "Eve"}).status_code == 403
    client.post(_url(Contact, "changelist"), {"action": "take_over_selected", "_selected_action": [dana.pk]})
    dana.refresh_from_db()
    assert dana.first_name == "Dana"
    assert not dana.holds.filter(kind="takeover").exists()


def test_the_autocomplete_offers_own_companies_only(
    as_alice: Client, furnished: Organization, rival: Organization, django_user_model: Callable[..., Any]
) -> None:
    Company.objects.create(organization=rival, name="Globex Rival", name_key="globex rival")
    found = as_alice.get(
        reverse("admin:autocomplete"),
        {"term": "glob", "app_label": "crm", "model_name": "contact", "field_name": "company"},
    )
    assert [result["text"] for result in found.json()["results"]] == ["Globex"]
