"""The preview says who gets what when, and who is skipped why; and the tick then does just that."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from compliance.suppressions import suppress
from crm.choices import HoldKind
from crm.holds import place_hold
from crm.models import Contact, ContactEmail
from outreach.channels import dispatch
from outreach.enrollments import enroll
from outreach.models import Delivery, Mailbox, Sequence
from outreach.preview import PlannedLine, preview_sequence
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.models import Organization, User
from tests.outreach.conftest import MONDAY
from tests.outreach.servers import Postbox

SATURDAY = MONDAY - timedelta(days=2)


@pytest.fixture
def crowd(people: Callable[..., list[Contact]]) -> list[int]:
    """People of three zones, more than the mailbox may write to in a day."""
    zones = ["America/New_York", "Europe/Berlin", "Asia/Tokyo"] * 3
    return [people(1, zone=zone)[0].pk for zone in zones]


@pytest.mark.parametrize("keeps_window", [True, False])
def test_the_tick_does_what_the_preview_says(
    acme: Organization, engage: Sequence, live: Mailbox, postbox: Postbox, crowd: list[int], keeps_window: bool
) -> None:
    live.spacing_seconds, live.daily_cap, live.keeps_window = 600, 3, keeps_window
    live.save()
    with clock.stopped(SATURDAY):
        said = preview_sequence(engage, crowd, mailbox=live)
        assert said == preview_sequence(engage, crowd, mailbox=live)
        enroll(acme, crowd, engage, actor="agent:outreach", mailbox=live)
    moments = sorted({SATURDAY, *(line.at for line in said if line.at)} | _looks(said))
    for at in moments:
        with clock.stopped(at):
            tick()
            dispatch()
    done = Delivery.objects.order_by("settled_at", "pk")
    assert [(row.contact_id, row.step_id, row.settled_at, row.subject, row.body) for row in done] == [
        (line.contact.pk, line.step.pk, line.at, line.subject, line.body) for line in said
    ]
    assert len(said) == 4 * len(crowd)


def _looks(lines: list[PlannedLine]) -> set:
    """When the tick looks at what follows each message."""
    delays = (3, 5, 7)
    return {line.at + timedelta(days=days) for line in lines for days in delays if line.at}


def test_everybody_who_is_skipped_is_told_why(
    acme: Organization, engage: Sequence, people: Callable[..., list[Contact]], bob: User, dana: Contact
) -> None:
    held, gone, busy, abroad, nowhere = people(5)
    place_hold(acme, held, HoldKind.TAKEOVER, by=bob)
    suppress(acme, "email", gone.emails.get().address, reason="unsubscribed", source="page", actor="contact:1")
    enroll(acme, [busy.pk], Sequence.objects.get(organization=acme, code="nurture"), actor=bob)
    Contact.objects.filter(pk=abroad.pk).update(country="DE", state="")
    ContactEmail.objects.filter(contact=nowhere).delete()
    lines = preview_sequence(engage, [dana.pk, held.pk, gone.pk, busy.pk, abroad.pk, nowhere.pk, 999_999])
    reasons = {line.contact.pk if line.contact else 0: line.skip_reason for line in lines if line.skip_reason}
    assert reasons == {
        held.pk: "HELD",
        gone.pk: "SUPPRESSED",
        busy.pk: "ALREADY_ENROLLED",
        abroad.pk: "CONSENT_MISSING",
        nowhere.pk: "NO_ADDRESS",
        0: "NOT_FOUND",
    }
    result = enroll(acme, [line.contact.pk for line in lines if line.contact], engage, actor="agent:outreach")
    assert result.skipped == {pk: reason for pk, reason in reasons.items() if pk}
    assert result.enrolled == 1


def test_a_message_that_cannot_be_written_ends_the_line_with_the_name_of_what_is_missing(
    engage: Sequence, dana: Contact
) -> None:
    template = engage.steps.get(position=2).template
    template.body = "About {{ contact.custom.fleet }}"
    template.save()
    first, second = preview_sequence(engage, [dana.pk])
    assert first.skip_reason == ""
    assert second.skip_reason == "UNRESOLVED_VARIABLE contact.custom.fleet"


def test_for_somebody_in_the_sequence_it_shows_what_is_left(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    tick()
    assert [line.step.position for line in preview_sequence(engage, [dana.pk]) if line.step] == [2, 3, 4]


def test_it_writes_nothing(acme: Organization, engage: Sequence, dana: Contact) -> None:
    preview_sequence(engage, [dana.pk])
    assert not Delivery.objects.exists()
    assert tick() == 0


def test_nobody_sees_the_contacts_of_another_organization(rival: Organization, engage: Sequence) -> None:
    stranger = Contact.objects.create(organization=rival, first_name="Eve", name_key="eve")
    (line,) = preview_sequence(engage, [stranger.pk])
    assert (line.contact, line.skip_reason) == (None, "NOT_FOUND")
