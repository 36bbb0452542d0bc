"""Two contacts who are one person, with a row of everything that can hang on a contact; and the database as it is."""

from typing import Any

from django.apps import apps

from agents.decisions import decide
from crm.choices import Engagement, HoldKind
from crm.contacts import create_contact
from crm.deals import create_deal
from crm.engagement import earn
from crm.holds import place_hold
from crm.interactions import log_interaction
from crm.merging.record import freeze
from crm.merging.relations import is_field_history
from crm.models import Contact
from crm.scoring import score_contacts
from crm.todo import add_note, create_task
from outreach.enrollments import enroll
from outreach.models import Mailbox, Sequence, Thread
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.llm.models import ModelCall
from quotahit.workflow.approvals import request
from quotahit.workflow.models import Run, Wait

# What an undo adds to and never takes from: facts, the log, earlier states, and the merge itself.
ADDED_TO = {"audit.AuditEntry", "audit.Unsealed", "audit.AuditSeal", "events.Event", "crm.Merge"}

FLEETING = ("updated_at", "claim")


def dana_of(acme: Organization, bob: User, **more: Any) -> Contact:
    """One of the two spellings of Dana."""
    fields: dict[str, Any] = {"first_name": "Dana", "last_name": "Diaz", "country": "US", "state": "NY"}
    return create_contact(acme, actor=bob, **(fields | more))


def burden(contact: Contact, bob: User, mark: str) -> None:
    """Hang one row of everything on a contact."""
    acme = contact.organization
    deal = create_deal(acme, actor=bob, name=f"Deal {mark}", contact=contact)
    add_note(acme, f"Note {mark}", actor=bob, contact=contact)
    create_task(acme, title=f"Task {mark}", actor=bob, contact=contact, deal=deal, assignee=bob)
    earn(acme, contact, Engagement.SITE_VISITED, source="site", key=f"site:{mark}")
    log_interaction(acme, contact, channel="meeting", direction="outbound", actor=bob, body=f"Talked {mark}")
    score_contacts(acme, [contact.pk], cause="created", actor=bob)
    place_hold(acme, contact, HoldKind.MANUAL, by=bob, key="console")
    decide(acme.pk, agent="orchestrator", kind="route", rule="r", reason="Fits.", key=mark, contact_id=contact.pk)
    about = {"subject_type": "crm.contact", "subject_id": contact.pk}
    run = Run.objects.create(organization=acme, chain="test.twins", version=1, step_names=["one"], claim=mark, **about)
    Wait.objects.create(organization=acme, run=run, event_type="reply.received", since=clock.now(), **about)
    ModelCall.objects.create(organization=acme, prompt="p", vendor="openai", model="m", **about)
    content = {"contact_id": contact.pk, "name": f"Deal {mark}"}
    request(acme, kind="deal.open", title="Open?", content=content, actor="agent:orchestrator", subject=contact)


def enrol(contact: Contact, sequence: Sequence, bob: User) -> None:
    """Put a contact into a sequence, with a conversation."""
    enroll(contact.organization, [contact.pk], sequence, actor=bob)
    Thread.objects.create(organization=contact.organization, contact=contact, mailbox=Mailbox.objects.first())


def all_rows() -> dict[tuple[str, int], dict[str, Any]]:
    """Every row of every table, but for those that only grow."""
    return {
        (model._meta.label, row.pk): {
            name: value for name, value in freeze(row).items() if name not in ("updated_at", "claim")
        }
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in ADDED_TO and not is_field_history(model)
        for row in model._base_manager.order_by("pk")
        if not getattr(row, "event_id", None)  # what an event has started came later
    }


def differing(before: dict[Any, Any], after: dict[Any, Any]) -> dict[Any, Any]:
    """What is not as it was, by row."""
    keys = before.keys() | after.keys()
    return {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}
