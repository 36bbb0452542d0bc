"""Suppressions, do-not-call and consents in the REST API. Addresses go in and never come out: only their hashes are
kept."""

from compliance.api import consents, do_not_call, suppressions
from compliance.errors import ComplianceError
from quotahit.accounts.api.problems import refuses

__all__ = ["consents", "do_not_call", "suppressions"]

refuses(ComplianceError, 400)
