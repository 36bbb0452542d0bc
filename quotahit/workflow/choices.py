"""Words of the workflow: value, colour of the badge, label."""

from typing import Self

from django.db import models


class Coloured(models.TextChoices):
    """A status in one line: value, colour, label."""

    colour: str

    def __new__(cls, value: str, colour: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.colour = colour
        return member

    @classmethod
    def colours(cls) -> dict[str, str]:
        """Colour by value, as a badge wants it."""
        return {member.value: member.colour for member in cls}


class RunStatus(Coloured):
    READY = "ready", "info", "Under way"
    RETRYING = "retrying", "warning", "Trying again later"
    HELD = "held", "warning", "Held back by a person"
    SLEEPING = "sleeping", "info", "Sleeping until a time"
    WAITING = "waiting", "info", "Waiting for an event"
    ASKING = "asking", "primary", "Waiting for an approval"
    PARKED = "parked", "danger", "Parked: its chain or skill is missing"
    FAILED = "failed", "danger", "Failed"
    FINISHED = "finished", "success", "Finished"
    CANCELLED = "cancelled", "", "Cancelled"


class StepStatus(Coloured):
    RETRYING = "retrying", "warning", "Trying again later"
    WAITING = "waiting", "info", "Waiting"
    DONE = "done", "success", "Done"
    FAILED = "failed", "danger", "Failed"
    SKIPPED = "skipped", "warning", "Skipped"


class ApprovalStatus(Coloured):
    WAITING = "waiting", "warning", "Waiting for an answer"
    RESOLVED = "resolved", "success", "Answered"
    EXPIRED = "expired", "danger", "Expired"
    WITHDRAWN = "withdrawn", "", "Withdrawn"


class Lane(models.TextChoices):
    INSIDE = "inside", "Stays in the database"
    OUTSIDE = "outside", "Asks a model or a vendor"


READY_TO_EXECUTE = (RunStatus.READY, RunStatus.RETRYING, RunStatus.HELD)
SUSPENDED = (RunStatus.SLEEPING, RunStatus.WAITING, RunStatus.ASKING)
ENDED = (RunStatus.FAILED, RunStatus.FINISHED, RunStatus.CANCELLED)
