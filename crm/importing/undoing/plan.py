"""What taking an import back would do, told before it is done."""

from dataclasses import dataclass, field

from crm.importing.undoing.batch import look_at
from crm.importing.undoing.leaving import Leaving
from crm.importing.undoing.outcome import Outcome
from crm.importing.undoing.records import PHASES, next_ids
from crm.models import Import

# A page must not wait for a whole large import: beyond this many records the first ones speak for all.
MOST = 5_000


@dataclass
class UndoPlan:
    """`read` records were looked at; `is_sample`: there are more."""

    outcome: Outcome = field(default_factory=Outcome)
    read: int = 0
    is_sample: bool = False


def plan_undo(job: Import, most: int = MOST, leaving: Leaving | None = None) -> UndoPlan:
    """Go through the records as an undo would, and write nothing; `leaving` is what goes before them, and after it what
    goes with them."""
    plan, leaving = UndoPlan(), leaving or Leaving()
    for noun in PHASES:
        after, read = 0, 0
        while ids := next_ids(job, noun, after):
            if read >= most:
                plan.is_sample = True
                break
            look = look_at(job, noun, ids, plan.outcome, leaving)
            plan.outcome.count(noun, deleted=len(look.going), restored=len(look.restored))
            leaving.add(noun, look.leaving)
            after, read = ids[-1], read + len(ids)
        plan.read += read
    leaving.jobs.add(job.pk)
    return plan
