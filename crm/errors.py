"""Everything that can go wrong in a verb of the records. All of it is permanent: the caller must ask differently.

CrmError
├── UnknownFieldError        a field that the record does not have, or that no caller may set
├── BadAddressError          text that is no email address or phone number
├── AddressTakenError        an email address or LinkedIn profile that belongs to another contact
├── UnknownPersonError     no one person is named by what was asked for
├── WrongOrganizationError   rows of two organizations in one act
├── WrongStageError          a stage of another pipeline, or a pipeline without an open one
├── BadProfileError          signals or an ideal customer that cannot be scored with
└── ImportingError           a file or an import that cannot be worked with
    ├── UnreadableFileError  a file that cannot be a list of contacts at all, or is too big
    ├── BadMappingError      a mapping that names a column the file does not have, or feeds one field twice
    ├── UnknownTargetError   a column mapped to a field that we do not have
    └── WrongStateError      an act that the import's status does not allow, such as starting it twice
"""


class CrmError(Exception):
    """Its text is for people: it says what was wrong and what to do instead."""


class UnknownFieldError(CrmError):
    pass


class BadAddressError(CrmError):
    pass


class AddressTakenError(CrmError):
    pass


class ErasedError(CrmError):
    pass


class UnknownPersonError(CrmError):
    pass


class WrongOrganizationError(CrmError):
    pass


class WrongStageError(CrmError):
    pass


class BadProfileError(CrmError):
    pass


class ImportingError(CrmError):
    pass


class UnreadableFileError(ImportingError):
    pass


class BadMappingError(ImportingError):
    pass


class UnknownTargetError(ImportingError):
    pass


class WrongStateError(ImportingError):
    pass
