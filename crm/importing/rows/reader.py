"""From the cells of a row to a lead: each cell read by the field that its column is mapped to."""

from django.utils.translation import gettext_noop as _

from crm.importing import fields
from crm.importing.leads import LONGEST_CUSTOM, Lead
from crm.importing.records import Record
from crm.importing.rows.columns import Columns, named
from crm.importing.rows.company import read_firm
from crm.importing.rows.own import read_own
from crm.importing.rows.person import read_person, read_place, read_sales
from crm.importing.rows.reach import read_emails, read_opt_outs, read_phones
from crm.names import person_key

NAMES_NOBODY = _("names nobody: no name, no valid email, no valid phone and no LinkedIn profile")


class RowReader(Columns):
    """Reads the rows of one file by one mapping."""

    def read(self, record: Record) -> Lead:
        """The lead that a row holds; `failure` says why there is none."""
        lead = Lead(record.number, record.cells, failure=record.problem or self.misfit(record))
        if lead.failure:
            return lead
        cells = self.by_field(record)
        read_person(cells, lead)
        read_place(cells, lead)
        read_sales(cells, lead, self.home)
        lead.firm = read_firm(cells, lead.remarks)
        if lead.firm:
            lead.firm.custom = read_own(named(cells, fields.COMPANY_CUSTOM), fields.COMPANY_CUSTOM, self.home, lead)
        lead.emails = read_emails(cells, lead.remarks)
        country = lead.fields.get("country") or (lead.firm and lead.firm.fields.get("country")) or self.home.country
        lead.phones = read_phones(cells, country, lead.remarks)
        read_opt_outs(cells, lead)
        _keep_the_rest(cells, lead)
        lead.custom = read_own(lead.custom, fields.CUSTOM, self.home, lead)
        lead.name_key = person_key(lead.fields.get("first_name", ""), lead.fields.get("last_name", ""))
        if not lead.names_somebody and not lead.external:
            lead.failure = NAMES_NOBODY
        return lead


def _keep_the_rest(cells: dict[str, list[str]], lead: Lead) -> None:
    """Custom fields and ids in other systems; what is said of a company that the row does not name stays here too.

    So does what was said of agreement, for it may be wanted as evidence.
    """
    for code, values in cells.items():
        if code.startswith(fields.EXTERNAL):
            lead.external.append((code.removeprefix(fields.EXTERNAL), values[0][:200]))
        elif code.startswith(fields.CUSTOM):
            name = code.removeprefix(fields.CUSTOM)
            lead.custom[name] = values[0]
        elif code.startswith("opt_in"):
            lead.custom[code] = "; ".join(dict.fromkeys(values))[:LONGEST_CUSTOM]
        elif code.startswith("company.") and (lead.firm is None or not lead.firm.name):
            lead.custom[code.replace(".", "_")] = values[0][:LONGEST_CUSTOM]
