"""The message that a run is about."""

from outreach.models import InboundMessage
from quotahit.workflow.context import Context


def message_of(context: Context) -> InboundMessage | None:
    """What somebody wrote that started the run, with who they are and where it came in; None where it is gone."""
    inbound_id = context.event.payload.get("inbound_id") if context.event else None
    if not inbound_id:
        return None
    rows = InboundMessage.objects.for_organization(context.organization_id)
    return (
        rows.select_related("contact__organization", "contact__company", "mailbox", "organization")
        .filter(pk=inbound_id)
        .first()
    )
