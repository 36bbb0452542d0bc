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

from crm.errors import ImportingError, UnreadableFileError, WrongStateError
from crm.importing import fields, mapping
from crm.importing.jobs import LEASE, open_import
from crm.importing.leads import Lead
from crm.importing.options import Options
from crm.importing.source import open_source
from crm.importing.telling import SYSTEM
from crm.models import Import
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


def start_draft(organization: Organization, file: File | Path | str, name: str, *, by: User | None) -> Import:
    """Keep a copy of the file, look at it, and propose a mapping; raises as `look_at`."""
    job = look_at(organization, file, name, by=by)
    job.save()
    return job


def look_at(
    organization: Organization,
    file: File | Path | str,
    name: str,
    *,
    by: User | None = None,
    chosen: Mapping[str, str] | None = None,
) -> Import:
    """An import of a copy of the file, not saved, with a proposed mapping in which `chosen` fields (by header) stand.

    Raises UnreadableFileError for a file that is too big or no list, BadMappingError or UnknownTargetError for a
    choice that makes no sense; then nothing is kept.
    """
    folder = FOLDER / str(organization.pk) / str(uuid4())
    path = settings.HOME / folder / "list.csv"
    path.parent.mkdir(parents=True, mode=0o700)
    try:
        _copy(file, path)
        source = open_source(path)
        fixed = mapping.checked(chosen or {}, source.headers)
        columns = mapping.propose(source.headers, islice(source.records(), mapping.SAMPLE_ROWS), fixed)
        return Import(
            organization=organization,
            file_name=Path(name).name[:255],
            path=str(folder / path.name),
            encoding=source.encoding,
            delimiter=source.delimiter,
            mapping=mapping.as_mapping(columns),
            total=source.count(),
            by=by,
        )
    except ImportingError:
        shutil.rmtree(path.parent)
        raise


def propose_mapping(job: Import) -> list[mapping.Column]:
    """Every column of the file with the field proposed for it, how sure that is, and a few of its cells."""
    source = open_source(job.file)
    return mapping.propose(source.headers, islice(source.records(), mapping.SAMPLE_ROWS))


def set_mapping(job: Import, chosen: Mapping[str, str]) -> None:
    """Replace the mapping of a draft. Raises BadMappingError, UnknownTargetError, or WrongStateError once it runs."""
    _must_be_draft(job)
    checked = mapping.checked(chosen, open_source(job.file).headers)
    job.mapping = {header: field for header, field in checked.items() if field != fields.IGNORE}
    job.save(update_fields=["mapping"])


def set_options(job: Import, options: Options) -> None:
    """Say what else a person decided about a draft: consent evidence, tags, owner."""
    _must_be_draft(job)
    job.options = options.model_dump(mode="json", exclude_defaults=True)
    job.save(update_fields=["options"])


def preview_rows(job: Import, n: int = 10) -> list[PreviewRow]:
    """The first rows as they would be read by the present mapping."""
    leads = islice((lead for batch in open_import(job).batches() for lead in batch), n)
    return [PreviewRow(lead.number, dict(_shown(lead)), tuple(lead.remarks), lead.failure) for lead in leads]


def start_import(job: Import, *, actor: User | None, claim: str = "") -> None:
    """Put a draft, or a failed import that is to go on, in line for the worker; with a `claim`, the caller runs it.

    The options, with the consent that the actor vouches for, are fixed from here on.
    """
    values: dict[str, Any] = {"status": Import.Status.WAITING, "claimed_until": None}
    if claim:
        values = {"status": Import.Status.RUNNING, "claimed_until": clock.now() + LEASE, "claim": claim}
    with transaction.atomic():
        ready = Import.objects.filter(pk=job.pk, status__in=[Import.Status.DRAFT, Import.Status.FAILED])
        if not ready.update(problem="", finished_at=None, **values):
            raise WrongStateError("This import has been started already.")
        job.refresh_from_db()
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
        raise WrongStateError("This import has been started already.")


def _copy(file: File | Path | str, path: Path) -> None:
    """Copy the file block by block, so that a size it does not admit to cannot fill the disk."""
    size = 0
    with path.open("wb") as kept:
        for block in _blocks(file):
            size += len(block)
            if size > MAX_BYTES:
                raise UnreadableFileError(f"The file is larger than {MAX_BYTES // BLOCK} MB. Import it in parts.")
            kept.write(block)


def _blocks(file: File | Path | str) -> Iterable[bytes]:
    return file.chunks(BLOCK) if isinstance(file, File) else _blocks_of_path(Path(file))


def _blocks_of_path(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _shown(lead: Lead) -> Iterator[tuple[str, str]]:
    """What a lead holds, by the label of each field."""
    for name, value in lead.fields.items():
        yield _label(name), str(value)
    for number, email in enumerate(lead.emails):
        yield fields.label("email") if number == 0 else f"Email {number + 1}", email.key
    for number, phone in enumerate(lead.phones):
        yield fields.label("phone") if number == 0 else f"Phone {number + 1}", phone.key
    if lead.firm and lead.firm.name:
        yield fields.label("company"), lead.firm.name
        for name, value in lead.firm.fields.items():
            yield _label(f"company.{name}"), ", ".join(value) if isinstance(value, list) else str(value)
    gathered: dict[str, Any] = {
        "tags": ", ".join(lead.tags),
        "notes": " · ".join(lead.notes),
        "last_activity": lead.last_activity or "",
        "opt_out": " and ".join(sorted(lead.opted_out)),
    }
    yield from ((fields.label(code), str(value)) for code, value in gathered.items() if value)
    yield from ((fields.label(f"custom.{name}"), value) for name, value in lead.custom.items())
    yield from ((fields.label(f"external_id.{system}"), value) for system, value in lead.external)


def _label(code: str) -> str:
    """The label of a column; one that no file feeds directly, such as a currency, is called by its name."""
    return fields.label(code) if code in fields.CATALOGUE else code.rpartition(".")[2].replace("_", " ").capitalize()
