"""Several files that belong together, from their upload to their start: looked at one by one, run as one."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext

from crm.errors import ImportingError, UnreadableFileError, WrongStateError
from crm.importing import headers, mapping, proposing, saved
from crm.importing.drafts import look_at, own_fields, propose_mapping, start_import
from crm.importing.grouping.order import HELD, ORDER
from crm.importing.kinds import kind_of
from crm.importing.options import Kind, Options
from crm.importing.source import open_source
from crm.importing.telling import SYSTEM
from crm.models import Import, ImportGroup
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import append

MOST_FILES = 12


@dataclass(frozen=True)
class Given:
    """A file as it was handed over; `kind` None: its headers say what it lists."""

    file: File | Path | str
    name: str
    kind: Kind | None = None


def look_at_files(
    organization: Organization, given: Sequence[Given], *, by: User | None, anew: bool = False
) -> list[Import]:
    """An import of each file, not saved, in the order in which they are to run.

    What one file gives away of the tool that wrote it is used for reading the others. Raises UnreadableFileError, with
    the name of the file, for one that is no list; then nothing is kept.
    """
    if len(given) > MOST_FILES:
        raise UnreadableFileError(
            gettext("These are {count} files; one run takes {most_files} at most.").format(
                count=len(given), most_files=MOST_FILES
            )
        )
    jobs: list[Import] = []
    try:
        jobs.extend(_look_at(organization, each, by, anew) for each in given)
        _by_one_tool(jobs, anew=anew)
    except ImportingError:
        forget(jobs)
        raise
    return in_order(jobs)


def _look_at(organization: Organization, given: Given, by: User | None, anew: bool) -> Import:
    try:
        return look_at(organization, given.file, given.name, by=by, kind=given.kind, anew=anew)
    except ImportingError as problem:
        raise UnreadableFileError(f"{given.name}: {problem}") from problem


def _by_one_tool(jobs: Sequence[Import], *, anew: bool) -> None:
    """Read the files that do not tell by which tool they were written as the others of the same export."""
    sources = {id(job): open_source(job.file) for job in jobs}
    tools = {id(job): headers.tool_of(list(sources[id(job)].headers)) for job in jobs}
    known = {tool for tool in tools.values() if tool}
    if len(known) != 1:
        return
    for job in jobs:
        source = sources[id(job)]
        is_told = bool(tools[id(job)]) or (not anew and saved.saved_for(job.organization, source.headers))
        if not is_told:
            columns = proposing.propose(source, kind_of(job), own_fields(job.organization), {}, next(iter(known)))
            job.mapping = mapping.as_mapping(columns)


def in_order(jobs: Sequence[Import]) -> list[Import]:
    """Whom others belong to goes before them; places are given, and not saved."""
    ordered = sorted(jobs, key=lambda job: ORDER.index(kind_of(job)))
    for place, job in enumerate(ordered):
        job.place = place
    return ordered


def save_group(organization: Organization, jobs: Sequence[Import], *, by: User | None) -> ImportGroup:
    """Keep the files as drafts of one run."""
    with transaction.atomic():
        group = ImportGroup.objects.create(organization=organization, by=by)
        for job in jobs:
            job.group = group
            job.save()
    return group


def files_of(group: ImportGroup) -> list[Import]:
    """The files in the order in which they run."""
    return list(group.files.select_related("organization", "by", "undo").order_by("place", "pk"))


def set_kind(job: Import, kind: Kind) -> None:
    """Read a draft as another kind of list, its columns proposed anew. Raises WrongStateError once it runs."""
    if job.status != Import.Status.DRAFT:
        raise WrongStateError(gettext("This import has been started already."))
    job.options = Options(kind=kind).model_dump(mode="json", exclude_defaults=True)
    job.mapping = mapping.as_mapping(propose_mapping(job))
    job.save(update_fields=["options", "mapping"])


def start_group(group: ImportGroup, *, actor: User | str | None, claim: str = "") -> None:
    """Put all files in line, each to run when those before it are done; with a `claim`, the caller runs them."""
    with transaction.atomic():
        jobs = in_order(files_of(group))
        for job in jobs:
            Import.objects.filter(pk=job.pk).update(place=job.place)
            start_import(job, actor=actor, claim=claim)
        held = Import.objects.filter(pk__in=[job.pk for job in jobs[1:]])
        held.update(status=Import.Status.WAITING, claimed_until=clock.now() + HELD)
        append(group.organization, actor or SYSTEM, "imports.started", group, why={"files": len(jobs)})


def discard_group(group: ImportGroup, *, actor: User | None) -> None:
    """Remove drafts with their files. Raises WrongStateError once they run."""
    jobs = files_of(group)
    if any(job.status != Import.Status.DRAFT for job in jobs):
        raise WrongStateError(gettext("These files are being imported already."))
    with transaction.atomic():
        append(group.organization, actor or SYSTEM, "imports.discarded", group, why={"files": len(jobs)})
        group.delete()
        transaction.on_commit(lambda: forget(jobs))


def forget(jobs: Sequence[Import]) -> None:
    """Remove the files themselves."""
    for job in jobs:
        shutil.rmtree(job.file.parent, ignore_errors=True)
