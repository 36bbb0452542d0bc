"""From an uploaded file to an import that runs: keep the file, propose a mapping, let a person decide, start."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext

from crm.errors import ImportingError, UnreadableFileError, WrongStateError
from crm.importing import fields, mapping, proposing, saved
from crm.importing.jobs import LEASE, open_import
from crm.importing.kinds import kind_of
from crm.importing.options import Kind, Options
from crm.importing.showing import shown
from crm.importing.source import open_source
from crm.importing.telling import SYSTEM
from crm.importing.workbooks import is_workbook, write_as_list
from crm.models import CustomField, Import, SavedMapping
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import append

MAX_BYTES = 200 * 1024 * 1024
BLOCK = 1024 * 1024
FOLDER = Path("imports")  # below QUOTAHIT_HOME, a folder for each organization


@dataclass(frozen=True)
class PreviewRow:
    """A row as it would be read: our fields by label, what would be left out of it, and why it would fail, if so."""

    number: int
    values: dict[str, str]
    remarks: tuple[str, ...]
    failure: str


def start_draft(
    organization: Organization,
    file: File | Path | str,
    name: str,
    *,
    by: User | None,
    sheet: str = "",
    kind: Kind | None = Kind.CONTACTS,
) -> Import:
    """Keep a copy of the file, look at it, and propose a mapping; raises as `look_at`."""
    job = look_at(organization, file, name, by=by, sheet=sheet, kind=kind)
    job.save()
    return job


def look_at(
    organization: Organization,
    file: File | Path | str,
    name: str,
    *,
    by: User | None = None,
    chosen: Mapping[str, str] | None = None,
    anew: bool = False,
    sheet: str = "",
    kind: Kind | None = Kind.CONTACTS,
) -> Import:
    """An import of a copy of the file, not saved, with a proposed mapping in which `chosen` fields (by header) stand.

    Where a file with the same headers came before, its mapping is proposed, unless the proposal is to be made `anew`.
    `kind` says what the list lists; None: find that out from its columns.
    Of a workbook the `sheet` is read, by name or number, else the first.

    Raises UnreadableFileError for a file that is too big or no list, BadMappingError or UnknownTargetError for a
    choice that makes no sense; then nothing is kept.
    """
    folder = FOLDER / str(organization.pk) / str(uuid4())
    path = settings.HOME / folder / "list.csv"
    path.parent.mkdir(parents=True, mode=0o700)
    try:
        _copy(file, path)
        title = _as_list(path, sheet)
        source = open_source(path)
        before = None if anew else saved.saved_for(organization, source.headers)
        kind = kind or proposing.kind_by(source, before)
        asked = mapping.checked(chosen or {}, source.headers, kind)
        fixed = saved.proposal(before, source.headers, asked, kind)
        columns = proposing.propose(source, kind, own_fields(organization), fixed)
        return Import(
            organization=organization,
            file_name=Path(name).name[:255],
            path=str(folder / path.name),
            encoding=gettext("sheet “{title}”").format(title=title)[:40] if title else source.encoding,
            delimiter=source.delimiter,
            mapping=mapping.as_mapping(columns),
            options=Options(kind=kind).model_dump(mode="json", exclude_defaults=True),
            total=source.count(),
            by=by,
        )
    except ImportingError:
        shutil.rmtree(path.parent)
        raise


def propose_mapping(job: Import) -> list[mapping.Column]:
    """Every column of the file with the field proposed for it, how sure that is, and a few of its cells."""
    return proposing.propose(open_source(job.file), kind_of(job), own_fields(job.organization), {})


def saved_mapping(job: Import) -> SavedMapping | None:
    """The mapping of an earlier file with the same columns, where the draft reads its file by it."""
    headers = open_source(job.file).headers
    found = saved.saved_for(job.organization, headers)
    return found if found and saved.is_as_saved(job, found, headers) else None


def propose_anew(job: Import) -> None:
    """Put what headers and cells say in the place of a draft's mapping. Raises WrongStateError once it runs."""
    _must_be_draft(job)
    job.mapping = mapping.as_mapping(propose_mapping(job))
    job.save(update_fields=["mapping"])


def own_fields(organization: Organization) -> fields.Own:
    """The fields that the organization has defined, by the code of a mapping."""
    return fields.own_fields(CustomField.objects.for_organization(organization).active())


def set_mapping(job: Import, chosen: Mapping[str, str]) -> None:
    """Replace the mapping of a draft. Raises BadMappingError, UnknownTargetError, or WrongStateError once it runs."""
    _must_be_draft(job)
    checked = mapping.checked(chosen, open_source(job.file).headers, kind_of(job))
    job.mapping = {header: field for header, field in checked.items() if field != fields.IGNORE}
    job.save(update_fields=["mapping"])


def set_options(job: Import, options: Options) -> None:
    """Say what else a person decided about a draft: consent evidence, tags, owner."""
    _must_be_draft(job)
    job.options = options.model_dump(mode="json", exclude_defaults=True)
    job.save(update_fields=["options"])


def preview_rows(job: Import, n: int = 10) -> list[PreviewRow]:
    """The first rows as they would be read by the present mapping."""
    file = open_import(job)
    rows = islice((row for batch in file.batches() for row in batch), n)
    home = file.reader.home
    return [
        PreviewRow(row.number, dict(shown(row, home)), tuple(map(gettext, row.remarks)), gettext(row.failure))
        for row in rows
    ]


def start_import(job: Import, *, actor: User | str | None, claim: str = "") -> None:
    """Put a draft, or a failed import that is to go on, in line for the worker; with a `claim`, the caller runs it.

    The options, with the consent that the actor vouches for, are fixed from here on.
    """
    values: dict[str, Any] = {"status": Import.Status.WAITING, "claimed_until": None}
    if claim:
        values = {"status": Import.Status.RUNNING, "claimed_until": clock.now() + LEASE, "claim": claim}
    with transaction.atomic():
        ready = Import.objects.filter(pk=job.pk, status__in=[Import.Status.DRAFT, Import.Status.FAILED])
        if not ready.update(problem="", finished_at=None, **values):
            raise WrongStateError(gettext("This import has been started already."))
        job.refresh_from_db()
        saved.save_mapping(job, open_source(job.file).headers)
        has_consent = Options.model_validate(job.options).consent is not None
        why = {"rows": job.total, "consent": has_consent}
        append(job.organization, actor or SYSTEM, "import.started", job, why=why)


def discard_draft(job: Import, *, actor: User | None) -> None:
    """Remove a draft with its file."""
    _must_be_draft(job)
    with transaction.atomic():
        append(job.organization, actor or SYSTEM, "import.discarded", job)
        folder = job.file.parent
        job.delete()
        transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def forget_files(organization_id: int) -> None:
    """Remove every list and error file of an organization, once its removal is committed."""
    folder = settings.HOME / FOLDER / str(organization_id)
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def _must_be_draft(job: Import) -> None:
    if job.status != Import.Status.DRAFT:
        raise WrongStateError(gettext("This import has been started already."))


def _copy(file: File | Path | str, path: Path) -> None:
    """Copy the file block by block, so that a size it does not admit to cannot fill the disk."""
    size = 0
    with path.open("wb") as kept:
        for block in _blocks(file):
            size += len(block)
            if size > MAX_BYTES:
                raise UnreadableFileError(
                    gettext("The file is larger than {number} MB. Import it in parts.").format(
                        number=MAX_BYTES // BLOCK
                    )
                )
            kept.write(block)


def _as_list(path: Path, sheet: str) -> str:
    """Put the sheet of a workbook in its place, as a list; returns the sheet's name, "" for a file that is no workbook.

    The workbook itself is not kept: what is erased from a list must not stand in its original.
    """
    if not is_workbook(path):
        return ""
    book = path.replace(path.with_name("book.xlsx"))
    try:
        return write_as_list(book, path, sheet)
    finally:
        book.unlink()


def _blocks(file: File | Path | str) -> Iterable[bytes]:
    return file.chunks(BLOCK) if isinstance(file, File) else _blocks_of_path(Path(file))


def _blocks_of_path(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
