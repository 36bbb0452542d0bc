"""Words of the gate: channels, purposes, kinds of consent, and what may be known about an attempt."""

from django.db.models import TextChoices


class Channel(TextChoices):
    EMAIL = "email", "Email"
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    VOICE = "voice", "AI call"
    VOICE_LIVE = "voice_live", "Call by a person"
    LINKEDIN = "linkedin", "LinkedIn"
    CHAT = "chat", "Website chat"

    @property
    def is_phone(self) -> bool:
        return self in PHONE_CHANNELS

    @property
    def is_spoken(self) -> bool:
        return self in (Channel.VOICE, Channel.VOICE_LIVE)


PHONE_CHANNELS = frozenset({Channel.SMS, Channel.WHATSAPP, Channel.VOICE, Channel.VOICE_LIVE})


class Purpose(TextChoices):
    MARKETING = "marketing", "Marketing"
    TRANSACTIONAL = "transactional", "Transactional"


class ConsentType(TextChoices):
    PEWC = "pewc", "Prior express written consent"
    PEC = "pec", "Prior express consent, spoken"
    EBR_TXN = "ebr_txn", "Business relationship: purchase"
    EBR_INQ = "ebr_inq", "Business relationship: inquiry"
    CASL_EXPRESS = "casl_express", "Express consent (Canada)"
    CASL_IMPL_TXN = "casl_impl_txn", "Implied by purchase (Canada)"
    CASL_IMPL_INQ = "casl_impl_inq", "Implied by inquiry (Canada)"
    SOFT_OPTIN = "soft_optin", "Soft opt-in (EU, UK)"
    EMAIL_SUB = "email_sub", "Email subscription"
    WA_OPTIN = "wa_optin", "WhatsApp opt-in"


class Scope(TextChoices):
    """A channel as consent names it. ANY is all but the AI voice, which consent has to name."""

    VOICE_AI = "voice_ai", "AI calls"
    VOICE_LIVE = "voice_live", "Calls by a person"
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    EMAIL = "email", "Email"
    ANY = "any", "Any channel"


class Trait(TextChoices):
    """What is so about this attempt: of the message, of our standing, or of the person's address."""

    AI_DISCLOSED = "ai_disc", "Opens by saying that it is an AI"
    RECORDED = "rec", "The call is recorded"
    RECORDING_NOTICE = "rec_notice", "Recording is announced"
    REGISTERED = "tcr", "Text campaign registered (10DLC)"
    OPT_OUT_TEXT = "optout_text", "Says how to opt out"
    FIRST = "first", "First message of the program"
    REPLY = "reply_to_inbound", "Answers the person's message in its window"
    STOP_CONFIRMATION = "stop_confirm", "The one confirmation of an opt-out"
    TEMPLATE = "template", "Approved WhatsApp template"
    POSTAL = "postal", "Postal address present"
    ONE_CLICK = "one_click", "One-click unsubscribe headers present"
    DMARC = "dmarc", "Sender aligned (DMARC)"
    UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
    COMPLAINT = "complaint", "Complained, or objects to all contact"
    HARD_BOUNCE = "hard_bounce", "Address bounces for good"
    SOFT_BOUNCE = "soft_bounce", "Bounced for the moment"
    SPAM_RATE_HIGH = "spam_rate_high", "Our spam rate is too high"
    ERASED = "erased_hash", "Address of an erased person"
    EMERGENCY = "emergency", "State of emergency declared"
    NO_ADDRESS = "no_address", "Not an address that could be reached"


class Reassigned(TextChoices):
    """The answer of the Reassigned Numbers Database."""

    YES = "yes", "Reassigned"
    NO = "no", "Not reassigned"
    NO_DATA = "nodata", "No data"
    NOT_ASKED = "none", "Not asked"
    UNKNOWN = "", "Unknown"


class Bar(TextChoices):
    """Why an address is suppressed."""

    UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
    OPTED_OUT_ELSEWHERE = "opted_out_elsewhere", "Opted out before the import"
    OBJECTION = "objection", "Objects to all contact"
    COMPLAINT = "complaint", "Reported us as spam"
    HARD_BOUNCE = "hard_bounce", "Address does not exist"
    SOFT_BOUNCES = "soft_bounces", "Bounced again and again"
    MANUAL = "manual", "Suppressed by hand"
    ERASED = "erased", "Erased on request"

    @property
    def trait(self) -> Trait:
        """What an attempt on such an address is told."""
        return _TRAIT_OF_BAR[self]


_TRAIT_OF_BAR = {
    Bar.UNSUBSCRIBED: Trait.UNSUBSCRIBED,
    Bar.OPTED_OUT_ELSEWHERE: Trait.UNSUBSCRIBED,
    Bar.OBJECTION: Trait.COMPLAINT,
    Bar.COMPLAINT: Trait.COMPLAINT,
    Bar.HARD_BOUNCE: Trait.HARD_BOUNCE,
    Bar.SOFT_BOUNCES: Trait.HARD_BOUNCE,
    Bar.MANUAL: Trait.COMPLAINT,
    Bar.ERASED: Trait.ERASED,
}
