"""Who is here: people, their organizations, and the secrets those organizations keep."""

from quotahit.accounts.models.credentials import Credential
from quotahit.accounts.models.keys import ApiAnswer, ApiKey
from quotahit.accounts.models.organizations import Invitation, Membership, Organization, Team
from quotahit.accounts.models.people import User

__all__ = ["ApiAnswer", "ApiKey", "Credential", "Invitation", "Membership", "Organization", "Team", "User"]
