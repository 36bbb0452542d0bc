"""The briefing of a lead: the one that still holds, or a new one."""

from datetime import timedelta

from django.db import transaction

from agents.models import Briefing, Offer
from agents.orchestrator.case import ACTOR
from agents.orchestrator.routing.briefing import records, remembered, spoken  # noqa: F401  (they register what they know)
from agents.orchestrator.routing.briefing.sources import gather
from agents.orchestrator.routing.briefing.writing import write
from crm.models import Contact
from quotahit import clock
from quotahit.audit.log import append

HOLDS_FOR = timedelta(hours=12)


def brief_about(contact: Contact) -> Briefing:
    """The contact's last briefing while nothing has happened since, else a new one, kept with what it stands on."""
    last = Briefing.objects.filter(contact=contact).order_by("-at", "-pk").first()
    if last is not None and _still_holds(last, contact):
        return last
    statements, answer = write(contact, gather(contact))
    with transaction.atomic():
        briefing = Briefing.objects.create(
            organization=contact.organization,
            contact=contact,
            lines=[each.model_dump(mode="json") for each in statements],
            by=answer.by,
            call_id=answer.call_id,
        )
        why = {"contact_id": contact.pk, "by": answer.by, "statements": len(statements)}
        append(contact.organization_id, ACTOR, "lead.briefed", briefing, why=why)
    return briefing


def refresh(offer: Offer) -> Briefing:
    """Let an open offer show what has been learned since its briefing was written."""
    briefing = brief_about(offer.contact)
    Offer.objects.open().filter(pk=offer.pk).update(briefing=briefing)
    return briefing


def _still_holds(briefing: Briefing, contact: Contact) -> bool:
    is_silent = contact.last_activity_at is None or contact.last_activity_at <= briefing.at
    has_learned = contact.remembered.filter(at__gt=briefing.at).exists()
    has_learned = has_learned or contact.qualifications.filter(at__gt=briefing.at).exists()
    return is_silent and not has_learned and clock.now() - briefing.at < HOLDS_FOR
