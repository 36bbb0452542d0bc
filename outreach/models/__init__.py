"""Written outreach, by noun."""

from outreach.models.deliveries import Delivery
from outreach.models.inbound import InboundMessage, Thread
from outreach.models.mailboxes import Mailbox
from outreach.models.sequences import Enrollment, Sequence, SequenceStep, Template

__all__ = [
    "Delivery",
    "Enrollment",
    "InboundMessage",
    "Mailbox",
    "Sequence",
    "SequenceStep",
    "Template",
    "Thread",
]
