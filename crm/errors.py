"""Everything that can go wrong in a verb of the records. All of it is permanent: the caller must ask differently.

CrmError
├── UnknownFieldError        a field that the record does not have, or that no caller may set
├── BadAddressError          text that is no email address or phone number
├── AddressTakenError        an email address or LinkedIn profile that belongs to another contact
├── WrongOrganizationError   rows of two organizations in one act
├── WrongStageError          a stage of another pipeline
└── BadProfileError          signals or an ideal customer that cannot be scored with
"""


class CrmError(Exception):
    """Its text is for people: it says what was wrong and what to do instead."""


class UnknownFieldError(CrmError):
    pass


class BadAddressError(CrmError):
    pass


class AddressTakenError(CrmError):
    pass


class WrongOrganizationError(CrmError):
    pass


class WrongStageError(CrmError):
    pass


class BadProfileError(CrmError):
    pass
