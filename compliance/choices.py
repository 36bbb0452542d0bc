"""Words of the gate: channels, purposes, kinds of consent, and what may be known about an attempt."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    EMAIL = "email", _("Email")
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", _("WhatsApp")
    VOICE = "voice", _("AI call")
    VOICE_LIVE = "voice_live", _("Call by a person")
    LINKEDIN = "linkedin", _("LinkedIn")
    CHAT = "chat", _("Website chat")

    @property
    def is_phone(self) -> bool:
        return self in PHONE_CHANNELS

    @property
    def is_spoken(self) -> bool:
        return self in (Channel.VOICE, Channel.VOICE_LIVE)


PHONE_CHANNELS = frozenset({Channel.SMS, Channel.WHATSAPP, Channel.VOICE, Channel.VOICE_LIVE})


class Purpose(TextChoices):
    MARKETING = "marketing", _("Marketing")
    TRANSACTIONAL = "transactional", _("Transactional")


class ConsentType(TextChoices):
    PEWC = "pewc", _("Prior express written consent")
    PEC = "pec", _("Prior express consent, spoken")
    EBR_TXN = "ebr_txn", _("Business relationship: purchase")
    EBR_INQ = "ebr_inq", _("Business relationship: inquiry")
    CASL_EXPRESS = "casl_express", _("Express consent (Canada)")
    CASL_IMPL_TXN = "casl_impl_txn", _("Implied by purchase (Canada)")
    CASL_IMPL_INQ = "casl_impl_inq", _("Implied by inquiry (Canada)")
    SOFT_OPTIN = "soft_optin", _("Soft opt-in (EU, UK)")
    EMAIL_SUB = "email_sub", _("Email subscription")
    WA_OPTIN = "wa_optin", _("WhatsApp opt-in")


class Scope(TextChoices):
    """A channel as consent names it. ANY is all but the AI voice, which consent has to name."""

    VOICE_AI = "voice_ai", _("AI calls")
    VOICE_LIVE = "voice_live", _("Calls by a person")
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", _("WhatsApp")
    EMAIL = "email", _("Email")
    CHAT = "chat", _("Website chat")
    ANY = "any", _("Any channel")


class Trait(TextChoices):
    """What is so about this attempt: of the message, of our standing, or of the person's address."""

    AI_DISCLOSED = "ai_disc", _("Opens by saying that it is an AI")
    RECORDED = "rec", _("The call is recorded")
    RECORDING_NOTICE = "rec_notice", _("Recording is announced")
    REGISTERED = "tcr", _("Text campaign registered (10DLC)")
    OPT_OUT_TEXT = "optout_text", _("Says how to opt out")
    FIRST = "first", _("First message of the program")
    REPLY = "reply_to_inbound", _("Answers the person's message in its window")
    STOP_CONFIRMATION = "stop_confirm", _("The one confirmation of an opt-out")
    TEMPLATE = "template", _("Approved WhatsApp template")
    POSTAL = "postal", _("Postal address present")
    ONE_CLICK = "one_click", "One-click unsubscribe headers present"
    DMARC = "dmarc", _("Sender aligned (DMARC)")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    COMPLAINT = "complaint", _("Complained, or objects to all contact")
    HARD_BOUNCE = "hard_bounce", _("Address bounces for good")
    SOFT_BOUNCE = "soft_bounce", _("Bounced for the moment")
    SPAM_RATE_HIGH = "spam_rate_high", _("Our spam rate is too high")
    ERASED = "erased_hash", _("Address of an erased person")
    EMERGENCY = "emergency", _("State of emergency declared")
    NO_ADDRESS = "no_address", _("Not an address that could be reached")


class Reassigned(TextChoices):
    """The answer of the Reassigned Numbers Database."""

    YES = "yes", _("Reassigned")
    NO = "no", _("Not reassigned")
    NO_DATA = "nodata", _("No data")
    NOT_ASKED = "none", _("Not asked")
    UNKNOWN = "", _("Unknown")


class Bar(TextChoices):
    """Why an address is suppressed."""

    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    OPTED_OUT_ELSEWHERE = "opted_out_elsewhere", _("Opted out before the import")
    OBJECTION = "objection", _("Objects to all contact")
    COMPLAINT = "complaint", _("Reported us as spam")
    HARD_BOUNCE = "hard_bounce", _("Address does not exist")
    SOFT_BOUNCES = "soft_bounces", _("Bounced again and again")
    MANUAL = "manual", _("Suppressed by hand")
    ERASED = "erased", _("Erased on request")

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
