"""A run's question to a person: which approval it hangs on, and what the answer makes of its step."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from quotahit.workflow import sql
from quotahit.workflow.choices import ApprovalStatus, StepStatus
from quotahit.workflow.flight import Flight
from quotahit.workflow.models import Approval
from quotahit.workflow.outcome import Outcome, passed, still_waiting
from quotahit.workflow.results import Ask


def attach(outcomes: Iterable[Outcome]) -> None:
    """Tie the approvals that these runs ask for to the runs, in the transaction that stores their steps."""
    asked = {o.pending.approval.pk: o.flight.run_id for o in outcomes if isinstance(o.pending, Ask)}
    sql.assign(Approval, "run_id", asked)


def look(flights: Sequence[Flight], now: datetime) -> list[Outcome]:
    """The answer, where there is one by now; else the run goes on waiting for it, and answering wakes it."""
    asked = Approval.objects.select_for_update().filter(run__in=[flight.run_id for flight in flights])
    latest = {approval.run_id: approval for approval in asked.order_by("pk")}
    return [_outcome(flight, latest.get(flight.run_id), now) for flight in flights]


def _outcome(flight: Flight, approval: Approval | None, now: datetime) -> Outcome:
    if approval is None:
        return passed(flight, StepStatus.DONE, now, output={"choice": ""})
    if approval.status == ApprovalStatus.WAITING:
        return still_waiting(flight, None)
    choice = approval.choice or approval.status
    return passed(flight, StepStatus.DONE, now, output={"approval_id": approval.pk, "choice": choice})
