"""The records in the REST API."""

from crm import errors
from crm.api import (
    bulk,
    companies,
    contacts,
    conversations,
    custom_fields,
    deals,
    duplicates,
    files,
    imports,
    interactions,
    provenance,
    results,
    saved_views,
    segments,
    selling,
    shares,
    work,
)
from quotahit.accounts.api.problems import refuses

__all__ = [
    "bulk",
    "companies",
    "contacts",
    "conversations",
    "custom_fields",
    "deals",
    "duplicates",
    "files",
    "imports",
    "interactions",
    "provenance",
    "results",
    "saved_views",
    "segments",
    "selling",
    "shares",
    "work",
]

refuses(errors.CrmError, 409)
NOT_UNDERSTOOD = (
    *(errors.BadAddressError, errors.UnknownFieldError, errors.BadValueError, errors.BadSegmentError),
    *(errors.BadFieldError, errors.FileRefusedError, errors.UnknownPersonError),
    *(errors.WrongStageError, errors.ImportingError),
)
for permanent in NOT_UNDERSTOOD:
    refuses(permanent, 400)
refuses(errors.WrongOrganizationError, 404)
refuses(errors.WrongStateError, 409)
