"""Words of the accounts room."""

from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    REP = "rep", _("Rep")
    VIEWER = "viewer", _("Viewer")

    @cached_property
    def rank(self) -> int:
        """Higher may do all that lower may."""
        return list(reversed(Role.values)).index(self.value)


class Reach(TextChoices):
    """Whose records a member sees."""

    OWN = "own", _("Their own, and what is shared with them")
    TEAM = "team", _("Their team's, and what nobody owns")
    SUBTREE = "subtree", _("Their team's and those of the teams below it")
    ALL = "all", _("Everybody's")


class Autonomy(TextChoices):
    OFF = "off", _("Off: nothing is prepared or sent")
    DRAFT = "draft", _("Draft: messages are prepared, people send them")
    APPROVE = "approve", _("Approve: a person approves each message")
    AUTONOMOUS = "autonomous", _("Autonomous: messages that pass the gate are sent")


class Scope(TextChoices):
    """What a key may be used for; each stands for itself alone, and none reaches credentials, keys or members."""

    READ = "read", _("Read records")
    WRITE = "write", _("Change records")
    SEND = "send", _("Send messages")
