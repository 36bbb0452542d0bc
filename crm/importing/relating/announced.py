"""What other files of the same run are about to bring, by the keys under which a row may look for it.

While a run is only planned nothing of it is written, so that a deal's contact is not found among the records yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crm.importing.deals.reading import DealRow
from crm.importing.leads import Firm, Lead, Row
from crm.importing.relating.reference import Reference


@dataclass
class Announced:
    """Ids by noun, and the names and addresses of what is coming."""

    ids: dict[str, set[str]] = field(default_factory=lambda: {"contact": set(), "company": set(), "deal": set()})
    emails: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    firms: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)
    deals: set[str] = field(default_factory=set)

    def add(self, rows: Iterable[Row]) -> None:
        """Take in the rows of a file that runs before."""
        for row in rows:
            if isinstance(row, Lead) and (not row.failure or row.firm):
                self._add_lead(row)
            elif isinstance(row, DealRow) and not row.failure:
                self.ids["deal"].update([row.external[1]] if row.external else [])
                self.deals.add(row.fields.get("name", ""))

    def _add_lead(self, lead: Lead) -> None:
        if lead.names_somebody:
            self.ids["contact"].update(value for _, value in lead.external)
            self.emails.update(email.key for email in lead.emails)
            self.names.add(lead.name_key)
        if lead.firm and lead.firm.name:
            self.ids["company"].update([lead.firm.external[1]] if lead.firm.external else [])
            self.firms.add(lead.firm.key)
            self.domains.add(lead.firm.domain)

    def has_id(self, noun: str, value: str) -> bool:
        return value in self.ids[noun]

    def has_firm(self, firm: Firm) -> bool:
        by_id = firm.external is not None and self.has_id("company", firm.external[1])
        return by_id or bool(firm.key and firm.key in self.firms) or bool(firm.domain and firm.domain in self.domains)

    def has_person(self, reference: Reference) -> bool:
        by_id = any(self.has_id("contact", value) for _, value in reference.people)
        return by_id or not self.emails.isdisjoint(reference.emails)

    def has_name(self, reference: Reference) -> bool:
        return not self.names.isdisjoint(reference.names)

    def has_deal(self, reference: Reference) -> bool:
        by_id = any(self.has_id("deal", value) for _, value in reference.deals)
        return by_id or bool(reference.deal_name and reference.deal_name in self.deals)


NOTHING = Announced()
