"""Why something was not sent, in a code for machines and a sentence with a way out for people."""

from compliance.reasons import Reason

EXPLANATIONS = {
    "PAUSED": "The organization is paused. Resume it in the header of the console.",
    "AUTONOMY_OFF": "Autonomy is off for this organization or mailbox. Raise it to let messages be prepared.",
    "MAILBOX_OFF": "The mailbox is gone or switched off. Switch it on, or enrol the contact with another one.",
    "SEQUENCE_OFF": "The sequence is switched off.",
    "STOPPED": "The sequence was stopped for this contact before the message left.",
    "ENROLLMENT_PAUSED": "The sequence is paused for this contact.",
    "NO_ADDRESS": "The contact has no email address that may work.",
    "TAKEN_OVER": "A person has taken over. Hand the contact back, and the sequence goes on.",
    "HELD": "The contact is held",
    "NO_PUBLIC_URL": "Real mail needs links that recipients can reach. Set PUBLIC_URL to this server's https address.",
    "UNRESOLVED_VARIABLE": "A variable of the template is not known for this contact",
    "BROKEN_TEMPLATE": "The template cannot be filled in",
    "NO_SLOT": "Within a year the mailbox has no free slot in the recipient's hours. Look at its cap and the window.",
    "PREVIOUS_NOT_SENT": "The message before this one has not been sent yet.",
    "TOO_SOON": "The message before this one left later than planned, and this one keeps its distance.",
    "PREVIOUS_STUCK": "The message before this one did not go out. Look at it: send it again, or stop the sequence.",
    "NOT_FOUND": "The contact is not one of this organization.",
    "NO_SEQUENCE": "There is no active sequence of this kind.",
    "NO_STEPS": "The sequence has no steps.",
    "NO_MAILBOX": "There is no active mailbox.",
    "ALREADY_ENROLLED": "The contact is in a sequence already.",
    "HAD_IT_BEFORE": "The contact has had this sequence before.",
    "CANCELLED": "A person cancelled the message.",
    "REJECTED": "A person rejected the message.",
    "EXPIRED": "Nobody answered in time whether the message may leave.",
    "TAKEN_BACK": "It lost its point while it waited for a person's word",
    "FAILED": "It failed on our side, and is tried again in a day. The server's log says why.",
    "NO_ROOM": "The mailbox keeps its daily cap and the distance between messages.",
    "CRASHED": "The server stopped while this message was being handed over. It may have been sent. Look for it in the "
    "recipient's or the provider's log, then mark it as sent or send it again.",
    "UNKNOWN_FATE": "The connection broke while the message was being handed over. It may have been sent. Look for it "
    "in the recipient's or the provider's log, then mark it as sent or send it again.",
    "EMAIL_NO_POSTAL": "The law asks for a postal address in every commercial mail. Enter the organization's.",
    "EMAIL_NO_ONE_CLICK": "Mail needs one-click unsubscribe links. Set PUBLIC_URL to the https address of this server.",
    "EMAIL_DMARC": "The mailbox's domain is not known to pass DMARC. Set up SPF and DKIM, then say so in the mailbox.",
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
    return f"{sentence}: {detail}" if detail else sentence
