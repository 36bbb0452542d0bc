"""Finding contacts by what a person types: the beginning of a name, an address, a number or a firm.

Every branch is a "starts with" on an index of one organization, so that it is as quick among a million.
"""

import re

from django.db.models import Q, QuerySet

from compliance.addresses import phone_key
from crm.models import Company, Contact, ContactEmail, ContactPhone
from crm.names import company_key, fold
from quotahit.accounts.models import Organization

FEWEST_DIGITS = 5


def search_contacts(contacts: QuerySet[Contact], organization: Organization, text: str) -> QuerySet[Contact]:
    """Those of `contacts` that the text may mean; empty text means all of them."""
    text = text.strip()
    if not text:
        return contacts
    own = Q(organization=organization)
    named = Q(name_key__startswith=fold(text)) | Q(last_name_lower__startswith=text.lower())
    found = Contact.objects.filter(own & named) if fold(text) else Contact.objects.none()
    emails = ContactEmail.objects.filter(own, key__startswith=text.lower()).order_by()
    branches = [emails.values("contact")]
    if numbers := _numbers(text, organization.country):
        branches.append(ContactPhone.objects.filter(own & numbers).order_by().values("contact"))
    if key := company_key(text):
        firms = Company.objects.filter(own, name_key__startswith=key)
        branches.append(Contact.objects.filter(own, company__in=firms).values("pk"))
    return contacts.filter(pk__in=found.values("pk").union(*branches))


def _numbers(text: str, country: str) -> Q | None:
    digits = re.sub(r"\D", "", text)
    if len(digits) < FEWEST_DIGITS or re.search(r"[A-Za-z@]", text):
        return None
    whole = phone_key(text, country)
    return Q(number=whole) if whole else Q(number__startswith=f"+{digits}")
