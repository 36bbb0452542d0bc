"""How a model call ended."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """The codes are what `Answer.why` says when the offline function answered."""

    RUNNING = "running", _("Under way")
    OK = "ok", _("Answered")
    INVALID = "invalid", _("The answer did not fit the schema")
    REFUSED = "refused", _("The model refused")
    FAILED = "failed", _("The call failed")
    NO_KEY = "no_key", _("No key is set")
    OVER_BUDGET = "over_budget", _("The month's budget is spent")
    FORBIDDEN = "forbidden", _("REFUSE_PAID_CALLS is set")
