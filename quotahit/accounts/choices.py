"""Words of the accounts room."""

from django.db.models import TextChoices


class Role(TextChoices):
    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    REP = "rep", "Rep"
    VIEWER = "viewer", "Viewer"

    @property
    def rank(self) -> int:
        """Higher may do all that lower may."""
        return list(reversed(Role.values)).index(self.value)


class Autonomy(TextChoices):
    OFF = "off", "Off: nothing is prepared or sent"
    DRAFT = "draft", "Draft: messages are prepared, people send them"
    APPROVE = "approve", "Approve: a person approves each message"
    AUTONOMOUS = "autonomous", "Autonomous: messages that pass the gate are sent"
