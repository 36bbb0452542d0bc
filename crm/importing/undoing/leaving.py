"""What an undo that is only told of would have taken away before it comes to a record."""

from dataclasses import dataclass, field

from django.db.models import Q

from crm.models import Import


@dataclass
class Leaving:
    """`contacts` and `deals` that would be gone, or in their company no more; `jobs` are the imports undone with this
    one, whose activities would be gone."""

    contacts: set[int] = field(default_factory=set)
    deals: set[int] = field(default_factory=set)
    jobs: set[int] = field(default_factory=set)

    def add(self, noun: str, ids: set[int]) -> None:
        if noun == "contact":
            self.contacts |= ids
        elif noun == "deal":
            self.deals |= ids

    def activities(self, job: Import) -> Q:
        """That a row came as an activity of one of these imports."""
        return Q(imported__job__in=self.jobs | {job.pk})
