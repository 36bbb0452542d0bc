"""Finding contacts by what a person types: the beginning of a name, an address, a number or a firm.

Every branch is a "starts with" on an index of one organization, so that it is as quick among a million. What few begin
with is found by those indexes. What very many begin with is found sooner by looking at the contacts in the order in
which they are listed, until a page is full.
"""

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from compliance.addresses import phone_key
from crm.models import Company, Contact, ContactEmail, ContactPhone
from crm.names import company_key, fold
from quotahit.accounts.models import Organization
from quotahit.together import count_together

FEWEST_DIGITS = 5
MANY = 5000
Branch = tuple[QuerySet, str]  # rows that fit, and their column that names the contact


def search_contacts(contacts: QuerySet[Contact], organization: Organization, text: str) -> QuerySet[Contact]:
    """Those of `contacts` that the text may mean; empty text means all of them."""
    text = text.strip()
    if not text:
        return contacts
    named, branches = _named(text), _branches(organization, text)
    mine = Contact.objects.filter(organization=organization)
    if _most(mine.filter(named), *(rows for rows, _ in branches)) > MANY:
        others = [Exists(rows.filter(**{column: OuterRef("pk")})) for rows, column in branches]
        return contacts.filter(named | Q(*others, _connector=Q.OR))
    keys = [rows.order_by().values(column) for rows, column in branches]
    return contacts.filter(pk__in=mine.filter(named).values("pk").union(*keys))


def search_companies(companies: QuerySet[Company], text: str) -> QuerySet[Company]:
    """Those of `companies` whose name, legal form and spelling aside, or domain begins so; empty text means all."""
    text = text.strip().lower()
    if not text:
        return companies
    key = company_key(text)
    named = Q(name_key__startswith=key) if key else Q(pk__in=[])
    return companies.filter(named | Q(domain__startswith=text))


def _most(*found: QuerySet) -> int:
    """How many rows the largest of these has, counted no further than needed to call them many."""
    return max(count_together(**{f"part_{at}": rows.order_by()[: MANY + 1] for at, rows in enumerate(found)}).values())


def _named(text: str) -> Q:
    by_name = Q(name_key__startswith=fold(text)) if fold(text) else Q(pk__in=[])
    return by_name | Q(last_name_lower__startswith=text.lower())


def _branches(organization: Organization, text: str) -> list[Branch]:
    """Rows beside the contact's own that the text may mean."""
    own = Q(organization=organization)
    branches: list[Branch] = [(ContactEmail.objects.filter(own, key__startswith=text.lower()), "contact")]
    if numbers := _numbers(text, organization.country):
        branches.append((ContactPhone.objects.filter(own & numbers), "contact"))
    if key := company_key(text):
        firms = Company.objects.filter(own, name_key__startswith=key)
        branches.append((Contact.objects.filter(own, company__in=firms), "pk"))
    return branches


def _numbers(text: str, country: str) -> Q | None:
    digits = re.sub(r"\D", "", text)
    if len(digits) < FEWEST_DIGITS or re.search(r"[A-Za-z@]", text):
        return None
    whole = phone_key(text, country)
    return Q(number=whole) if whole else Q(number__startswith=f"+{digits}")
