"""What a run of several files would do, counted once and kept, so that a page need not read them again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from crm.importing import fields
from crm.importing.grouping.drafts import files_of
from crm.importing.jobs import OpenImport, open_import
from crm.importing.planning import MOST_ROWS, ImportPlan, plan_import
from crm.importing.relating.announced import Announced
from crm.importing.work_fields import DEAL_EXTERNAL
from crm.models import Import, ImportGroup
from quotahit import clock

# Under what a row may be looked for: all that has to be read of a file to know what it brings.
_KEYS = frozenset(
    {"full_name", "first_name", "last_name", "email", "other_email", "personal_email", "company", "company.website"}
    | {"deal.name", "linkedin", "mobile"}
)
_KEY_PREFIXES = (fields.EXTERNAL, fields.COMPANY_EXTERNAL, DEAL_EXTERNAL)


class FilePlan(BaseModel):
    """Counts of one file, by the number of its import; `names`: noun, and rows by what becomes of what they name."""

    model_config = ConfigDict(frozen=True)

    job: int
    rows: int
    read: int
    new: int
    updates: int
    unchanged: int
    bad: int
    with_remarks: int
    writable: int = 0
    stages: list[tuple[str, str, int]] = []  # pipeline, stage, rows: those that nobody here knows
    names: dict[str, dict[str, int]] = {}


class GroupPlan(BaseModel):
    """What was counted, and when. This is the one reader of `ImportGroup.plan`."""

    model_config = ConfigDict(frozen=True)

    at: datetime | None = None
    files: list[FilePlan] = []

    def of(self, job: Import) -> FilePlan | None:
        return next((each for each in self.files if each.job == job.pk), None)


def count_group(group: ImportGroup) -> GroupPlan:
    """Go through all files as a run would, writing nothing, and keep what was counted."""
    plan = plan_files(files_of(group))
    group.plan = plan.model_dump(mode="json")
    group.save(update_fields=["plan"])
    return plan


def plan_files(jobs: Sequence[Import], most_rows: int = MOST_ROWS) -> GroupPlan:
    """Each file in the light of those before it, of which nothing is written yet."""
    announced, files = Announced(), []
    for job in jobs:
        found = plan_import(job, most_rows, announced)
        files.append(_file_plan(job, found))
        announced.add(row for batch in _keys_of(job).batches() for row in batch)
    return GroupPlan(at=clock.now(), files=files)


def _file_plan(job: Import, plan: ImportPlan) -> FilePlan:
    counted = ("rows", "read", "new", "updates", "unchanged", "bad", "with_remarks", "writable")
    return FilePlan(
        job=job.pk or 0,
        **{name: getattr(plan, name) for name in counted},
        stages=[(*stage, count) for stage, count in plan.stages.items()],
        names={noun: dict(counts) for noun, counts in plan.names.items()},
    )


def _keys_of(job: Import) -> OpenImport:
    """The file, read for nothing but the keys of its rows."""
    file = open_import(job)
    keys = [(at, code) for at, code in file.reader.columns if code in _KEYS or code.startswith(_KEY_PREFIXES)]
    file.reader.columns = keys
    return replace(file)


def totals(plan: GroupPlan) -> Counter[str]:
    """The counts of all files together."""
    counts: Counter[str] = Counter()
    for file in plan.files:
        counts.update({name: getattr(file, name) for name in ("rows", "new", "updates", "unchanged", "bad")})
    return counts
