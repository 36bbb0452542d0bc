"""What a sequence has come to: who is in it, what was sent, and what came back."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from crm.choices import ReplyClass
from outreach.choices import EnrollmentStatus, StopReason
from outreach.models import Delivery, Enrollment, Sequence
from quotahit.workflow.outgoing import Fate

LIKED = (ReplyClass.INTERESTED, ReplyClass.QUESTION, ReplyClass.REFERRAL)


@dataclass(frozen=True)
class Results:
    """Counts of enrolments and messages of one sequence."""

    enrolled: int
    running: int
    finished: int
    stopped: dict[str, int]  # by StopReason
    sent: int
    blocked: int
    replied: int
    liked: int  # contacts whose reply asked for more

    @property
    def reply_rate(self) -> float | None:
        """Contacts who replied, of all who were enrolled; None before anybody was."""
        return round(self.replied / self.enrolled, 4) if self.enrolled else None


def results_of(sequence: Sequence, enrollments: "QuerySet[Enrollment]", deliveries: "QuerySet[Delivery]") -> Results:
    """The results among those of the given rows that belong to the sequence, such as all that a member sees."""
    mine = enrollments.filter(sequence=sequence).order_by()
    states = _counted(mine, "status")
    reasons = _counted(mine.filter(status=EnrollmentStatus.STOPPED), "stop_reason")
    fates = _counted(deliveries.filter(enrollment__sequence=sequence), "status")
    liked = mine.filter(contact__inbound__kind="human", contact__inbound__label__in=LIKED)
    return Results(
        enrolled=sum(states.values()),
        running=states.get(EnrollmentStatus.ACTIVE, 0) + states.get(EnrollmentStatus.PAUSED, 0),
        finished=states.get(EnrollmentStatus.FINISHED, 0),
        stopped=reasons,
        sent=fates.get(Fate.SENT, 0),
        blocked=fates.get(Fate.BLOCKED, 0),
        replied=reasons.get(StopReason.REPLIED, 0),
        liked=liked.values("contact").distinct().count(),
    )


def _counted(rows: "QuerySet[Any]", column: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(column).annotate(number=Count("pk")))


def as_numbers(results: Results) -> dict[str, Any]:
    """The counts by name, with the rate."""
    return {**vars(results), "reply_rate": results.reply_rate}
