"""Changing the records by the console's forms leaves the same events and log as the verbs do."""

from decimal import Decimal
from typing import Any

import pytest
from django.forms import ModelMultipleChoiceField
from django.test import Client
from django.urls import reverse

from crm.deals import create_deal
from crm.models import Company, Contact, Deal, Hold, Note, Rep, Score, ScoringProfile, SellerProfile, Stage, Tag, Task
from crm.organizations import set_up_organization
from crm.profiles import active_profile, to_rescore
from crm.scoring import score_contacts
from crm.signals import load_signals
from crm.todo import create_task
from quotahit.accounts.models import Organization, User
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _set_up(acme: Organization) -> None:
    set_up_organization(acme)


def _url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:crm_{model._meta.model_name}_{page}", args=args)


def _form(response: Any) -> dict[str, Any]:
    """What a browser would send back from this page, nothing typed."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.field.widget.format_value(bound.value()) if bound.value() is not None else ""
            data |= _split(bound, value)
    return data


def _split(bound: Any, value: Any) -> dict[str, Any]:
    if hasattr(bound.field.widget, "widgets"):
        parts = bound.field.widget.decompress(bound.value())
        return {f"{bound.html_name}_{number}": part or "" for number, part in enumerate(parts)}
    if isinstance(bound.field, ModelMultipleChoiceField):
        return {bound.html_name: bound.value()} if bound.value() else {}
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(bound.value(), bool):
        return {bound.html_name: "on"} if bound.value() else {}
    return {bound.html_name: value if value is not None else ""}


def _save(client: Client, url: str, **typed: Any) -> Any:
    page = client.get(url)
    assert page.status_code == 200
    return client.post(url, {**_form(page), **typed})


def _saved(client: Client, url: str, **typed: Any) -> Any:
    """Save a form that must be accepted."""
    response = _save(client, url, **typed)
    assert response.status_code == 302, response.context["errors"]
    return response


EMAIL = {"emails-TOTAL_FORMS": 1, "emails-0-type": "work", "emails-0-validity": "unknown"}


def test_a_contact_typed_in_is_as_one_made_by_the_verb(as_alice: Client, acme: Organization, alice: User) -> None:
    _saved(
        as_alice,
        _url(Contact, "add"),
        first_name="Érin",
        last_name="Evans",
        country="us",
        linkedin="linkedin.com/in/erin",
        custom="segment: mid market\nseats: 40",
        **EMAIL,
        **{"emails-0-address": " Erin@Initech.example "},
        **{"phones-TOTAL_FORMS": 1, "phones-0-number": "(212) 555-0142"},
        **{"phones-0-type": "work", "phones-0-validity": "unknown"},
    )
    erin = Contact.objects.get()
    email, phone = erin.emails.get(), erin.phones.get()
    assert (erin.name_key, erin.country, erin.linkedin) == ("erin evans", "US", "https://www.linkedin.com/in/erin")
    assert erin.custom == {"segment": "mid market", "seats": 40}
    assert (email.address, email.key, email.is_primary) == ("Erin@Initech.example", "erin@initech.example", True)
    assert (phone.number, phone.is_primary, phone.organization) == ("+12125550142", True, acme)
    assert events("contact.created") == [("contact.created", {})]
    assert logged("contact.created") == [(f"user:{alice.pk}", {})]
    assert erin.history.get().history_user == alice


def test_a_change_by_the_form_names_what_was_changed(as_alice: Client, alice: User, dana: Contact) -> None:
    url = _url(Contact, "change", dana.pk)
    _saved(as_alice, url, title="CEO", **{"emails-0-validity": "valid"})
    dana.refresh_from_db()
    assert (dana.title, dana.emails.get().validity) == ("CEO", "valid")
    assert events("contact.updated") == [("contact.updated", {"fields": ["emails", "title"]})]
    _saved(as_alice, url)
    assert len(events("contact.updated")) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({**EMAIL, "emails-0-address": "nobody"}, "is no email address"),
        ({**EMAIL, "emails-0-address": "DANA@globex.example"}, "belongs to Dana Diaz"),
        (
            {**EMAIL, "emails-TOTAL_FORMS": 2, "emails-0-address": "a@b.example", "emails-1-address": "A@b.example"}
            | {"emails-1-type": "work", "emails-1-validity": "unknown"},
            "stands here twice",
        ),
        (
            {"phones-TOTAL_FORMS": 1, "phones-0-number": "12", "phones-0-type": "work", "phones-0-validity": "unknown"},
            "is no phone number",
        ),
        ({"linkedin": "my page"}, "is no LinkedIn profile"),
        ({"first_name": ""}, "needs a first name or a last name"),
        ({"zone": "Mars/Base"}, "is not a time zone"),
        ({"custom": "no colon"}, "name: value"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_kept_is_said_and_nothing_is_kept(
    as_alice: Client, dana: Contact, typed: dict[str, Any], said: str
) -> None:
    response = _save(as_alice, _url(Contact, "add"), **{"first_name": "Erin", **typed})
    assert said in response.content.decode()
    assert Contact.objects.count() == 1


def test_a_tag_that_is_there_already_is_an_error_and_not_a_crash(as_alice: Client, acme: Organization) -> None:
    Tag.objects.create(organization=acme, name="conference")
    response = _save(as_alice, _url(Tag, "add"), name="conference")
    assert "already exists" in response.content.decode()
    _saved(as_alice, _url(Tag, "add"), name="partner")
    assert len(logged("tag.added")) == 1


def test_a_deal_moved_by_the_form_is_won_as_by_the_verb(
    as_alice: Client, acme: Organization, alice: User, dana: Contact
) -> None:
    deal = create_deal(acme, actor=alice, name="Yearly plan", contact=dana)
    won = Stage.objects.get(pipeline=deal.stage.pipeline, name="Won")
    response = _save(as_alice, _url(Deal, "change", deal.pk), stage=won.pk, amount="5000")
    assert response.status_code == 302
    deal.refresh_from_db()
    assert (deal.stage, deal.amount, deal.closed_at is None) == (won, Decimal("5000.00"), False)
    assert [type_ for type_, _ in events()][-3:] == ["deal.updated", "deal.stage_changed", "deal.won"]


def test_a_new_deal_of_the_form_begins_with_its_event(as_alice: Client, acme: Organization, dana: Contact) -> None:
    stage = Stage.objects.get(organization=acme, name="Qualified")
    response = _save(as_alice, _url(Deal, "add"), name="Pilot", contact=dana.pk, stage=stage.pk, currency="EUR")
    assert response.status_code == 302
    assert Deal.objects.get().stage_changes.get().after == stage
    assert [type_ for type_, _ in events()] == ["deal.created"]


def test_a_changed_company_has_its_people_scored_again(as_alice: Client, acme: Organization, dana: Contact) -> None:
    url = _url(Company, "change", dana.company_id)
    _saved(as_alice, url, growth="25", technologies="Salesforce, Python")
    company = Company.objects.get()
    assert company.technologies == ["Salesforce", "Python"]
    assert events("company.updated") == [("company.updated", {"fields": ["growth", "technologies"]})]
    score = Score.objects.get()
    assert score.cause == "company"
    assert next(line["state"] for line in score.lines if line["signal"] == "growth") == "met"


def test_edited_weights_are_a_new_version_and_everybody_is_scored_again(
    as_alice: Client, acme: Organization, alice: User, dana: Contact, django_capture_on_commit_callbacks: Any
) -> None:
    score_contacts(acme, [dana.pk], cause="created", actor=alice)
    url = _url(ScoringProfile, "change", active_profile(acme).pk)
    own = {
        "own_label": "Segment",
        "own_weight": "30",
        "own_path": "custom.segment",
        "own_kind": "one_of",
        "own_words": "Mid",
    }
    response = _save(as_alice, url, weight_industry="50", weight_growth="", **own)
    profile = active_profile(acme)
    assert response.status_code == 302
    assert response.url == _url(ScoringProfile, "change", profile.pk)
    signals = {signal.code: signal.weight for signal in load_signals(profile.signals)}
    assert (profile.version, signals["industry"], signals["segment"], "growth" in signals) == (2, 50, 30, False)
    assert list(to_rescore(acme)) == [dana]
    assert as_alice.get(url).status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"own_label": "Odd", "own_weight": "5", "own_path": "company.secret", "own_kind": "is_set"}, "names no field"),
        ({"weight_industry": "-1"}, "greater than or equal to 0"),
        ({"prior_industry": "2"}, "less than or equal to 1"),
    ],
    ids=["field", "weight", "prior"],
)
def test_a_profile_that_cannot_be_scored_with_is_refused(
    as_alice: Client, acme: Organization, typed: dict[str, str], said: str
) -> None:
    response = _save(as_alice, _url(ScoringProfile, "change", active_profile(acme).pk), **typed)
    assert said in response.content.decode()
    assert active_profile(acme).version == 1


def test_the_ideal_customer_is_typed_in_words(as_alice: Client, acme: Organization) -> None:
    seller = SellerProfile.objects.get(organization=acme)
    url = _url(SellerProfile, "change", seller.pk)
    typed = {"ideal_industries": "Software, Fintech", "ideal_employees_min": "50", "ideal_revenue_min": "1000000"}
    _saved(as_alice, url, product="Dashboards", **typed)
    seller.refresh_from_db()
    assert (seller.product, seller.ideal_customer["industries"]) == ("Dashboards", ["Software", "Fintech"])
    profile = active_profile(acme)
    assert (profile.version, profile.ideal_customer["employees_min"]) == (2, 50)
    assert events("seller_profile.updated")[0][1]["fields"] == ["product", "ideal_customer"]
    response = _save(as_alice, url, ideal_employees_max="10")
    assert "least is above the most" in response.content.decode()


def test_tasks_notes_holds_and_reps_leave_their_trace(
    as_alice: Client, acme: Organization, alice: User, bob: User, dana: Contact
) -> None:
    _saved(as_alice, _url(Task, "add"), title="Call", contact=dana.pk)
    _saved(as_alice, _url(Note, "add"), body="Likes tea", contact=dana.pk)
    _saved(as_alice, _url(Hold, "add"), contact=dana.pk, kind="manual")
    _saved(as_alice, _url(Rep, "add"), user=bob.pk, territory="US-NY, DE", languages="en")
    assert [type_ for type_, _ in events()] == ["task.created", "note.added", "hold.placed"]
    assert (Task.objects.get().created_by, Note.objects.get().author) == (f"user:{alice.pk}", alice)
    assert Rep.objects.get().territory == ["US-NY", "DE"]
    task, hold = Task.objects.get(), Hold.objects.get()
    as_alice.post(_url(Task, "changelist"), {"action": "done_selected", "_selected_action": [task.pk]})
    as_alice.post(_url(Hold, "changelist"), {"action": "release_selected", "_selected_action": [hold.pk]})
    assert [type_ for type_, _ in events()][-2:] == ["task.done", "hold.released"]


def test_acts_on_selected_contacts_are_those_of_the_verbs(as_alice: Client, acme: Organization, dana: Contact) -> None:
    for name in ("score_selected", "take_over_selected", "hand_back_selected"):
        answer = as_alice.post(_url(Contact, "changelist"), {"action": name, "_selected_action": [dana.pk]})
        assert answer.status_code == 302
    assert {type_ for type_, _ in events()} >= {
        "contact.updated",
        "lead.scored",
        "contact.taken_over",
        "contact.handed_back",
    }


def test_a_deleted_contact_leaves_no_history_behind(as_alice: Client, acme: Organization, dana: Contact) -> None:
    assert as_alice.post(_url(Contact, "delete", dana.pk), {"post": "yes"}).status_code == 302
    assert not Contact.history.filter(id=dana.pk).exists()
    assert len(logged("contact.deleted")) == 1


def test_the_history_page_names_field_old_and_new(as_alice: Client, dana: Contact) -> None:
    _save(as_alice, _url(Contact, "change", dana.pk), title="CEO")
    page = as_alice.get(_url(Contact, "history", dana.pk)).content.decode()
    assert "<del>VP Sales</del> → CEO" in page
    assert "Alice" in page


def test_a_task_is_done_and_opened_again_by_a_button(as_alice: Client, acme: Organization, dana: Contact) -> None:
    task = create_task(acme, title="Call Dana", actor="agent:orchestrator", contact=dana)
    page = f"/crm/task/{task.pk}/"
    assert b"Mark as done" in as_alice.get(f"{page}change/").content
    as_alice.post(f"{page}do/done/")
    task.refresh_from_db()
    assert task.done_at is not None
    assert b"Mark as done" not in as_alice.get(f"{page}change/").content
    as_alice.post(f"{page}do/reopen/")
    task.refresh_from_db()
    assert task.done_at is None
