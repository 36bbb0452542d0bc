"""Words of written outreach."""

from django.db.models import TextChoices


class MailboxKind(TextChoices):
    AGENT = "agent", "Agent"
    REP = "rep", "Rep"


class Transport(TextChoices):
    SANDBOX = "sandbox", "Sandbox (nothing leaves this machine)"
    SMTP = "smtp", "SMTP and IMAP"
    ANYMAIL = "anymail", "Provider (Resend and others)"


class Security(TextChoices):
    STARTTLS = "starttls", "STARTTLS"
    TLS = "tls", "TLS from the start"
    NONE = "none", "None (this machine only)"


class Purpose(TextChoices):
    MARKETING = "marketing", "Marketing"
    TRANSACTIONAL = "transactional", "Transactional"
    REPLY = "reply", "Reply"


class EnrollmentStatus(TextChoices):
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    FINISHED = "finished", "Finished"
    STOPPED = "stopped", "Stopped"


class StopReason(TextChoices):
    REPLIED = "replied", "Replied"
    UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
    BOUNCED = "bounced", "Bounced"
    COMPLAINED = "complained", "Complained"
    TAKEN_OVER = "taken_over", "Taken over by a person"
    REMOVED = "removed", "Removed by a person"
    REJECTED = "rejected", "A person rejected the message"
    EXPIRED = "expired", "Nobody answered in time"
    REPLACED = "replaced", "Moved to another sequence"
    LEFT = "left", "Left the company"
    BLOCKED = "blocked", "Blocked by the compliance gate"
    WON = "won", "Deal won"
    LOST = "lost", "Deal lost"
    DECLINED = "declined", "Declined"
    SUPPRESSED = "suppressed", "Suppressed by a person"


# After these nobody is to be answered either.
# They want nothing more from us, for sure: what else was asked about that is answered.
SILENCED = frozenset({StopReason.UNSUBSCRIBED, StopReason.COMPLAINED, StopReason.SUPPRESSED})
DOUBT = "reply.opt_out"  # the kind of the question whether a reply asks us to stop
END_OF_CONVERSATION = frozenset(
    {
        *SILENCED,
        *(StopReason.LEFT, StopReason.LOST, StopReason.DECLINED),
    }
)


class MailKind(TextChoices):
    HUMAN = "human", "Reply"
    OUT_OF_OFFICE = "out_of_office", "Out of office"
    LEFT_COMPANY = "left_company", "Left the company"
    AUTO_ACK = "auto_ack", "Automatic receipt"
    CHALLENGE = "challenge", "Challenge"
    BOUNCE = "bounce", "Bounce"
    COMPLAINT = "complaint", "Complaint"
