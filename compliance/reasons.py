"""Why an attempt may not be made. The order is the order of precedence: the first that holds is the reason shown."""

from django.db.models import TextChoices


class Reason(TextChoices):
    ALLOW = "ALLOW", "Allowed"
    BAD_NUMBER = "BAD_NUMBER", "Not an address that can be reached"
    JURISDICTION_UNSUPPORTED = "JURISDICTION_UNSUPPORTED", "No rules for this country or state"
    ERASED_SUPPRESSED = "ERASED_SUPPRESSED", "Belongs to a person who was erased"
    SUPPRESSED = "SUPPRESSED", "Unsubscribed, complained or suppressed"
    INTERNAL_DNC = "INTERNAL_DNC", "Asked us not to make contact"
    CONSENT_MISSING = "CONSENT_MISSING", "No consent on record"
    CONSENT_REVOKED = "CONSENT_REVOKED", "Consent was revoked"
    CONSENT_WRONG_SELLER = "CONSENT_WRONG_SELLER", "Consent was given to another seller"
    CONSENT_NOT_WRITTEN = "CONSENT_NOT_WRITTEN", "Consent is not in writing"
    CONSENT_SCOPE = "CONSENT_SCOPE", "Consent does not cover this channel"
    CONSENT_EXPIRED = "CONSENT_EXPIRED", "Consent has lapsed"
    NATIONAL_DNC = "NATIONAL_DNC", "On the national do-not-call registry"
    STATE_DNC = "STATE_DNC", "On the state's do-not-call list"
    DNC_STALE = "DNC_STALE", "No current copy of the do-not-call registry"
    REASSIGNED = "REASSIGNED", "The number belongs to somebody else now"
    RND_REQUIRED = "RND_REQUIRED", "The reassigned-numbers database must be asked first"
    RND_NO_DATA = "RND_NO_DATA", "Unknown whether the number was reassigned"
    ZONE_UNKNOWN = "ZONE_UNKNOWN", "The person's time zone cannot be told"
    EMERGENCY_BAN = "EMERGENCY_BAN", "State of emergency"
    DAY_OFF = "DAY_OFF", "No contact on this day"
    QUIET_HOURS = "QUIET_HOURS", "Outside the permitted hours"
    HOURS_UNCONFIRMED = "HOURS_UNCONFIRMED", "Hours of this place await an operator's sign-off"
    ATTEMPT_CAP = "ATTEMPT_CAP", "The law's limit of attempts is reached"
    ATTEMPT_CAP_POLICY = "ATTEMPT_CAP_POLICY", "The house's limit of attempts is reached"
    RECORDING_NOTICE_MISSING = "RECORDING_NOTICE_MISSING", "Recording is not announced"
    AI_DISCLOSURE_MISSING = "AI_DISCLOSURE_MISSING", "Does not say that it is an AI"
    SMS_UNREGISTERED = "SMS_UNREGISTERED", "Text campaign is not registered"
    SMS_NO_OPT_OUT = "SMS_NO_OPT_OUT", "First text does not say how to opt out"
    WA_WINDOW_CLOSED = "WA_WINDOW_CLOSED", "WhatsApp window is closed and this is no template"
    WA_US_MARKETING_PAUSED = "WA_US_MARKETING_PAUSED", "WhatsApp marketing to US numbers is paused"
    EMAIL_HARD_BOUNCE = "EMAIL_HARD_BOUNCE", "The address bounces"
    EMAIL_NO_POSTAL = "EMAIL_NO_POSTAL", "No postal address in the message"
    EMAIL_NO_ONE_CLICK = "EMAIL_NO_ONE_CLICK", "No one-click unsubscribe headers"
    EMAIL_DMARC = "EMAIL_DMARC", "The sender is not aligned (DMARC)"
    EMAIL_SPAM_RATE = "EMAIL_SPAM_RATE", "Our spam rate is too high"

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
