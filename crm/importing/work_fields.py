"""What a column of a list of deals, or of past activities, can be for us.

Beside these, `deal.external_id.<system>` and `activity.external_id.<system>` hold the row's own id in the other system,
`deal.custom.<name>` a field of the deal, and `external_id.<system>`, `company.external_id.<system>` the ids of the
contact and the company that the row belongs to.
"""

from django.utils.translation import gettext_lazy as _

from crm.importing.fieldset import IGNORED, Field, Group, by_code

DEAL_EXTERNAL = "deal.external_id."
DEAL_CUSTOM = "deal.custom."
ACTIVITY_EXTERNAL = "activity.external_id."
RELATED = "related_id"

_BELONGS = (
    Field("email", _("Email of the contact"), Group.BELONGS, many=True),
    Field("full_name", _("Name of the contact"), Group.BELONGS, many=True),
    Field("company", _("Company"), Group.BELONGS),
    Field("company.website", _("Company website or domain"), Group.BELONGS),
)
DEALS = by_code(
    Field("deal.name", _("Deal name"), Group.DEAL),
    Field("deal.stage", _("Stage"), Group.DEAL),
    Field("deal.pipeline", _("Pipeline"), Group.DEAL),
    Field("deal.status", _("Status (open, won or lost)"), Group.DEAL),
    Field("deal.amount", _("Amount"), Group.DEAL),
    Field("deal.currency", _("Currency"), Group.DEAL),
    Field("deal.close_date", _("Close date"), Group.DEAL),
    Field("deal.closed_at", _("Won or lost on"), Group.DEAL, many=True),
    Field("deal.lost_reason", _("Reason of the loss"), Group.DEAL),
    Field("deal.owner", _("Owner (a member's name or email)"), Group.DEAL),
    Field("deal.created", _("Created on"), Group.DEAL),
    Field("deal.notes", _("Note"), Group.DEAL, many=True),
    *_BELONGS,
    IGNORED,
)
ACTIVITIES = by_code(
    Field("activity.type", _("Type (call, mail, meeting, task, note)"), Group.ACTIVITY),
    Field("activity.subject", _("Subject"), Group.ACTIVITY),
    Field("activity.body", _("Text"), Group.ACTIVITY, many=True),
    Field("activity.at", _("When it was"), Group.ACTIVITY),
    Field("activity.due", _("Due on"), Group.ACTIVITY),
    Field("activity.time", _("Time of the day"), Group.ACTIVITY),
    Field("activity.done", _("Done (yes, no, or a status)"), Group.ACTIVITY),
    Field("activity.done_at", _("Done on"), Group.ACTIVITY),
    Field("activity.direction", _("Direction (inbound or outbound)"), Group.ACTIVITY),
    Field("activity.outcome", _("Outcome"), Group.ACTIVITY),
    Field("activity.duration", _("Duration"), Group.ACTIVITY),
    Field("activity.priority", _("Priority"), Group.ACTIVITY),
    Field("activity.owner", _("Whose it is (a member's name or email)"), Group.ACTIVITY),
    Field("activity.created", _("Created on"), Group.ACTIVITY),
    Field("deal.name", _("Name of the deal"), Group.BELONGS),
    Field(RELATED, _("Id of the contact, company or deal"), Group.BELONGS, many=True),
    *_BELONGS,
    IGNORED,
)
