"""How a model call ended."""

from django.db.models import TextChoices


class Outcome(TextChoices):
    """The codes are what `Answer.why` says when the offline function answered."""

    RUNNING = "running", "Under way"
    OK = "ok", "Answered"
    INVALID = "invalid", "The answer did not fit the schema"
    REFUSED = "refused", "The model refused"
    FAILED = "failed", "The call failed"
    NO_KEY = "no_key", "No key is set"
    OVER_BUDGET = "over_budget", "The month's budget is spent"
    FORBIDDEN = "forbidden", "REFUSE_PAID_CALLS is set"
