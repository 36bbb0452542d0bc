"""Query sets that are evaluated by one statement come out as if each had asked for itself."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.test.utils import CaptureQueriesContext

from crm.deals import create_deal
from crm.models import Contact, ContactEmail, Deal, LastActivity, Note, Task
from crm.todo import create_task
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.together import count_together, fetch_together

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(acme: Organization, alice: User, dana: Contact) -> None:
    for number in range(5):
        Note.objects.create(organization=acme, contact=dana, body=f"Zoë’s “{number}” %s", author=alice)
    Contact.objects.update(custom={"size": 7.5, "names": ["a", None]})
    LastActivity.objects.update(at=clock.now())
    create_deal(acme, name="Pumps", contact=dana, amount=Decimal("1234.50"), actor=alice)
    create_task(acme, title="Call", actor=alice, contact=dana, due_at=clock.now() + timedelta(days=1))


def questions() -> list[QuerySet[Any, Any]]:
    return [
        Contact.objects.select_related("company", "owner", "last_activity"),
        Note.objects.select_related("author").order_by("-pk")[1:3],
        ContactEmail.objects.values_list("key", "is_primary"),
        Deal.objects.select_related("stage").order_by("pk"),
        Deal.objects.values("stage__name").annotate(number=Count("pk"), amount=Sum("amount")),
        Task.objects.values_list(TruncDate("created_at"), "title"),
        Task.objects.none(),
        Note.objects.filter(body="nothing"),
        Note.objects.filter(body__contains="%s").prefetch_related("contact"),
    ]


def test_every_answer_is_the_same(records: None) -> None:
    together = questions()
    with CaptureQueriesContext(connection) as asked:
        fetch_together(*together)
    assert len(asked) == 2  # and one that was to be prefetched
    for alone, found in zip(questions(), together, strict=True):
        assert list(found) == list(alone)
    contact, deal = together[0][0], together[3][0]
    expected = Contact.objects.get()
    assert vars(contact).keys() == vars(expected).keys()
    for field in (*Contact._meta.concrete_fields, *Deal._meta.concrete_fields):
        row, same = (contact, expected) if field.model is Contact else (deal, Deal.objects.get())
        assert getattr(row, field.attname) == getattr(same, field.attname), field
    with CaptureQueriesContext(connection) as asked:
        assert (contact.company.name, deal.stage.name, together[1][0].author.email) != ("", "", "")
        assert [list(rows) for rows in together]
    assert len(asked) == 0


def test_what_is_asked_of_an_answer_later_is_asked_of_the_database(records: None) -> None:
    notes = Note.objects.order_by("pk")
    fetch_together(notes)
    assert notes.filter(body__contains="3").count() == 1
    assert notes.count() == 5


def test_counts_by_one_statement(records: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        counts = count_together(
            notes=Note.objects.order_by("-pk"),
            few=Note.objects.all()[:3],
            none=Task.objects.none(),
            tasks=Task.objects.all(),
        )
    assert (counts, len(asked)) == ({"notes": 5, "few": 3, "none": 0, "tasks": 1}, 1)
