"""In which order the files of one run go, and how one waits for those before it."""

from datetime import timedelta

from django.utils.translation import gettext_noop as _

from crm.importing.options import Kind
from crm.models import Import, ImportUndo
from quotahit import clock

ORDER = (Kind.COMPANIES, Kind.CONTACTS, Kind.DEALS, Kind.ACTIVITIES)
HELD = timedelta(days=3650)  # a lease that nobody waits for: it is given up by who comes before
STOPPED = _("It was not begun, because {name} could not be imported.")


def release_next(job: Import, lease: timedelta) -> None:
    """Let the file after this one run, in the caller's transaction: by the same worker if it has spoken for both."""
    following = Import.objects.filter(group=job.group_id, place__gt=job.place, status=Import.Status.WAITING)
    after = following.order_by("place", "pk").first() if job.group_id else None
    if after is not None:
        after.claimed_until = clock.now() + lease if after.claim and after.claim == job.claim else None
        after.save(update_fields=["claimed_until"])


def stop_others(job: Import) -> None:
    """Let none of the files after this one run: what they belong to is not there."""
    if job.group_id:
        following = Import.objects.filter(group=job.group_id, place__gt=job.place, status=Import.Status.WAITING)
        problem = STOPPED.format(name=job.file_name)
        following.update(status=Import.Status.FAILED, problem=problem, finished_at=clock.now(), claimed_until=None)


def release_undo(undo: ImportUndo, lease: timedelta) -> None:
    """Let the undo of the file before this one begin, as `release_next` does for the import."""
    job = undo.job
    before = ImportUndo.objects.filter(
        job__group=job.group_id, job__place__lt=job.place, status=ImportUndo.Status.WAITING
    )
    after = before.order_by("-job__place", "-pk").first() if job.group_id else None
    if after is not None:
        after.claimed_until = clock.now() + lease if after.claim and after.claim == undo.claim else None
        after.save(update_fields=["claimed_until"])
