"""Who is here: people, their organizations, and the secrets those organizations keep."""

from quotahit.accounts.models.credentials import Credential
from quotahit.accounts.models.organizations import Invitation, Membership, Organization
from quotahit.accounts.models.people import User

__all__ = ["Credential", "Invitation", "Membership", "Organization", "User"]
