"""Everything that is done to organizations, people and secrets leaves its line in the log."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from quotahit import clock
from quotahit.accounts import credentials, members, organizations, people
from quotahit.accounts.choices import Autonomy, Reach, Role
from quotahit.accounts.errors import InvitationGone, LastOwner, NotAllowed, WrongPerson
from quotahit.accounts.models import Credential, Invitation, Membership, Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event

Scene = dict[str, Any]


@pytest.fixture
def scene(acme: Organization, alice: User, bob: User) -> Scene:
    """Acme with its people, an open invitation for Erin and a credential."""
    return {
        "acme": acme,
        "alice": alice,
        "bob": bob,
        "bobs_place": Membership.objects.get(user=bob),
        "erin": User.objects.create_user("erin@acme.example", "correct horse battery"),
        "invited": members.invite(acme, "erin@acme.example", Role.REP, actor=alice),
        "credential": credentials.store_secret(acme, "openai", "api_key", "sk-0123456789", actor=alice),
    }


# Each verb, the act that it logs, and how it is done.
VERBS: dict[str, tuple[str, Callable[[Scene], Any]]] = {
    "organizations.create_organization": (
        "organization.created", lambda s: organizations.create_organization("Shop", owner=s["alice"])
    ),
    "organizations.change_organization": (
        "organization.changed", lambda s: organizations.change_organization(s["acme"], actor=s["alice"], name="Acme 2")
    ),
    "organizations.set_autonomy": (
        "organization.autonomy_set", lambda s: organizations.set_autonomy(s["acme"], Autonomy.OFF, actor=s["alice"])
    ),
    "organizations.pause_organization": (
        "organization.paused", lambda s: organizations.pause_organization(s["acme"], actor=s["alice"])
    ),
    "organizations.resume_organization": (
        "organization.resumed", lambda s: (
            organizations.pause_organization(s["acme"], actor=s["alice"]),
            organizations.resume_organization(s["acme"], actor=s["alice"]),
        )
    ),
    "organizations.delete_organization": (
        "organization.deleted", lambda s: organizations.delete_organization(s["acme"], actor=s["alice"])
    ),
    "members.add_member": (
        "member.joined", lambda s: members.add_member(s["acme"], s["erin"], Role.REP, actor=s["alice"])
    ),
    "members.invite": (
        "member.invited", lambda s: members.invite(s["acme"], "frank@acme.example", Role.REP, actor=s["alice"])
    ),
    "members.accept_invitation": (
        "invitation.accepted", lambda s: members.accept_invitation(s["invited"].token, s["erin"])
    ),
    "members.join": (
        "member.joined", lambda s: members.join(
            members.invite(s["acme"], "gil@acme.example", Role.REP, actor=s["alice"]).token,
            first_name="Gil", last_name="", password="correct horse battery",
        )
    ),
    "members.withdraw_invitation": (
        "invitation.withdrawn", lambda s: members.withdraw_invitation(s["invited"].invitation, actor=s["alice"])
    ),
    "members.change_role": (
        "member.role_changed", lambda s: members.change_role(s["bobs_place"], Role.MANAGER, actor=s["alice"])
    ),
    "members.place_member": (
        "member.placed", lambda s: members.place_member(s["bobs_place"], None, Reach.OWN, actor=s["alice"])
    ),
    "members.remove_member": (
        "member.left", lambda s: members.remove_member(s["bobs_place"], actor=s["alice"])
    ),
    "credentials.store_secret": (
        "credential.stored", lambda s: credentials.store_secret(s["acme"], "resend", "api_key", "re", actor=s["alice"])
    ),
    "credentials.remove_secret": (
        "credential.removed", lambda s: credentials.remove_secret(s["credential"], actor=s["alice"])
    ),
    "credentials.rotate": ("credentials.rotated", lambda s: credentials.rotate(actor="system:setup")),
    "people.change_profile": ("user.changed", lambda s: people.change_profile(s["bob"], first_name="Robert")),
    "people.password_changed": ("user.password_changed", lambda s: people.password_changed(s["bob"])),
}  # fmt: skip
QUESTIONS = {
    *("members.find_invitation", "credentials.sealed_rows", "credentials.also_sealed", "credentials.secret"),
    "credentials.from_environment",
}


def _public_functions(module: ModuleType) -> set[str]:
    name = module.__name__.rsplit(".", 1)[1]
    return {
        f"{name}.{function.__name__}"
        for function in vars(module).values()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and function.__name__[0] != "_"
    }


def test_every_verb_of_the_room_is_walked_below() -> None:
    public = set().union(*map(_public_functions, (organizations, members, credentials, people)))

    assert public - QUESTIONS == VERBS.keys()


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_leaves_its_line_in_the_log(scene: Scene, verb: str) -> None:
    before = AuditEntry.objects.order_by("pk").last()

    action, do = VERBS[verb]
    do(scene)

    assert action in AuditEntry.objects.filter(pk__gt=before.pk).values_list("action", flat=True)


def test_a_new_organization_is_announced_to_the_rooms_above(alice: User) -> None:
    shop = organizations.create_organization("Our Shop", owner=alice, actor=alice)
    second = organizations.create_organization("Our shop!")

    assert (shop.slug, second.slug) == ("our-shop", "our-shop-2")
    event = Event.objects.for_organization(shop).get(type="organization.created")
    assert (event.subject_type, event.subject_id, event.source) == ("accounts.organization", shop.pk, "console")
    assert Membership.objects.get(organization=shop).role == Role.OWNER


def test_what_does_not_change_is_not_logged(acme: Organization, alice: User) -> None:
    assert organizations.change_organization(acme, actor=alice, name=acme.name, zone="Europe/Berlin") == ["zone"]
    assert organizations.pause_organization(acme, actor=alice) is True
    assert organizations.pause_organization(acme, actor=alice) is False

    entries = AuditEntry.objects.filter(subject_type="accounts.organization").order_by("pk")
    assert [(entry.action, entry.why) for entry in entries] == [
        ("organization.changed", {"fields": ["zone"]}),
        ("organization.paused", {}),
    ]


@pytest.mark.parametrize("change", [{"zone": "Mars/Olympus"}, {"country": "usa"}, {"monthly_model_budget": -1}])
def test_what_makes_no_sense_is_refused(acme: Organization, alice: User, change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        organizations.change_organization(acme, actor=alice, **change)


def test_an_organization_keeps_an_owner(acme: Organization, alice: User, bob: User) -> None:
    alices, bobs = Membership.objects.get(user=alice), Membership.objects.get(user=bob)

    with pytest.raises(LastOwner):
        members.change_role(alices, Role.REP, actor=alice)
    with pytest.raises(LastOwner):
        members.remove_member(alices, actor=alice)

    members.change_role(bobs, Role.OWNER, actor=alice)
    members.remove_member(alices, actor=alice)
    assert list(acme.memberships.values_list("user", "role")) == [(bob.pk, Role.OWNER)]


def test_nobody_grants_more_than_they_are(acme: Organization, alice: User, bob: User, charlie: User) -> None:
    bobs = Membership.objects.get(user=bob)
    members.change_role(bobs, Role.MANAGER, actor=alice)

    with pytest.raises(NotAllowed):
        members.invite(acme, "crony@acme.example", Role.OWNER, actor=bob)
    with pytest.raises(NotAllowed):
        members.change_role(Membership.objects.get(user=alice), Role.VIEWER, actor=bob)
    with pytest.raises(NotAllowed):
        members.remove_member(bobs, actor=charlie)
    assert members.invite(acme, "helper@acme.example", Role.REP, actor=bob)


def test_everybody_may_leave(acme: Organization, alice: User, bob: User) -> None:
    members.remove_member(Membership.objects.get(user=bob), actor=bob)

    assert not acme.memberships.filter(user=bob).exists()


def test_an_invitation_works_once_and_for_the_invited_alone(acme: Organization, alice: User, bob: User) -> None:
    token = members.invite(acme, "Erin@Acme.example", Role.VIEWER, actor=alice).token
    erin = User.objects.create_user("erin@acme.example")

    with pytest.raises(WrongPerson):
        members.accept_invitation(token, bob)
    assert members.accept_invitation(token, erin).role == Role.VIEWER
    with pytest.raises(InvitationGone):
        members.accept_invitation(token, erin)


def test_an_invitation_keeps_no_token_expires_and_is_replaced_by_the_next(acme: Organization, alice: User) -> None:
    first = members.invite(acme, "erin@acme.example", Role.REP, actor=alice)
    second = members.invite(acme, "erin@acme.example", Role.REP, actor=alice)

    assert not Invitation.objects.filter(token_hash__in=[first.token, second.token]).exists()
    with pytest.raises(InvitationGone):
        members.find_invitation(first.token)
    assert members.find_invitation(second.token) == second.invitation
    with clock.stopped(clock.now() + timedelta(days=8)), pytest.raises(InvitationGone):
        members.find_invitation(second.token)


def test_nothing_secret_stands_in_the_log_or_in_events(scene: Scene) -> None:
    for act in ("members.invite", "members.join", "credentials.store_secret", "people.change_profile"):
        VERBS[act][1](scene)

    told = [*AuditEntry.objects.values_list("why", flat=True), *Event.objects.values_list("payload", flat=True)]
    assert not any(word in str(told) for word in ("@", "sk-", "Gil", "Robert", scene["invited"].token))
    assert Credential.objects.exists()
