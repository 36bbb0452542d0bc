"""The undo of an import leaves whom a message has reached, and cancels what was only planned."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.importing.undoing.outcome import Stays
from crm.importing.undoing.running import run_undo, undo_import
from crm.models import Contact
from outreach.channels.messages import OutgoingMessage
from outreach.channels.planning import plan
from outreach.enrollments import enroll
from outreach.models import Delivery, Enrollment
from quotahit.workflow.outgoing import Fate
from tests.crm.helpers import events
from tests.crm.importing.lists import bring_in, keep, table

pytestmark = pytest.mark.django_db


def test_whom_a_message_has_reached_stays(acme, sandbox, engage, alice, tmp_path: Path) -> None:
    names = ("sent", "planned", "blocked", "enrolled", "byhand")
    rows = [[name.title(), f"{name}@a.example", "US", "NY"] for name in names]
    job = bring_in(acme, keep(tmp_path, table(["Name", "Email", "Country", "State"], *rows)), by=alice)
    people = {contact.name.lower(): contact for contact in Contact.objects.all()}
    for name in names[:3]:
        plan([OutgoingMessage(people[name].pk, sandbox, name, subject="Hello", body="Hello.")], actor="agent:outreach")
    Delivery.objects.filter(contact=people["sent"]).update(status=Fate.SENT)
    Delivery.objects.filter(contact=people["blocked"]).update(status=Fate.BLOCKED)
    enroll(acme, [people["enrolled"].pk], engage, actor="agent:orchestrator")
    enroll(acme, [people["byhand"].pk], engage, actor=alice)
    assert Enrollment.objects.count() == 2
    outcome = run_undo(undo_import(job, actor=alice, claim=str(uuid4()))).outcome
    assert outcome.contacts_deleted == 3
    assert outcome.stays == {Stays.SENT: 1, Stays.ENROLLED: 1}
    assert set(Contact.objects.all()) == {people["sent"], people["byhand"]}
    assert [row.contact for row in Delivery.objects.all()] == [people["sent"]]
    assert [row.contact for row in Enrollment.objects.all()] == [people["byhand"]]
    assert len(events("email.cancelled")) == 1
    assert len(events("enrollment.stopped")) == 1


@pytest.mark.parametrize("kept", [True, False])
def test_the_number_of_statements_does_not_grow_with_the_list(
    acme, sandbox, engage, alice, tmp_path: Path, kept: bool
) -> None:
    """New contacts with mail that waits and sequences that run, or known ones on whom the list hangs something."""

    def statements(size: int) -> int:
        rows = [[f"P{n}", f"p{n}@b{size}.example", "US", "NY", f"x{size}0000{n}", ""] for n in range(size)]
        headers = ["Name", "Email", "Country", "State", "Contact ID", "Tags"]
        job = bring_in(acme, keep(tmp_path, table(headers, *rows)), by=alice)
        if kept:
            marked = [[*row[:4], f"y{size}0000{number}", "hot"] for number, row in enumerate(rows)]
            job = bring_in(acme, keep(tmp_path, table(headers, *marked)), by=alice)
        else:
            ids = list(Contact.objects.filter(emails__key__endswith=f"b{size}.example").values_list("pk", flat=True))
            enroll(acme, ids, engage, actor="agent:orchestrator")
            messages = [OutgoingMessage(pk, sandbox, f"{pk}", subject="Hello", body="Hello.") for pk in ids]
            plan(messages, actor="agent:outreach")
        undo = undo_import(job, actor=alice, claim=str(uuid4()))
        with CaptureQueriesContext(connection) as captured:
            outcome = run_undo(undo).outcome
        assert (outcome.contacts_restored if kept else outcome.contacts_deleted) == size
        return len(captured)

    statements(2)
    assert statements(60) <= statements(20)
