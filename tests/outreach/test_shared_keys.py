"""What the database does not check for each message is there all the same, and stays there until the message is."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from crm.models import Contact
from outreach.enrollments import enroll
from outreach.models import Delivery, Enrollment, Mailbox, Sequence, SequenceStep, Template, Thread
from outreach.tick import tick
from quotahit import bulk
from quotahit.accounts.models import Organization
from tests.beside import TWO_SESSIONS, somebody_waits_for_us

NOBODY = 10**9


def message(contact: Contact, **fields: object) -> Delivery:
    own = {"organization_id": contact.organization_id, "contact_id": contact.pk, "planned_by": "agent:outreach"}
    return bulk.make(Delivery, **own, address="dana@globex.example", **fields)


@pytest.mark.parametrize("key", ["mailbox_id", "step_id", "template_id"])
@pytest.mark.parametrize("many", [1, 20])
def test_a_message_of_nothing_is_refused(dana: Contact, key: str, many: int) -> None:
    rows = [message(dana, idempotency_key=str(number), **{key: NOBODY}) for number in range(many)]
    with pytest.raises(IntegrityError, match=str(NOBODY)), transaction.atomic():
        bulk.insert(rows)
    assert not Delivery.objects.exists()


def test_so_is_a_conversation_that_is_saved_by_itself(dana: Contact) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Thread.objects.create(organization=dana.organization, contact=dana, mailbox_id=NOBODY)


def test_messages_outlive_what_they_were_made_from(acme: Organization, engage: Sequence, dana: Contact) -> None:
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    tick()
    Sequence.objects.all().delete()
    Template.objects.all().delete()
    Mailbox.objects.all().delete()
    row = Delivery.objects.get()
    assert (row.step_id, row.template_id, row.mailbox_id, row.enrollment_id) == (None, None, None, None)
    assert Thread.objects.get(pk=row.thread_id).mailbox_id is None


def test_a_contact_takes_everything_along(acme: Organization, engage: Sequence, dana: Contact) -> None:
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    tick()
    dana.delete()
    assert [model.objects.count() for model in (Delivery, Thread, Enrollment)] == [0, 0, 0]


@TWO_SESSIONS
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [SequenceStep, Mailbox])
def test_who_deletes_what_a_message_is_made_from_waits_for_the_message(
    model: type[SequenceStep] | type[Mailbox], engage: Sequence, dana: Contact
) -> None:
    key = "step" if model is SequenceStep else "mailbox"
    going = model._base_manager.filter(organization=engage.organization).first()
    assert going is not None

    def delete() -> None:
        going.delete()
        connection.close()

    with ThreadPoolExecutor(1) as beside:
        with transaction.atomic():
            bulk.insert([message(dana, idempotency_key="one", **{f"{key}_id": going.pk})])
            deleted = beside.submit(delete)
            _until(somebody_waits_for_us)
        deleted.result()
    assert getattr(Delivery.objects.get(), f"{key}_id") is None
    assert not model._base_manager.filter(pk=going.pk or 0).exists()


def _until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)
