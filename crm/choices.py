"""Words of the records: value, label and, where a badge shows it, colour."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Lifecycle(TextChoices):
    LEAD = "lead", _("Lead")
    ENGAGED = "engaged", _("Engaged")
    QUALIFIED = "qualified", _("Qualified")
    CUSTOMER = "customer", _("Customer")
    LOST = "lost", _("Lost")
    UNREACHABLE = "unreachable", _("Unreachable")


# Customers, the lost and the unreachable are not prospected, whatever list they come on.
PROSPECTED = (Lifecycle.LEAD, Lifecycle.ENGAGED, Lifecycle.QUALIFIED)


class Band(TextChoices):
    HOT = "hot", _("Hot (70 and more)")
    WARM = "warm", _("Warm (40 to 69)")
    COLD = "cold", _("Cold (below 40)")


class Validity(TextChoices):
    UNKNOWN = "unknown", _("Not checked")
    VALID = "valid", _("Valid")
    RISKY = "risky", _("Guessed or catch-all")
    INVALID = "invalid", _("Invalid or bounced")


class AddressType(TextChoices):
    WORK = "work", _("Work")
    PERSONAL = "personal", _("Personal")
    MOBILE = "mobile", _("Mobile")
    OTHER = "other", _("Other")


class Channel(TextChoices):
    EMAIL = "email", _("Email")
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", _("WhatsApp")
    LINKEDIN = "linkedin", _("LinkedIn")
    CHAT = "chat", _("Website chat")
    VOICE = "voice", _("AI call")
    VOICE_LIVE = "voice_live", _("Call")
    MEETING = "meeting", _("Meeting")
    SYSTEM = "system", _("System")


class Direction(TextChoices):
    INBOUND = "inbound", _("Inbound")
    OUTBOUND = "outbound", _("Outbound")
    INTERNAL = "internal", _("Internal")


class Sentiment(TextChoices):
    POSITIVE = "positive", _("Positive")
    NEUTRAL = "neutral", _("Neutral")
    NEGATIVE = "negative", _("Negative")


class ReplyClass(TextChoices):
    INTERESTED = "interested", _("Interested")
    NOT_INTERESTED = "not_interested", _("Not interested")
    QUESTION = "question", _("Question")
    OBJECTION = "objection", _("Objection")
    RESCHEDULE = "reschedule", _("Reschedule")
    REFERRAL = "referral", _("Referral")
    OUT_OF_OFFICE = "out_of_office", _("Out of office")
    UNSUBSCRIBE = "unsubscribe", _("Unsubscribe")
    UNKNOWN = "unknown", _("Unknown")


class HoldKind(TextChoices):
    TAKEOVER = "takeover", _("Taken over by a person")
    OUT_OF_OFFICE = "out_of_office", _("Out of office")
    MANUAL = "manual", _("Held by hand")
    READING = "reading", _("A message is being read")
    DOUBT = "doubt", _("May have asked to be left alone")
    PAUSE = "pause", _("Paused")


class StageKind(TextChoices):
    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class Engagement(TextChoices):
    EMAIL_OPENED = "email_opened", _("Email opened")
    EMAIL_CLICKED = "email_clicked", _("Email clicked")
    SITE_VISITED = "site_visited", _("Site visited")
    POSITIVE_REPLY = "positive_reply", _("Positive reply")
    RESOURCE_DOWNLOADED = "resource_downloaded", _("Resource downloaded")
    WEBINAR = "webinar", _("Webinar attended")


class Trend(TextChoices):
    """Where a contact's engagement is going."""

    HOT = "hot", _("Hot")
    WARMING = "warming", _("Warming")
    STABLE = "stable", _("Stable")
    COOLING = "cooling", _("Cooling")
    COLD = "cold", _("Cold")


class SignalState(TextChoices):
    MET = "met", _("Met")
    UNMET = "unmet", _("Not met")
    UNKNOWN = "unknown", _("Unknown")


class Noun(TextChoices):
    """What an organization may have fields of its own on, and segments of."""

    CONTACT = "contact", _("Contact")
    COMPANY = "company", _("Company")
    DEAL = "deal", _("Deal")


class ListNoun(TextChoices):
    """The lists of records: what views are saved of, and what is acted on in bulk."""

    CONTACT = "contact", _("Contacts")
    COMPANY = "company", _("Companies")
    DEAL = "deal", _("Deals")
    TASK = "task", _("Tasks")


class JobStatus(TextChoices):
    """How far an act on many records is."""

    DRAFT = "draft", _("Not begun")
    WAITING = "waiting", _("Under way")
    DONE = "done", _("Done")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Failed")


class FieldKind(TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    LINK = "link", _("Link")
    PERSON = "person", _("Person (a member)")


class TaskKind(TextChoices):
    TODO = "todo", _("To do")
    CALL = "call", _("Call")
    MAIL = "mail", _("Mail")
    MEETING = "meeting", _("Meeting")


class TaskPriority(TextChoices):
    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")


class Reminder(TextChoices):
    """When the assignee is told, by their own clock."""

    NONE = "none", _("No reminder")
    MORNING = "morning", _("In the morning of the day")
    HOUR = "hour", _("An hour before")
    DAY = "day", _("A day before")


class RecordKind(TextChoices):
    CONTACT = "contact", _("Contact")
    COMPANY = "company", _("Company")


class PairStatus(TextChoices):
    OPEN = "open", _("Open")
    DISMISSED = "dismissed", _("Two records, not one")
    MERGED = "merged", _("Merged")


class DuplicateReason(TextChoices):
    MAILBOX = "mailbox", _("One mailbox in two spellings")
    PHONE = "phone", _("The same number and name")
    NAME_COMPANY = "name_company", _("The same name in the same company")
    DOMAIN = "domain", _("The same domain")
    COMPANY_NAME = "company_name", _("The same name, legal form aside")


class LeadVerdict(TextChoices):
    """What a conversation comes to on the day."""

    QUALIFIED = "qualified", _("Qualified")
    NURTURE = "nurture", _("To be nurtured")
    DISQUALIFIED = "disqualified", _("Disqualified")


class Manner(TextChoices):
    """How something was told: in answer to our question, or unasked."""

    ASKED = "asked", _("Asked")
    VOLUNTEERED = "volunteered", _("Volunteered")


class SlotKind(TextChoices):
    """What a qualifying conversation is to find out."""

    BUDGET = "budget", _("Budget")
    AUTHORITY = "authority", _("Authority")
    NEED = "need", _("Need")
    TIMELINE = "timeline", _("Timeline")
    COMPETITION = "competition", _("Competition")


class Emotion(TextChoices):
    """The strongest feeling in the words of a message."""

    EXCITED = "excited", _("Excited")
    INTERESTED = "interested", _("Interested")
    NEUTRAL = "neutral", _("Neutral")
    HESITANT = "hesitant", _("Hesitant")
    FRUSTRATED = "frustrated", _("Frustrated")
    CONFUSED = "confused", _("Confused")
    ANGRY = "angry", _("Angry")
    DISMISSIVE = "dismissive", _("Dismissive")


class Intent(TextChoices):
    """What the sender of a message wants."""

    INTERESTED = "interested", _("Interested")
    NOT_INTERESTED = "not_interested", _("Not interested")
    STOP = "stop", _("Wants no more contact")
    RESCHEDULE = "reschedule", _("Another time")
    QUESTION = "question", _("Question")
    OBJECTION = "objection", _("Objection")
    READY_TO_BUY = "ready_to_buy", _("Ready to buy")
    NEEDS_INFO = "needs_info", _("Needs information")
    UNKNOWN = "unknown", _("Unknown")


class ObjectionKind(TextChoices):
    PRICE = "price", _("Price")
    TIMING = "timing", _("Timing")
    COMPETITOR = "competitor", _("Competitor")
    AUTHORITY = "authority", _("Authority")
    NEED = "need", _("Need")
    TRUST = "trust", _("Trust")
    URGENCY = "urgency", _("No urgency")


class SignalKind(TextChoices):
    """What shows that somebody means to buy."""

    QUOTE = "quote", _("Asks for a quote")
    TRIAL = "trial", _("Trial")
    CONTRACT = "contract", _("Contract")
    START_DATE = "start_date", _("Start date")
    BUDGET = "budget", _("Budget")
    DECISION_MAKER = "decision_maker", _("Brings in who decides")
    SUPPLIER_SETUP = "supplier_setup", _("Sets us up as a supplier")


class Urgency(TextChoices):
    IMMEDIATE = "immediate", _("Within days")
    SOON = "soon", _("Soon")
    FLEXIBLE = "flexible", _("Open")
    NO_RUSH = "no_rush", _("Later")
    LOST = "lost", _("Closed")


class Strength(TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class AdvisedAct(TextChoices):
    """What should follow a message."""

    ESCALATE = "escalate_to_human", _("Hand to a person")
    CONTINUE = "continue_sequence", _("Go on with the sequence")
    PAUSE = "pause_and_notify", _("Pause, and tell somebody")
    FAST_TRACK = "fast_track", _("Fast track")
    END = "end_sequence", _("End the sequence")
    SWITCH = "switch_channel", _("Change the channel")
    ADDRESS = "address_objection", _("Answer the objection")


class Tone(TextChoices):
    """How the answer should sound."""

    ENTHUSIASTIC = "enthusiastic", _("Enthusiastic")
    WARM = "warm", _("Warm")
    FACTUAL = "factual", _("Factual")
    REASSURING = "reassuring", _("Reassuring")
    APOLOGETIC = "apologetic", _("Apologetic")
    CLEAR = "clear", _("Clear and patient")
    CALM = "calm", _("Calm")
    BRIEF = "brief", _("Brief and respectful")


class Topic(TextChoices):
    """What a conversation can be about: a closed list, so that no stranger's words become a heading of ours."""

    PRICE = "price", _("Price")
    TRIAL = "trial", _("Trial")
    DEMO = "demo", _("Demo")
    CONTRACT = "contract", _("Contract")
    TIMING = "timing", _("Timing")
    COMPETITION = "competition", _("Competition")
    INTEGRATION = "integration", _("Integration")
    SECURITY = "security", _("Security")
    PRIVACY = "privacy", _("Data protection")
    SET_UP = "set_up", _("Set-up and training")
    SUPPORT = "support", _("Support")
    FEATURES = "features", _("Features")
    REFERENCES = "references", _("References")
    BILLING = "billing", _("Billing")


class EmailState(TextChoices):
    """The furthest that the last mail to somebody has come."""

    SENT = "sent", _("Sent")
    OPENED = "opened", _("Opened")
    CLICKED = "clicked", _("Clicked")
    BOUNCED = "bounced", _("Bounced")
    ANSWERED = "answered", _("Answered")


class Origin(TextChoices):
    """Where the value of a field came from."""

    PERSON = "person", _("A person")
    IMPORT = "import", _("Import")
    WEBSITE = "website", _("Their website")
    APOLLO = "apollo", _("Apollo")
    WEB = "web", _("The web")
    INFERRED = "inferred", _("Inferred")
    OTHER = "other", _("Another program")


class Writing(TextChoices):
    """What research may do to a field."""

    NEVER = "never", _("Never")
    BLANK = "blank", _("When it is blank")
    ALWAYS = "always", _("Always, save over what a person wrote")
