"""Files of imports that nobody needs any more: lists that were never started or have failed, and error files."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from crm.importing.drafts import FOLDER, discard_draft
from crm.models import Import
from quotahit.accounts.retention import ACTOR, Period, changed_at
from quotahit.audit.log import append

NEEDED = (Import.Status.WAITING, Import.Status.RUNNING)


class Leftovers(Period):
    """The folders of imports by the time of their last change; one that an import still reads is left."""

    def count(self, before: datetime) -> int:
        return sum(1 for _ in self._old(before))

    def drop(self, before: datetime) -> int:
        dropped = 0
        for folder, job in list(self._old(before)):
            with transaction.atomic():
                _forget(folder, job)
            dropped += 1
        return dropped

    def _old(self, before: datetime) -> Iterator[tuple[Path, Import | None]]:
        for folder in folders():
            job = job_of(folder)
            if changed_at(folder) < before and (job is None or job.status not in NEEDED):
                yield folder, job


def folders(organization_id: int | None = None) -> list[Path]:
    """The folder of each import whose files are still there, those of rehearsals among them."""
    owner = "*" if organization_id is None else str(organization_id)
    return sorted(path for path in (settings.HOME / FOLDER).glob(f"{owner}/*") if path.is_dir())


def job_of(folder: Path) -> Import | None:
    """The import that the files belong to; a rehearsal leaves an error file and no import."""
    return Import.objects.filter(path=str((folder / "list.csv").relative_to(settings.HOME))).first()


def _forget(folder: Path, job: Import | None) -> None:
    if job is not None and job.status == Import.Status.DRAFT:
        discard_draft(job, actor=None)
        return
    organization_id = int(folder.parent.name)
    append(organization_id, ACTOR, "data.expired", job, why={"kind": "import_files", "count": 1})
    Import.objects.filter(pk=job.pk if job else None).update(error_bytes=0)
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
