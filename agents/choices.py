"""Words of the agents: the ways that a lead may take, and what became of an offer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    AUTONOMOUS = "autonomous", _("Closed by an agent")
    REP = "rep", _("Sold by a rep")
    SELF_SERVICE = "self_service", _("Serves itself")
    NOBODY = "nobody", _("For a person to decide")


class OfferState(TextChoices):
    OFFERED = "offered", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    PASSED = "passed", _("Passed on")
    EXPIRED = "expired", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Taken back")


class TalkState(TextChoices):
    """How far the qualifier's conversation with a lead is."""

    OPEN = "open", _("In conversation")
    NURTURE = "nurture", _("Comes back later")
    QUALIFIED = "qualified", _("Qualified")
    DISQUALIFIED = "disqualified", _("Disqualified")
    QUIET = "quiet", _("Did not answer")


RUNNING_TALKS = (TalkState.OPEN, TalkState.NURTURE)


class KnowledgeLanguage(TextChoices):
    """What the qualifier reads and writes without a model."""

    EN = "en", _("English")
    DE = "de", _("German")
    FR = "fr", _("French")
    ES = "es", _("Spanish")


# For badges.
TALK_COLOURS = {
    TalkState.OPEN: "blue",
    TalkState.NURTURE: "amber",
    TalkState.QUALIFIED: "green",
    TalkState.DISQUALIFIED: "red",
    TalkState.QUIET: "",
}
OFFER_COLOURS = {
    OfferState.OFFERED: "amber",
    OfferState.ACCEPTED: "green",
    OfferState.PASSED: "",
    OfferState.EXPIRED: "red",
    OfferState.WITHDRAWN: "",
}


class LeadSource(TextChoices):
    """Where the scout looks."""

    APOLLO = "apollo", _("Apollo")
    OWN = "own", _("Leads that nobody has worked")
    LOOKALIKE = "lookalike", _("Leads like the customers we won")


class ScoutMode(TextChoices):
    OFF = "off", _("Does not look")
    PROPOSE = "propose", _("Proposes them")
    ADD = "add", _("Adds the fitting ones, proposes the rest")


class Rhythm(TextChoices):
    OFF = "off", _("Never")
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")


class SearchState(TextChoices):
    RUNNING = "running", _("Looking")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class CandidateState(TextChoices):
    PROPOSED = "proposed", _("Waits for a word")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    REFUSED = "refused", _("Refused")  # accepted, and could not be taken in
    LEFT_OUT = "left_out", _("Left out")  # never proposed; kept without a word, so that nobody is paid for twice


class LeftOut(TextChoices):
    """Why somebody who was found is not proposed."""

    KNOWN = "known", _("in our records already")
    SEEN = "seen", _("found by an earlier search")
    ERASED = "erased", _("asked to be erased (ERASED_SUPPRESSED)")
    CLOSED = "closed", _("opted out, bounced or asked us not to call")
    NO_ADDRESS = "no_address", _("without an email address")
    UNLIKE = "unlike", _("like none of our customers")


class Trouble(TextChoices):
    """What stands in a search's way."""

    NO_KEY = "no_key", _("There is no key for Apollo.")
    KEY_REFUSED = "key_refused", _("Apollo does not accept the key, or the plan does not allow this.")
    NOT_UNDERSTOOD = "not_understood", _("Apollo does not understand what is asked; look at the ideal customer.")
    NO_CREDITS = "no_credits", _("Apollo says that the credits are used up.")
    BUDGET_SPENT = "budget_spent", _("The credits of this search are spent.")
    TOO_MANY_CALLS = "too_many_calls", _("Apollo asks for patience: too many calls.")
    VENDOR_DOWN = "vendor_down", _("Apollo has a fault of its own.")
    NO_ANSWER = "no_answer", _("Apollo does not answer.")
    GARBLED = "garbled", _("Apollo answers something that cannot be read.")
    NO_CUSTOMERS = "no_customers", _("There is no won customer yet that leads could be like.")


SEARCH_COLOURS = {SearchState.RUNNING: "amber", SearchState.DONE: "green", SearchState.FAILED: "red"}
CANDIDATE_COLOURS = {
    CandidateState.PROPOSED: "amber",
    CandidateState.ACCEPTED: "green",
    CandidateState.REJECTED: "",
    CandidateState.REFUSED: "red",
    CandidateState.LEFT_OUT: "",
}
