"""What a new organization begins with, and how people are put into it."""

from collections.abc import Callable

import pytest

from crm.models import Contact
from outreach.authoring import problems
from outreach.choices import MailboxKind, StopReason, Transport
from outreach.enrollments import enroll
from outreach.mailboxes import MailboxSettings, save_mailbox
from outreach.models import Delivery, Enrollment, Mailbox, Sequence, SequenceStep, Template
from outreach.starter import set_up_outreach
from outreach.templates import render
from outreach.tick import tick
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.audit.models import AuditEntry
from quotahit.workflow.outgoing import Fate

AGENT = "agent:outreach"


@pytest.fixture
def nurture(acme: Organization, engage: Sequence) -> Sequence:
    return Sequence.objects.get(organization=acme, code="nurture")


def test_a_new_organization_has_its_sequences_and_a_sandbox_that_is_free_to_act(alice: User) -> None:
    organization = create_organization("Newcomer", owner=alice)
    sequences = Sequence.objects.for_organization(organization).order_by("code")
    assert [(row.code, row.steps.count()) for row in sequences] == [
        ("engage", 4),
        ("fast-track", 3),
        ("nurture", 4),
        ("re-engage-1", 1),
        ("re-engage-2", 1),
        ("re-engage-3", 1),
    ]
    mailbox = Mailbox.objects.get(organization=organization)
    assert (mailbox.transport, mailbox.autonomy, mailbox.keeps_window) == ("sandbox", Autonomy.AUTONOMOUS, False)


def test_setting_up_twice_changes_nothing_that_was_edited(acme: Organization, engage: Sequence) -> None:
    Template.objects.filter(organization=acme).update(body="Ours now")
    set_up_outreach(acme, actor="system:test")
    assert SequenceStep.objects.filter(organization=acme).count() == 14
    assert set(Template.objects.values_list("body", flat=True)) == {"Ours now"}


def test_every_starter_template_can_be_sent_to_somebody_of_whom_nothing_is_known(
    acme: Organization, engage: Sequence, sandbox: Mailbox
) -> None:
    nobody = Contact.objects.create(organization=acme, last_name="Somebody", name_key="somebody")
    for template in Template.objects.filter(organization=acme):
        assert problems(template) == {}
        message = render(template, nobody, mailbox=sandbox)
        assert message.subject
        assert message.text.startswith("Hello there,")


def test_a_contact_is_in_one_sequence_at_a_time(
    acme: Organization, engage: Sequence, nurture: Sequence, dana: Contact
) -> None:
    assert enroll(acme, [dana.pk], engage, actor=AGENT).enrolled == 1
    assert enroll(acme, [dana.pk], nurture, actor=AGENT).skipped == {dana.pk: "ALREADY_ENROLLED"}
    assert enroll(acme, [dana.pk], nurture, actor=AGENT, replace=True).enrolled == 1
    first, second = Enrollment.objects.order_by("pk")
    assert (first.stop_reason, second.sequence) == (StopReason.REPLACED, nurture)


def test_an_agent_never_tells_anybody_the_same_twice_but_a_person_may(
    acme: Organization, engage: Sequence, nurture: Sequence, dana: Contact, bob: User
) -> None:
    enroll(acme, [dana.pk], engage, actor=AGENT)
    enroll(acme, [dana.pk], nurture, actor=AGENT, replace=True)
    assert enroll(acme, [dana.pk], engage, actor=AGENT, replace=True).skipped == {dana.pk: "HAD_IT_BEFORE"}
    assert enroll(acme, [dana.pk], engage, actor=bob, replace=True).enrolled == 1


def test_who_moves_to_another_sequence_gets_nothing_more_of_the_first(
    acme: Organization, engage: Sequence, nurture: Sequence, live: Mailbox, dana: Contact
) -> None:
    enroll(acme, [dana.pk], engage, actor=AGENT, mailbox=live)
    tick()
    enroll(acme, [dana.pk], nurture, actor=AGENT, mailbox=live, replace=True)
    assert Delivery.objects.get().status == Fate.CANCELLED


def test_enrolling_many_is_one_entry_in_the_log(
    acme: Organization, engage: Sequence, people: Callable[..., list[Contact]]
) -> None:
    german = people(2, country="DE", state="")
    enroll(acme, [row.pk for row in people(3) + german], engage, actor=AGENT)
    entry = AuditEntry.objects.get(action="contacts.enrolled")
    assert entry.why == {"enrolled": 3, "skipped": {"CONSENT_MISSING": 2}}


def test_each_contact_is_written_to_by_whom_they_know(
    acme: Organization,
    engage: Sequence,
    sandbox: Mailbox,
    live: Mailbox,
    bob: User,
    dana: Contact,
    people: Callable[..., list[Contact]],
) -> None:
    own = Mailbox.objects.create(
        organization=acme, name="Bob", address="bob@acme.example", kind=MailboxKind.REP, owner=bob
    )
    (of_bob, stranger) = people(2)
    Contact.objects.filter(pk=of_bob.pk).update(owner=bob)
    enroll(acme, [dana.pk], engage, actor=AGENT, mailbox=sandbox)
    tick()
    nurture = Sequence.objects.get(organization=acme, code="nurture")
    enroll(acme, [dana.pk, of_bob.pk, stranger.pk], nurture, actor=AGENT, replace=True)
    writes = dict(Enrollment.objects.filter(sequence=nurture).values_list("contact_id", "mailbox_id"))
    assert writes == {dana.pk: sandbox.pk, of_bob.pk: own.pk, stranger.pk: live.pk}


def test_nobody_of_another_organization_can_be_enrolled(
    acme: Organization, rival: Organization, engage: Sequence
) -> None:
    stranger = Contact.objects.create(organization=rival, first_name="Eve", name_key="eve")
    assert enroll(acme, [stranger.pk], engage, actor=AGENT).skipped == {stranger.pk: "NOT_FOUND"}


def test_without_an_active_mailbox_nobody_is_enrolled(
    acme: Organization, engage: Sequence, sandbox: Mailbox, dana: Contact
) -> None:
    Mailbox.objects.update(is_active=False)
    assert enroll(acme, [dana.pk], engage, actor=AGENT).skipped == {dana.pk: "NO_MAILBOX"}


def test_a_sandbox_that_goes_live_begins_as_carefully_as_any_live_mailbox(sandbox: Mailbox, alice: User) -> None:
    sandbox.transport, sandbox.settings = Transport.SMTP, {"smtp_host": "mail.acme.example"}
    save_mailbox(sandbox, actor=alice, secrets={})
    sandbox.refresh_from_db()
    assert (sandbox.autonomy, sandbox.daily_cap, sandbox.spacing_seconds) == (Autonomy.APPROVE, 50, 90)
    assert sandbox.keeps_window


def test_settings_of_a_mailbox_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValueError, match="smtp_hots"):
        MailboxSettings.model_validate({"smtp_hots": "mail.acme.example"})
    assert MailboxSettings().imap_folders == ["INBOX"]
