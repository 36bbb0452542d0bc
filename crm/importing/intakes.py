"""Which intake takes the rows of which kind of list."""

from collections.abc import Sequence

from crm.importing.activities.intake import ActivityIntake
from crm.importing.deals.intake import DealIntake
from crm.importing.intake import Intake as LeadIntake
from crm.importing.intake import Outcome
from crm.importing.jobs import OpenImport
from crm.importing.options import Kind
from crm.importing.outcomes import Intake
from crm.importing.relating.announced import NOTHING, Announced
from crm.importing.writing import write
from crm.models import Import


class PeopleIntake(LeadIntake):
    """Of people and companies, with the writing of them."""

    def write(self, job: Import, outcomes: Sequence[Outcome]) -> None:
        write(job, outcomes, self.people.all, self.firms.all)


def intake_of(job: Import, file: OpenImport, *, lock: bool, announced: Announced = NOTHING) -> Intake:
    """The intake of an open import; `lock` where its rows are about to be written."""
    if file.kind == Kind.DEALS:
        return DealIntake(job, lock=lock, announced=announced)
    if file.kind == Kind.ACTIVITIES:
        return ActivityIntake(job, lock=lock, announced=announced)
    lists_firms = file.kind == Kind.COMPANIES
    return PeopleIntake(job.organization, lists_people=file.lists_people, lists_firms=lists_firms, lock=lock)
