"""What a person can do about it when the gate holds a mail back, or the contact is held."""

from django.utils.translation import gettext_lazy as _

from compliance.reasons import Reason
from crm.choices import HoldKind

WAITS = _("Nothing is to be done: it goes on by itself at that time.")
AGREED = _(
    "If they agreed to be written to, import them again and say so on the page before it starts. They may always "
    "write first."
)
OWN_WORD = _("It is their own word, and stays. Only a message of theirs may be answered.")
OF_THE_GATE = {
    Reason.BAD_NUMBER: _("Correct the address by “Edit”."),
    Reason.JURISDICTION_UNSUPPORTED: _("Enter their country and state by “Edit”, if they are wrong or missing."),
    Reason.ZONE_UNKNOWN: _("Enter their country, state or zone by “Edit”."),
    Reason.ERASED_SUPPRESSED: OWN_WORD,
    Reason.SUPPRESSED: _(
        "An opt-out of their own stays. What was entered by hand a manager lifts under Compliance, Suppressions."
    ),
    Reason.INTERNAL_DNC: OWN_WORD,
    Reason.CONSENT_REVOKED: OWN_WORD,
    Reason.CONSENT_MISSING: AGREED,
    Reason.CONSENT_WRONG_SELLER: AGREED,
    Reason.CONSENT_NOT_WRITTEN: AGREED,
    Reason.CONSENT_SCOPE: AGREED,
    Reason.CONSENT_EXPIRED: AGREED,
    Reason.DAY_OFF: WAITS,
    Reason.QUIET_HOURS: WAITS,
    Reason.ATTEMPT_CAP: WAITS,
    Reason.ATTEMPT_CAP_POLICY: WAITS,
    Reason.EMAIL_HARD_BOUNCE: _("Look for another address of theirs, and enter it by “Edit”."),
    Reason.EMAIL_SPAM_RATE: _("Write less and to fewer until the rate has fallen: see Deliveries."),
}
OF_A_HOLD = {
    HoldKind.TAKEOVER: _("“Hand back to the agents” above lets them go on."),
    HoldKind.MANUAL: _("“Resume” above lets messages go on."),
    HoldKind.OUT_OF_OFFICE: _("Nothing is to be done: it ends when they are back."),
    HoldKind.READING: _("Nothing is to be done: it ends when their message has been read, within seconds."),
    HoldKind.DOUBT: _("Read what they wrote, and answer what the agents ask under Approvals."),
    HoldKind.PAUSE: _("Nothing is to be done: it ends at that time."),
}
OF_CODE = {str(code): words for table in (OF_THE_GATE, OF_A_HOLD) for code, words in table.items()}


def way_out(code: str) -> str:
    """What to do about this reason of the gate or this kind of hold; empty where its own words say it."""
    return str(OF_CODE.get(code, ""))
