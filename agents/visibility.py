"""What agents decided, offered and wrote is seen with the contact or the deal that it is about."""

from django.db.models import Q

from quotahit.accounts.visibility import Viewer, everybody, register_visibility, through


def _decisions(viewer: Viewer) -> Q:
    return Q(contact__in=viewer.ids("crm.contact")) | Q(deal__in=viewer.ids("crm.deal"))


def _candidates(viewer: Viewer) -> Q:
    """Of our own leads those they see. Who comes from outside is nobody's yet, or whose people had them looked for."""
    asked = Q() if viewer.sees_unowned else Q(search__by__in=[f"user:{pk}" for pk in viewer.people])
    return Q(contact__in=viewer.ids("crm.contact")) | (Q(contact=None) & asked)


register_visibility("agents.agentdecision", _decisions)
register_visibility("agents.offer", through("crm.contact", "contact"))
register_visibility("agents.qualifiertalk", through("crm.contact", "contact"))
register_visibility("agents.qualifierquestion", through("agents.qualifiertalk", "talk"))
register_visibility("agents.briefing", through("crm.contact", "contact"))
register_visibility("agents.leadsearch", everybody)
register_visibility("agents.candidate", _candidates)
register_visibility("agents.scoutplan", everybody)
register_visibility("agents.ruleswitch", everybody)
register_visibility("agents.knowledgeentry", everybody)
