"""Decisions in words that a salesperson reads: what happened, and what is done about it."""

HAPPENED = {
    "contact.created": "New contact",
    "contact.updated": "Contact changed",
    "contact.left_company": "Left the company",
    "lead.scored": "Scored",
    "lead.quiet": "Quiet for a week",
    "reply.received": "Reply",
    "deal.created": "New deal",
    "deal.updated": "Deal changed",
    "deal.won": "Deal won",
    "deal.lost": "Deal lost",
    "proposed": "Deal proposed",
}
DONE = {
    "research": "research and score",
    "rescore": "score again",
    "engage": "note the conversation",
    "propose_deal": "propose a deal",
    "draft_answer": "draft an answer",
    "hand_over": "hand to a person",
    "follow_up": "come back later",
    "close": "stop writing",
    "end_outreach": "end the sequences",
    "welcome": "welcome the customer",
    "ask_lost_reason": "ask why",
    "escalate": "call a person in",
    "deal": "open it",
}


def happened(kind: str, before: str) -> str:
    """What led to a decision: `before` names an event, or the sequence that was not started."""
    if kind == "skip":
        return f"The {before} sequence"
    return HAPPENED.get(before, before.replace("_", " "))


def done(kind: str, after: str) -> str:
    """What a decision does: `kind` is one act, or several joined by "+"; `after` names the sequence it starts."""
    if kind == "enroll":
        return f"start the {after} sequence"
    acts = [DONE.get(act) for act in kind.split("+")]
    return ", ".join(act for act in acts if act) or after.replace("_", " ")
