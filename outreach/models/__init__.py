"""Written outreach, by noun."""

from outreach.models.chat import ChatVisit, ChatWidget
from outreach.models.deliveries import Delivery
from outreach.models.inbound import InboundMessage, Thread
from outreach.models.mailboxes import Mailbox
from outreach.models.segments import SegmentEnrollment, SegmentEntry
from outreach.models.sequences import Enrollment, Sequence, SequenceStep, Template

__all__ = [
    "ChatVisit",
    "ChatWidget",
    "Delivery",
    "Enrollment",
    "InboundMessage",
    "Mailbox",
    "SegmentEnrollment",
    "SegmentEntry",
    "Sequence",
    "SequenceStep",
    "Template",
    "Thread",
]
