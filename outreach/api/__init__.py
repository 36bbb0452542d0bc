"""Written outreach in the REST API."""

from outreach.api import authoring, chat, deliveries, enrollments, segment_enrollments
from outreach.errors import OutreachError
from quotahit.accounts.api.problems import refuses

__all__ = ["authoring", "chat", "deliveries", "enrollments", "segment_enrollments"]

refuses(OutreachError, 409)
