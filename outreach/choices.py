"""Words of written outreach."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailboxKind(TextChoices):
    AGENT = "agent", _("Agent")
    REP = "rep", _("Rep")


class Transport(TextChoices):
    SANDBOX = "sandbox", _("Sandbox (nothing leaves this machine)")
    SMTP = "smtp", _("SMTP and IMAP")
    ANYMAIL = "anymail", _("Provider (Resend and others)")
    CHAT = "chat", _("Website chat")


MAIL = (Transport.SMTP, Transport.ANYMAIL)  # what carries mail to people


class Corner(TextChoices):
    """Where the button of a chat widget stands."""

    RIGHT = "right", _("Bottom right")
    LEFT = "left", _("Bottom left")


class Security(TextChoices):
    STARTTLS = "starttls", "STARTTLS"
    TLS = "tls", _("TLS from the start")
    NONE = "none", _("None (this machine only)")


class Purpose(TextChoices):
    MARKETING = "marketing", _("Marketing")
    TRANSACTIONAL = "transactional", _("Transactional")
    REPLY = "reply", _("Reply")


class EnrollmentStatus(TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    FINISHED = "finished", _("Finished")
    STOPPED = "stopped", _("Stopped")


class StopReason(TextChoices):
    REPLIED = "replied", _("Replied")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Complained")
    TAKEN_OVER = "taken_over", _("Taken over by a person")
    REMOVED = "removed", _("Removed by a person")
    REJECTED = "rejected", _("A person rejected the message")
    EXPIRED = "expired", _("Nobody answered in time")
    REPLACED = "replaced", _("Moved to another sequence")
    LEFT = "left", _("Left the company")
    BLOCKED = "blocked", _("Blocked by the compliance gate")
    WON = "won", _("Deal won")
    LOST = "lost", _("Deal lost")
    DECLINED = "declined", _("Declined")
    DISQUALIFIED = "disqualified", _("Disqualified in conversation")
    COLD = "cold", _("Went cold")
    SUPPRESSED = "suppressed", _("Suppressed by a person")
    MERGED = "merged", _("Merged with another contact")


class WhenCold(TextChoices):
    """What a sequence does with who has gone cold in it."""

    SLOW = "slow", _("Go on, half as fast")
    END = "end", _("End the sequence for them")


# After these nobody is to be answered either.
# They want nothing more from us, for sure: what else was asked about that is answered.
SILENCED = frozenset({StopReason.UNSUBSCRIBED, StopReason.COMPLAINED, StopReason.SUPPRESSED})
DOUBT = "reply.opt_out"  # the kind of the question whether a reply asks us to stop
END_OF_CONVERSATION = frozenset(
    {
        *SILENCED,
        *(StopReason.LEFT, StopReason.LOST, StopReason.DECLINED, StopReason.DISQUALIFIED),
    }
)


class MailKind(TextChoices):
    HUMAN = "human", _("Reply")
    OUT_OF_OFFICE = "out_of_office", _("Out of office")
    LEFT_COMPANY = "left_company", _("Left the company")
    AUTO_ACK = "auto_ack", _("Automatic receipt")
    CHALLENGE = "challenge", _("Challenge")
    BOUNCE = "bounce", _("Bounce")
    COMPLAINT = "complaint", _("Complaint")
