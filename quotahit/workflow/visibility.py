"""Runs and questions are seen with the record that they are about."""

from django.db.models import Q

from quotahit.accounts.visibility import Viewer, nobody, register_visibility, through, with_subject


def _approvals(viewer: Viewer) -> Q:
    """A question to somebody is theirs, whatever it is about."""
    return with_subject(viewer) | Q(assignee__in=viewer.people)


register_visibility("workflow.run", with_subject)
register_visibility("workflow.runstep", through("workflow.run", "run"))
register_visibility("workflow.wait", through("workflow.run", "run"))
register_visibility("workflow.approval", _approvals)
register_visibility("workflow.webhookdelivery", nobody)
