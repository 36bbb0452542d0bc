from datetime import UTC, datetime, timedelta

import pytest

from crm.choices import HoldKind
from crm.holds import contact_held, hand_back, lift, place_hold, release_hold, release_holds, standing_holds, take_over
from crm.models import Contact, Hold, Notification, Task
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.events.record import record
from quotahit.workflow import chains
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.models import Run
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _kinds(organization: Organization, *contacts: Contact) -> list[str | None]:
    holds = standing_holds(organization.pk, [contact.pk for contact in contacts])
    return [holds[contact.pk].kind if contact.pk in holds else None for contact in contacts]


@pytest.fixture
def erin(acme: Organization) -> Contact:
    return Contact.objects.create(organization=acme, first_name="Erin", name_key="erin")


def test_a_hold_stands_until_its_time_or_its_release(acme: Organization, dana: Contact, bob: User) -> None:
    with clock.stopped(NOON):
        place_hold(acme, dana, HoldKind.OUT_OF_OFFICE, by="system:inbound", until=NOON + timedelta(days=3))
        assert _kinds(acme, dana) == ["out_of_office"]
    with clock.stopped(NOON + timedelta(days=3)):
        assert _kinds(acme, dana) == [None]
        hold = place_hold(acme, dana, HoldKind.MANUAL, by=bob)
    with clock.stopped(NOON + timedelta(days=400)):
        assert _kinds(acme, dana) == ["manual"]
        assert release_hold(hold, by=bob)
        assert not release_hold(hold, by=bob)
        assert _kinds(acme, dana) == [None]
    assert [type_ for type_, _ in events()] == ["hold.placed", "hold.placed", "hold.released"]


def test_a_hold_on_the_organization_binds_all_its_contacts_and_nobody_elses(
    acme: Organization, rival: Organization, dana: Contact, erin: Contact, django_assert_num_queries: object
) -> None:
    theirs = Contact.objects.create(organization=rival, name_key="zoe")
    place_hold(acme, None, HoldKind.PAUSE, by="system:alarm")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert _kinds(acme, dana, erin) == ["pause", "pause"]
    assert _kinds(rival, theirs) == [None]


def test_of_several_holds_the_one_that_lasts_longest_is_shown(acme: Organization, dana: Contact, bob: User) -> None:
    place_hold(acme, dana, HoldKind.OUT_OF_OFFICE, by="system:inbound", until=clock.now() + timedelta(days=9))
    place_hold(acme, None, HoldKind.PAUSE, by=bob, until=clock.now() + timedelta(days=1))
    assert _kinds(acme, dana) == ["out_of_office"]
    place_hold(acme, dana, HoldKind.TAKEOVER, by=bob)
    assert _kinds(acme, dana) == ["takeover"]


def test_one_key_is_one_hold_and_two_messages_read_at_once_are_two(acme: Organization, dana: Contact) -> None:
    for key in ("raw:1", "raw:1", "raw:2"):
        place_hold(acme, dana, HoldKind.READING, by="system:inbound", key=key)
    assert Hold.objects.count() == 2
    assert release_holds(acme, kind=HoldKind.READING, key="raw:1", by="system:inbound") == 1
    assert _kinds(acme, dana) == ["reading"]
    assert release_holds(acme, kind=HoldKind.READING, key="raw:2", by="system:inbound") == 1
    assert _kinds(acme, dana) == [None]


def test_who_takes_over_owns_the_contact_until_handing_back(acme: Organization, dana: Contact, bob: User) -> None:
    hold = take_over(dana, by=bob)
    assert take_over(dana, by=bob) == hold
    dana.refresh_from_db()
    task = Task.objects.get()
    assert (dana.owner, task.assignee, task.done_at) == (bob, bob, None)
    held = contact_held(acme.pk, ("crm.contact", dana.pk))
    assert held is not None
    assert (held.kind, held.until) == ("takeover", None)
    assert events("contact.taken_over") == [("contact.taken_over", {"user_id": bob.pk, "hold_id": hold.pk})]

    assert hand_back(dana, by=bob)
    assert not hand_back(dana, by=bob)
    task.refresh_from_db()
    assert task.done_at is not None
    assert contact_held(acme.pk, ("crm.contact", dana.pk)) is None
    assert logged("contact.handed_back") == [(f"user:{bob.pk}", {"user_id": bob.pk})]


def test_the_owner_hears_when_somebody_else_takes_over(
    acme: Organization, dana: Contact, alice: User, bob: User
) -> None:
    Contact.objects.filter(pk=dana.pk).update(owner=alice)
    take_over(dana, by=bob)
    told = Notification.objects.get()
    assert (told.user, told.title) == (alice, "Bob has taken over Dana Diaz")
    dana.refresh_from_db()
    assert dana.owner == alice


def test_only_contacts_are_held(acme: Organization, dana: Contact) -> None:
    place_hold(acme, dana, HoldKind.MANUAL, by="system:test")
    assert contact_held(acme.pk, ("crm.deal", dana.pk)) is None


def test_the_runs_about_a_contact_stand_still_while_a_person_has_taken_over(
    acme: Organization, dana: Contact, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chains, "_chains", {})
    register_chain(Chain("test.follow", 1, (Step("rest", "test.rest"),), on=("test.happened",)))
    record(acme, "test.happened", subject=dana, source="test")
    hold = take_over(dana, by=bob)
    assert Run.objects.get().paused_at is not None
    assert lift(hold, by=bob)
    assert Run.objects.get().paused_at is None
    assert len(events("contact.handed_back")) == 1
