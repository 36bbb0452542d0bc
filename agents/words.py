"""Decisions in words that a salesperson reads: what happened, and what is done about it."""

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from agents.orchestrator.chains.definitions import definitions

NOT_STARTED = gettext_noop("not started")
HAPPENED = {
    "contact.created": _("New contact"),
    "contact.updated": _("Contact changed"),
    "contact.left_company": _("Left the company"),
    "lead.arrived": _("Came to us"),
    "lead.scored": _("Scored"),
    "lead.quiet": _("Quiet for a week"),
    "reply.received": _("Reply"),
    "talk.ended": _("End of a conversation"),
    "talk.needs_person": _("Conversation"),
    "deal.created": _("New deal"),
    "deal.updated": _("Deal changed"),
    "deal.won": _("Deal won"),
    "deal.lost": _("Deal lost"),
    "proposed": _("Deal proposed"),
    "lead.routed": _("Lead routed"),
    "offer.passed": _("Passed on by a rep"),
    "offer.expired": _("Not answered in time by a rep"),
    "by hand": _("Routed by hand"),
    "conversation": _("Conversation"),
    "lead.found": _("Lead found"),
    "lead.scouted": _("Lead chosen"),
    "leads.search_asked": _("Search for leads"),
    "judged": _("Researched and judged"),
    "handoff": _("Handed to people"),
    "lost": _("Lost a while ago"),
}
DONE = {
    "research": _("research and score"),
    "rescore": _("score again"),
    "engage": _("note the conversation"),
    "qualify": _("read the conversation"),
    "converse": _("answer and ask one thing"),
    "propose_deal": _("propose a deal"),
    "draft_answer": _("draft an answer"),
    "hand_over": _("hand to a person"),
    "route": _("find whose lead it is"),
    "unassigned": _("leave it to the managers"),
    "follow_up": _("come back later"),
    "close": _("stop writing"),
    "end_outreach": _("end the sequences"),
    "welcome": _("welcome the customer"),
    "ask_lost_reason": _("ask why"),
    "escalate": _("call a person in"),
    "re_engage": _("come back in a month"),
    "return": _("write to them again"),
    "end_returning": _("leave them in peace"),
    "deal": _("open it"),
    "search": _("look for leads"),
}

FOUND = {
    "accepted": _("take it in"),
    "rejected": _("leave it"),
    "refused": _("refuse it"),
}

TALKS = {
    "open": _("talk with them"),
    "nurture": _("come back to them later"),
    "qualified": _("they are qualified"),
    "disqualified": _("they are disqualified"),
    "quiet": _("leave it at that"),
}
WAYS = {
    "autonomous": _("an agent closes it"),
    "rep": _("a rep sells it"),
    "self_service": _("send the payment link"),
    "nobody": _("a person decides"),
}


CHAINS = {
    "full-autonomous-pipeline": _("Full pipeline, by agents"),
    "hybrid-pipeline": _("Agents open, a rep sells"),
    "inbound-pipeline": _("Somebody came to us"),
    "re-engagement": _("Lost deals, once a month"),
}


STAGES = {
    "rest": _("Rests"),
    "come_back": _("May they be written to?"),
    "again": _("Comes round"),
    "scout": _("Scout"),
    "research": _("Research"),
    "qualify": _("Qualify"),
    "outreach": _("Outreach"),
    "close": _("Close"),
    "operate": _("Operations"),
    "handoff": _("Hand over to a rep"),
    "high": _("High intent: a person"),
    "medium": _("Medium intent: a conversation"),
    "answered": _("Answered: a person"),
    "low": _("Low intent: useful notes"),
}


def stage_label(name: str, agent: str) -> str:
    """A stage of a chain as people call it; one that was added is called by its name."""
    return str(STAGES.get(name) or f"{name.replace('_', ' ').capitalize()} ({agent})")


INTENTS = {
    "high": _("treat it as high intent"),
    "medium": _("treat it as medium intent"),
    "low": _("treat it as low intent"),
}


def chain_label(name: str) -> str:
    """A chain of agents as people call it; one that was added is called by its name."""
    return str(CHAINS.get(name, name.replace("-", " ").capitalize()))


def chain_choices() -> list[tuple[str, str]]:
    """The chains of agents that there are: name and what people call it."""
    return [(chain.name, chain_label(chain.name)) for chain in definitions()]


def happened(kind: str, before: str) -> str:
    """What led to a decision: `before` names an event, or the sequence that was not started."""
    if kind == "skip":
        return gettext("The {before} sequence").format(before=before)
    return HAPPENED.get(before, before.replace("_", " "))


def done(kind: str, after: str) -> str:
    """What a decision does: `kind` is one act, or several joined by "+"; `after` names the sequence it starts."""
    if kind == "enroll":
        return gettext("start the {after} sequence").format(after=after)
    if kind == "begin_chain":
        return gettext("begin the chain “{chain}”").format(chain=chain_label(after))
    if kind == "offer":
        return gettext("offer it to {after}").format(after=after)
    if kind == "scout":
        return FOUND.get(after, after)
    if kind == "talk":
        return str(TALKS.get(after, after))
    if kind == "branch":
        return str(INTENTS.get(after, after))
    if kind == "route":
        return WAYS.get(after, after)
    acts = [DONE.get(act) for act in kind.split("+")]
    return ", ".join(str(act) for act in acts if act) or gettext(after.replace("_", " "))
