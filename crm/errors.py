"""Everything that can go wrong in a verb of the records. All of it is permanent: the caller must ask differently.

CrmError
├── UnknownFieldError        a field that the record does not have, or that no caller may set
├── BadAddressError          text that is no email address or phone number
├── AddressTakenError        an email address or LinkedIn profile that belongs to another contact
├── UnknownPersonError     no one person is named by what was asked for
├── WrongOrganizationError   rows of two organizations in one act
├── WrongStageError          a stage of another pipeline, or a pipeline without an open one
├── StageInUseError          a stage where deals stand, which can neither be deleted nor mean something else
├── MissingFieldsError       a deal that lacks what the stage it is to come to asks for
├── BadValueError            what is no value of a field of the organization's own, by its kind
├── BadFieldError            a field of the organization's own that cannot be defined so
├── BadSegmentError          conditions that ask for what there is not, or name nothing
├── SegmentInUseError        a segment that something still draws from
├── BadViewError             a view of a list that cannot be kept so, or not by this member
├── BadBulkError             an act on many records that cannot be begun, done or undone so
├── NotMergeableError        two records that cannot be made one, or not now; a merge that cannot be taken back
├── FileRefusedError         a file that is not kept on a record: too big, of no kind that is taken, or found bad
│   └── ScannerFailedError   the virus scanner could not say
├── UnfoundQuoteError        words that the contact did not write in the message they are quoted from
├── BadProfileError          signals or an ideal customer that cannot be scored with
└── ImportingError           a file or an import that cannot be worked with
    ├── UnreadableFileError  a file that cannot be a list of contacts at all, or is too big
    ├── BadMappingError      a mapping that names a column the file does not have, or feeds one field twice
    ├── UnknownTargetError   a column mapped to a field that we do not have
    └── WrongStateError      an act that the import's status does not allow, such as starting it twice
"""

from django.utils.translation import gettext


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


class StageInUseError(CrmError):
    pass


class MissingFieldsError(WrongStageError):
    """`fields` are the names of what is missing."""

    def __init__(self, stage: object, fields: list[str], labels: list[str]) -> None:
        words = gettext("“{stage}” takes deals with: {fields}. Fill that in first.")
        super().__init__(words.format(stage=stage, fields=", ".join(map(str, labels))))
        self.fields = fields


class BadValueError(CrmError):
    pass


class BadFieldError(CrmError):
    pass


class BadSegmentError(CrmError):
    pass


class SegmentInUseError(CrmError):
    pass


class BadViewError(CrmError):
    pass


class BadBulkError(CrmError):
    pass


class NotMergeableError(CrmError):
    pass


class FileRefusedError(CrmError):
    pass


class ScannerFailedError(FileRefusedError):
    pass


class UnfoundQuoteError(CrmError):
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
