"""What can go wrong with people, organizations and their secrets.

AccountsError
├── LastOwner            an organization keeps at least one owner
├── NotAllowed           the actor's role does not reach that far
├── InvitationGone       unknown, accepted, withdrawn or expired
├── WrongPerson          the invitation is for another address
├── CredentialLocked     the key that sealed the credential is not among CREDENTIAL_KEYS
├── BadKey               a key without a name or a scope, or one that would be over before it began
└── NotYetErasable       something about the person is under way at this moment: try again in a few minutes
"""


class AccountsError(Exception):
    """The text is written for the person at the screen."""


class LastOwner(AccountsError):
    pass


class NotAllowed(AccountsError):
    pass


class InvitationGone(AccountsError):
    pass


class WrongPerson(AccountsError):
    pass


class CredentialLocked(AccountsError):
    pass


class NotYetErasable(AccountsError):
    pass


class BadKey(AccountsError):
    pass
