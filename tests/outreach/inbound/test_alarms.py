"""A message that needs a person: its sender is held, and somebody is told, until they have seen to it."""

from email.message import EmailMessage

import pytest

from crm.choices import HoldKind
from crm.holds import standing_holds
from crm.models import Analysis, Contact, Hold, Interaction, Notification, Task
from crm.todo import complete_task
from outreach.answering import answer
from outreach.inbound.process import process_waiting, read
from outreach.inbound.receive import receive_mail
from quotahit.accounts.models import Organization, User
from quotahit.events.models import Event, RawInbound

pytestmark = pytest.mark.django_db
COMPLAINT = "I want to make a formal complaint about your sales rep. Who is responsible?"


def hear(acme: Organization, text: str, sender: str = "dana@globex.example") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "sales@acme.example", "Re: Hello"
    mail.set_content(text)
    receive_mail(acme, mail.as_bytes(), source="test", vendor_id="")
    process_waiting()


def test_each_answer_gets_its_analysis_and_the_event_tells_codes_alone(acme: Organization, dana: Contact) -> None:
    hear(acme, "Sounds good, but it's too expensive for us. Can we talk on Tuesday at ten?")
    row = Analysis.objects.get()
    line = Interaction.objects.get(direction="inbound")
    assert (row.interaction, row.contact, row.organization) == (line, dana, acme)
    event = Event.objects.get(type="reply.analyzed")
    assert event.payload["analysis_id"] == row.pk
    assert "expensive" not in str(event.payload)
    assert row.analysis.intent == row.intent


def test_who_needs_a_person_is_held_and_put_on_the_list(acme: Organization, dana: Contact, alice: User) -> None:
    hear(acme, COMPLAINT)
    assert Analysis.objects.get().needs_human
    assert standing_holds(acme.pk, [dana.pk])[dana.pk].kind == HoldKind.PAUSE
    task = Task.objects.get(key__startswith="needs-person:")
    assert (task.contact, task.created_by) == (dana, "agent:reader")
    assert Notification.objects.get(kind="needs_person").user == alice


def test_an_ordinary_answer_holds_nobody(acme: Organization, dana: Contact) -> None:
    hear(acme, "Yes, Tuesday at ten works for me.")
    assert standing_holds(acme.pk, [dana.pk]) == {}
    assert not Task.objects.filter(key__startswith="needs-person:").exists()


def test_a_second_reading_asks_nobody_twice(acme: Organization, dana: Contact, alice: User) -> None:
    hear(acme, COMPLAINT)
    complete_task(Task.objects.get(key__startswith="needs-person:"), actor=alice)
    read(RawInbound.objects.get())
    assert Analysis.objects.count() == 1
    assert Event.objects.filter(type="reply.analyzed").count() == 1
    assert standing_holds(acme.pk, [dana.pk]) == {}


def test_ticking_the_task_off_ends_the_hold(acme: Organization, dana: Contact, alice: User) -> None:
    hear(acme, COMPLAINT)
    complete_task(Task.objects.get(key__startswith="needs-person:"), actor=alice)
    assert standing_holds(acme.pk, [dana.pk]) == {}


def test_answering_them_ends_it_too(mail_to_dana: object, acme: Organization, dana: Contact, alice: User) -> None:
    hear(acme, COMPLAINT)
    answer(dana, "I am sorry. Let me look into it.", actor=alice)
    assert not Hold.objects.standing().filter(contact=dana).exists()
    assert not Task.objects.filter(key__startswith="needs-person:", done_at=None).exists()


def test_an_opt_out_with_a_threat_is_obeyed_and_seen_by_a_person(acme: Organization, dana: Contact) -> None:
    hear(acme, "Stop writing to me or you will hear from my lawyer.")
    assert Analysis.objects.get().intent == "stop"
    assert Task.objects.filter(key__startswith="needs-person:").exists()


def test_an_unknown_sender_is_analyzed_for_nobody(acme: Organization) -> None:
    hear(acme, COMPLAINT, sender="stranger@nowhere.example")
    assert not Analysis.objects.exists()
