"""Who wants no more of us, or is gone, is in no chain any longer."""

from agents.orchestrator.case import ACTOR
from agents.orchestrator.chains.running import open_runs_about
from quotahit.events.models import Event
from quotahit.events.record import listens_to
from quotahit.workflow.interventions import cancel


@listens_to("contact.unsubscribed", "contact.left_company")
def leave_alone(events: list[Event]) -> None:
    """End the chains that these contacts are in; what their steps have done stays done."""
    for run in open_runs_about({event.subject_id for event in events if event.subject_id}).order_by("pk"):
        cancel(run, ACTOR)
