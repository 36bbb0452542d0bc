"""What an empty list says: what will stand in it, and the act that brings it there."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Hint:
    """A sentence, and the page of the next act with its words."""

    text: str = ""
    page: str = ""
    act: str = ""


_IMPORT = ("admin:console_import", _("Import leads"))
_GATE = _("Before every message the gate decides; its decisions stand here with every reason.")

HINTS = {
    "crm.contact": Hint(_("Bring a CSV export from the tool they are in now."), *_IMPORT),
    "crm.company": Hint(_("The companies of imported contacts stand here."), *_IMPORT),
    "crm.deal": Hint(_("A deal is proposed when somebody is interested, and opened when you approve it.")),
    "crm.task": Hint(_("What needs a person stands here; the agents add to it, and so can you.")),
    "crm.import": Hint(_("Every list that was brought in stands here with its result."), *_IMPORT),
    "crm.customfield": Hint(_("What you keep about contacts, companies and deals beside our own columns stands here.")),
    "crm.rep": Hint(_("With reps, interested leads are offered to whom territory, industry and language fit best.")),
    "outreach.enrollment": Hint(
        _("A scored contact enters the sequence of its band; you enrol on the contact’s page.")
    ),
    "outreach.delivery": Hint(_("Every message stands here from the moment it is planned, with its fate.")),
    "outreach.inboundmessage": Hint(_("What comes back stands here as it came, and as it was understood.")),
    "agents.agentdecision": Hint(_("Every decision of an agent stands here with its rule and reason.")),
    "workflow.run": Hint(_("Each event that a rule hears starts a run; its steps can be read here.")),
    "workflow.webhookdelivery": Hint(
        _("What your webhook endpoints are told of stands here, with what they answered.")
    ),
    "events.webhookendpoint": Hint(_("An address of yours, as of n8n or Make, can be told of what happens here.")),
    "workflow.approval": Hint(_("What the agents asked of people, and what was answered, stands here.")),
    "llm.modelcall": Hint(_("Every call of a model stands here with its cost, and every answer given without one.")),
    "compliance.decision": Hint(_GATE),
    "compliance.consent": Hint(_("State the consent of a whole list in the last step of its import."), *_IMPORT),
    "compliance.suppression": Hint(_("Who opts out, complains or cannot be reached is never written to again.")),
    "compliance.donotcall": Hint(_("Lists come from files: bin/manage import_dnc FILE.")),
    "accounts.credential": Hint(_("Keys of vendors are sealed here, and never shown again.")),
    "accounts.invitation": Hint(_("Who is invited sets a password by the link, and is in.")),
}
NOTHING = Hint()
