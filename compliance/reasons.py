"""Why an attempt may not be made. The order is the order of precedence: the first that holds is the reason shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    ALLOW = "ALLOW", _("Allowed")
    BAD_NUMBER = "BAD_NUMBER", _("Not an address that can be reached")
    JURISDICTION_UNSUPPORTED = "JURISDICTION_UNSUPPORTED", _("No rules for this country or state")
    ERASED_SUPPRESSED = "ERASED_SUPPRESSED", _("Belongs to a person who was erased")
    SUPPRESSED = "SUPPRESSED", _("Unsubscribed, complained or suppressed")
    INTERNAL_DNC = "INTERNAL_DNC", _("Asked us not to make contact")
    CONSENT_MISSING = "CONSENT_MISSING", _("No consent on record")
    CONSENT_REVOKED = "CONSENT_REVOKED", _("Consent was revoked")
    CONSENT_WRONG_SELLER = "CONSENT_WRONG_SELLER", _("Consent was given to another seller")
    CONSENT_NOT_WRITTEN = "CONSENT_NOT_WRITTEN", _("Consent is not in writing")
    CONSENT_SCOPE = "CONSENT_SCOPE", _("Consent does not cover this channel")
    CONSENT_EXPIRED = "CONSENT_EXPIRED", _("Consent has lapsed")
    NATIONAL_DNC = "NATIONAL_DNC", _("On the national do-not-call registry")
    STATE_DNC = "STATE_DNC", _("On the state's do-not-call list")
    DNC_STALE = "DNC_STALE", _("No current copy of the do-not-call registry")
    REASSIGNED = "REASSIGNED", _("The number belongs to somebody else now")
    RND_REQUIRED = "RND_REQUIRED", _("The reassigned-numbers database must be asked first")
    RND_NO_DATA = "RND_NO_DATA", _("Unknown whether the number was reassigned")
    ZONE_UNKNOWN = "ZONE_UNKNOWN", _("The person's time zone cannot be told")
    EMERGENCY_BAN = "EMERGENCY_BAN", _("State of emergency")
    DAY_OFF = "DAY_OFF", _("No contact on this day")
    QUIET_HOURS = "QUIET_HOURS", _("Outside the permitted hours")
    HOURS_UNCONFIRMED = "HOURS_UNCONFIRMED", _("Hours of this place await an operator's sign-off")
    ATTEMPT_CAP = "ATTEMPT_CAP", _("The law's limit of attempts is reached")
    ATTEMPT_CAP_POLICY = "ATTEMPT_CAP_POLICY", _("The house's limit of attempts is reached")
    RECORDING_NOTICE_MISSING = "RECORDING_NOTICE_MISSING", _("Recording is not announced")
    AI_DISCLOSURE_MISSING = "AI_DISCLOSURE_MISSING", _("Does not say that it is an AI")
    SMS_UNREGISTERED = "SMS_UNREGISTERED", _("Text campaign is not registered")
    SMS_NO_OPT_OUT = "SMS_NO_OPT_OUT", _("First text does not say how to opt out")
    WA_WINDOW_CLOSED = "WA_WINDOW_CLOSED", _("WhatsApp window is closed and this is no template")
    WA_US_MARKETING_PAUSED = "WA_US_MARKETING_PAUSED", _("WhatsApp marketing to US numbers is paused")
    EMAIL_HARD_BOUNCE = "EMAIL_HARD_BOUNCE", _("The address bounces")
    EMAIL_NO_POSTAL = "EMAIL_NO_POSTAL", _("No postal address in the message")
    EMAIL_NO_ONE_CLICK = "EMAIL_NO_ONE_CLICK", _("No one-click unsubscribe headers")
    EMAIL_DMARC = "EMAIL_DMARC", _("The sender is not aligned (DMARC)")
    EMAIL_SPAM_RATE = "EMAIL_SPAM_RATE", _("Our spam rate is too high")

    @property
    def rank(self) -> int:
        """The place in the order of precedence."""
        return _RANKS[self]


_RANKS = {reason: rank for rank, reason in enumerate(Reason)}

_CAPS = {Reason.ATTEMPT_CAP, Reason.ATTEMPT_CAP_POLICY}
_HOURS = {Reason.DAY_OFF, Reason.QUIET_HOURS}
_NO_CONSENT = {
    Reason.CONSENT_MISSING,
    Reason.CONSENT_WRONG_SELLER,
    Reason.CONSENT_NOT_WRITTEN,
    Reason.CONSENT_SCOPE,
    Reason.CONSENT_EXPIRED,
}
_REGISTRIES = {Reason.NATIONAL_DNC, Reason.STATE_DNC, Reason.DNC_STALE}

# What waiting alone can cure.
CURED_BY_TIME = frozenset(_HOURS | _CAPS)
# An answer to the person's own message needs no invitation. A revocation is their word to stop, and stays.
LIFTED_BY_REPLY = frozenset(_NO_CONSENT | _REGISTRIES | _HOURS | _CAPS | {Reason.HOURS_UNCONFIRMED})
# The confirmation answers the opt-out itself, on the number that received it.
LIFTED_BY_CONFIRMATION = LIFTED_BY_REPLY | {Reason.CONSENT_REVOKED, Reason.INTERNAL_DNC, Reason.SMS_UNREGISTERED}
