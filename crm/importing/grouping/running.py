"""Running the files of a group one after another, by whoever has claimed all of them."""

from crm.importing.grouping.drafts import files_of
from crm.importing.jobs import Progress
from crm.importing.running import run_import
from crm.models import Import, ImportGroup


def run_group(group: ImportGroup, claim: str, progress: Progress = lambda job: None) -> list[Import]:
    """Run what `start_group` has claimed for the caller; what fails ends the run. Returns the files as they are now."""
    for job in files_of(group):
        is_ours = job.claim == claim and job.status in (Import.Status.WAITING, Import.Status.RUNNING)
        if is_ours and run_import(job, progress).status != Import.Status.DONE:
            break
    return files_of(group)
