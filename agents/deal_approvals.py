"""What happens when a person answers the proposal to open a deal."""

from django.db import transaction

from agents.decisions import decide
from crm.choices import Lifecycle
from crm.contacts import update_contact
from crm.deals import create_deal
from crm.models import Contact
from quotahit.workflow.approvals import register_resolver
from quotahit.workflow.models import Approval

KIND = "deal.open"


def open_deal(approval: Approval) -> None:
    """Open the deal that was approved, once; a rejected proposal leaves everything as it is."""
    if approval.choice != "approve":
        return
    content = approval.resolved_content
    contact = Contact.objects.for_organization(approval.organization_id).filter(pk=content["contact_id"]).first()
    if contact is None or contact.deals.filter(closed_at=None).exists():
        return
    actor = approval.resolved_by or "system:approvals"
    with transaction.atomic():
        deal = create_deal(approval.organization, actor=actor, name=content["name"], contact=contact)
        if contact.lifecycle in (Lifecycle.LEAD, Lifecycle.ENGAGED):
            update_contact(contact, actor=actor, lifecycle=Lifecycle.QUALIFIED)
        decide(
            approval.organization_id,
            agent="orchestrator",
            kind="deal",
            rule="deal-approved",
            reason="A person approved the proposal.",
            key=f"deal-approved:{approval.pk}",
            contact_id=contact.pk,
            deal_id=deal.pk,
            before="proposed",
            after="opened",
        )


def register() -> None:
    """Answer approvals of this kind."""
    register_resolver(KIND, open_deal)
