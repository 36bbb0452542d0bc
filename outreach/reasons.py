"""Why something was not sent, in a code for machines and a sentence with a way out for people."""

from django.utils.translation import gettext_lazy as _

from compliance.reasons import Reason
from quotahit.languages import speaking

EXPLANATIONS = {
    "PAUSED": _("The organization is paused. Resume it in the header of the console."),
    "AUTONOMY_OFF": _("Autonomy is off for this organization or mailbox. Raise it to let messages be prepared."),
    "MAILBOX_OFF": _("The mailbox is gone or switched off. Switch it on, or enrol the contact with another one."),
    "SEQUENCE_OFF": _("The sequence is switched off."),
    "STOPPED": _("The sequence was stopped for this contact before the message left."),
    "ENROLLMENT_PAUSED": _("The sequence is paused for this contact."),
    "NO_ADDRESS": _("The contact has no email address that may work."),
    "TAKEN_OVER": _("A person has taken over. Hand the contact back, and the sequence goes on."),
    "PERSON_WRITES": _("A person has taken this chat over, so what the agent had to say was dropped."),
    "HELD": _("The contact is held"),
    "NO_PUBLIC_URL": _(
        "Real mail needs links that recipients can reach. Set PUBLIC_URL to this server's https address."
    ),
    "UNRESOLVED_VARIABLE": _("A variable of the template is not known for this contact"),
    "BROKEN_TEMPLATE": _("The template cannot be filled in"),
    "NO_SLOT": _(
        "Within a year the mailbox has no free slot in the recipient's hours. Look at its cap and the window."
    ),
    "PREVIOUS_NOT_SENT": _("The message before this one has not been sent yet."),
    "TOO_SOON": _("The message before this one left later than planned, and this one keeps its distance."),
    "HOT": _("They are hot: the next message comes in half the time."),
    "COOLING": _("Their engagement is cooling: the next message waits half as long again."),
    "COLD": _(
        "They have gone cold: the next message waits twice as long. The sequence may also end for who goes cold."
    ),
    "WENT_COLD": _("They have gone cold, and the sequence ends for who does."),
    "PREVIOUS_STUCK": _("The message before this one did not go out. Look at it: send it again, or stop the sequence."),
    "NOT_FOUND": _("The contact is not one of this organization."),
    "NO_SEQUENCE": _("There is no active sequence of this kind."),
    "NO_STEPS": _("The sequence has no steps."),
    "NO_MAILBOX": _("There is no active mailbox."),
    "ALREADY_ENROLLED": _("The contact is in a sequence already."),
    "HAD_IT_BEFORE": _("The contact has had this sequence before."),
    "TALK_WENT_ON": _("The conversation has gone on since it was written."),
    "TALK_TAKEN_OVER": _("A person has taken the conversation over since it was written."),
    "CANCELLED": _("A person cancelled the message."),
    "REJECTED": _("A person rejected the message."),
    "EXPIRED": _("Nobody answered in time whether the message may leave."),
    "TAKEN_BACK": _("It lost its point while it waited for a person's word"),
    "FAILED": _("It failed on our side, and is tried again in a day. The server's log says why."),
    "NO_ROOM": _("The mailbox keeps its daily cap and the distance between messages."),
    "CRASHED": _(
        "The server stopped while this message was being handed over. It may have been sent. Look for it in the "
        "recipient's or the provider's log, then mark it as sent or send it again."
    ),
    "UNKNOWN_FATE": _(
        "The connection broke while the message was being handed over. It may have been sent. Look for it "
        "in the recipient's or the provider's log, then mark it as sent or send it again."
    ),
    "EMAIL_NO_POSTAL": _("The law asks for a postal address in every commercial mail. Enter the organization's."),
    "EMAIL_NO_ONE_CLICK": _(
        "Mail needs one-click unsubscribe links. Set PUBLIC_URL to the https address of this server."
    ),
    "EMAIL_DMARC": _(
        "The mailbox's domain is not known to pass DMARC. Set up SPF and DKIM, then say so in the mailbox."
    ),
}
LASTING = frozenset(
    {Reason.ERASED_SUPPRESSED, Reason.SUPPRESSED, Reason.INTERNAL_DNC, Reason.CONSENT_REVOKED, Reason.EMAIL_HARD_BOUNCE}
)


def explain(reason: str, detail: str = "") -> str:
    """The sentence for a code, with what is particular to this case; the gate's own words where we have none.

    An enrolment keeps both in one, as `UNRESOLVED_VARIABLE contact.title`.
    """
    reason, _, kept = reason.partition(" ")
    detail = detail or kept
    sentence = EXPLANATIONS.get(reason)
    if sentence is None:
        sentence = Reason(reason).label if reason in Reason.values else reason
    return f"{sentence}: {detail}" if detail else str(sentence)


def explained_for_all(reason: str, detail: str = "") -> str:
    """The same in the installation's language: it is kept in a row that everybody reads."""
    with speaking(""):
        return explain(reason, detail)
