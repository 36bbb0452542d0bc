"""What the verbs of this room refuse.

ComplianceError
├── NotLiftableError      a suppression that only the person can take back
├── NoReasonError         a lift or a ruling without a reason
├── NoSuchPlaceError      a place that has no rules
├── RegistryFileError     a registry's file that cannot be trusted as a whole
└── WrongAddressError     channels and address do not belong together
"""


class ComplianceError(Exception):
    """A request that this room refuses; the message says why, for a person."""


class NotLiftableError(ComplianceError):
    pass


class NoReasonError(ComplianceError):
    pass


class NoSuchPlaceError(ComplianceError):
    pass


class RegistryFileError(ComplianceError):
    pass


class WrongAddressError(ComplianceError):
    pass
