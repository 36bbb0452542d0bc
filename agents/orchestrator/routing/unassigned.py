"""Leads that nobody takes: managers are told, and the lead stands on a list until somebody does."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agents.decisions import decide
from agents.models import AgentDecision, Offer
from agents.orchestrator.case import ACTOR
from agents.orchestrator.people import owners_of
from crm.choices import PROSPECTED
from crm.models import Contact
from crm.notify import notify_role
from crm.todo import create_task
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Organization
from quotahit.events.record import record

KIND = "unassigned"
LIST = "/offers/#unassigned"


def leave_to_people(contact: Contact, routing: AgentDecision, reason: str) -> AgentDecision:
    """Put the lead on the unassigned list and on a manager's list for today, and tell everybody who manages.

    Records `lead.unassigned`; a second time for the same routing changes nothing.
    """
    with transaction.atomic():
        decision = decide(
            contact.organization_id,
            agent="orchestrator",
            kind=KIND,
            rule=routing.rule,
            reason=reason,
            key=f"unassigned:{routing.pk}",
            contact_id=contact.pk,
            deal_id=routing.deal_id,
            before="lead.routed",
            after=KIND,
            event_id=routing.event_id,
        )
        told = record(
            contact.organization,
            "lead.unassigned",
            subject=contact,
            payload={"routing_id": routing.pk},
            source=ACTOR,
            key=f"lead.unassigned:{routing.pk}",
        )
        if told is not None:
            _call_people(contact, routing, reason)
    return decision


def unassigned(organization: Organization | int) -> "QuerySet[Contact]":
    """Leads that nobody took and nobody owns, and that are before no rep."""
    left = AgentDecision.objects.filter(contact=OuterRef("pk"), kind=KIND)
    waiting = Offer.objects.open().filter(contact=OuterRef("pk"))
    theirs = Contact.objects.for_organization(organization).filter(owner=None, lifecycle__in=PROSPECTED)
    return theirs.filter(Exists(left)).exclude(Exists(waiting))


def _call_people(contact: Contact, routing: AgentDecision, reason: str) -> None:
    create_task(
        contact.organization,
        title=format_lazy(_("Find somebody for {contact}"), contact=str(contact)),
        detail=reason,
        actor=ACTOR,
        contact=contact,
        assignee=owners_of(contact)[0],
        due_at=clock.now(),
        key=f"unassigned:{routing.pk}",
    )
    notify_role(
        contact.organization,
        Role.MANAGER,
        kind="lead.unassigned",
        title=format_lazy(_("Nobody has taken {contact}"), contact=str(contact)),
        body=reason,
        link=LIST,
        urgency="high",
        key=f"unassigned:{routing.pk}",
    )
