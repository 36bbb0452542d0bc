"""Words of the workflow: value, colour of the badge, label."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    READY = "ready", "info", _("Under way")
    RETRYING = "retrying", "warning", _("Trying again later")
    HELD = "held", "warning", _("Held back by a person")
    SLEEPING = "sleeping", "info", _("Sleeping until a time")
    WAITING = "waiting", "info", _("Waiting for an event")
    ASKING = "asking", "primary", _("Waiting for an approval")
    PARKED = "parked", "danger", _("Parked: its chain or skill is missing")
    FAILED = "failed", "danger", _("Failed")
    FINISHED = "finished", "success", _("Finished")
    CANCELLED = "cancelled", "", _("Cancelled")


class StepStatus(Coloured):
    RETRYING = "retrying", "warning", _("Trying again later")
    WAITING = "waiting", "info", _("Waiting")
    DONE = "done", "success", _("Done")
    FAILED = "failed", "danger", _("Failed")
    SKIPPED = "skipped", "warning", _("Skipped")


class ApprovalStatus(Coloured):
    WAITING = "waiting", "warning", _("Waiting for an answer")
    RESOLVED = "resolved", "success", _("Answered")
    EXPIRED = "expired", "danger", _("Expired")
    WITHDRAWN = "withdrawn", "", _("Withdrawn")


class Lane(models.TextChoices):
    INSIDE = "inside", _("Stays in the database")
    OUTSIDE = "outside", _("Asks a model or a vendor")


READY_TO_EXECUTE = (RunStatus.READY, RunStatus.RETRYING, RunStatus.HELD)
SUSPENDED = (RunStatus.SLEEPING, RunStatus.WAITING, RunStatus.ASKING)
ENDED = (RunStatus.FAILED, RunStatus.FINISHED, RunStatus.CANCELLED)
