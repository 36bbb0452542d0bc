"""How many rows of a list name a company, a contact or a deal, and whether that is here."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from crm.importing.activities.reading import ActivityRow
from crm.importing.deals.reading import DealRow
from crm.importing.leads import Lead, Row
from crm.importing.relating.announced import Announced
from crm.importing.relating.finding import Found, Relations
from crm.importing.relating.reference import Reference

HERE, COMING, MADE, MISSING = "here", "coming", "made", "missing"


class Ties:
    """Counts by noun and by what is found; `made`: a list of people brings the companies that it names."""

    def __init__(self, organization_id: int, announced: Announced) -> None:
        self.relations = Relations(organization_id, announced)
        self.names: dict[str, Counter[str]] = defaultdict(Counter)

    def count(self, rows: Sequence[Row]) -> None:
        references = [(row, reference) for row in rows if (reference := _reference(row))]
        self.relations.load([reference for _, reference in references])
        for row, reference in references:
            company = self.relations.company(reference)
            contact = self.relations.contact(reference, company.pk)
            if reference.firm:
                is_made = isinstance(row, Lead) and bool(reference.firm.name)
                self.names["company"][_word(company, MADE if is_made else MISSING)] += 1
            if reference.names_person:
                self.names["contact"][_word(contact, MISSING)] += 1
            if reference.names_deal:
                deal = self.relations.deal(reference, contact.pk, company.pk)
                self.names["deal"][_word(deal, MISSING)] += 1


def _reference(row: Row) -> Reference | None:
    """To whom the row belongs; of a list of companies that is nobody, for each row is one."""
    if isinstance(row, Lead):
        return Reference(firm=row.firm) if row.firm and row.names_somebody else None
    return row.reference if isinstance(row, DealRow | ActivityRow) else None


def _word(found: Found, otherwise: str) -> str:
    return HERE if found.pk is not None else COMING if found.is_coming else otherwise
