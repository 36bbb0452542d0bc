"""What an empty list says: what will stand in it, and the act that brings it there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """A sentence, and the page of the next act with its words."""

    text: str = ""
    page: str = ""
    act: str = ""


_IMPORT = ("admin:console_import", "Import leads")
_GATE = "Before every message the gate decides; its decisions stand here with every reason."

HINTS = {
    "crm.contact": Hint("Bring a CSV export from the tool they are in now.", *_IMPORT),
    "crm.company": Hint("The companies of imported contacts stand here.", *_IMPORT),
    "crm.deal": Hint("A deal is proposed when somebody is interested, and opened when you approve it."),
    "crm.task": Hint("What needs a person stands here; the agents add to it, and so can you."),
    "crm.import": Hint("Every list that was brought in stands here with its result.", *_IMPORT),
    "crm.rep": Hint("With reps, leads and tasks go to whom territory, language and capacity fit best."),
    "outreach.enrollment": Hint("A scored contact enters the sequence of its band; you enrol on the contact’s page."),
    "outreach.delivery": Hint("Every message stands here from the moment it is planned, with its fate."),
    "outreach.inboundmessage": Hint("What comes back stands here as it came, and as it was understood."),
    "agents.agentdecision": Hint("Every decision of an agent stands here with its rule and reason."),
    "workflow.run": Hint("Each event that a rule hears starts a run; its steps can be read here."),
    "workflow.approval": Hint("What the agents asked of people, and what was answered, stands here."),
    "llm.modelcall": Hint("Every call of a model stands here with its cost, and every answer given without one."),
    "compliance.decision": Hint(_GATE),
    "compliance.consent": Hint("State the consent of a whole list in the last step of its import.", *_IMPORT),
    "compliance.suppression": Hint("Who opts out, complains or cannot be reached is never written to again."),
    "compliance.donotcall": Hint("Lists come from files: bin/manage import_dnc FILE."),
    "accounts.credential": Hint("Keys of vendors are sealed here, and never shown again."),
    "accounts.invitation": Hint("Who is invited sets a password by the link, and is in."),
}
NOTHING = Hint()
