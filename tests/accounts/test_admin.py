"""The room's own admin pages."""

from typing import Any

import pytest
from django.test import Client

from quotahit.accounts.choices import Autonomy, Reach, Role
from quotahit.accounts.credentials import secret, store_secret
from quotahit.accounts.members import invite
from quotahit.accounts.models import Credential, Invitation, Membership, Organization, User
from quotahit.audit.log import append
from quotahit.audit.models import AuditEntry

LISTS = ["membership", "user", "invitation", "credential"]


def _organization_form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Acme Analytics", "website": "", "country": "US", "zone": "America/New_York",
        "postal_address": "1 Main Street", "currency": "USD", "monthly_model_budget": "20", "autonomy": "autonomous",
        **changes,
    }  # fmt: skip


def test_the_organizations_page_is_its_own(as_alice: Client, acme: Organization, rival: Organization) -> None:
    page = as_alice.get("/accounts/organization/", follow=True)

    assert page.redirect_chain == [(f"/accounts/organization/{acme.pk}/change/", 302)]
    assert b"Acme Analytics" in page.content
    assert as_alice.get(f"/accounts/organization/{rival.pk}/change/").status_code == 302


def test_a_change_of_the_organization_goes_through_its_verbs(as_alice: Client, acme: Organization) -> None:
    as_alice.post(
        f"/accounts/organization/{acme.pk}/change/", _organization_form(name="Acme Inc.", autonomy=Autonomy.APPROVE)
    )

    acme.refresh_from_db()
    assert (acme.name, acme.autonomy) == ("Acme Inc.", Autonomy.APPROVE)
    actions = AuditEntry.objects.filter(organization_id=acme.pk).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["organization.autonomy_set", "organization.changed"]


def test_a_rep_reads_the_organizations_page_and_cannot_change_it(client: Client, acme: Organization, bob: User) -> None:
    client.force_login(bob)

    assert client.get(f"/accounts/organization/{acme.pk}/change/").status_code == 200
    assert client.post(f"/accounts/organization/{acme.pk}/change/", _organization_form()).status_code == 403


def test_only_an_operator_of_the_installation_founds_an_organization(as_alice: Client, alice: User) -> None:
    assert as_alice.get("/accounts/organization/add/").status_code == 403
    User.objects.filter(pk=alice.pk).update(is_superuser=True)

    as_alice.post("/accounts/organization/add/", _organization_form(name="Second"))

    second = Organization.objects.get(slug="second")
    assert second.memberships.get().role == Role.OWNER
    assert as_alice.get("/profile/").wsgi_request.organization == second  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", Role.values)
def test_every_list_opens_for_the_roles_that_may_see_it(
    client: Client, acme: Organization, alice: User, charlie: User, role: str
) -> None:
    invite(acme, "erin@acme.example", Role.REP, actor=alice)
    store_secret(acme, "openai", "api_key", "sk-0123456789", actor=alice)
    user = User.objects.create_user("somebody@acme.example", is_staff=True)
    Membership.objects.create(user=user, organization=acme, role=role)
    client.force_login(user)

    for name in LISTS:
        is_for_managers = name in ("invitation", "credential")
        page = client.get(f"/accounts/{name}/")
        assert page.status_code == (403 if is_for_managers and role in ("rep", "viewer") else 200)
        assert b"charlie" not in page.content.lower()


def test_roles_change_and_people_go_by_the_verbs(as_alice: Client, bob: User) -> None:
    place = Membership.objects.get(user=bob)

    as_alice.post(f"/accounts/membership/{place.pk}/change/", {"role": "manager", "reach": "own"})
    place.refresh_from_db()
    assert (place.role, place.reach) == (Role.MANAGER, Reach.OWN)
    as_alice.post(f"/accounts/membership/{place.pk}/delete/", {"post": "yes"})

    assert not Membership.objects.filter(user=bob).exists()
    actions = AuditEntry.objects.filter(subject_type="accounts.membership").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["member.role_changed", "member.placed", "member.left"]


def test_the_last_owner_stays_and_the_page_says_why(as_alice: Client, alice: User) -> None:
    place = Membership.objects.get(user=alice)
    change = f"/accounts/membership/{place.pk}/change/"
    attempts = [
        (change, {"role": "rep", "reach": "all"}),
        (f"/accounts/membership/{place.pk}/delete/", {"post": "yes"}),
        ("/accounts/membership/", {"action": "delete_selected", "_selected_action": [place.pk], "post": "yes"}),
    ]

    for address, form in attempts:
        assert b"needs an owner" in as_alice.post(address, form, follow=True).content
    assert Membership.objects.get(user=alice).role == Role.OWNER


def test_an_invitation_is_withdrawn(as_alice: Client, acme: Organization, alice: User) -> None:
    invitation = invite(acme, "erin@acme.example", Role.REP, actor=alice).invitation

    assert as_alice.get(f"/accounts/invitation/{invitation.pk}/do/withdraw/").status_code == 405
    assert b"Withdraw" in as_alice.get(f"/accounts/invitation/{invitation.pk}/change/").content

    as_alice.post(f"/accounts/invitation/{invitation.pk}/do/withdraw/")

    assert not Invitation.objects.open().exists()
    assert b"Withdraw" not in as_alice.get(f"/accounts/invitation/{invitation.pk}/change/").content


def test_a_secret_is_entered_replaced_and_never_shown(as_alice: Client, acme: Organization) -> None:
    form = {"vendor": "openai", "name": "api_key", "value": "sk-first-0123456789"}
    assert as_alice.post("/accounts/credential/add/", form).status_code == 302
    credential = Credential.objects.get()

    pages = [as_alice.get("/accounts/credential/"), as_alice.get(f"/accounts/credential/{credential.pk}/change/")]
    assert all(page.status_code == 200 and b"sk-first" not in page.content for page in pages)
    assert b"6789" in pages[0].content
    twice = as_alice.post("/accounts/credential/add/", form)
    assert twice.status_code == 200
    as_alice.post(f"/accounts/credential/{credential.pk}/change/", {"value": "sk-second-987654321"})

    assert secret(acme, "openai") == "sk-second-987654321"
    as_alice.post(f"/accounts/credential/{credential.pk}/delete/", {"post": "yes"})
    assert secret(acme, "openai") == ""


def test_the_log_is_read_in_human_words_and_changed_by_nobody(
    as_alice: Client, acme: Organization, rival: Organization, alice: User
) -> None:
    append(acme, alice, "deal.won", ("crm.deal", 7), why={"stage": 3})
    append(acme, "agent:outreach", "email.sent", ("outreach.delivery", 8), outcome="blocked")
    append(rival, "system:tick", "rival.secret")
    entry = AuditEntry.objects.filter(action="deal.won").get()

    page = as_alice.get("/audit/auditentry/").content.decode()

    assert "Alice" in page
    assert "Deal won" in page
    assert "Agent outreach" in page
    assert "rival" not in page.lower()
    assert 'href="/crm/deal/7/change/"' in page
    assert as_alice.get(f"/audit/auditentry/{entry.pk}/change/").status_code == 200
    assert as_alice.post(f"/audit/auditentry/{entry.pk}/change/", {"action": "x"}).status_code == 403
    assert as_alice.get("/audit/auditentry/add/").status_code == 403
    assert as_alice.post(f"/audit/auditentry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("who=user", {"Deal won"}),
        ("who=agent", {"Email sent"}),
        ("when=1", {"Deal won", "Email sent"}),
        ("end=other", {"Email sent"}),
        ("end=done&who=user", {"Deal won"}),
        ("q=email.", {"Email sent"}),
        ("subject_type=crm.deal&subject_id=7", {"Deal won"}),
    ],
)
def test_the_log_is_filtered(as_alice: Client, acme: Organization, alice: User, query: str, shown: set[str]) -> None:
    append(acme, alice, "deal.won", ("crm.deal", 7))
    append(acme, "agent:outreach", "email.sent", ("outreach.delivery", 8), outcome="blocked")

    page = as_alice.get(f"/audit/auditentry/?{query}").content.decode()

    assert {act for act in ("Deal won", "Email sent") if act in page} == shown


def test_a_page_of_the_log_costs_the_same_however_long_it_is(
    as_alice: Client, acme: Organization, alice: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        append(acme, alice, "deal.won", ("crm.deal", number))

    with django_assert_max_num_queries(16):
        as_alice.get("/audit/auditentry/")
