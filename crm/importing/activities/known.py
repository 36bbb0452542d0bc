"""One activity of a list, on its way to the row that it becomes."""

from dataclasses import dataclass

from crm.importing.activities.reading import ActivityRow
from crm.importing.leads import ExternalKey
from crm.models import ImportedActivity


@dataclass(slots=True, eq=False)
class KnownActivity:
    """To whom it belongs; `known` is its row, where it was imported before."""

    row: ActivityRow
    key: ExternalKey
    digest: str
    target: str  # interaction, note or task
    contact_id: int | None = None
    company_id: int | None = None
    deal_id: int | None = None
    text: str = ""  # of a note
    known: ImportedActivity | None = None
