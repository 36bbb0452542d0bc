"""What is written to somebody and comes back is seen with the contact; templates and sequences are everybody's."""

from django.db.models import Q

from quotahit.accounts.visibility import Viewer, everybody, register_visibility, through

CONTACT = "crm.contact"


def _inbound(viewer: Viewer) -> Q:
    """Mail that fits nobody is seen by who sees what nobody owns: somebody has to find its contact."""
    known = Q(contact__in=viewer.ids(CONTACT))
    return known | Q(contact=None) if viewer.sees_unowned else known


for model in ("enrollment", "thread", "delivery", "chatvisit"):
    register_visibility(f"outreach.{model}", through(CONTACT, "contact"), is_subject=True)
register_visibility("outreach.inboundmessage", _inbound, is_subject=True)
register_visibility("outreach.segmententry", through(CONTACT, "contact"))
for model in (
    "mailbox",
    "template",
    "historicaltemplate",
    "sequence",
    "sequencestep",
    "segmentenrollment",
    "chatwidget",
):
    register_visibility(f"outreach.{model}", everybody)
