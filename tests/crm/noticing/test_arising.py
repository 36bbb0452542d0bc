"""What is told about contacts, to whom, and how often."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from crm.choices import Engagement, TaskKind
from crm.engagement import earn
from crm.models import Contact, Notification
from crm.todo import create_task
from outreach.choices import EnrollmentStatus
from outreach.inbound.process import process_waiting
from outreach.inbound.receive import receive_mail
from outreach.models import Enrollment, Sequence
from outreach.notices import tell_completed
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.accounts.models import Organization, User

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def hear(acme: Organization) -> Callable[[str], None]:
    def heard(text: str) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "dana@globex.example", "sales@acme.example", "Re: Hello"
        mail.set_content(text)
        receive_mail(acme, mail.as_bytes(), source="test", vendor_id="")
        process_waiting()

    return heard


def told(user: User) -> list[tuple[str, str, str]]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", "title", "urgency"))


def test_a_hot_answer_is_told_to_the_owner_once_a_day(
    acme: Organization, dana: Contact, alice: User, bob: User, hear: Callable[[str], None]
) -> None:
    Contact.objects.filter(pk=dana.pk).update(owner=bob)
    with clock.stopped(NOON):
        hear("We want to buy this week. Please send me the contract, we are ready to sign and start on Monday.")
        hear("Please send the contract today, we want to sign this week.")
    kinds = [kind for kind, *_ in told(bob)]
    assert kinds.count("hot_lead") == 1
    assert next(urgency for kind, _, urgency in told(bob) if kind == "hot_lead") == "high"
    assert told(alice) == []


def test_where_nobody_looks_after_a_contact_the_managers_are_told(
    dana: Contact, alice: User, bob: User, hear: Callable[[str], None]
) -> None:
    hear("I want to make a formal complaint about your sales rep. Who is responsible?")
    assert [(kind, urgency) for kind, _, urgency in told(alice) if kind == "needs_person"] == [
        ("needs_person", "urgent")
    ]
    assert told(bob) == []


def test_a_mood_that_turns_is_told_and_one_that_was_low_before_is_not(
    dana: Contact, alice: User, hear: Callable[[str], None]
) -> None:
    hear("Sounds great, I am very interested! Can you send me a quote for 50 seats?")
    assert "sentiment_drop" not in [kind for kind, *_ in told(alice)]
    hear("This is ridiculous. I am really annoyed: your tool keeps failing and nobody answers me.")
    assert [title for kind, title, _ in told(alice) if kind == "sentiment_drop"] == ["The mood of Dana Diaz has turned"]
    hear("I am still annoyed. This is ridiculous and nobody answers me.")
    assert [kind for kind, *_ in told(alice)].count("sentiment_drop") == 1


def test_a_concern_beside_interest_is_told(dana: Contact, alice: User, hear: Callable[[str], None]) -> None:
    hear("Yes, let us talk on Tuesday at ten. It seems too expensive for us, though.")
    assert ("objection", "Dana Diaz has a concern: Price", "normal") in told(alice)


def test_a_meeting_that_a_colleague_gives_is_an_appointment(acme: Organization, alice: User, bob: User) -> None:
    create_task(acme, title="Show Globex the product", actor=alice, assignee=bob, kind=TaskKind.MEETING)
    assert told(bob) == [("appointment", "For you: Show Globex the product", "normal")]


def test_the_end_of_a_sequence_is_told_in_one_line_a_day_that_is_counted_on(
    acme: Organization, dana: Contact, alice: User, bob: User
) -> None:
    set_up_outreach(acme, actor="system:test")
    engage = Sequence.objects.get(code="engage")
    others = [Contact.objects.create(organization=acme, first_name=name, name_key=name, owner=bob) for name in "xyz"]
    for contact in (dana, *others):
        Enrollment.objects.create(organization=acme, contact=contact, sequence=engage, enrolled_by="agent:outreach")
    assert tell_completed() == 0

    def finish(contact: Contact, at: datetime) -> None:
        ended = {"status": EnrollmentStatus.FINISHED, "next_at": None, "ended_at": at}
        Enrollment.objects.filter(contact=contact).update(**ended)

    for contact, at in zip(others, (NOON, NOON, NOON + DAY), strict=True):
        finish(contact, at)
    finish(dana, NOON)
    Enrollment.objects.filter(contact=others[1]).update(status=EnrollmentStatus.ACTIVE)
    with clock.stopped(NOON):
        assert tell_completed() == 3
        assert tell_completed() == 0
    finish(others[1], NOON)
    with clock.stopped(NOON + timedelta(minutes=1)):
        assert tell_completed() == 1
    assert told(bob) == [
        ("sequence_completed", "2 contacts came to the end of Engage", "low"),
        ("sequence_completed", "1 contact came to the end of Engage", "low"),
    ]
    assert told(alice) == [("sequence_completed", "1 contact came to the end of Engage", "low")]


def test_a_click_that_warms_is_no_news(acme: Organization, dana: Contact, alice: User) -> None:
    earn(acme, dana, Engagement.EMAIL_CLICKED, source="test", key="click:1")
    assert told(alice) == []
