"""Two contacts become one while something is on its way to them: nobody is written to twice, and nothing is lost."""

import pytest

from crm.contacts import create_contact
from crm.errors import NotMergeableError
from crm.merging.merge import merge_contacts
from crm.merging.undo import undo_merge
from crm.models import Contact
from outreach.channels import dispatch
from outreach.channels.claiming import claim
from outreach.channels.messages import OutgoingMessage
from outreach.channels.planning import plan
from outreach.choices import StopReason
from outreach.enrollments import enroll, stop_enrollments
from outreach.models import Delivery, Enrollment, Mailbox, Sequence
from quotahit.accounts.models import Organization, User
from quotahit.workflow.models import Approval
from tests.crm.helpers import events

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(acme: Organization, bob: User) -> tuple[Contact, Contact]:
    """Dana, by two addresses."""
    mine, theirs = (
        create_contact(acme, actor=bob, first_name="Dana", country="US", state="NY", emails=[f"{local}@globex.example"])
        for local in ("dana", "diaz")
    )
    return mine, theirs


def write_to(contact: Contact, mailbox: Mailbox, key: str, actor: object, **more: object) -> Delivery:
    message = OutgoingMessage(contact.pk, mailbox, key, subject="Hello", body="Hello there.", **more)
    return plan([message], actor=actor)[0]


def test_of_two_in_one_sequence_the_one_that_is_further_goes_on(acme, pair, engage, bob) -> None:
    mine, theirs = pair
    enroll(acme, [mine.pk, theirs.pk], engage, actor=bob)
    Enrollment.objects.filter(contact=theirs).update(position=3)
    merge_contacts(mine, theirs, actor=bob)
    rows = Enrollment.objects.filter(contact=mine).order_by("position")
    assert [(row.status, row.stop_reason, row.position) for row in rows] == [
        ("stopped", "merged", 1),
        ("active", "", 3),
    ]
    assert [payload["reason"] for _, payload in events("enrollment.stopped")] == ["merged"]


def test_of_two_sequences_the_winners_goes_on(acme, pair, engage, bob) -> None:
    mine, theirs = pair
    other = Sequence.objects.get(organization=acme, code="nurture")
    enroll(acme, [mine.pk], engage, actor=bob)
    enroll(acme, [theirs.pk], other, actor=bob)
    merge_contacts(mine, theirs, actor=bob)
    assert Enrollment.objects.get(contact=mine, status="active").sequence == engage


def test_a_sequence_of_the_loser_alone_goes_on_for_the_winner(acme, pair, engage, bob) -> None:
    mine, theirs = pair
    enroll(acme, [theirs.pk], engage, actor=bob)
    merge_contacts(mine, theirs, actor=bob)
    assert Enrollment.objects.get(contact=mine).status == "active"


def test_who_wanted_no_more_by_one_address_gets_no_more_by_the_other(acme, pair, engage, bob) -> None:
    mine, theirs = pair
    enroll(acme, [mine.pk, theirs.pk], engage, actor=bob)
    stop_enrollments([theirs.pk], StopReason.DECLINED, actor=bob)
    merge_contacts(mine, theirs, actor=bob)
    assert not Enrollment.objects.filter(contact=mine, status="active").exists()


def test_what_is_planned_goes_to_the_address_that_it_was_planned_for(acme, pair, sandbox, bob) -> None:
    mine, theirs = pair
    delivery = write_to(theirs, sandbox, "one", bob)
    merge_contacts(mine, theirs, actor=bob)
    dispatch(10)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.contact, delivery.address) == ("sent", mine, "diaz@globex.example")


def test_a_question_about_a_message_of_the_stopped_sequence_is_taken_back_and_asked_again_by_an_undo(
    acme, pair, engage, sandbox, bob
) -> None:
    mine, theirs = pair
    enroll(acme, [mine.pk, theirs.pk], engage, actor=bob)
    enrollment = Enrollment.objects.get(contact=theirs)
    delivery = write_to(theirs, sandbox, "asks", "agent:outreach", must_ask=True)
    Delivery.objects.filter(pk=delivery.pk).update(enrollment=enrollment)
    merge = merge_contacts(mine, theirs, actor=bob)
    asked = Approval.objects.get(subject_type="outreach.delivery", subject_id=delivery.pk)
    delivery.refresh_from_db()
    assert (asked.status, delivery.status) == ("withdrawn", "cancelled")
    undo_merge(merge, actor=bob)
    asked.refresh_from_db()
    delivery.refresh_from_db()
    enrollment.refresh_from_db()
    assert (asked.status, delivery.status, enrollment.status) == ("waiting", "waiting", "active")
    assert enrollment.contact_id == delivery.contact_id == theirs.pk


def test_while_a_message_is_handed_over_nothing_is_merged(acme, pair, live, bob) -> None:
    mine, theirs = pair
    delivery = write_to(theirs, live, "one", bob)
    (claimed,) = claim([delivery.pk]).to_send
    for winner, loser in ((mine, theirs), (theirs, mine)):
        with pytest.raises(NotMergeableError, match="being sent"):
            merge_contacts(winner, loser, actor=bob)
    assert Contact.objects.count() == 2
    assert claimed.pk == delivery.pk


def test_a_delivery_that_changes_hands_while_it_is_claimed_waits_for_the_next_round(
    acme, pair, sandbox, bob, monkeypatch
) -> None:
    """The claim has read whom it is to lock, and waits for the lock; meanwhile that contact is merged."""
    from outreach.channels import claiming

    mine, theirs = pair
    delivery = write_to(theirs, sandbox, "one", bob)
    load = claiming.load_recipients

    def after_a_merge(ids, **options):
        merge_contacts(mine, theirs, actor=bob)
        return load(ids, **options)

    monkeypatch.setattr(claiming, "load_recipients", after_a_merge)
    assert claim([delivery.pk]).sent == 0
    monkeypatch.undo()
    assert claim([delivery.pk]).sent == 1
    delivery.refresh_from_db()
    assert (delivery.status, delivery.contact) == ("sent", mine)
