"""Mappings that were used: a file with the same columns as one before is read as that one was.

Columns are the same whatever their order, capitals and blanks. A file without a header is read anew each time, for
"Column 2" says nothing of what stands in it.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from crm.importing import fields
from crm.importing.mapping import OF_ERROR_FILE
from crm.importing.options import Kind
from crm.models import Import, SavedMapping
from quotahit import clock
from quotahit.accounts.models import Organization

_NUMBERED = re.compile(r"column \d+(?: \(\d+\))?")


def saved_for(organization: Organization, headers: Sequence[str]) -> SavedMapping | None:
    """What was decided for a file with these headers, whenever it came last."""
    names = _names(headers)
    if not names:
        return None
    return SavedMapping.objects.for_organization(organization).filter(headers=_hash(names)).first()


def proposal(
    saved: SavedMapping | None, headers: Sequence[str], chosen: Mapping[str, str], kind: Kind = Kind.CONTACTS
) -> dict[str, str]:
    """The saved fields by the headers as they stand in this file, those that a list of this `kind` can have; what is
    `chosen` now goes before them."""
    if saved is None:
        return dict(chosen)
    taken = {field for field in chosen.values() if not fields.takes_many(field)}
    proposed = {}
    for header in headers:
        field = saved.mapping.get(_folded(header), "")
        if header not in chosen and field not in taken and fields.is_field(field, kind):
            proposed[header] = field
    return proposed | dict(chosen)


def is_as_saved(job: Import, saved: SavedMapping, headers: Sequence[str]) -> bool:
    """Whether the import reads its file as the one before it was read."""
    return _by_name(job.mapping, headers) == saved.mapping


def save_mapping(job: Import, headers: Sequence[str]) -> None:
    """Keep what an import is started with, in the caller's transaction, for the next file like this one."""
    names = _names(headers)
    if not names:
        return
    SavedMapping.objects.update_or_create(
        organization=job.organization,
        headers=_hash(names),
        defaults={"mapping": _by_name(job.mapping, headers), "used_at": clock.now(), "by": job.by},
    )


def _by_name(mapping: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """The field of each column; one that was left out is said to be, or it would be proposed anew."""
    return {_folded(header): mapping.get(header, fields.IGNORE) for header in _own(headers)}


def _names(headers: Sequence[str]) -> list[str]:
    """The headers as they are compared; none where the file has no header of its own, or two that are alike."""
    names = sorted(map(_folded, _own(headers)))
    is_told = any(not _NUMBERED.fullmatch(name) for name in names)
    return names if is_told and len(set(names)) == len(names) else []


def _own(headers: Sequence[str]) -> Sequence[str]:
    """The headers of the list itself, without those that our error file puts before them."""
    return headers[len(OF_ERROR_FILE) :] if tuple(headers[: len(OF_ERROR_FILE)]) == OF_ERROR_FILE else headers


def _folded(header: str) -> str:
    return " ".join(header.casefold().split())


def _hash(names: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()
