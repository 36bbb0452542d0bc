"""Words of the records: value, label and, where a badge shows it, colour."""

from django.db.models import TextChoices


class Lifecycle(TextChoices):
    LEAD = "lead", "Lead"
    ENGAGED = "engaged", "Engaged"
    QUALIFIED = "qualified", "Qualified"
    CUSTOMER = "customer", "Customer"
    LOST = "lost", "Lost"
    UNREACHABLE = "unreachable", "Unreachable"


# Customers, the lost and the unreachable are not prospected, whatever list they come on.
PROSPECTED = (Lifecycle.LEAD, Lifecycle.ENGAGED, Lifecycle.QUALIFIED)


class Band(TextChoices):
    HOT = "hot", "Hot (70 and more)"
    WARM = "warm", "Warm (40 to 69)"
    COLD = "cold", "Cold (below 40)"


class Validity(TextChoices):
    UNKNOWN = "unknown", "Not checked"
    VALID = "valid", "Valid"
    RISKY = "risky", "Guessed or catch-all"
    INVALID = "invalid", "Invalid or bounced"


class AddressType(TextChoices):
    WORK = "work", "Work"
    PERSONAL = "personal", "Personal"
    MOBILE = "mobile", "Mobile"
    OTHER = "other", "Other"


class Channel(TextChoices):
    EMAIL = "email", "Email"
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    LINKEDIN = "linkedin", "LinkedIn"
    CHAT = "chat", "Website chat"
    VOICE = "voice", "AI call"
    VOICE_LIVE = "voice_live", "Call"
    MEETING = "meeting", "Meeting"
    SYSTEM = "system", "System"


class Direction(TextChoices):
    INBOUND = "inbound", "Inbound"
    OUTBOUND = "outbound", "Outbound"
    INTERNAL = "internal", "Internal"


class Sentiment(TextChoices):
    POSITIVE = "positive", "Positive"
    NEUTRAL = "neutral", "Neutral"
    NEGATIVE = "negative", "Negative"


class ReplyClass(TextChoices):
    INTERESTED = "interested", "Interested"
    NOT_INTERESTED = "not_interested", "Not interested"
    QUESTION = "question", "Question"
    OBJECTION = "objection", "Objection"
    RESCHEDULE = "reschedule", "Reschedule"
    REFERRAL = "referral", "Referral"
    OUT_OF_OFFICE = "out_of_office", "Out of office"
    UNSUBSCRIBE = "unsubscribe", "Unsubscribe"
    UNKNOWN = "unknown", "Unknown"


class HoldKind(TextChoices):
    TAKEOVER = "takeover", "Taken over by a person"
    OUT_OF_OFFICE = "out_of_office", "Out of office"
    MANUAL = "manual", "Held by hand"
    READING = "reading", "A message is being read"
    DOUBT = "doubt", "May have asked to be left alone"
    PAUSE = "pause", "Paused"


class StageKind(TextChoices):
    OPEN = "open", "Open"
    WON = "won", "Won"
    LOST = "lost", "Lost"


class Engagement(TextChoices):
    EMAIL_OPENED = "email_opened", "Email opened"
    EMAIL_CLICKED = "email_clicked", "Email clicked"
    SITE_VISITED = "site_visited", "Site visited"
    POSITIVE_REPLY = "positive_reply", "Positive reply"
    RESOURCE_DOWNLOADED = "resource_downloaded", "Resource downloaded"
    WEBINAR = "webinar", "Webinar attended"


class SignalState(TextChoices):
    MET = "met", "Met"
    UNMET = "unmet", "Not met"
    UNKNOWN = "unknown", "Unknown"
