"""Who sees what of the lowest rooms: members and settings are everybody's, the log goes with its subjects."""

from django.db.models import Q

from quotahit.accounts.visibility import Viewer, everybody, nobody, register_visibility, with_subject


def _acts(viewer: Viewer) -> Q:
    """What was done to the records they see, and what they did themselves."""
    return with_subject(viewer) | Q(actor__in=[f"user:{user_id}" for user_id in viewer.people])


register_visibility("audit.auditentry", _acts)
for model in ("auditseal", "unsealed"):
    register_visibility(f"audit.{model}", nobody)
register_visibility("accounts.apikey", lambda viewer: Q(membership__user=viewer.user_id))
register_visibility("accounts.apianswer", nobody)
for model in ("user", "organization", "membership", "team", "invitation", "credential"):
    register_visibility(f"accounts.{model}", everybody)
