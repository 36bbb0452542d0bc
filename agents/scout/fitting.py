"""How well somebody fits the ideal customer who is no contact yet: the score's own arithmetic."""

from collections.abc import Iterable, Mapping

from agents.scout.leads import FoundLead
from crm.features import read
from crm.fit import Fit, assess
from crm.ideal_customer import IdealCustomer
from crm.models import Company, Contact
from crm.profiles import ensure_profile
from crm.signals import load_signals
from quotahit.accounts.models import Organization
from quotahit.languages import speaking


def fits_of(organization: Organization, leads: Mapping[str, FoundLead]) -> dict[str, Fit]:
    """The fit of each lead by its key, by the active profile."""
    contacts = {key: _as_contact(lead) for key, lead in leads.items()}
    fits = _assessed(organization, contacts.values())
    return dict(zip(contacts, fits, strict=True))


def fits_of_contacts(organization: Organization, contacts: Iterable[Contact]) -> list[Fit]:
    """The fit of contacts of ours as they are now, in their order; nothing is written down."""
    return _assessed(organization, contacts)


def _assessed(organization: Organization, contacts: Iterable[Contact]) -> list[Fit]:
    profile = ensure_profile(organization)
    signals, ideal = load_signals(profile.signals), IdealCustomer.load(profile.ideal_customer)
    paths = sorted({rule.path for signal in signals for rule in signal.rules})
    with speaking(""):  # the reasons are kept, and everybody reads them
        return [assess(signals, ideal, {path: read(one, path, None) for path in paths}) for one in contacts]


def _as_contact(lead: FoundLead) -> Contact:
    firm = lead.firm
    company = Company(name=firm.name, **firm.columns()) if firm.name else None
    return Contact(first_name=lead.first_name, last_name=lead.last_name, company=company, **lead.columns())
