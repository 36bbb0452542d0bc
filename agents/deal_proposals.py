"""The proposal to open a deal: what a person is shown, and what their answer does."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext, gettext_noop
from pydantic import Field

from agents.decisions import decide
from crm.choices import Lifecycle
from crm.contacts import update_contact
from crm.deals import create_deal
from crm.merging.aliases import contact_of
from quotahit.accounts.models import User
from quotahit.ids import id_in
from quotahit.workflow.approvals import register_content, register_resolver
from quotahit.workflow.contents import Content
from quotahit.workflow.errors import ApprovalConflict
from quotahit.workflow.models import Approval

KIND = "deal.open"


class DealProposal(Content):
    """A deal that would be opened; name and amount may be changed while answering."""

    editable = ("name", "amount")

    contact_id: int
    name: str = Field(min_length=1, max_length=200)
    amount: Decimal | None = Field(default=None, ge=0, max_digits=14, decimal_places=2)
    why: str = ""


def open_deal(approval: Approval) -> None:
    """Open the deal that was approved, once; any other answer leaves everything as it is. ApprovalConflict when one is
    open with the contact by now."""
    proposal = approval.load()
    if approval.choice != "approve" or not isinstance(proposal, DealProposal):
        return
    contact = contact_of(approval.organization_id, proposal.contact_id)
    if contact is None:
        return
    if opened := contact.deals.filter(closed_at=None).first():
        raise ApprovalConflict(
            gettext("“{opened}” is open with them already. Change that deal, and reject this proposal.").format(
                opened=opened
            )
        )
    actor = _who(approval)
    with transaction.atomic():
        deal = create_deal(
            approval.organization, actor=actor, name=proposal.name, contact=contact, amount=proposal.amount
        )
        if contact.lifecycle in (Lifecycle.LEAD, Lifecycle.ENGAGED):
            update_contact(contact, actor=actor, lifecycle=Lifecycle.QUALIFIED)
        decide(
            approval.organization_id,
            agent="orchestrator",
            kind="deal",
            rule="deal-approved",
            reason=gettext_noop("A person approved the proposal."),
            key=f"deal-approved:{approval.pk}",
            contact_id=contact.pk,
            deal_id=deal.pk,
            before="proposed",
            after="opened",
        )


def _who(approval: Approval) -> User | str:
    """The person who answered, by whose name the deal is opened."""
    kind, _, name = approval.resolved_by.partition(":")
    user = User.objects.filter(pk=id_in(name)).first() if kind == "user" else None
    return user or approval.resolved_by


def register() -> None:
    """Read and answer approvals of this kind."""
    register_content(KIND, DealProposal)
    register_resolver(KIND, open_deal)
